"""Pitch that drifts: a delay that is read between samples while it changes. Linear, so stems can share it.

Knows nothing of notes.
"""

from __future__ import annotations

import math

import numpy as np

from timbre.audio.chain import whole_cycles
from timbre.engines.composer.mix.profile import Colour
from timbre.model.clip import Samples

WOW_HZ, WOW_CENTS = 0.67, 12.0
FLUTTER_HZ, FLUTTER_CENTS = 7.1, 4.0


class VariableDelay:
    """A delay of 0 … `longest` samples that may differ from sample to sample; cubic (Lagrange) interpolation."""

    def __init__(self, longest: float) -> None:
        self._history = math.ceil(longest) + 4
        self._past: Samples = np.zeros((2, self._history), dtype=np.float32)

    def process(self, block: Samples, delay: Samples | None) -> Samples:
        """`block` [2, T] delayed by `delay` [T] samples; None passes it untouched. A delay d(t) shifts pitch by −d′."""
        count = block.shape[1]
        line: Samples = np.concatenate((self._past, block), axis=1)
        self._past = line[:, -self._history :].copy()
        if delay is None:
            return block
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


class Swing:
    """A sine of delay, 0 … 2·`swing` samples, that bends pitch by ±`cents` at `rate_hz`; whole cycles in a loop."""

    def __init__(self, rate_hz: float, cents: float, sample_rate: int, period: int | None) -> None:
        self._radians = 2 * math.pi * whole_cycles(rate_hz, period, sample_rate) / sample_rate
        self.swing = (2 ** (cents / 1200) - 1) / self._radians

    def delay(self, start: int, count: int) -> Samples:
        """The delay of samples `start` … `start + count − 1`, [count]."""
        phase = self._radians * (start + np.arange(count, dtype=np.float64))
        delay: Samples = np.float32(self.swing) * (1 - np.cos(phase)).astype(np.float32)
        return delay


class Wow:
    """Wow and flutter of a worn tape or record over several signals alike."""

    def __init__(self, colour: Colour, members: int, sample_rate: int, period: int | None) -> None:
        told = ((colour.wow, WOW_HZ, WOW_CENTS), (colour.flutter, FLUTTER_HZ, FLUTTER_CENTS))
        self._swings = [
            Swing(hz, amount * cents, sample_rate, period) for amount, hz, cents in told if amount > 0
        ]
        longest = sum(2 * swing.swing for swing in self._swings)
        self._lines = [VariableDelay(longest) for _ in range(members)]

    def process(self, signals: list[Samples], start: int) -> list[Samples]:
        """`signals` [2, T], which begin at sample `start`, bent."""
        if not self._swings:
            return signals
        delay: Samples = np.sum([swing.delay(start, signals[0].shape[1]) for swing in self._swings], axis=0)
        return [line.process(signal, delay) for line, signal in zip(self._lines, signals, strict=True)]
