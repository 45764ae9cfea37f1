"""The random numbers that codes are drawn with: one for each step and codebook, the same on every machine.

A number depends on the seed, the step and the codebook alone, never on how many steps are drawn at a time or on
which device. Knows nothing of codes.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from timbre.model.stream import Stream

_NAME = "musicgen codes"
_GROWTH_STEPS = 64


class Uniforms:
    """A table [steps, codebooks] float64 in [0, 1), 53 bits each, filled step by step as far as it is read."""

    def __init__(self, seed: int, codebooks: int) -> None:
        self._stream = Stream(seed, _NAME)
        self._table: NDArray[np.float64] = np.empty((0, codebooks))

    def steps(self, first: int, count: int = 1) -> NDArray[np.float64]:
        """The numbers of steps `first` … `first + count − 1`, [count, codebooks]; `first` from 0."""
        missing = first + count - len(self._table)
        if missing > 0:
            rows = max(missing, _GROWTH_STEPS)
            books = self._table.shape[1]
            fresh = [self._stream.uniform() for _ in range(rows * books)]
            self._table = np.concatenate([self._table, np.reshape(fresh, (rows, books))])
        return self._table[first : first + count]
