"""Named random streams: the same seed and name give the same numbers on every platform and NumPy version.

Only PCG64's raw 64-bit output is taken from NumPy (its bit generators are frozen by policy; its distribution
methods are not). Everything on top is exact integer or IEEE basic arithmetic, so scores are identical everywhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from timbre.model.request import SEED_MAX

T = TypeVar("T")
_FIRST_BATCH, _BATCH = 8, 128
"""How many numbers are taken from the generator at once."""


def derive(seed: int, n: int) -> int:
    """The seed of variation `n` (0 is the seed itself) of a request with `seed`; 0 … 2³²−2."""
    if n == 0:
        return seed
    digest = hashlib.sha256(f"timbre variation {seed} {n}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % (SEED_MAX + 1)


class Stream:
    """An endless stream of random numbers for one named purpose."""

    def __init__(self, seed: int, name: str) -> None:
        digest = hashlib.sha256(f"timbre stream {seed} {name}".encode()).digest()
        self._bits = np.random.PCG64(int.from_bytes(digest, "big"))
        self._drawn: list[int] = []
        self._batch = _FIRST_BATCH

    def _raw(self) -> int:
        """The next 64 bits; drawn in batches, which changes nothing but the time it takes."""
        if not self._drawn:
            self._drawn = self._bits.random_raw(self._batch).tolist()
            self._drawn.reverse()
            self._batch = _BATCH
        return self._drawn.pop()

    def uniform(self, low: float = 0.0, high: float = 1.0) -> float:
        """A float in [low, high)."""
        return low + (high - low) * (self._raw() >> 11) * 2.0**-53

    def integer(self, low: int, high: int) -> int:
        """An integer in [low, high], both ends possible."""
        if high < low:
            raise ValueError(f"empty range {low}..{high}")
        return low + self._raw() % (high - low + 1)

    def chance(self, probability: float) -> bool:
        """True with `probability`."""
        return self.uniform() < probability

    def choice(self, items: Sequence[T], weights: Sequence[float] | None = None) -> T:
        """One of `items`, evenly or by non-negative `weights`. Raises ValueError when there is nothing to choose."""
        if not items:
            raise ValueError("nothing to choose from")
        if weights is None:
            return items[self.integer(0, len(items) - 1)]
        target = self.uniform(0.0, float(sum(weights)))
        for item, weight in zip(items, weights, strict=True):
            target -= weight
            if target < 0:
                return item
        return items[-1]

    def shuffled(self, items: Sequence[T]) -> list[T]:
        """`items` in a new order (Fisher–Yates)."""
        result = list(items)
        for i in range(len(result) - 1, 0, -1):
            j = self.integer(0, i)
            result[i], result[j] = result[j], result[i]
        return result

    def normal(self, mean: float = 0.0, deviation: float = 1.0) -> float:
        """Near-normal (Irwin–Hall of 12 uniforms: exact arithmetic, bounded to ±6 deviations)."""
        return mean + deviation * (sum(self.uniform() for _ in range(12)) - 6.0)

    def noise(self, count: int) -> NDArray[np.float32]:
        """White noise [count] float32, uniform in −1..1."""
        waiting = np.array(self._drawn[::-1][:count], dtype=np.uint64)
        del self._drawn[len(self._drawn) - len(waiting) :]
        raw = np.concatenate([waiting, self._bits.random_raw(count - len(waiting))])
        return ((raw >> np.uint64(40)).astype(np.float32) * np.float32(2.0**-23) - np.float32(1.0)).astype(
            np.float32
        )
