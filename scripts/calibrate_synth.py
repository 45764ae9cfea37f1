"""Measure every instrument's loudness over its range and write the gains that make them alike.

Run after changing a patch or a model: python scripts/calibrate_synth.py [instrument ...]
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from timbre.audio.loudness import LoudnessMeter
from timbre.engines.composer.synth.catalogue import GAIN_PITCHES, INSTRUMENTS, calibrated_gains_db, voice
from timbre.engines.composer.synth.tone import Tone

SAMPLE_RATE = 44100
TARGET_LUFS = -18.0
VELOCITY = 96
WINDOW_SLOTS = 25
"""Loudest quarter of a second, in 10 ms slots."""
OUTSIDE_DB = 4.0
"""How far a gain outside an instrument's range may be from the nearest inside."""
GAINS = Path(__file__).parent.parent / "src/timbre/engines/composer/synth/gains.toml"


def loudest_lufs(samples: np.ndarray) -> float:
    """Loudest 250 ms of [2, T], K-weighted."""
    meter = LoudnessMeter(2, SAMPLE_RATE)
    meter.push(np.pad(samples, ((0, 0), (0, SAMPLE_RATE // 2))))
    slots = meter.slots()
    sums = np.convolve(slots, np.ones(WINDOW_SLOTS), "valid") / WINDOW_SLOTS
    return float(-0.691 + 10 * np.log10(sums.max() + 1e-12))


def measured(name: str, pitch: int) -> float:
    """Uncalibrated loudness of `name` at `pitch`."""
    chosen = voice(name)
    seconds = 2.0 if chosen.instrument.sustained else 1.0
    levels = []
    for round_robin in range(3):
        tone = Tone(name, pitch, VELOCITY, seconds, "", SAMPLE_RATE, round_robin)
        gain = float((tone.strength * 127 / 100) ** chosen.dynamics)
        levels.append(loudest_lufs(chosen.sound(tone) * np.float32(gain)))
    return float(np.mean(levels))


def gains_db(name: str) -> list[float]:
    """Gains at GAIN_PITCHES that bring `name` to the target, tame outside its range."""
    instrument = INSTRUMENTS[name]
    raw = [TARGET_LUFS - measured(name, pitch) for pitch in GAIN_PITCHES]
    inside = [i for i, p in enumerate(GAIN_PITCHES) if instrument.low - 6 <= p <= instrument.high + 6]
    result = []
    for i, gain in enumerate(raw):
        nearest = raw[min(max(i, inside[0]), inside[-1])]
        result.append(round(float(np.clip(gain, nearest - OUTSIDE_DB, nearest + OUTSIDE_DB)), 1))
    return result


def main() -> None:
    """Measure the named instruments, or all, and write gains.toml."""
    chosen = sys.argv[1:] or list(INSTRUMENTS)
    measured_gains = {name: gains_db(name) for name in chosen}
    calibrated_gains_db.cache_clear()
    table = {**calibrated_gains_db(), **measured_gains}
    lines = [
        "# Calibrated gains in dB at MIDI 12, 24 … 108, written by scripts/calibrate_synth.py: do not edit.",
        f"# Target: loudest 250 ms at {TARGET_LUFS:g} LUFS, velocity {VELOCITY}.",
        "",
    ]
    lines += [f'"{name}" = {table[name]}' for name in INSTRUMENTS if name in table]
    GAINS.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
