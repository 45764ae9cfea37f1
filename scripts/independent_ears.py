"""Do programs that know nothing of Timbre hear the tempo, key and metre that were asked for?

`make FOLDER` (in Timbre's environment) makes pieces of every style with a random stated tempo and key. `listen FOLDER
--ear essentia` and `--ear madmom` run in throw-away environments that have those libraries (essentia with librosa;
madmom 0.16 on Python 3.10); neither is a dependency. `table FOLDER [--write]` compares.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path
from typing import Any

NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLATS = {"Db": 1, "Eb": 3, "Gb": 6, "Ab": 8, "Bb": 10}
MINOR = ("minor", "dorian", "phrygian", "locrian", "harmonic minor", "melodic minor", "blues")
UNPULSED = ("ambient", "meditation", "lullaby", "solo-piano", "raga", "hymn-choir")
"""Styles without a beat to tap to; they count in no tempo row."""
EARS = ("essentia", "madmom")


def make(folder: Path, seeds: int) -> None:
    """Write WAV files and manifest.jsonl."""
    import soundfile
    from style_measures import RATE, draw
    from style_measures import make as made

    from timbre.engines.composer.style import style_names

    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "manifest.jsonl").open("w", encoding="utf-8") as manifest:
        for style in style_names():
            for seed in range(1, seeds + 1):
                asked = draw(style, 100 + seed)
                samples, _, facts = made(asked)
                name = f"{style}-{seed}.wav"
                soundfile.write(folder / name, samples.T, RATE)
                row = {"file": name, "style": style, "bpm": facts.bpm, "key": asked.key, "metre": facts.metre}
                manifest.write(json.dumps(row) + "\n")


def listen(folder: Path, ear: str) -> None:
    """Write what one library hears to EAR.jsonl."""
    hear = _essentia() if ear == "essentia" else _madmom()
    with (folder / f"{ear}.jsonl").open("w", encoding="utf-8") as found:
        for file in sorted(folder.glob("*.wav")):
            found.write(json.dumps({"file": file.name, **hear(str(file))}) + "\n")
            found.flush()


def _essentia() -> Any:
    import essentia.standard as es

    def hear(file: str) -> dict[str, Any]:
        sound = es.MonoLoader(filename=file, sampleRate=44100)()
        tonic, scale, _ = es.KeyExtractor(profileType="bgate")(sound)
        return {
            "bpm": float(es.RhythmExtractor2013(method="multifeature")(sound)[0]),
            "key": f"{tonic} {scale}",
        }

    return hear


def _madmom() -> Any:
    import numpy as np
    from madmom.features.downbeats import DBNDownBeatTrackingProcessor, RNNDownBeatProcessor
    from madmom.features.key import CNNKeyRecognitionProcessor, key_prediction_to_label

    beats, keys = RNNDownBeatProcessor(), CNNKeyRecognitionProcessor()
    track = DBNDownBeatTrackingProcessor(beats_per_bar=[3, 4], fps=100)

    def hear(file: str) -> dict[str, Any]:
        found = track(beats(file))
        pulse = 60.0 / float(np.median(np.diff(found[:, 0]))) if len(found) > 2 else 0.0
        metre = int(found[:, 1].max()) if len(found) else 0
        return {"bpm": pulse, "metre": metre, "key": key_prediction_to_label(keys(file))}

    return hear


def table(folder: Path, write: bool) -> None:
    """Print the comparison; `write` puts it into docs/research/sound.md."""
    heard: dict[str, dict[str, Any]] = {ear: _rows(folder / f"{ear}.jsonl") for ear in EARS}
    counts: Counter[str] = Counter()
    for name, asked in _rows(folder / "manifest.jsonl").items():
        found = {ear: heard[ear][name] for ear in EARS if name in heard[ear]}
        if len(found) == len(EARS):
            _count(counts, asked, found)
    lines = [
        f"`scripts/independent_ears.py` on {counts['pieces']} pieces of 30 seconds, every style,",
        "each with a tempo and a key drawn at random.",
        "",
        "| what | essentia | madmom | either | of |",
        "|---|---|---|---|---|",
    ]
    for what, of in (
        ("tempo, 4 %", "pulsed"),
        ("tempo, octave allowed", "pulsed"),
        ("key, tonic and third", "pieces"),
        ("metre, 3 or 4", "threes and fours"),
    ):
        cells = [counts[f"{what} {ear}"] for ear in (*EARS, "either")]
        shown = " | ".join(
            f"{cell} ({100 * cell // max(1, counts[of])} %)" if cell else "–" for cell in cells
        )
        lines.append(f"| {what} | {shown} | {counts[of]} |")
    print("\n".join(lines))
    if write:
        import sound_page

        sound_page.put("trackers", "\n".join(lines))


def _count(counts: Counter[str], asked: dict[str, Any], found: dict[str, dict[str, Any]]) -> None:
    right: dict[str, list[bool]] = {}
    counts["pieces"] += 1
    right["key, tonic and third"] = [_key(found[ear]["key"]) == _key(asked["key"]) for ear in EARS]
    if asked["style"] not in UNPULSED:
        counts["pulsed"] += 1
        ratios = [found[ear]["bpm"] / asked["bpm"] for ear in EARS]
        right["tempo, 4 %"] = [abs(ratio - 1) < 0.04 for ratio in ratios]
        right["tempo, octave allowed"] = [
            any(abs(ratio / times - 1) < 0.04 for times in (1, 2, 0.5)) for ratio in ratios
        ]
    if asked["metre"] in ("3/4", "4/4"):
        counts["threes and fours"] += 1
        right["metre, 3 or 4"] = [False, found["madmom"]["metre"] == int(asked["metre"][0])]
    for what, by_ear in right.items():
        for ear, good in zip((*EARS, "either"), (*by_ear, any(by_ear))):
            counts[f"{what} {ear}"] += good


def _key(name: str) -> tuple[int, bool]:
    tonic, _, mode = name.partition(" ")
    return FLATS[tonic] if tonic in FLATS else NAMES.index(tonic), mode in MINOR


def _rows(file: Path) -> dict[str, dict[str, Any]]:
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    return {Path(row["file"]).name: row for row in rows}


def main() -> None:
    """Run one of the three steps."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=("make", "listen", "table"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--ear", choices=EARS, default="essentia")
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    if options.step == "make":
        make(options.folder, options.seeds)
    elif options.step == "listen":
        listen(options.folder, options.ear)
    else:
        table(options.folder, options.write)


if __name__ == "__main__":
    main()
