"""A bank of decaying sinusoids, summed as one matrix product per stretch of time.

Knows nothing of strings or bars: it is told frequencies, decays, amplitudes and phases.

A mode is exp(−d·t)·sin(2πf·t + φ). With t = block start + offset, the sine of a sum splits into a product of a
[blocks, 2·modes] and a [2·modes, block] matrix, so a second of a hundred modes costs a fraction of a millisecond.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.tone import Signal, Values

_BLOCK = 256
_FLOOR = 3e-6
_CUTS_SECONDS = (0.06, 0.2, 0.5, 1.2, 2.5, 5.0)


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


def ring(bank: Modes, frames: int, sample_rate: int, off_seconds: float = float("inf")) -> Signal:
    """Sound the bank: [2, frames] float32. From `off_seconds` on each mode also decays by its `damping`."""
    off = int(min(off_seconds * sample_rate, frames))
    out = np.zeros((2, frames), dtype=np.float32)
    level = np.maximum(np.abs(bank.left), np.abs(bank.right))
    floor = _FLOOR * float(level.max(initial=1e-9))
    cuts = sorted({0, off, frames, *(int(c * sample_rate) for c in _CUTS_SECONDS if c * sample_rate < frames)})
    for start, end in zip(cuts[:-1], cuts[1:], strict=True):
        held = min(start, off) / sample_rate
        damped = max(0, start - off) / sample_rate
        alive = level * np.exp(-bank.decay * held - (bank.decay + bank.damping) * damped) > floor
        if not alive.any():
            continue
        out[:, start:end] = _stretch(bank, alive, start, end, off, sample_rate)
    return out


def _stretch(bank: Modes, alive: np.typing.NDArray[np.bool_], start: int, end: int, off: int, sample_rate: int) -> Signal:
    blocks = -(-(end - start) // _BLOCK)
    cycles = bank.hz[alive] / sample_rate
    decay = bank.decay[alive] / sample_rate
    damping = bank.damping[alive] / sample_rate
    begins = start + _BLOCK * np.arange(blocks)
    released = np.maximum(begins - off, 0)
    angle = np.outer(begins, cycles) + bank.phase[alive] / (2 * np.pi)
    angle = (2 * np.pi * (angle - np.rint(angle))).astype(np.float32)
    size = np.exp(-np.outer(begins, decay) - np.outer(released, damping)).astype(np.float32)
    size[size < 1e-12] = 0.0
    waves = np.concatenate([np.sin(angle) * size, np.cos(angle) * size], axis=1)
    pan = np.stack([np.tile(bank.left[alive], 2), np.tile(bank.right[alive], 2)]).astype(np.float32)
    rows = (pan[:, None, :] * waves[None, :, :]).reshape(2 * blocks, -1)
    offsets = np.arange(_BLOCK)
    inner = np.outer(cycles, offsets)
    inner = (2 * np.pi * (inner - np.rint(inner))).astype(np.float32)
    fall = decay + damping if start >= off else decay
    shrink = np.exp(-np.outer(fall, offsets)).astype(np.float32)
    columns = np.concatenate([np.cos(inner) * shrink, np.sin(inner) * shrink], axis=0)
    return (rows @ columns).reshape(2, -1)[:, : end - start]
