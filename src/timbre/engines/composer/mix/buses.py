"""The sends: how much of each channel reaches the shared room and the shared echo, and what comes back.

Knows nothing of channels' insides.
"""

from __future__ import annotations

import numpy as np

from timbre.engines.composer.mix.echo import Echo
from timbre.engines.composer.mix.profile import MixProfile, Strip
from timbre.engines.composer.mix.reverb import Room
from timbre.model.clip import Samples

ECHO_TO_ROOM = np.float32(0.25)
"""The echo also feeds the room, so that repeats recede."""


def send_gain(level_db: float | None) -> np.float32:
    """Linear gain of a send level; None is closed."""
    return np.float32(0.0 if level_db is None else 10 ** (level_db / 20))


class Sends:
    """One room and one echo with their state, for the whole mix or for one stem."""

    def __init__(self, profile: MixProfile, response: Samples, bpm: float, sample_rate: int) -> None:
        self._room, self._echo = Room(response), Echo(profile.delay, bpm, sample_rate)

    def process(self, channels: list[tuple[Samples, Strip]]) -> Samples:
        """What comes back, [2, T], while the `channels`' signals [2, T] are sent at their strips' levels."""
        to_room, to_echo = (np.zeros_like(channels[0][0]) for _ in range(2))
        for signal, strip in channels:
            if strip.reverb_db is not None:
                to_room += signal * send_gain(strip.reverb_db)
            if strip.delay_db is not None:
                to_echo += signal * send_gain(strip.delay_db)
        echoes = self._echo.process(to_echo)
        return echoes + self._room.process(to_room + echoes * ECHO_TO_ROOM)


def uses_sends(strip: Strip) -> bool:
    """Whether `strip` sends anything anywhere."""
    return strip.reverb_db is not None or strip.delay_db is not None
