"""The numbers a SoundFont describes a sound with: their names, defaults, ranges and units.

Source: SoundFont Technical Specification 2.04, section 8.1. Knows nothing of files.
"""

from __future__ import annotations

from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

COUNT = 61
MIDDLE_C_HZ_CENTS = 8.176
"""Frequency of absolute cent 0: MIDI key 0."""


class Gen(IntEnum):
    """Generator numbers."""

    START = 0
    END = 1
    LOOP_START = 2
    LOOP_END = 3
    START_COARSE = 4
    MOD_LFO_TO_PITCH = 5
    VIB_LFO_TO_PITCH = 6
    MOD_ENV_TO_PITCH = 7
    FILTER_FC = 8
    FILTER_Q = 9
    MOD_LFO_TO_FC = 10
    MOD_ENV_TO_FC = 11
    END_COARSE = 12
    MOD_LFO_TO_VOLUME = 13
    PAN = 17
    DELAY_MOD_LFO = 21
    FREQ_MOD_LFO = 22
    DELAY_VIB_LFO = 23
    FREQ_VIB_LFO = 24
    DELAY_MOD_ENV = 25
    ATTACK_MOD_ENV = 26
    HOLD_MOD_ENV = 27
    DECAY_MOD_ENV = 28
    SUSTAIN_MOD_ENV = 29
    RELEASE_MOD_ENV = 30
    KEY_TO_MOD_HOLD = 31
    KEY_TO_MOD_DECAY = 32
    DELAY_VOL_ENV = 33
    ATTACK_VOL_ENV = 34
    HOLD_VOL_ENV = 35
    DECAY_VOL_ENV = 36
    SUSTAIN_VOL_ENV = 37
    RELEASE_VOL_ENV = 38
    KEY_TO_VOL_HOLD = 39
    KEY_TO_VOL_DECAY = 40
    INSTRUMENT = 41
    KEY_RANGE = 43
    VELOCITY_RANGE = 44
    LOOP_START_COARSE = 45
    KEY = 46
    VELOCITY = 47
    ATTENUATION = 48
    LOOP_END_COARSE = 50
    COARSE_TUNE = 51
    FINE_TUNE = 52
    SAMPLE = 53
    SAMPLE_MODES = 54
    SCALE_TUNING = 56
    EXCLUSIVE_CLASS = 57
    ROOT_KEY = 58


_TIMES = (
    Gen.DELAY_MOD_LFO,
    Gen.DELAY_VIB_LFO,
    *range(Gen.DELAY_MOD_ENV, Gen.DECAY_MOD_ENV + 1),
    Gen.RELEASE_MOD_ENV,
    *range(Gen.DELAY_VOL_ENV, Gen.DECAY_VOL_ENV + 1),
    Gen.RELEASE_VOL_ENV,
)
_DEFAULTS = {
    Gen.FILTER_FC: 13500,
    **dict.fromkeys(_TIMES, -12000),
    Gen.KEY: -1,
    Gen.VELOCITY: -1,
    Gen.SCALE_TUNING: 100,
    Gen.ROOT_KEY: -1,
}
_RANGES: dict[int, tuple[int, int]] = {
    Gen.MOD_LFO_TO_PITCH: (-12000, 12000),
    Gen.VIB_LFO_TO_PITCH: (-12000, 12000),
    Gen.MOD_ENV_TO_PITCH: (-12000, 12000),
    Gen.FILTER_FC: (1500, 13500),
    Gen.FILTER_Q: (0, 960),
    Gen.MOD_LFO_TO_FC: (-12000, 12000),
    Gen.MOD_ENV_TO_FC: (-12000, 12000),
    Gen.MOD_LFO_TO_VOLUME: (-960, 960),
    Gen.PAN: (-500, 500),
    Gen.FREQ_MOD_LFO: (-16000, 4500),
    Gen.FREQ_VIB_LFO: (-16000, 4500),
    **dict.fromkeys(_TIMES, (-12000, 8000)),
    **dict.fromkeys((Gen.DELAY_MOD_LFO, Gen.DELAY_VIB_LFO), (-12000, 5000)),
    **dict.fromkeys(
        (Gen.DELAY_MOD_ENV, Gen.HOLD_MOD_ENV, Gen.DELAY_VOL_ENV, Gen.HOLD_VOL_ENV), (-12000, 5000)
    ),
    Gen.SUSTAIN_MOD_ENV: (0, 1000),
    Gen.SUSTAIN_VOL_ENV: (0, 1440),
    **dict.fromkeys((Gen.KEY_TO_MOD_HOLD, Gen.KEY_TO_MOD_DECAY), (-1200, 1200)),
    **dict.fromkeys((Gen.KEY_TO_VOL_HOLD, Gen.KEY_TO_VOL_DECAY), (-1200, 1200)),
    Gen.KEY: (-1, 127),
    Gen.VELOCITY: (-1, 127),
    Gen.ATTENUATION: (0, 1440),
    Gen.COARSE_TUNE: (-120, 120),
    Gen.FINE_TUNE: (-99, 99),
    Gen.SCALE_TUNING: (0, 1200),
    Gen.ROOT_KEY: (-1, 127),
}
INSTRUMENT_ONLY = frozenset(
    (
        *range(Gen.START, Gen.START_COARSE + 1),
        Gen.END_COARSE,
        Gen.LOOP_START_COARSE,
        Gen.LOOP_END_COARSE,
        Gen.KEY,
        Gen.VELOCITY,
        Gen.SAMPLE_MODES,
        Gen.EXCLUSIVE_CLASS,
        Gen.ROOT_KEY,
    )
)
"""What a preset may not change."""

Numbers = NDArray[np.int64]
"""One value for each generator: [COUNT]."""


def defaults() -> Numbers:
    """What a sound is where a file says nothing."""
    values = np.zeros(COUNT, dtype=np.int64)
    for number, value in _DEFAULTS.items():
        values[number] = value
    return values


def clipped(number: int, value: float) -> float:
    """`value` inside the range the specification gives generator `number`."""
    low, high = _RANGES.get(number, (-(2**31), 2**31))
    return min(max(value, low), high)


def seconds(timecents: float) -> float:
    """Time of so many timecents; the lowest, −12000, is about a millisecond."""
    return float(2.0 ** (timecents / 1200.0))


def hertz(cents: float) -> float:
    """Frequency of so many absolute cents."""
    return float(MIDDLE_C_HZ_CENTS * 2.0 ** (cents / 1200.0))
