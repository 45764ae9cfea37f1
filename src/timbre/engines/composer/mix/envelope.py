"""The end of a whole piece: a fade that never cuts, short for a ring-out, long where one was asked for.

Knows nothing of what is faded.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.score import Score

END_SECONDS = 0.3
LONGEST_RING_SECONDS = 4.0


class Envelope:
    """Gain over the piece: 1, then a raised cosine to 0 at the last sample. A loop has none."""

    def __init__(self, score: Score, clock: Clock, total: int, fade_seconds: float) -> None:
        rate = clock.sample_rate
        self._total, self._loop = total, score.loop
        if fade_seconds > 0:
            length = round(fade_seconds * rate)
        else:
            released = int(clock.samples([score.end])[0])
            ringing = min(total - released, round(LONGEST_RING_SECONDS * rate))
            length = max(round(END_SECONDS * rate), ringing)
        self._length = min(length, total)

    def values(self, start: int, count: int) -> NDArray[np.float32] | None:
        """Gains of the samples `start` … `start + count − 1` [count]; None when all are 1."""
        begin = self._total - self._length
        if self._loop or start + count <= begin:
            return None
        at = np.arange(start - begin, start - begin + count, dtype=np.float64) / max(1, self._length - 1)
        return (0.5 + 0.5 * np.cos(math.pi * np.clip(at, 0, 1))).astype(np.float32)
