"""What a kit's recording does to every hit: a room, saturation, an old sampler.

Knows nothing of which drum it colours.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from timbre.engines.composer.synth.spectral import shape_band
from timbre.engines.composer.synth.tone import Signal
from timbre.model.stream import Stream

_STROKE_SECONDS = 0.6
"""The room answers this much of a long sound."""


@dataclass(frozen=True)
class Colour:
    """Numbers of a kit's sound as a whole."""

    room: float = 0.0
    """Level of the room."""
    room_seconds: float = 0.3
    """Time the room takes to fall 40 dB."""
    room_hz: tuple[float, float] = (180.0, 7000.0)
    drive: float = 0.0
    bits: float = 0.0
    """Resolution of an old sampler; 0 for none."""
    lowpass_hz: float = 0.0


def paint(colour: Colour, samples: Signal, sample_rate: int) -> Signal:
    """Colour one hit [2, T]; the room makes it longer."""
    out = samples
    if colour.room > 0:
        out = _roomy(colour, out, sample_rate)
    if colour.drive > 0:
        peak = float(np.max(np.abs(out), initial=1e-9))
        out = np.tanh(out * np.float32((0.6 + colour.drive) / peak)) * np.float32(peak)
    if colour.lowpass_hz > 0:
        out = _dull(out, colour.lowpass_hz, sample_rate)
    if colour.bits > 0:
        steps = np.float32(2.0 ** (colour.bits - 1) / float(np.max(np.abs(out), initial=1e-9)))
        out = np.rint(out * steps) / steps
    return np.asarray(out, dtype=np.float32)


@lru_cache(maxsize=8)
def _impulse(
    seconds: float, band: tuple[float, float], sample_rate: int, size: int
) -> np.typing.NDArray[np.complex64]:
    frames = int(seconds * 1.3 * sample_rate)
    times = np.arange(frames) / sample_rate
    fall = np.exp(-4.6 * times / seconds) * np.clip((times - 0.004) / 0.012, 0, 1)
    raw = np.stack([Stream(channel, "synth room").noise(frames) for channel in range(2)]) * fall
    raw /= np.sqrt(np.sum(np.square(raw), axis=1, keepdims=True))
    hz = np.arange(size // 2 + 1) * (sample_rate / size)
    spectrum = np.fft.rfft(raw, size)
    middle, side = 0.5 * (spectrum[0] + spectrum[1]), 0.5 * (spectrum[0] - spectrum[1])
    side = side * np.clip((hz - 120) / 150, 0, 1)
    return np.asarray(
        np.stack([middle + side, middle - side]) * shape_band(hz, *band, 1.0), dtype=np.complex64
    )


def _roomy(colour: Colour, samples: Signal, sample_rate: int) -> Signal:
    tail = int(colour.room_seconds * 1.3 * sample_rate)
    heard = min(samples.shape[1], round(_STROKE_SECONDS * sample_rate))
    size = 1 << (heard + tail - 1).bit_length()
    mono = 0.5 * (samples[0, :heard] + samples[1, :heard])
    if heard < samples.shape[1]:
        mono *= np.linspace(1.0, 0.0, heard, dtype=np.float32)
    wet = np.fft.irfft(
        np.fft.rfft(mono, size) * _impulse(colour.room_seconds, colour.room_hz, sample_rate, size), size
    )
    out = np.zeros((2, max(samples.shape[1], heard + tail)), dtype=np.float32)
    out[:, : samples.shape[1]] = samples
    out[:, : heard + tail] += wet[:, : heard + tail] * np.float32(colour.room)
    return out


def _dull(samples: Signal, cutoff_hz: float, sample_rate: int) -> Signal:
    """Three one-pole low-passes, as one short impulse response."""
    fall = np.exp(-2 * np.pi * cutoff_hz / sample_rate)
    index = np.arange(96)
    taps = (index + 1) * (index + 2) * fall**index
    taps = (taps / taps.sum()).astype(np.float32)
    return np.stack([np.convolve(channel, taps)[: samples.shape[1]] for channel in samples]).astype(
        np.float32
    )
