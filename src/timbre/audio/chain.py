"""Effects in series over blocks that follow one another, with their state: strips and equalisers.

Knows nothing of what goes through them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import groupby
from typing import Any

import numpy as np

from timbre.audio.clipping import saturation_gain, soft_clip_gain
from timbre.audio.effects import Effect
from timbre.errors import EngineError
from timbre.model.clip import Samples

TILT_LOW_HZ = 350.0
TILT_HIGH_HZ = 2800.0
TILT_Q = 0.4
WIDTH_ABOVE_HZ = 200.0
HIGHEST_SHARE = 0.45
"""A filter is left out when its frequency is over this share of the sample rate."""
_PRIMING_SAMPLES = 8192
"""pedalboard settles its buffers, and which axis is the channels, on the first block: this much silence."""
_LEAD_SAMPLES = 4096
"""How much of what came before a sweeping effect hears when it begins anew: more than its longest delay."""
_SWEEPING = ("chorus", "phaser")
_FILTERS = ("lowpass", "low_shelf", "high_shelf", "peak")
_OWN = ("width", "saturation", "soft_clip")

Step = Callable[[Samples], Samples]


class Chain:
    """Effects in series. None of them has latency, so every block comes back as long as it went in."""

    def __init__(self, effects: Sequence[Effect], sample_rate: int, period: int | None = None) -> None:
        self._steps: list[Step] = []
        for own, group in groupby(effects, key=lambda effect: effect.effect in _OWN):
            if own:
                self._steps += [_own_step(effect, sample_rate) for effect in group]
            else:
                self._steps.append(Board(list(group), sample_rate, period).process)
        self._silent = all(effect.is_linear for effect in effects)

    def process(self, block: Samples) -> Samples:
        """`block` [C, T] through the chain, [C, T]. Raises EngineError when an effect holds samples back."""
        if not block.shape[1] or not self._steps:
            return block
        if self._silent:
            self._silent = not block.any()
            if self._silent:
                return block
        for step in self._steps:
            block = step(block)
        return block


class Board:
    """A run of pedalboard effects; channels go two by two, for its filters take no more at a time.

    In a loop (`period`) effects that sweep begin anew every lap, for their oscillators do not keep exact time.
    """

    def __init__(self, effects: Sequence[Effect], sample_rate: int, period: int | None = None) -> None:
        self._effects, self._rate, self._period = effects, sample_rate, period
        self._lap = period if any(effect.effect in _SWEEPING for effect in effects) else None
        self._boards: list[Any] = []
        self._played = 0
        self._past: Samples = np.zeros((0, 0), np.float32)

    def process(self, block: Samples) -> Samples:
        """`block` [C, T] through the effects, [C, T]. Raises EngineError when one holds samples back."""
        if self._lap is None:
            return self._next(block)
        parts = []
        while block.shape[1]:
            count = min(block.shape[1], self._lap - self._played)
            parts.append(self._next(block[:, :count]))
            self._past = np.concatenate((self._past, block[:, :count]), axis=1)[:, -_LEAD_SAMPLES:]
            self._played += count
            if self._played == self._lap:
                self._boards, self._played = [], 0
            block = block[:, count:]
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)

    def _next(self, block: Samples) -> Samples:
        pairs = [slice(first, first + 2) for first in range(0, block.shape[0], 2)]
        if not self._boards:
            self._begin(block.shape[0], pairs)
        parts = [self._run(board, block[pair]) for board, pair in zip(self._boards, pairs, strict=True)]
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def _begin(self, channels: int, pairs: Sequence[slice]) -> None:
        """New boards that have heard silence and then, in a loop, what came last."""
        if self._lap is not None and not self._past.size:
            self._past = np.zeros((channels, _LEAD_SAMPLES), np.float32)
        heard = np.zeros((channels, _PRIMING_SAMPLES), np.float32)
        if self._lap is not None:
            heard[:, _PRIMING_SAMPLES - self._past.shape[1] :] = self._past
        self._boards = [_board(self._effects, self._rate, self._period) for _ in pairs]
        for board, pair in zip(self._boards, pairs, strict=True):
            self._run(board, heard[pair])

    def _run(self, board: Any, block: Samples) -> Samples:
        result: Samples = np.asarray(board.process(block, float(self._rate), reset=False), dtype=np.float32)
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


def _board(effects: Sequence[Effect], sample_rate: int, period: int | None) -> Any:
    import pedalboard

    return pedalboard.Pedalboard([p for effect in effects for p in _plugins(effect, sample_rate, period)])


def _plugins(effect: Effect, sample_rate: int, period: int | None) -> list[Any]:
    import pedalboard

    settings = dict(effect.settings)
    makeup_db = settings.pop("makeup_db", 0.0)
    highest_hz = HIGHEST_SHARE * sample_rate
    if effect.effect == "tilt":
        return _tilt(settings.get("tilt_db", 0.0), highest_hz)
    if effect.effect in _FILTERS and settings.get("cutoff_frequency_hz", 0.0) >= highest_hz:
        return []
    if "rate_hz" in settings or effect.effect in ("chorus", "phaser"):
        settings["rate_hz"] = whole_cycles(settings.get("rate_hz", 1.0), period, sample_rate)
    plugin = {
        "lowpass": pedalboard.LowpassFilter,
        "highpass": pedalboard.HighpassFilter,
        "low_shelf": pedalboard.LowShelfFilter,
        "high_shelf": pedalboard.HighShelfFilter,
        "peak": pedalboard.PeakFilter,
        "gain": pedalboard.Gain,
        "compressor": pedalboard.Compressor,
        "distortion": pedalboard.Distortion,
        "chorus": pedalboard.Chorus,
        "phaser": pedalboard.Phaser,
        "bitcrush": pedalboard.Bitcrush,
        "delay": pedalboard.Delay,
    }[effect.effect](**settings)
    return [plugin, pedalboard.Gain(makeup_db)] if makeup_db else [plugin]


def _tilt(tilt_db: float, highest_hz: float) -> list[Any]:
    """Two wide shelves, `tilt_db` apart."""
    import pedalboard

    shelves: list[Any] = [pedalboard.LowShelfFilter(TILT_LOW_HZ, -tilt_db / 2, TILT_Q)]
    if highest_hz > TILT_HIGH_HZ:
        shelves.append(pedalboard.HighShelfFilter(TILT_HIGH_HZ, tilt_db / 2, TILT_Q))
    return shelves


def _own_step(effect: Effect, sample_rate: int) -> Step:
    settings = effect.settings
    if effect.effect == "width":
        return Width(
            sample_rate, settings.get("width", 1.0), settings.get("above_hz", WIDTH_ABOVE_HZ)
        ).process
    if effect.effect == "saturation":
        drive_db, mix = settings.get("drive_db", 6.0), settings.get("mix", 1.0)
        return lambda block: block * saturation_gain(block, drive_db, mix)
    ceiling_db = settings.get("ceiling_db", -6.0)

    def clip(block: Samples) -> Samples:
        gain = soft_clip_gain(block, ceiling_db)
        return block if gain is None else block * gain

    return clip


class Width:
    """Widens or narrows a stereo signal above the bass; the bass keeps its place. The mono sum never changes."""

    def __init__(self, sample_rate: int, width: float, above_hz: float = WIDTH_ABOVE_HZ) -> None:
        highpass = Effect(effect="highpass", settings={"cutoff_frequency_hz": above_hz})
        self._highpass = Board([highpass], sample_rate)
        self._change = np.float32((width - 1.0) / 2.0)

    def process(self, block: Samples) -> Samples:
        """The next `block` [C, n]; what is not stereo passes."""
        if block.shape[0] != 2:
            return block
        side = self._highpass.process((block[:1] - block[1:]) * self._change)
        return np.concatenate([block[:1] + side, block[1:] - side])
