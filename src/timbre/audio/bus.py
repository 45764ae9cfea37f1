"""A bus: one chain over several signals at once. Dynamics listen to their sum, and every signal gets the same gain.

So the signals that come out still add up to what the chain makes of their sum: this is how stems share a
compressor or a soft clip. Knows nothing of what the signals are.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from timbre.audio.blocks import from_db
from timbre.audio.chain import Chain
from timbre.audio.clipping import saturation_gain, soft_clip_gain
from timbre.audio.compressor import Compressor
from timbre.audio.effects import Effect
from timbre.model.clip import Samples

NOMINAL_DBFS = -18.0
"""The level a bus or a master expects: its thresholds count from there."""

Gain = NDArray[np.float32] | None


class Bus:
    """`effects` (filters and gains: `effects.check_shareable`) over `members` signals, block after block.

    `level_db` is the gain that would bring the sum to −18 dBFS: it is applied to what the dynamics hear alone.
    With `period` (samples) the detector's grid fits a loop, so that every lap is alike.
    """

    def __init__(
        self,
        effects: Sequence[Effect],
        sample_rate: int,
        members: int = 1,
        level_db: float = 0.0,
        period: int | None = None,
    ) -> None:
        self._level = np.float32(from_db(level_db))
        self._stages: list[_Filters | _Dynamics] = []
        for linear, group in groupby(effects, key=lambda effect: effect.is_linear):
            if linear:
                self._stages.append(_Filters(list(group), sample_rate, members))
            else:
                self._stages += [_Dynamics(effect, sample_rate, period) for effect in group]

    def process(self, signals: Sequence[Samples], start: int = 0) -> list[Samples]:
        """The next stretch of every signal [C, T], from sample `start` on, through the chain."""
        result = list(signals)
        total: Samples | None = None
        for stage in self._stages:
            if isinstance(stage, _Filters):
                result, total = stage.process(result), None
                continue
            total = _sum(result) * self._level if total is None else total
            gain = stage.gain(total, start)
            if gain is not None:
                result, total = [signal * gain for signal in result], total * gain
        return result


class _Filters:
    def __init__(self, effects: Sequence[Effect], sample_rate: int, members: int) -> None:
        self._chains = [Chain(effects, sample_rate) for _ in range(members)]

    def process(self, signals: Sequence[Samples]) -> list[Samples]:
        return [chain.process(signal) for chain, signal in zip(self._chains, signals, strict=True)]


class _Dynamics:
    def __init__(self, effect: Effect, sample_rate: int, period: int | None) -> None:
        self._effect = effect
        self._compressor = None
        if effect.effect == "compressor":
            self._compressor = Compressor(effect.settings, sample_rate, period)

    def gain(self, total: Samples, start: int) -> Gain:
        """What every signal is multiplied by, [C, T] or [T], while their sum is `total`; None: nothing happens."""
        settings = self._effect.settings
        if self._compressor is not None:
            return self._compressor.gain(total, start)
        if self._effect.effect == "soft_clip":
            return soft_clip_gain(total, settings.get("ceiling_db", -6.0))
        return saturation_gain(total, settings.get("drive_db", 6.0), settings.get("mix", 1.0))


def _sum(signals: Sequence[Samples]) -> Samples:
    if len(signals) == 1:
        return signals[0]
    total = signals[0] + signals[1]
    for signal in signals[2:]:
        total += signal
    return total
