"""Walking through long audio in blocks, so that memory stays constant at any length.

Knows nothing of what is done with a block.
"""

from __future__ import annotations

import math
import mmap
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timbre.errors import InvalidInputError
from timbre.model.clip import Samples

BLOCK_SAMPLES = 1 << 16
"""Length of a block: long enough for NumPy to be quick, short enough to stay in the processor's cache."""

RELEASE_SAMPLES = 1 << 21
RATE_RANGE_HZ = (8_000, 192_000)
CHANNELS_MAX = 8


def blocks(samples: Samples, length: int = BLOCK_SAMPLES) -> Iterator[Samples]:
    """Yield `samples` [C, T] as contiguous float32 blocks [C, ≤ length], in order. Copies when it must."""
    for start in starts(samples, length):
        yield np.ascontiguousarray(samples[:, start : start + length], dtype=np.float32)


def starts(samples: Samples, length: int = BLOCK_SAMPLES) -> Iterator[int]:
    """Where the blocks of `samples` begin; lets go of a memory map's pages now and then on the way."""
    often = max(1, RELEASE_SAMPLES // length)
    for index, start in enumerate(range(0, samples.shape[1], length)):
        if index % often == often - 1:
            release(samples)
        yield start
    release(samples)


def release(samples: Samples) -> None:
    """Give the pages of a file-backed memory map back to the system (they are read again when needed).

    Without it a long piece would count in full as memory of this process. Arrays in memory, and maps whose changes
    do not reach their file, are left alone.
    """
    if not isinstance(samples, np.memmap) or samples.mode == "c" or not hasattr(mmap.mmap, "madvise"):
        return
    base: object = samples
    while base is not None and not isinstance(base, mmap.mmap):
        base = getattr(base, "base", None)
    if base is not None:
        base.madvise(mmap.MADV_DONTNEED)


def finite(block: Samples) -> Samples:
    """`block` without NaN (silence) or infinity (full scale)."""
    return block if np.isfinite(block).all() else np.nan_to_num(block, nan=0.0, posinf=1.0, neginf=-1.0)


def frame_bytes(frames: NDArray[Any], kind: str) -> memoryview:
    """`frames` [n, C] as bytes of NumPy type `kind`, interleaved."""
    return np.ascontiguousarray(frames, dtype=kind).data


def check_signal(samples: Samples, sample_rate: int) -> None:
    """Refuse what is not audio Timbre works on. Raises InvalidInputError naming the value and the range."""
    if samples.ndim != 2 or not 1 <= samples.shape[0] <= CHANNELS_MAX:
        raise InvalidInputError(
            f"Audio of shape {samples.shape} cannot be used: it must be [1 to {CHANNELS_MAX} channels, samples].",
            "Mix it down to stereo first.",
        )
    low, high = RATE_RANGE_HZ
    if not low <= sample_rate <= high:
        raise InvalidInputError(
            f"A sample rate of {sample_rate} Hz cannot be used; it must be {low} to {high} Hz.",
            "Resample it first.",
        )


def to_db(ratio: float) -> float:
    """Decibels of an amplitude `ratio`; −inf for zero."""
    return 20.0 * math.log10(ratio) if ratio > 0 else -math.inf


def from_db(level_db: float) -> float:
    """Amplitude ratio of `level_db`."""
    return float(10.0 ** (level_db / 20.0))
