"""Measure every style over several seeds, each with a tempo and key of its own, and compare with its windows.

python scripts/measure_styles.py                    all styles, 10 seeds of 30 seconds (several minutes)
python scripts/measure_styles.py --seeds 3 house    a quick look
python scripts/measure_styles.py --write            puts the table into docs/research/sound.md
Exit code 1 when a cell is outside its window.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import sound_page
from style_measures import BANDS_HZ, Asked, Heard, draw, listen

from timbre.engines.composer.style import style_names

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

WINDOWS = Path(__file__).with_name("style_windows.toml")


def windows_of(style: str) -> dict[str, object]:
    """The default windows, changed by the style's families and by the style's own table."""
    tables = tomllib.loads(WINDOWS.read_text(encoding="utf-8"))
    windows: dict[str, object] = dict(tables["default"])
    for name, members in tables["families"].items():
        if style in members:
            windows.update(tables[name])
    windows.update(tables.get("style", {}).get(style, {}))
    return windows


def row(style: str, heard: list[Heard]) -> list[tuple[str, bool]]:
    """The style's cells, each as text and whether it lies inside its window."""
    windows = windows_of(style)

    def mean(values: list[float]) -> float:
        return statistics.mean(values)

    def inside(name: str, value: float) -> bool:
        low, high = windows[name]  # type: ignore[misc]
        return bool(low <= value <= high)

    off = max(abs(h.lufs - h.target_lufs) for h in heard)
    peak = max(h.true_peak_dbtp for h in heard)
    crest, spread = mean([h.crest_db for h in heard]), mean([h.range_lu for h in heard])
    cells = [
        (f"{mean([h.lufs for h in heard]):.1f} (±{off:.1f})", off <= 0.5),
        (f"{peak:.1f}", peak <= -1.0 + 0.005),
        (
            f"{mean([h.limited_db for h in heard]):.1f}",
            max(h.limited_db for h in heard) <= windows["limited_db"],
        ),  # type: ignore[operator]
        (f"{crest:.1f}", inside("crest_db", crest)),
        (f"{spread:.1f}", inside("range_lu", spread)),
    ]
    for band in BANDS_HZ:
        level = mean([h.bands_db[band] for h in heard])
        cells.append((f"{level:.0f}", inside(band, level)))
    correlation = min(h.correlation for h in heard)
    cells.append((f"{correlation:.2f}", inside("correlation", correlation)))
    onsets = mean([h.onsets for h in heard])
    cells.append((f"{onsets:.1f}", inside("onsets", onsets)))
    same = sum(h.tempo == "same" for h in heard)
    found = sum(h.tempo in ("same", "octave") for h in heard)
    cells.append((f"{found}/{same}", found / len(heard) >= windows["tempo"]))  # type: ignore[operator]
    right = sum(h.key == "same" for h in heard)
    cells.append((f"{right}", right / len(heard) >= windows["key"]))  # type: ignore[operator]
    scores = [h.score for h in heard if h.score is not None]
    cells.append((f"{mean(scores):.0f}" if scores else "–", True))
    return cells


HEAD = (
    "style", "LUFS (most off)", "dBTP", "limited", "crest", "range", *BANDS_HZ,
    "stereo", "onsets/s", "tempo", "key", "critic",
)  # fmt: skip


def main() -> int:
    """Measure, print, and perhaps write the page."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("styles", nargs="*")
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    styles = options.styles or list(style_names())
    pieces: list[Asked] = [draw(style, seed) for style in styles for seed in range(1, options.seeds + 1)]
    with ProcessPoolExecutor(os.cpu_count()) as pool:
        heard = list(pool.map(listen, pieces, chunksize=options.seeds))
    lines = ["| " + " | ".join(HEAD).replace("_", " ") + " |", "|" + "---|" * len(HEAD)]
    outside = 0
    for index, style in enumerate(styles):
        cells = row(style, heard[index * options.seeds : (index + 1) * options.seeds])
        outside += sum(not good for _, good in cells)
        lines.append(
            f"| {style} | " + " | ".join(text if good else f"**{text}**" for text, good in cells) + " |"
        )
    summary = f"{options.seeds} seeds a style; {outside} cells outside their windows (bold)."
    print("\n".join([*lines, "", summary]))
    if options.write:
        sound_page.put("styles", "\n".join([*lines, "", summary]))
    return 1 if outside else 0


if __name__ == "__main__":
    sys.exit(main())
