"""Musical time to samples: a score's ticks through its tempo map.

Knows nothing of notes or sound.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.score import TICKS_PER_BEAT, Score


class Clock:
    """The tempo map of `score`, integrated once, so that many ticks are looked up at a time.

    Agrees with `Score.seconds_at`: tempo is constant between the map's points.
    """

    def __init__(self, score: Score, sample_rate: int) -> None:
        self.sample_rate = sample_rate
        self.bpm = score.bpm
        points = [(0, score.bpm), *((tick, bpm) for tick, bpm in score.tempo_map)]
        self._ticks = np.array([tick for tick, _ in points], dtype=np.float64)
        self._seconds_per_tick = np.array([60.0 / (bpm * TICKS_PER_BEAT) for _, bpm in points])
        steps = np.diff(self._ticks) * self._seconds_per_tick[:-1]
        self._seconds = np.concatenate(([0.0], np.cumsum(steps)))

    def seconds(self, ticks: Iterable[int]) -> NDArray[np.float64]:
        """Times of `ticks` in seconds [len(ticks)]."""
        at = np.fromiter(ticks, dtype=np.float64)
        row = np.maximum(np.searchsorted(self._ticks, at, side="left") - 1, 0)
        times: NDArray[np.float64] = (
            self._seconds[row] + (at - self._ticks[row]) * self._seconds_per_tick[row]
        )
        return times

    def samples(self, ticks: Iterable[int]) -> NDArray[np.int64]:
        """Times of `ticks` in samples, rounded to the nearest [len(ticks)]."""
        return np.rint(self.seconds(ticks) * self.sample_rate).astype(np.int64)
