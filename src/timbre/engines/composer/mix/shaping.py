"""What controllers do to a part's sound beside its level: vibrato and brightness, sample by sample.

Knows nothing of notes or of where the curves come from.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.mix.effects import Chain, whole_cycles
from timbre.engines.composer.mix.profile import Effect
from timbre.model.clip import Samples

VIBRATO_HZ = 5.4
VIBRATO_CENTS = 22.0
SPLIT_HZ = (450.0, 1400.0, 4200.0)

Values = NDArray[np.float32] | np.float32


class Vibrato:
    """Pitch modulation by a varying delay, read between samples by cubic (Lagrange) interpolation.

    At depth 0 the part passes untouched. A delay d(t) shifts the pitch by 1 − d′(t).
    """

    def __init__(self, sample_rate: int, period: int | None) -> None:
        self._radians = 2 * math.pi * whole_cycles(VIBRATO_HZ, period, sample_rate) / sample_rate
        self._swing = (2 ** (VIBRATO_CENTS / 1200) - 1) / self._radians
        self._history = math.ceil(2 * self._swing) + 4
        self._past: Samples = np.zeros((2, self._history), dtype=np.float32)

    def process(self, block: Samples, start: int, depth: Values) -> Samples:
        """`block` [2, T], which begins at sample `start`, with vibrato of `depth` 0..1."""
        count = block.shape[1]
        line: Samples = np.concatenate((self._past, block), axis=1)
        self._past = line[:, -self._history :].copy()
        if not np.any(depth):
            return block
        phase = self._radians * (start + np.arange(count, dtype=np.float64))
        delay = np.float32(self._swing) * depth * (1 - np.cos(phase)).astype(np.float32)
        behind = np.ceil(delay)
        x = behind - delay
        at = np.arange(self._history, self._history + count) - behind.astype(np.int64)
        left, middle, right, next_ = x + 2, x + 1, x, x - 1
        weights = (  # Lagrange through the samples −2, −1, 0, 1 around x: never one that is still to come.
            middle * right * next_ / -6,
            left * right * next_ / 2,
            left * middle * next_ / -2,
            left * middle * right / 6,
        )
        result = np.zeros_like(block)
        for k, weight in enumerate(weights):
            # At delay 0 the last tap is a sample too late, but its weight is 0.
            taps = at + (k - 2) if k < 3 else np.minimum(at + 1, self._history + count - 1)
            for side in (0, 1):
                result[side] += line[side].take(taps) * weight
        return result


class Brightness:
    """A low-pass that opens from 450 Hz (0) to everything (1, exact pass-through).

    Four bands split by subtraction sum to the input; the value fades the upper ones in, one after another.
    """

    def __init__(self, sample_rate: int) -> None:
        lowpass = [Effect(effect="lowpass", settings={"cutoff_frequency_hz": hz}) for hz in SPLIT_HZ]
        self._filters = [Chain((effect, effect), sample_rate) for effect in lowpass]

    def process(self, block: Samples, value: Values) -> Samples:
        """`block` [2, T] at brightness `value` 0..1."""
        lows = [chain.process(block) for chain in self._filters]
        if np.all(np.equal(value, 1.0)):
            return block
        result = lows[0]
        for k, (below, above) in enumerate(zip(lows, [*lows[1:], block])):
            open_ = np.clip(np.float32(len(SPLIT_HZ)) * value - np.float32(k), 0, 1)
            result = result + (above - below) * (open_ * open_ * (3 - 2 * open_))
        return result.astype(np.float32)
