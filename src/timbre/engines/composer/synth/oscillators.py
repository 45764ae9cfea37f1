"""Periodic sound: band-limited wavetables, read along a phase given at control rate.

Knows nothing of instruments; spectra come in as harmonic amplitudes.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.synth.envelopes import HOP, draw
from timbre.engines.composer.synth.tone import Signal, Values

TABLE = 4096
_INDEX_BITS = 20
"""A phase is a 32-bit fraction of a cycle: its upper 12 bits pick the table's entry, the rest lie between two."""
_PART_MASK = np.uint32((1 << _INDEX_BITS) - 1)
_PART_SCALE = np.float32(2.0**-_INDEX_BITS)


def wavetable(spectra: Values, phases: Values | None = None) -> Signal:
    """Harmonic amplitudes [F, H] (and phases [H], radians; sine phase without) → tables [F, TABLE + 1]."""
    turn = np.exp(1j * (phases - np.pi / 2)) if phases is not None else np.full(spectra.shape[1], -1j)
    return wavetable_of(spectra * turn)


def wavetable_of(spectra: NDArray[np.complexfloating[Any, Any]]) -> Signal:
    """Complex harmonics [F, H] (cosine phase) → tables [F, TABLE + 1], the first entry repeated at the end."""
    count = min(spectra.shape[1], TABLE // 2 - 1)
    bins = np.zeros((len(spectra), TABLE // 2 + 1), dtype=np.complex64)
    bins[:, 1 : count + 1] = spectra[:, :count] * (TABLE / 2)
    waves = np.fft.irfft(bins, TABLE, axis=1).astype(np.float32, copy=False)
    return np.concatenate([waves, waves[:, :1]], axis=1)


def walk(hz: float, cents: Values, sample_rate: int, start: float = 0.0) -> Values:
    """Phase in cycles at every control point of a tone at `hz` bent by `cents` (both at control rate)."""
    steps = hz * 2.0 ** (cents / 1200) * (HOP / sample_rate)
    return np.concatenate([[start], start + np.cumsum(0.5 * (steps[1:] + steps[:-1]))])


def scan(tables: Signal, points: Values, frames: int, weights: Values | None = None) -> Signal:
    """Read `tables` [F, TABLE + 1] along phase `points` [M] (cycles), mixed by `weights` [F, M]: [frames].

    Without weights only the first table is read.
    """
    index, part = _places(points, frames)
    after = index + 1
    if weights is None:
        return _between(tables[0], index, after, part)
    out = _between(tables[0], index, after, part)
    out *= draw(weights[0], frames)
    for table, weight in zip(tables[1:], weights[1:], strict=True):
        wave = _between(table, index, after, part)
        wave *= draw(weight, frames)
        out += wave
    return out


def slide(tables: Signal, points: Values, frames: int, place: Signal) -> Signal:
    """Read `tables` along phase `points`, sliding between neighbouring tables by `place` [frames] (0 … F − 1)."""
    index, part = _places(points, frames)
    if len(tables) == 1:
        return _between(tables[0], index, index + 1, part)
    row = np.minimum(place.astype(np.intp), len(tables) - 2)
    share = place - row.astype(np.float32)
    row *= TABLE + 1
    index += row
    flat = tables.reshape(-1)
    low = _between(flat, index, index + 1, part)
    index += TABLE + 1
    high = _between(flat, index, index + 1, part)
    high -= low
    high *= share
    high += low
    return high


def sine(points: Values, frames: int) -> Signal:
    """A sine along phase `points`: [frames]."""
    return scan(_sine_table(), points, frames)


def harmonic_count(hz: float, limit_hz: float) -> int:
    """How many harmonics of `hz` stay under `limit_hz`; at least 1."""
    return max(1, int(limit_hz / hz))


@lru_cache(maxsize=1)
def _sine_table() -> Signal:
    return np.sin(2 * np.pi * np.arange(TABLE + 1) / TABLE).astype(np.float32)[None, :]


def _places(points: Values, frames: int) -> tuple[NDArray[np.intp], Signal]:
    """Table index and the part beyond it, at every frame."""
    first = np.floor((points - np.floor(points)) * 2.0**32).astype(np.uint64).astype(np.uint32)
    step = np.rint(np.diff(points) * (2.0**32 / HOP)).astype(np.int64).astype(np.uint32)
    phase = step[:, None] * np.arange(HOP, dtype=np.uint32)
    phase += first[:-1, None]
    flat = phase.reshape(-1)[:frames]
    index = (flat >> np.uint32(_INDEX_BITS)).astype(np.intp)
    flat &= _PART_MASK
    part = flat.astype(np.float32)
    part *= _PART_SCALE
    return index, part


def _between(table: Signal, index: NDArray[np.intp], after: NDArray[np.intp], part: Signal) -> Signal:
    low = table.take(index)
    high = table.take(after)
    high -= low
    high *= part
    high += low
    return high
