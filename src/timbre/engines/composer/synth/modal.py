"""A bank of decaying sinusoids, summed as one matrix product per stretch of time.

Knows nothing of strings or bars: it is told frequencies, decays, amplitudes and phases.

A mode is exp(−d·t)·sin(2πf·t + φ). With t = block start + offset, the sine of a sum splits into a product of a
[blocks, 2·modes] and a [2·modes, block] matrix, so a second of a hundred modes costs a fraction of a millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.synth.tone import Signal, Values

_BLOCK = 128
_GROUP = 80
"""Modes per matrix product."""
_PRODUCT = 500_000
"""Multiplications per product: small enough that the linear algebra library stays on one thread, so that the bits do
not depend on how many it has."""
_FLOOR = 1e-5
_SILENT = 60.0
_CUTS_SECONDS = (0.04, 0.1, 0.2, 0.4, 0.8, 1.6, 3.0, 6.0)


@dataclass(frozen=True)
class Modes:
    """Parallel arrays [P]: `hz`, `decay` (1/s, amplitude), `left`, `right` amplitudes, `phase` (radians)."""

    hz: Values
    decay: Values
    left: Values
    right: Values
    phase: Values
    damping: Values
    """Extra decay (1/s) after note-off."""


def join(*banks: Modes) -> Modes:
    """All modes of several banks."""
    fields = ("hz", "decay", "left", "right", "phase", "damping")
    return Modes(*(np.concatenate([getattr(bank, field) for bank in banks]) for field in fields))


def below(bank: Modes, limit_hz: float) -> Modes:
    """The modes of `bank` under `limit_hz`."""
    keep = bank.hz < limit_hz
    return Modes(*(a[keep] for a in (bank.hz, bank.decay, bank.left, bank.right, bank.phase, bank.damping)))


def ring(
    bank: Modes, frames: int, sample_rate: int, off_seconds: float = float("inf"), floor: float = _FLOOR
) -> Signal:
    """Sound the bank: [2, frames] float32. From `off_seconds` on each mode also decays by its `damping`.

    A mode is left out once it is `floor` times smaller than the largest was.
    """
    off = int(min(off_seconds * sample_rate, frames))
    out = np.zeros((2, frames), dtype=np.float32)
    level = np.maximum(np.abs(bank.left), np.abs(bank.right))
    least = floor * float(level.max(initial=1e-9))
    cuts = sorted(
        {0, off, frames, *(int(c * sample_rate) for c in _CUTS_SECONDS if c * sample_rate < frames)}
    )
    mono = bool(np.array_equal(bank.left, bank.right))
    for start, end in pairwise(cuts):
        held = min(start, off) / sample_rate
        damped = max(0, start - off) / sample_rate
        size = level * np.exp(-bank.decay * held - (bank.decay + bank.damping) * damped)
        alive = np.flatnonzero(size > least)
        for first in range(0, len(alive), _GROUP):
            group = alive[first : first + _GROUP]
            out[:, start:end] += _stretch(bank, group, start, end, off, sample_rate, mono)
    return out


def _stretch(
    bank: Modes, group: NDArray[np.intp], start: int, end: int, off: int, sample_rate: int, mono: bool
) -> Signal:
    """Frames `start` to `end` of the modes in `group`: [2 or 1, end − start]."""
    blocks = -(-(end - start) // _BLOCK)
    channels = 1 if mono else 2
    cycles = bank.hz[group] / sample_rate
    decay = bank.decay[group] / sample_rate
    damping = bank.damping[group] / sample_rate
    begins = start + _BLOCK * np.arange(blocks)
    angle = _turn(np.outer(begins, cycles) + bank.phase[group] / (2 * np.pi))
    fall = np.outer(begins, decay) + np.outer(np.maximum(begins - off, 0), damping)
    size = np.exp(-np.minimum(fall, _SILENT).astype(np.float32))
    waves = np.concatenate([np.sin(angle) * size, np.cos(angle) * size], axis=1)
    rows_at_once = max(8, _PRODUCT // (2 * len(group) * _BLOCK) // 8 * 8)
    batches = -(-channels * blocks // rows_at_once)
    rows = np.zeros((batches * rows_at_once, 2 * len(group)), dtype=np.float32)
    for channel, pan in enumerate((bank.left, bank.right)[:channels]):
        np.multiply(
            waves,
            np.tile(pan[group], 2).astype(np.float32),
            out=rows[channel * blocks : (channel + 1) * blocks],
        )
    offsets = np.arange(_BLOCK)
    inner = _turn(np.outer(cycles, offsets))
    shrink = np.exp(-np.outer(decay + damping if start >= off else decay, offsets).astype(np.float32))
    columns = np.concatenate([np.cos(inner) * shrink, np.sin(inner) * shrink], axis=0)
    product = np.matmul(rows.reshape(batches, rows_at_once, -1), columns)
    return np.asarray(
        product.reshape(-1, _BLOCK)[: channels * blocks].reshape(channels, -1)[:, : end - start]
    )


def _turn(cycles: Values) -> Signal:
    """Cycles → angles in radians, −π..π, float32."""
    cycles -= np.rint(cycles)
    cycles *= 2 * np.pi
    return cycles.astype(np.float32)
