"""Periodic sound: band-limited wavetables read along any phase, and long exact spectra of many detuned voices.

Knows nothing of instruments; spectra come in as harmonic amplitudes.
"""

from __future__ import annotations

import numpy as np

from timbre.engines.composer.synth.envelopes import HOP, draw_exact
from timbre.engines.composer.synth.tone import Signal, Values

TABLE = 4096


def wavetable(spectra: Values, phases: Values | None = None) -> Signal:
    """Harmonic amplitudes [F, H] (and phases [H], radians; sine phase without) → tables [TABLE + 1, F]."""
    frames, harmonics = spectra.shape
    count = min(harmonics, TABLE // 2 - 1)
    turn = np.exp(1j * (phases[:count] - np.pi / 2)) if phases is not None else np.full(count, -1j)
    bins = np.zeros((frames, TABLE // 2 + 1), dtype=np.complex64)
    bins[:, 1 : count + 1] = spectra[:, :count] * turn * (TABLE / 2)
    waves = np.fft.irfft(bins, TABLE, axis=1).astype(np.float32)
    return np.concatenate([waves, waves[:, :1]], axis=1).T.copy()


def scan(tables: Signal, phase: Values, weights: Signal | None = None) -> Signal:
    """Read `tables` [TABLE + 1, F] at `phase` [T] (cycles), mixed by `weights` [F, T] (or the only table)."""
    place = (phase - np.floor(phase)) * TABLE
    index = place.astype(np.int32)
    part = (place - index).astype(np.float32)
    if weights is None:
        wave = np.ascontiguousarray(tables[:, 0])
        low = wave.take(index)
        return low + part * (wave.take(index + 1) - low)
    out = np.zeros(len(phase), dtype=np.float32)
    for f in range(tables.shape[1]):
        wave = np.ascontiguousarray(tables[:, f])
        low = wave.take(index)
        out += weights[f] * (low + part * (wave.take(index + 1) - low))
    return out


def phase_of(hz: float, cents: Values, frames: int, sample_rate: int, start: float = 0.0) -> Values:
    """Phase in cycles [frames] of a tone at `hz` bent by `cents` at control rate."""
    steps = hz * 2.0 ** (cents / 1200) * (HOP / sample_rate)
    walk = np.concatenate([[start], start + np.cumsum(0.5 * (steps[1:] + steps[:-1]))])
    return draw_exact(walk, frames)


def harmonic_count(hz: float, limit_hz: float) -> int:
    """How many harmonics of `hz` stay under `limit_hz`; at least 1."""
    return max(1, int(limit_hz / hz))
