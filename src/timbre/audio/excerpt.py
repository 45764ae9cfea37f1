"""What the estimators listen to: a mono excerpt at a low sample rate, however long the piece is.

Knows nothing of tempo or key.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from timbre.audio.blocks import BLOCK_SAMPLES, check_signal, starts
from timbre.model.clip import Samples

Mono = NDArray[np.float32]

LISTENING_RATE_HZ = 22_050
LISTENING_MAX_SECONDS = 90.0
ENDING_SECONDS = 8.0


def excerpt(samples: Samples, sample_rate: int) -> Mono:
    """`samples` [C, T] mixed to mono [t] at 22,050 Hz: all of it, or the middle 90 seconds.

    NaN becomes silence. Raises InvalidInputError.
    """
    check_signal(samples, sample_rate)
    longest = int(LISTENING_MAX_SECONDS * sample_rate)
    start = max(0, (samples.shape[1] - longest) // 2)
    return _mono(samples[:, start : start + longest], sample_rate)


def ending(samples: Samples, sample_rate: int) -> Mono:
    """The last eight seconds of a piece too long for `excerpt` to reach its end, as mono; else nothing."""
    if samples.shape[1] <= int(LISTENING_MAX_SECONDS * sample_rate):
        return np.zeros(0, np.float32)
    return _mono(samples[:, -int(ENDING_SECONDS * sample_rate) :], sample_rate)


def _mono(samples: Samples, sample_rate: int) -> Mono:
    mono: Mono = np.empty(samples.shape[1], np.float32)
    for at in starts(samples):
        block = samples[:, at : at + BLOCK_SAMPLES]
        mono[at : at + block.shape[1]] = block.mean(axis=0, dtype=np.float32)
    if not np.isfinite(mono).all():
        mono = np.nan_to_num(mono, posinf=0.0, neginf=0.0)
    if sample_rate == LISTENING_RATE_HZ or not len(mono):
        return mono
    import soxr

    resampled: Mono = soxr.resample(mono, sample_rate, LISTENING_RATE_HZ, quality="LQ")
    return resampled


def frames(mono: Mono, length: int, hop: int) -> Mono:
    """Overlapping windows [n, length] of `mono`, without copying; empty where it is too short."""
    if len(mono) < length:
        return np.zeros((0, length), np.float32)
    return np.lib.stride_tricks.sliding_window_view(mono, length)[::hop]
