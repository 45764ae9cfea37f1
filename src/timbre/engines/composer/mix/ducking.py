"""Sidechain: how far the kick pushes the other parts down, from the score's kick times.

Knows nothing of the kick's sound: the envelope comes from the notes, so it is exact and alike for every stem.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.score import Part

KICKS = (35, 36)
ATTACK_SECONDS = 0.005
FULL_VELOCITY = 90


class Ducking:
    """The envelope 0 (open) … 1 (fully ducked): down in 5 ms, all the way at the kick, then back up."""

    def __init__(
        self, parts: Sequence[Part], clock: Clock, release_ms: float, period: int | None = None
    ) -> None:
        kicks = sorted(
            (note.start, min(1.0, note.velocity / FULL_VELOCITY))
            for part in parts
            if part.is_drums
            for note in part.notes
            if note.pitch in KICKS
        )
        self._at = clock.samples(start for start, _ in kicks)
        self._depth = np.array([depth for _, depth in kicks], dtype=np.float32)
        self._attack = round(ATTACK_SECONDS * clock.sample_rate)
        self._shape = _shape(self._attack, round(release_ms / 1000 * clock.sample_rate))
        self._period = period

    def envelope(self, start: int, count: int) -> NDArray[np.float32]:
        """The envelope of the samples `start` … `start + count − 1`, [count]."""
        result = np.zeros(count, dtype=np.float32)
        for lap in self._laps(start, count):
            first = np.searchsorted(self._at + lap, start - len(self._shape))
            last = np.searchsorted(self._at + lap, start + count + self._attack)
            for at, depth in zip(self._at[first:last] + lap, self._depth[first:last]):
                begin = int(at) - self._attack - start
                low, high = max(begin, 0), min(begin + len(self._shape), count)
                if low < high:
                    np.maximum(
                        result[low:high],
                        self._shape[low - begin : high - begin] * depth,
                        out=result[low:high],
                    )
        return result

    def _laps(self, start: int, count: int) -> Sequence[int]:
        if self._period is None:
            return (0,)
        reach = len(self._shape)
        first, last = (start - reach) // self._period, (start + count + reach) // self._period
        return [lap * self._period for lap in range(first, last + 1)]


def _shape(attack: int, release: int) -> NDArray[np.float32]:
    """Half a raised cosine up over `attack` samples, a longer one down over `release`."""
    up = 0.5 - 0.5 * np.cos(np.linspace(0, np.pi, attack, endpoint=False))
    down = 0.5 + 0.5 * np.cos(np.linspace(0, np.pi, release))
    shape: NDArray[np.float32] = np.concatenate((up, down)).astype(np.float32)
    return shape
