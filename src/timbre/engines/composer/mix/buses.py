"""The sends: how much of each channel reaches the two spaces and the echo, and what comes back.

Knows nothing of channels' insides.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from timbre.engines.composer.mix.echo import Echo
from timbre.engines.composer.mix.profile import MixProfile
from timbre.engines.composer.mix.reverb import Room
from timbre.engines.composer.mix.shaping import Values
from timbre.model.clip import Samples

ECHO_TO_HALL = np.float32(0.25)
"""The echo also feeds the hall, so that repeats recede."""


def send_gain(level_db: float | None) -> np.float32 | None:
    """Linear gain of a send level; None is closed."""
    return None if level_db is None else np.float32(10 ** (level_db / 20))


class Feed(NamedTuple):
    """A channel's signal [2, T] and the linear gains (one number or [T]) with which it is sent; None: closed."""

    signal: Samples
    hall: Values | None
    room: Values | None
    echo: Values | None


class Sends:
    """The hall, the short room and the echo with their state, for the whole mix or for one stem."""

    def __init__(
        self, profile: MixProfile, hall: Samples, room: Samples, bpm: float, sample_rate: int
    ) -> None:
        self._spaces, self._echo = Room(hall, room), Echo(profile.delay, bpm, sample_rate)

    def process(self, feeds: list[Feed]) -> Samples:
        """What comes back, [2, T], while `feeds` are sent."""
        to_hall, to_room, to_echo = (np.zeros_like(feeds[0].signal) for _ in range(3))
        for feed in feeds:
            for send, gain in ((to_hall, feed.hall), (to_room, feed.room), (to_echo, feed.echo)):
                if gain is not None:
                    send += feed.signal * gain
        echoes = self._echo.process(to_echo)
        return echoes + self._spaces.process(to_hall + echoes * ECHO_TO_HALL, to_room)
