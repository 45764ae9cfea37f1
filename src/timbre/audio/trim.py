"""Finds the silence at both ends of a signal, keeping the attack and the reverb's tail.

Knows nothing of files or of music.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from timbre.audio.blocks import BLOCK_SAMPLES, check_signal, from_db
from timbre.model.clip import Samples

THRESHOLD_DBFS = -60.0
PRE_ROLL_SECONDS = 0.02
POST_ROLL_SECONDS = 0.25
FADE_SECONDS = 0.01


def sounding_range(
    samples: Samples,
    sample_rate: int,
    threshold_dbfs: float = THRESHOLD_DBFS,
    pre_roll_seconds: float = PRE_ROLL_SECONDS,
    post_roll_seconds: float = POST_ROLL_SECONDS,
) -> tuple[int, int]:
    """First and end sample (half open) of what is louder than `threshold_dbfs`, with the rolls around it.

    Silence all through gives (0, 0). Raises InvalidInputError for what is not audio.
    """
    check_signal(samples, sample_rate)
    limit = from_db(threshold_dbfs)
    length = samples.shape[1]
    first = next(
        (s + int(i[0]) for s in range(0, length, BLOCK_SAMPLES) if len(i := _loud(samples, s, limit))), None
    )
    if first is None:
        return 0, 0
    starts = reversed(range(0, length, BLOCK_SAMPLES))
    last = next(s + int(i[-1]) for s in starts if len(i := _loud(samples, s, limit)))
    begin = max(0, first - round(pre_roll_seconds * sample_rate))
    return begin, min(length, last + 1 + round(post_roll_seconds * sample_rate))


def trim_silence(samples: Samples, sample_rate: int, threshold_dbfs: float = THRESHOLD_DBFS) -> Samples:
    """`samples` [C, T] without the silence at both ends, ends faded over 10 ms at the most so that nothing clicks.

    A copy. Silence all through comes back as it is: there is nothing to keep it by.
    """
    begin, end = sounding_range(samples, sample_rate, threshold_dbfs)
    if end == 0:
        return np.array(samples, np.float32)
    kept = np.array(samples[:, begin:end], np.float32)
    if begin > 0:
        count = min(kept.shape[1], round(PRE_ROLL_SECONDS * sample_rate) // 2)
        kept[:, :count] *= np.linspace(0.0, 1.0, count, endpoint=False, dtype=np.float32)
    if end < samples.shape[1]:
        count = min(kept.shape[1], round(FADE_SECONDS * sample_rate))
        kept[:, kept.shape[1] - count :] *= np.linspace(1.0, 0.0, count, dtype=np.float32)
    return kept


def _loud(samples: Samples, start: int, limit: float) -> NDArray[np.intp]:
    """Where the block at `start` is louder than `limit` in any channel."""
    block = np.abs(samples[:, start : start + BLOCK_SAMPLES]).max(axis=0)
    return np.flatnonzero(block > limit)
