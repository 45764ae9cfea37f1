"""Game-console drums: a shift register's noise at some clock, a square or triangle wave that sweeps.

Knows nothing of kits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from timbre.engines.composer.synth.tone import Signal, Tone, Values


@dataclass(frozen=True)
class ChipPatch:
    """Numbers of one console drum."""

    noise: float = 0.5
    clock_hz: float = 12000.0
    """How often the register steps at the start."""
    clock_end_hz: float = 0.0
    """At the end; 0 for the same."""
    short: bool = False
    """The register's metallic short loop."""
    seconds: float = 0.12
    """Time it takes to fall 40 dB."""
    tone: float = 0.0
    tone_hz: tuple[float, float] = (300.0, 60.0)
    tone_seconds: float = 0.08
    """Time of the sweep."""
    triangle: bool = True
    thin_hz: float = 40.0
    """Below about this nothing is left."""
    steps: int = 16
    """Volume steps of the envelope."""


@lru_cache(maxsize=2)
def register(short: bool) -> Signal:
    """One loop of a 15-bit linear-feedback shift register's output, ±1 (taps 0 and 1, or 0 and 6 when short)."""
    state, tap, bits = 1, 6 if short else 1, []
    for _ in range(93 * 20 if short else 32767):
        feedback = (state ^ (state >> tap)) & 1
        state = (state >> 1) | (feedback << 14)
        bits.append(state & 1)
    return np.array(bits, dtype=np.float32) * 2 - 1


def render(patch: ChipPatch, tone: Tone) -> Signal:
    """One hit: [2, T], both channels alike."""
    longest = max(patch.seconds, patch.tone_seconds)
    frames = tone.frames(longest * 1.1 + 0.01)
    times = np.arange(frames) / tone.sample_rate
    level = np.exp(-4.6 * times / patch.seconds)
    level = np.floor(level * patch.steps + 0.5) / patch.steps
    out = np.zeros(frames)
    if patch.noise > 0:
        bright = (0.65 + 0.45 * tone.strength) * tone.brightness
        end = patch.clock_end_hz or patch.clock_hz
        clock = patch.clock_hz * (end / patch.clock_hz) ** np.clip(times / patch.seconds, 0, 1) * bright
        out += patch.noise * _held(register(patch.short), np.cumsum(clock) / tone.sample_rate) * level
    if patch.tone > 0:
        first, last = patch.tone_hz
        sweep = (
            first * (last / first) ** np.clip(times / patch.tone_seconds, 0, 1) * (0.9 + 0.13 * tone.strength)
        )
        out += (
            patch.tone
            * _wave(np.cumsum(sweep) / tone.sample_rate, sweep / tone.sample_rate, patch.triangle)
            * level
        )
    out -= _slow(out, max(3, round(tone.sample_rate / patch.thin_hz)))
    return np.stack([out, out]).astype(np.float32)


def _slow(wave: Values, width: int) -> Values:
    """Moving average over `width` frames: what is slower than the drum."""
    padded = np.concatenate([np.zeros(width // 2 + 1), wave, np.zeros(width - width // 2)])
    total = np.cumsum(padded)
    return np.asarray((total[width:] - total[:-width])[: len(wave)] / width)


def _held(bits: Signal, place: Values) -> Values:
    """Sample-and-hold averaged over each frame, so that fast clocks do not alias badly."""
    total = np.concatenate([[0.0], np.cumsum(bits, dtype=np.float64)])
    loop = len(bits)

    def area(at: Values) -> Values:
        index = np.floor(at).astype(np.int64)
        turns, inside = index // loop, index % loop
        return np.asarray(turns * total[-1] + total[inside] + (at - index) * bits[inside])

    before = np.concatenate([[0.0], place[:-1]])
    return np.asarray((area(place) - area(before)) / np.maximum(place - before, 1e-9))


def _wave(cycles: Values, step: Values, triangle: bool) -> Values:
    phase = cycles - np.floor(cycles)
    if triangle:
        stair = np.round((4 * np.abs(phase - 0.5) - 1) * 7.5) / 7.5
        return np.asarray(stair)
    return np.asarray(np.clip((0.25 - np.abs(phase - 0.25)) / step, -0.5, 0.5) * 2.0)
