"""A bank of decaying sinusoids, summed as one matrix product per stretch of time.

Knows nothing of strings or bars: it is told frequencies, decays, amplitudes and phases.

A mode is exp(−d·t)·sin(2πf·t + φ). With t = block start + offset, the sine of a sum splits into a product of a
[blocks, 2·modes] and a [2·modes, block] matrix, so a second of a hundred modes costs a fraction of a millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.synth.tone import Signal, Values

_BLOCK = 128
_GROUP = 80
"""Modes per matrix product."""
_PRODUCT = 500_000
"""Multiplications per product: small enough that the linear algebra library stays on one thread, so that the bits do
not depend on how many it has."""
_FLOOR = 3e-5
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
    turn: Values = field(default_factory=lambda: np.zeros(1))
    """The right channel's phase ahead of the left's (radians), as of two microphones; [P] or one for all."""

    def pick(self, which: NDArray[Any]) -> Modes:
        """The modes at `which` (indices or a mask)."""
        turn = np.broadcast_to(self.turn, self.hz.shape)
        return Modes(
            *(a[which] for a in (self.hz, self.decay, self.left, self.right, self.phase, self.damping, turn))
        )


def join(*banks: Modes) -> Modes:
    """All modes of several banks."""
    whole = [bank.pick(np.arange(len(bank.hz))) for bank in banks]
    fields = ("hz", "decay", "left", "right", "phase", "damping", "turn")
    return Modes(*(np.concatenate([getattr(bank, field) for bank in whole]) for field in fields))


def below(bank: Modes, limit_hz: float) -> Modes:
    """The modes of `bank` under `limit_hz`."""
    return bank.pick(bank.hz < limit_hz)


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
    mono = bool(np.array_equal(bank.left, bank.right) and not np.any(bank.turn))
    columns: dict[bool, _Columns] = {}
    for start, end in pairwise(cuts):
        held = min(start, off) / sample_rate
        damped = max(0, start - off) / sample_rate
        size = level * np.exp(-bank.decay * held - (bank.decay + bank.damping) * damped)
        alive = np.flatnonzero(size > least)
        if not len(alive):
            break
        if (start >= off) not in columns:
            columns[start >= off] = _Columns(bank, alive, start >= off, sample_rate)
        for first in range(0, len(alive), _GROUP):
            group = alive[first : first + _GROUP]
            inner = columns[start >= off].of(group)
            out[:, start:end] += _stretch(bank.pick(group), inner, start, end, off, sample_rate, mono)
    return out


class _Columns:
    """The inner matrices of the modes alive at a time, worked out once: cosine and sine over one block, decaying."""

    def __init__(self, bank: Modes, alive: NDArray[Any], damped: bool, sample_rate: int) -> None:
        self._place = np.zeros(len(bank.hz), dtype=np.intp)
        self._place[alive] = np.arange(len(alive))
        decay = bank.decay[alive] + bank.damping[alive] if damped else bank.decay[alive]
        offsets = np.arange(_BLOCK)
        angle = _turn(np.outer(bank.hz[alive] / sample_rate, offsets))
        shrink = np.exp(-np.outer(decay / sample_rate, offsets).astype(np.float32))
        self._cosine, self._sine = np.cos(angle) * shrink, np.sin(angle) * shrink

    def of(self, group: NDArray[Any]) -> Signal:
        """[2·modes, block] of the modes `group`, which must be among those alive."""
        rows = self._place[group]
        return np.concatenate([self._cosine[rows], self._sine[rows]], axis=0)


def _stretch(
    bank: Modes, columns: Signal, start: int, end: int, off: int, sample_rate: int, mono: bool
) -> Signal:
    """Frames `start` to `end` of all of `bank`: [2 or 1, end − start]."""
    blocks = -(-(end - start) // _BLOCK)
    channels = 1 if mono else 2
    cycles = bank.hz / sample_rate
    decay = bank.decay / sample_rate
    damping = bank.damping / sample_rate
    begins = start + _BLOCK * np.arange(blocks)
    angle = _turn(np.outer(begins, cycles) + bank.phase / (2 * np.pi))
    fall = np.outer(begins, decay) + np.outer(np.maximum(begins - off, 0), damping)
    size = np.exp(-np.minimum(fall, _SILENT).astype(np.float32))
    rows_at_once = max(8, _PRODUCT // (2 * len(bank.hz) * _BLOCK) // 8 * 8)
    batches = -(-channels * blocks // rows_at_once)
    rows = np.zeros((batches * rows_at_once, 2 * len(bank.hz)), dtype=np.float32)
    for channel, pan in enumerate((bank.left, bank.right)[:channels]):
        if channel and np.any(bank.turn):
            angle += bank.turn.astype(np.float32)
        part = rows[channel * blocks : (channel + 1) * blocks]
        scaled = size * pan.astype(np.float32)
        np.multiply(np.sin(angle), scaled, out=part[:, : len(bank.hz)])
        np.multiply(np.cos(angle), scaled, out=part[:, len(bank.hz) :])
    product = np.matmul(rows.reshape(batches, rows_at_once, -1), columns)
    return np.asarray(
        product.reshape(-1, _BLOCK)[: channels * blocks].reshape(channels, -1)[:, : end - start]
    )


def _turn(cycles: Values) -> Signal:
    """Cycles → angles in radians, −π..π, float32."""
    cycles -= np.rint(cycles)
    cycles *= 2 * np.pi
    return cycles.astype(np.float32)
