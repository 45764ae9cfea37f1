"""The room: a synthetic impulse response and the convolution that plays a send through it, block by block.

Being linear, the rooms of all stems add up to the room of the mix. Knows nothing of parts.
"""

from __future__ import annotations

import math
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.mix.profile import Reverb
from timbre.model.clip import Samples
from timbre.model.stream import Stream

Spectrum = NDArray[np.complex64]

EDGES_HZ = (250.0, 1000.0, 3000.0, 7000.0)
DAMPED_SHARES = (0.0, 0.0, 0.35, 0.6, 0.8)
"""How much of the decay full damping takes away in each band between EDGES_HZ."""
LONGEST_SECONDS = 5.0
BLEND = 0.3
"""How much of each side's send reaches the other side of the room."""
EARLY_MS = (11.3, 17.9, 23.6, 31.1, 37.3, 46.9, 58.7, 71.3)


def decay_seconds(reverb: Reverb) -> float:
    """Time to −60 dB in the mid range, 0.6 … 5 s: what a comb reverb (Schroeder) of this `room` has."""
    return min(LONGEST_SECONDS, 0.09 / -math.log10(0.7 + 0.28 * reverb.room))


@lru_cache(maxsize=8)
def impulse_response(reverb: Reverb, sample_rate: int) -> Samples:
    """The room's answer to a click on each side, [2, T] float32, energy 1 per side; not to be written to.

    Early reflections, then noise that thickens and decays exponentially, faster the higher the band
    (damping); the tail ends at −60 dB (the model of Moorer, "About this reverberation business", 1979).
    """
    middle = decay_seconds(reverb)
    count = round(middle * sample_rate)
    size = _fast_size(count)
    time = np.arange(count, dtype=np.float32) / np.float32(sample_rate)
    stream = Stream(20, "room")
    spectrum = _forward(np.stack((stream.noise(count), stream.noise(count))), size)
    hertz = np.fft.rfftfreq(size, 1 / sample_rate).astype(np.float32)
    decays = [middle * (1 - reverb.damping * share) for share in DAMPED_SHARES]
    tail: Samples = np.zeros((2, count), dtype=np.float32)
    for band, decay in zip(_bands(hertz), decays):
        tail += _inverse(spectrum * band, size)[:, :count] * np.exp(
            -math.log(1000) * time / np.float32(decay)
        )
    onset = np.minimum(1, time / np.float32(0.008 + 0.03 * reverb.room)) ** 2
    tail *= onset * np.minimum(1, (time[-1] - time) / np.float32(0.1 * middle))
    level = np.sqrt(np.mean(tail[:, : sample_rate // 10] ** 2))
    whole = _forward(tail + level * _early(reverb, count, sample_rate), size) * _tone(hertz, reverb)
    tail = _inverse(whole, size)[:, :count]
    side = (tail[0] - tail[1]) / 2 * np.float32(1 - reverb.width)
    tail = np.stack((tail[0] - side, tail[1] + side))
    tail /= np.sqrt(np.sum(tail.astype(np.float64) ** 2, axis=1, keepdims=True)).astype(np.float32)
    silence = np.zeros((2, round(reverb.predelay_ms / 1000 * sample_rate)), dtype=np.float32)
    response = np.concatenate((silence, tail), axis=1)
    response.flags.writeable = False
    return response


def _forward(signal: Samples, size: int) -> Spectrum:
    return np.fft.rfft(signal, size).astype(np.complex64, copy=False)


def _inverse(spectrum: Spectrum, size: int) -> Samples:
    return np.fft.irfft(spectrum, size).astype(np.float32, copy=False)


def _bands(hertz: NDArray[np.float32]) -> list[NDArray[np.float32]]:
    """Overlapping bands between EDGES_HZ that sum to one at every frequency."""
    octaves = np.log2(np.maximum(hertz, 1.0))
    above = [np.clip((octaves - math.log2(edge)) + 0.5, 0, 1) for edge in EDGES_HZ]
    steps = [np.ones_like(hertz), *above, np.zeros_like(hertz)]
    return [(low - high).astype(np.float32) for low, high in pairwise(steps)]


def _early(reverb: Reverb, count: int, sample_rate: int) -> Samples:
    """Eight single reflections [2, count], later in a larger room, softening; 1 is the tail's own level."""
    stream = Stream(20, "early reflections")
    taps = np.zeros((2, count), dtype=np.float32)
    scale = 0.5 + reverb.room
    for milliseconds in EARLY_MS:
        for side in (0, 1):
            at = round(scale * milliseconds * stream.uniform(0.85, 1.15) / 1000 * sample_rate)
            sign = 1 if stream.chance(0.5) else -1
            taps[side, min(at, count - 1)] += sign * 18 * math.exp(-milliseconds / 60)
    return taps


def _tone(hertz: NDArray[np.float32], reverb: Reverb) -> NDArray[np.float32]:
    """Second-order high-pass at `highpass_hz`, gentle roll-off of the air with damping (magnitudes only)."""
    ratio = (hertz / reverb.highpass_hz) ** 2
    rolloff_hz = 16_000 * (1 - 0.7 * reverb.damping)
    tone: NDArray[np.float32] = ratio / np.sqrt(1 + ratio**2) / np.sqrt(1 + (hertz / rolloff_hz) ** 2)
    return tone


class Room:
    """Convolution of one or more sends, each with its own impulse response, by overlap-add of whole blocks.

    However the signal is cut into blocks; what all sends give is added up before it is transformed back. The first
    send is heard from both sides; the others, short rooms, from the middle.
    """

    def __init__(self, *responses: Samples) -> None:
        self._responses = responses
        self._longest = max(response.shape[1] for response in responses)
        self._spectra: dict[tuple[int, int], Spectrum] = {}
        self._tail: Samples = np.zeros((2, 0), dtype=np.float32)

    def process(self, *blocks: Samples) -> Samples:
        """The sound [2, T] while `blocks` [2, T] are sent, one to each response."""
        count = blocks[0].shape[1]
        size = _fast_size(count + self._longest - 1)
        sent = [
            _forward(_heard(block, n), size) * self._spectrum(n, size)
            for n, block in enumerate(blocks)
            if block.any()
        ]
        wet: Samples = _inverse(sum(sent[1:], sent[0]), size) if sent else np.zeros((2, size), np.float32)
        wet[:, : self._tail.shape[1]] += self._tail
        self._tail = wet[:, count : count + self._longest - 1].copy()
        return wet[:, :count]

    def _spectrum(self, n: int, size: int) -> Spectrum:
        if (n, size) not in self._spectra:
            self._spectra[n, size] = _forward(self._responses[n], size)
        return self._spectra[n, size]


def _heard(block: Samples, n: int) -> Samples:
    """What of send `n` reaches its space: both sides with some crosstalk, or the middle alone."""
    if n:
        return (block[:1] + block[1:]) * np.float32(0.5)
    return block + np.float32(BLEND) * (block[::-1] - block)


def _fast_size(count: int) -> int:
    """The smallest 2^a·3^b·5^c (b, c ≤ 2) that is at least `count`: sizes the FFT is quick at."""
    odd = (1, 3, 5, 9, 15, 25, 45, 75, 225)
    return min(factor << max(0, math.ceil(math.log2(count / factor))) for factor in odd)
