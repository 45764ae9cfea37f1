"""Clip: a piece of audio in memory. Knows nothing of files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
"""[C, T] float32, −1..1 nominal (32-bit float PCM; may exceed before limiting)."""


@dataclass(frozen=True)
class Clip:
    """Audio: `samples` [C, T] float32, −1..1, at `sample_rate` Hz."""

    samples: Samples
    sample_rate: int

    @property
    def channels(self) -> int:
        """Number of channels C."""
        return int(self.samples.shape[0])

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.samples.shape[1] / self.sample_rate
