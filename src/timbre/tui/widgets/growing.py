"""Peaks of a take that is being made, stretch by stretch, on a grid that spans the whole of it.

Knows nothing of widgets; numpy only inside the functions.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timbre.audio.waveform import Peaks

_PER_SECOND = 20.0
_FEWEST, _MOST = 960, 1 << 16
"""Columns of the grid: short takes are drawn as finely as long ones, and no length fills the memory."""
_FIRST_SCALE = 0.35
"""The loudest point that is expected before any is known."""
_ROOM = 1.15
"""A louder point raises the scale by a little more, so that it seldom changes."""


class Growing:
    """What is known so far of `seconds` (> 0) of sound; `peaks` [2, N] float32 span all of it, zeros where unknown."""

    def __init__(self, seconds: float) -> None:
        import numpy as np

        seconds = max(seconds, 0.1)
        self._rate = min(max(_PER_SECOND, _FEWEST / seconds), _MOST / seconds)
        self.seconds = seconds
        self.known_seconds = 0.0
        self.scale = _FIRST_SCALE
        """Amplitude that reaches the edge; it only grows."""
        self.peaks: Peaks = np.zeros((2, self._index(seconds)), np.float32)

    @property
    def made(self) -> float:
        """How much of the whole is known, 0..1."""
        return min(self.known_seconds / self.seconds, 1.0)

    def extend(self, seconds: float) -> None:
        """The whole takes `seconds` after all; what is known stays where it is."""
        import numpy as np

        if seconds <= 0.0 or seconds == self.seconds:
            return
        count = min(self._index(seconds), _MOST)
        before = self.peaks
        self.seconds = seconds
        self.peaks = np.zeros((2, count), np.float32)
        shared = min(count, before.shape[1])
        self.peaks[:, :shared] = before[:, :shared]

    def add(self, peaks: Peaks, from_seconds: float, to_seconds: float) -> None:
        """The peaks [2, N] of `from_seconds` to `to_seconds`. Stretches outside the whole are left out."""
        import numpy as np

        first = int(max(from_seconds, 0.0) * self._rate + 1e-6)
        last = min(self._index(to_seconds), self.peaks.shape[1])
        found = peaks.shape[1] if peaks.ndim == 2 else 0
        if found and last > first:
            sound = np.nan_to_num(peaks.astype(np.float32), posinf=0.0, neginf=0.0)
            places = (
                (np.arange(first, last) / self._rate - from_seconds) / (to_seconds - from_seconds) * found
            )
            starts = np.clip(places.astype(np.int64), 0, found - 1)
            low, high = np.minimum.reduceat(sound[0], starts), np.maximum.reduceat(sound[1], starts)
            self.peaks[0, first:last] = np.minimum(self.peaks[0, first:last], low)
            self.peaks[1, first:last] = np.maximum(self.peaks[1, first:last], high)
            loudest = float(np.abs(sound).max())
            if loudest > self.scale:
                self.scale = loudest * _ROOM
        self.known_seconds = max(self.known_seconds, min(to_seconds, self.seconds))

    def _index(self, seconds: float) -> int:
        return max(1, math.ceil(seconds * self._rate - 1e-6))
