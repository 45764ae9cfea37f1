"""Tone: equaliser bands, spectral tilt and stereo width, over blocks that follow one another.

Knows nothing of presets' names or of loudness. The filters keep their state between blocks; a new object is
silent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from timbre.audio.presets import MasteringPreset
from timbre.model.clip import Samples

if TYPE_CHECKING:
    from pedalboard import Plugin

TILT_LOW_HZ = 350.0
TILT_HIGH_HZ = 2800.0
TILT_Q = 0.4
WIDTH_ABOVE_HZ = 200.0
DC_HZ = 6.0
_SHORTEST = 64
"""pedalboard guesses which axis is the channels; a block this long leaves no doubt."""


def _run(board: Any, block: Samples, sample_rate: int) -> Samples:
    """`block` [C, n] through `board`, keeping its state, two channels at the most."""
    length = block.shape[1]
    if length < _SHORTEST:
        block = np.pad(block, ((0, 0), (0, _SHORTEST - length)))
    result: Samples = board.process(block, float(sample_rate), reset=False)
    return result[:, :length]


def _pairs(channels: int) -> list[slice]:
    """Channels two by two: pedalboard's filters take no more at a time."""
    return [slice(first, min(first + 2, channels)) for first in range(0, channels, 2)]


def _run_pairs(boards: list[Any], pairs: list[slice], block: Samples, sample_rate: int) -> Samples:
    parts = [_run(board, block[pair], sample_rate) for board, pair in zip(boards, pairs, strict=True)]
    return parts[0] if len(parts) == 1 else np.concatenate(parts)


class Tone:
    """A preset's equaliser with a tilt. Filters near or above the Nyquist frequency are left out."""

    def __init__(self, channels: int, sample_rate: int, preset: MasteringPreset, tilt_db: float) -> None:
        from pedalboard import Pedalboard

        self._sample_rate = sample_rate
        self._pairs = _pairs(channels)
        self._boards = [Pedalboard(_filters(preset, tilt_db, sample_rate)) for _ in self._pairs]

    def process(self, block: Samples) -> Samples:
        """The next `block` [C, n], filtered."""
        return _run_pairs(self._boards, self._pairs, block, self._sample_rate)


def _filters(preset: MasteringPreset, tilt_db: float, sample_rate: int) -> list[Plugin]:
    from pedalboard import HighpassFilter, HighShelfFilter, LowpassFilter, LowShelfFilter, PeakFilter

    kinds: dict[str, Any] = {"low_shelf": LowShelfFilter, "peak": PeakFilter, "high_shelf": HighShelfFilter}
    highest_hz = 0.45 * sample_rate
    filters: list[Plugin] = [HighpassFilter(preset.highpass_hz)]
    bands = [(b.band, b.hz, b.db, b.q) for b in preset.eq]
    if tilt_db:
        bands += [
            ("low_shelf", TILT_LOW_HZ, -tilt_db / 2.0, TILT_Q),
            ("high_shelf", TILT_HIGH_HZ, tilt_db / 2.0, TILT_Q),
        ]
    for kind, hz, db, q in bands:
        if hz < highest_hz:
            filters.append(kinds[kind](cutoff_frequency_hz=hz, gain_db=db, q=q))
    if preset.lowpass_hz is not None and preset.lowpass_hz < highest_hz:
        filters.append(LowpassFilter(preset.lowpass_hz))
    return filters


class DcBlocker:
    """Takes out what little direct current saturation makes of a lopsided waveform."""

    def __init__(self, channels: int, sample_rate: int) -> None:
        from pedalboard import HighpassFilter, Pedalboard

        self._sample_rate = sample_rate
        self._pairs = _pairs(channels)
        self._boards = [Pedalboard([HighpassFilter(DC_HZ)]) for _ in self._pairs]

    def process(self, block: Samples) -> Samples:
        """The next `block` [C, n]."""
        return _run_pairs(self._boards, self._pairs, block, self._sample_rate)


class Width:
    """Widens or narrows a stereo signal above the bass; the bass keeps its place. The mono sum never changes."""

    def __init__(self, sample_rate: int, width: float) -> None:
        from pedalboard import HighpassFilter, Pedalboard

        self._board = Pedalboard([HighpassFilter(WIDTH_ABOVE_HZ)])
        self._sample_rate = sample_rate
        self._change = np.float32((width - 1.0) / 2.0)

    def process(self, block: Samples) -> Samples:
        """The next `block` [2, n]."""
        side = _run(self._board, (block[:1] - block[1:]) * self._change, self._sample_rate)
        return np.concatenate([block[:1] + side, block[1:] - side])
