"""A part's channel: controllers, inserts, expression, ducking, width, pan and level.

Knows nothing of notes; the sends are the mixer's (`mix.buses`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from timbre.audio.chain import Chain
from timbre.audio.effects import Effect
from timbre.engines.composer.mix.automation import Moves
from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.curves import Curve, curve
from timbre.engines.composer.mix.profile import Strip
from timbre.engines.composer.mix.shaping import Brightness, Values, Vibrato
from timbre.engines.composer.score import Control
from timbre.model.clip import Samples

MONO_BELOW_HZ = 120.0
HEADROOM_DB = -6.0
"""Gain of every channel, so that a full mix peaks near −6 dBFS."""
EXPRESSION_EXPONENT = 1.5


class ChannelStrip:
    """One part's strip with its state; blocks go through in order. `moves` are the style's automation of it."""

    def __init__(
        self,
        strip: Strip,
        controls: Sequence[Control],
        clock: Clock,
        period: int | None = None,
        moves: Moves | None = None,
    ) -> None:
        rate = clock.sample_rate
        self._moves = moves
        self._strip, self._inserts = strip, Chain(strip.inserts, rate, period)
        self._gain = np.float32(10 ** ((strip.level_db + HEADROOM_DB) / 20))
        self._expression = curve(controls, "expression", clock, (0, 1), period)
        self._pan = curve(controls, "pan", clock, (-1, 1), period)
        self._bright_curve = curve(controls, "brightness", clock, (0, 1), period)
        self._opening = moves.brightness if moves is not None else None
        self._brightness = Brightness(rate) if self._bright_curve or self._opening else None
        self._vibrato_curve = curve(controls, "vibrato", clock, (0, 1), period)
        self._vibrato = Vibrato(rate, period) if self._vibrato_curve else None
        split = Effect(effect="highpass", settings={"cutoff_frequency_hz": MONO_BELOW_HZ})
        self._side_highpass = Chain((split, split), rate)
        self._has_side = False

    def process(self, block: Samples, start: int, ducking: NDArray[np.float32] | None) -> Samples:
        """The dry part `block` [2, T] from sample `start` to its place in the mix; `ducking` [T] is 0..1."""
        count = block.shape[1]
        if self._vibrato is not None and self._vibrato_curve is not None:
            block = self._vibrato.process(block, start, self._vibrato_curve.values(start, count))
        if self._brightness is not None:
            value = np.minimum(
                _at(self._bright_curve, start, count, 1.0), _at(self._opening, start, count, 1.0)
            )
            block = self._brightness.process(block, value)
        block = self._inserts.process(block)
        return self._place(block, self._level(start, count, ducking), _at(self._pan, start, count, 0.0))

    def _level(self, start: int, count: int, ducking: NDArray[np.float32] | None) -> Values:
        level: Values = self._gain
        if self._expression is not None:
            level = level * self._expression.values(start, count) ** np.float32(EXPRESSION_EXPONENT)
        if self._moves is not None:
            level = level * self._moves.gain("level_db", start, count)
        if ducking is not None and self._strip.sidechain_db:
            level = level * np.exp(ducking * np.float32(-self._strip.sidechain_db * math.log(10) / 20))
        return level

    def _place(self, block: Samples, level: Values, moving_pan: Values) -> Samples:
        """Mid/side width with the side's lows removed, then constant-power balance (centre is unity gain)."""
        mid = (block[0] + block[1]) * np.float32(0.5)
        side = (block[0] - block[1]) * np.float32(0.5 * self._strip.width)
        pan = np.clip(moving_pan + np.float32(self._strip.pan), -1, 1)
        angle = (pan + 1) * np.float32(math.pi / 4)
        result = np.empty_like(block)
        self._has_side = self._has_side or bool(side.any())
        if self._has_side:
            side = self._side_highpass.process(side[None])[0]
            np.add(mid, side, out=result[0])
            np.subtract(mid, side, out=result[1])
        else:
            result[:] = mid
        for row, share in zip(result, (np.cos(angle), np.sin(angle))):
            row *= level * (share * np.float32(math.sqrt(2)))
        return result


def _at(line: Curve | None, start: int, count: int, default: float) -> Values:
    return np.float32(default) if line is None else line.values(start, count)
