"""Controller curves: points of a part's expression, brightness, vibrato or pan, read sample by sample.

Knows nothing of what the values do to the sound.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.score import Control

MIN_STEP_SECONDS = 0.012
"""A jump of a controller is spread over this long, so that it cannot click."""


class Curve:
    """One controller of one part: linear between points, flat outside them, or periodic in a loop."""

    def __init__(
        self, at: NDArray[np.int64], values: NDArray[np.float64], clock: Clock, period: int | None
    ) -> None:
        step = round(MIN_STEP_SECONDS * clock.sample_rate)
        x = at.astype(np.float64)
        for i in range(1, len(x)):
            x[i] = max(x[i], x[i - 1] + step)
        self._x, self._y = x, values
        if period is not None and len(x):
            last = max(x[-1], float(period - step))
            self._x = np.concatenate(([last - period], x, [last, x[0] + period]))
            self._y = np.concatenate(([values[-1]], values, [values[-1], values[0]]))
        self._period = period

    def values(self, start: int, count: int) -> NDArray[np.float32] | np.float32:
        """Values of the samples `start` … `start + count − 1`: [count], or one number when all are equal."""
        if self._period is None:
            first, last = float(start), float(start + count - 1)
            if last <= self._x[0]:
                return np.float32(self._y[0])
            if first >= self._x[-1]:
                return np.float32(self._y[-1])
        if np.all(self._y == self._y[0]):
            return np.float32(self._y[0])
        if self._period is None:
            low = max(0, int(np.searchsorted(self._x, first, side="right")) - 1)
            high = int(np.searchsorted(self._x, last, side="left"))
            if np.all(self._y[low : high + 1] == self._y[low]):
                return np.float32(self._y[low])
        at = np.arange(start, start + count, dtype=np.float64)
        if self._period is not None:
            at %= self._period
        return np.interp(at, self._x, self._y).astype(np.float32)


def curve(
    controls: Sequence[Control],
    controller: str,
    clock: Clock,
    limits: tuple[float, float],
    period: int | None = None,
) -> Curve | None:
    """The curve of one `controller`, clipped to `limits`; None when the part never moves it."""
    points = sorted((c.tick, c.value) for c in controls if c.controller == controller)
    if not points:
        return None
    values = np.clip(np.array([value for _, value in points], dtype=np.float64), *limits)
    return Curve(clock.samples(tick for tick, _ in points), values, clock, period)
