"""Inserts: a strip's effects as one pedalboard chain that keeps its state from block to block.

Knows nothing of what goes through it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from timbre.engines.composer.mix.profile import Effect
from timbre.errors import EngineError
from timbre.model.clip import Samples


class Chain:
    """Effects in series. None of them has latency, so every block comes back as long as it went in."""

    def __init__(self, effects: Sequence[Effect], sample_rate: int, period: int | None = None) -> None:
        import pedalboard

        plugins = [plugin for effect in effects for plugin in _plugins(effect, sample_rate, period)]
        self._board = pedalboard.Pedalboard(plugins) if plugins else None
        self._sample_rate = sample_rate

    def process(self, block: Samples) -> Samples:
        """`block` [C, T] through the chain, [C, T]. Raises EngineError when an effect holds samples back."""
        if self._board is None or not block.shape[1]:
            return block
        result: Samples = np.asarray(
            self._board.process(block, self._sample_rate, reset=False), dtype=np.float32
        )
        if result.shape != block.shape:
            raise EngineError(
                f"An effect returned {result.shape[-1]} samples for {block.shape[-1]}.",
                "Check the versions: timbre doctor",
            )
        return result


def whole_cycles(rate_hz: float, period: int | None, sample_rate: int) -> float:
    """`rate_hz`, bent to the nearest rate with whole cycles in `period` samples, so that a loop closes."""
    if period is None:
        return rate_hz
    seconds = period / sample_rate
    return max(1, round(rate_hz * seconds)) / seconds


def _plugins(effect: Effect, sample_rate: int, period: int | None) -> list[Any]:
    import pedalboard

    settings = dict(effect.settings)
    makeup_db = settings.pop("makeup_db", 0.0)
    if "rate_hz" in settings or effect.effect in ("chorus", "phaser"):
        settings["rate_hz"] = whole_cycles(settings.get("rate_hz", 1.0), period, sample_rate)
    plugin = {
        "lowpass": pedalboard.LowpassFilter,
        "highpass": pedalboard.HighpassFilter,
        "low_shelf": pedalboard.LowShelfFilter,
        "high_shelf": pedalboard.HighShelfFilter,
        "peak": pedalboard.PeakFilter,
        "compressor": pedalboard.Compressor,
        "distortion": pedalboard.Distortion,
        "chorus": pedalboard.Chorus,
        "phaser": pedalboard.Phaser,
        "bitcrush": pedalboard.Bitcrush,
        "delay": pedalboard.Delay,
    }[effect.effect](**settings)
    return [plugin, pedalboard.Gain(makeup_db)] if makeup_db else [plugin]
