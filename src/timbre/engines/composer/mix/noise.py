"""The noise bed of old media, vinyl crackle or tape hiss: the same for the same seed, whatever the blocks.

Knows nothing of the music over it.
"""

from __future__ import annotations

import math
from typing import Literal

import numpy as np

from timbre.audio.chain import Chain
from timbre.audio.effects import Effect
from timbre.model.clip import Samples
from timbre.model.stream import Stream

CRACKLES_PER_SECOND = 14
POPS_PER_SECOND = 0.35
LONGEST_CLICK_SECONDS = 0.004
FADE_IN_SECONDS = 0.05
CALIBRATION_DB = {"vinyl": 14.0, "tape": 6.0}
"""Gain that brings each kind to 0 dB RMS, measured at 44.1 kHz."""


class NoiseBed:
    """Endless noise of `level_db` (RMS dBFS) from sample `start` on; in a loop it repeats with `period`."""

    def __init__(
        self,
        kind: Literal["vinyl", "tape"],
        level_db: float,
        seed: int,
        sample_rate: int,
        start: int = 0,
        period: int | None = None,
    ) -> None:
        self._kind, self._seed, self._rate, self._period = kind, seed, sample_rate, period
        self._gain = np.float32(10 ** ((level_db + CALIBRATION_DB[kind]) / 20))
        self._position, self._fade = start, round(FADE_IN_SECONDS * sample_rate)
        self._second = (-1, np.zeros((2, 0), dtype=np.float32))
        self._hiss = Chain(_HISS[kind], sample_rate)

    def read(self, count: int) -> Samples:
        """The next `count` samples, [2, count]."""
        hiss, clicks = (np.empty((2, count), dtype=np.float32) for _ in range(2))
        done = 0
        while done < count:
            at = self._position + done
            at = at if self._period is None else at % self._period
            second, offset = divmod(at, self._rate)
            end = self._rate if self._period is None else min(self._rate, self._period - second * self._rate)
            take = min(end - offset, count - done)
            raw = self._raw(second)
            hiss[:, done : done + take] = raw[:2, offset : offset + take]
            clicks[:, done : done + take] = raw[2:, offset : offset + take]
            done += take
        noise = (self._hiss.process(hiss) + clicks) * self._gain
        if self._period is None and self._position < self._fade:
            noise *= np.clip(np.arange(self._position, self._position + count) / self._fade, 0, 1).astype(
                np.float32
            )
        self._position += count
        return noise

    def _raw(self, second: int) -> Samples:
        """White hiss (rows 0, 1) and clicks (rows 2, 3) of one second, kept until another is asked for."""
        if self._second[0] != second:
            stream = Stream(self._seed, f"{self._kind} noise {second}")
            raw = np.zeros((4, self._rate), dtype=np.float32)
            raw[0], raw[1] = stream.noise(self._rate), stream.noise(self._rate)
            if self._kind == "vinyl":
                _add_clicks(raw[2:], stream, self._rate)
            self._second = (second, raw)
        return self._second[1]


_HISS = {
    "tape": (
        Effect(effect="highpass", settings={"cutoff_frequency_hz": 700.0}),
        Effect(effect="lowpass", settings={"cutoff_frequency_hz": 9000.0}),
        Effect(effect="high_shelf", settings={"cutoff_frequency_hz": 3000.0, "gain_db": 4.0}),
    ),
    "vinyl": (
        Effect(effect="highpass", settings={"cutoff_frequency_hz": 40.0}),
        Effect(effect="lowpass", settings={"cutoff_frequency_hz": 900.0}),
        Effect(effect="high_shelf", settings={"cutoff_frequency_hz": 2500.0, "gain_db": 8.0}),
    ),
}


def _add_clicks(clicks: Samples, stream: Stream, sample_rate: int) -> None:
    """Dust crackle and a rare pop: short decaying rings, mostly soft, a few loud, between the sides."""
    rare = int(stream.chance(POPS_PER_SECOND))
    for n in range(CRACKLES_PER_SECOND + rare):
        pop = n >= CRACKLES_PER_SECOND
        length = round((LONGEST_CLICK_SECONDS if pop else 0.0012) * sample_rate)
        time = np.arange(length, dtype=np.float32) / np.float32(sample_rate)
        hertz = stream.uniform(300, 900) if pop else stream.uniform(1500, 7000)
        loudness = 3.5 if pop else 0.6 * (1 - math.log(1 - stream.uniform(0, 0.98)))
        ring = (
            np.sin(2 * np.pi * np.float32(hertz) * time) * np.exp(-5 * time / time[-1]) * np.float32(loudness)
        )
        at = stream.integer(0, sample_rate - length)
        pan = stream.uniform(0.2, 0.8)
        clicks[0, at : at + length] += ring * np.float32(1 - pan)
        clicks[1, at : at + length] += ring * np.float32(pan)
