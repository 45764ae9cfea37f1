"""Soft clipping and saturation as gain curves: what a sample is multiplied by, so that its parts can share it.

Knows nothing of blocks or chains: sample by sample, without memory.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from timbre.audio.blocks import from_db
from timbre.model.clip import Samples

KNEE = 0.5
"""Where the curve of the soft clip leaves the straight line, of its ceiling (−6 dB)."""


def soft_clip_gain(signal: Samples, ceiling_db: float) -> Samples | None:
    """Gain [C, T] that keeps `signal` [C, T] under `ceiling_db`: 1 below the knee, a tanh above it. None: all 1."""
    ceiling = np.float32(from_db(ceiling_db))
    knee = np.float32(KNEE) * ceiling
    magnitude = np.abs(signal)
    if magnitude.max(initial=0.0) <= knee:
        return None
    gain = np.ones_like(signal)
    loud = magnitude > knee
    over = magnitude[loud]
    room = ceiling - knee
    gain[loud] = (knee + room * np.tanh((over - knee) / room)) / over
    return gain


def saturation_gain(signal: Samples, drive_db: float, mix: float) -> Samples:
    """Gain [C, T] of `mix` of a tanh driven by `drive_db`, with unity gain for small signals."""
    driven = signal * np.float32(from_db(drive_db))
    small = np.abs(driven) < np.float32(1e-3)
    driven[small] = np.float32(1e-3)
    curve: NDArray[np.float32] = np.tanh(driven) / driven
    curve *= np.float32(mix)
    curve += np.float32(1.0 - mix)
    return curve
