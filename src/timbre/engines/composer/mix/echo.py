"""The tempo delay: echoes that go from side to side, darker each time. Linear, block by block.

Knows nothing of tempo maps: the time is the piece's own tempo.
"""

from __future__ import annotations

import numpy as np

from timbre.audio.chain import Chain
from timbre.audio.effects import Effect
from timbre.engines.composer.mix.profile import Delay
from timbre.model.clip import Samples

LOWS_HZ = 160.0


class Echo:
    """A feedback delay of `delay.beats` beats; with width, each echo comes back on the other side."""

    def __init__(self, delay: Delay, bpm: float, sample_rate: int) -> None:
        self._length = max(64, round(delay.beats * 60 / bpm * sample_rate))
        self._feedback, self._width = np.float32(delay.feedback), np.float32(delay.width)
        self._line = np.zeros((2, self._length), dtype=np.float32)
        self._at = 0
        tone = (
            Effect(effect="lowpass", settings={"cutoff_frequency_hz": delay.lowpass_hz}),
            Effect(effect="highpass", settings={"cutoff_frequency_hz": LOWS_HZ}),
        )
        self._tone = Chain(tone, sample_rate)

    def process(self, block: Samples) -> Samples:
        """The echoes [2, T] while `block` [2, T] is sent to them."""
        result = np.empty_like(block)
        done = 0
        while done < block.shape[1]:
            count = min(self._length - self._at, block.shape[1] - done)
            line = self._line[:, self._at : self._at + count]
            echoes = self._tone.process(line)
            sent = block[:, done : done + count]
            middle = (sent[0] + sent[1]) / 2
            # Wide: the send enters on the left and crosses over at every return.
            entering = np.stack((middle * (1 + self._width) / 2, middle * (1 - self._width) / 2))
            crossed = echoes + self._width * (echoes[::-1] - echoes)
            result[:, done : done + count] = echoes
            self._line[:, self._at : self._at + count] = entering + self._feedback * crossed
            self._at = (self._at + count) % self._length
            done += count
        return result
