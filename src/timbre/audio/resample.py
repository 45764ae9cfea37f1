"""Changes the sample rate, block by block.

Knows nothing of files. The resampler is soxr at its highest quality (linear phase, no shift in time).
"""

from __future__ import annotations

import numpy as np

from timbre.audio.blocks import RATE_RANGE_HZ, blocks, check_signal
from timbre.errors import InvalidInputError
from timbre.model.clip import Samples


def resampled_length(frames: int, sample_rate: int, new_rate: int) -> int:
    """Samples that `frames` at `sample_rate` become at `new_rate`: the same seconds, to the nearest sample."""
    return (frames * new_rate + sample_rate // 2) // sample_rate


def resample(samples: Samples, sample_rate: int, new_rate: int, out: Samples | None = None) -> Samples:
    """`samples` [C, T] at `new_rate`, [C, resampled_length(T)] into `out` (made when None).

    Peaks may rise by a fraction of a decibel: resample before mastering. Raises InvalidInputError.
    """
    check_signal(samples, sample_rate)
    low, high = RATE_RANGE_HZ
    if not low <= new_rate <= high:
        raise InvalidInputError(
            f"A sample rate of {new_rate} Hz cannot be made; it must be {low} to {high} Hz.",
            "44100 and 48000 are the usual ones.",
        )
    channels, length = samples.shape[0], resampled_length(samples.shape[1], sample_rate, new_rate)
    if out is None:
        out = np.empty((channels, length), np.float32)
    if new_rate == sample_rate:
        for start in range(0, length, 1 << 16):
            out[:, start : start + (1 << 16)] = samples[:, start : start + (1 << 16)]
        return out
    import soxr

    stream = soxr.ResampleStream(sample_rate, new_rate, channels, dtype="float32", quality="VHQ")
    position = 0
    for block in blocks(samples):
        position = _place(stream.resample_chunk(np.ascontiguousarray(block.T)), out, position)
    position = _place(stream.resample_chunk(np.zeros((0, channels), np.float32), last=True), out, position)
    out[:, position:] = 0.0
    return out


def _place(made: Samples, out: Samples, position: int) -> int:
    """Put `made` [n, C] into `out` [C, T] at `position`; return where it ends."""
    count = min(len(made), out.shape[1] - position)
    out[:, position : position + count] = made[:count].T
    return position + count
