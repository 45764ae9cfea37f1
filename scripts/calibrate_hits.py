"""Measure how loud every key of every drum kit is, and write src/timbre/engines/composer/mix/hits.toml.

Run after changing a kit: python scripts/calibrate_hits.py
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from timbre.audio.loudness import integrated_lufs
from timbre.engines.composer.synth import KITS, render_hit

SAMPLE_RATE = 44_100
BLOCK = round(0.4 * SAMPLE_RATE)
VELOCITY = 100
ROUND_ROBINS = 3
KEYS = range(27, 88)
SILENCE_LUFS = -70.0
HITS = Path(__file__).parent.parent / "src/timbre/engines/composer/mix/hits.toml"


def loudness(kit: str, key: int) -> float:
    """LUFS of the first 400 ms of `key`, the mean of its round robins."""
    levels = []
    for turn in range(ROUND_ROBINS):
        block = np.zeros((2, BLOCK + 10), np.float32)
        hit = render_hit(kit, key, VELOCITY, SAMPLE_RATE, turn)[:, :BLOCK]
        block[:, : hit.shape[1]] = hit
        levels.append(integrated_lufs(block, SAMPLE_RATE) or SILENCE_LUFS)
    return round(float(np.mean(levels)), 1)


def main() -> None:
    """Write the table."""
    lines = [
        "# Loudness of drum kits' keys in LUFS (one 400 ms block, velocity 100), by scripts/calibrate_hits.py.",
        "",
    ]
    for kit in KITS:
        levels = ", ".join(f"{key} = {loudness(kit, key)}" for key in KEYS)
        lines.append(f'"{kit}" = {{ {levels} }}')
    HITS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
