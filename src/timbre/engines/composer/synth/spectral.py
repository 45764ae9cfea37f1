"""Sound made in the frequency domain: broad ensemble textures, noise of any time–frequency shape, filtered bursts.

Knows nothing of instruments.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.synth.tone import Signal, Values
from timbre.model.stream import Stream

Spectrum = NDArray[np.complex64]

FRAME = 512
"""Frames per noise window; windows overlap by half."""
BINS = FRAME // 2 + 1
_ROWS = 1024


@lru_cache(maxsize=4)
def phasors(size: int, seed: int = 0) -> Spectrum:
    """[size] unit complex numbers with random angles."""
    angle = Stream(seed, f"synth phasors {size}").noise(size) * np.float32(np.pi)
    return np.asarray((np.cos(angle) + 1j * np.sin(angle)).astype(np.complex64))


@lru_cache(maxsize=1)
def _noise_rows() -> Spectrum:
    size = _ROWS * BINS
    stream = Stream(0, "synth noise rows")
    angle = stream.noise(size) * np.float32(np.pi)
    radius = np.sqrt(-np.log(np.maximum(1e-6, 0.5 + 0.5 * stream.noise(size)), dtype=np.float32))
    return np.asarray(
        ((np.cos(angle) + 1j * np.sin(angle)) * radius).astype(np.complex64).reshape(_ROWS, BINS)
    )


def noise_windows(frames: int) -> int:
    """How many noise windows cover `frames`."""
    return -(-frames // (FRAME // 2)) + 1


def window_times(frames: int, sample_rate: int) -> Values:
    """Centre times in seconds of the noise windows that cover `frames`."""
    return np.arange(noise_windows(frames)) * (FRAME / 2 / sample_rate)


def bin_hz(sample_rate: int) -> Values:
    """Frequencies of the noise bins [BINS]."""
    return np.arange(BINS) * (sample_rate / FRAME)


def noise(shape: Values, frames: int, row: int) -> Signal:
    """Noise [frames] float32 whose window w, bin b has magnitude `shape` [W or 1, BINS]; `row` picks the noise.

    Flat shape 1 gives noise of about unit RMS.
    """
    windows = noise_windows(frames)
    pick = (row + np.arange(windows)) % _ROWS
    spectrum = _noise_rows()[pick] * shape.astype(np.float32)
    spectrum[:, 0] = 0.0
    pieces = np.fft.irfft(spectrum, FRAME, axis=1)
    pieces *= np.float32(np.sqrt(FRAME)) * np.sin(np.pi * (np.arange(FRAME) + 0.5) / FRAME).astype(np.float32)
    half = FRAME // 2
    return (pieces[1:, :half] + pieces[:-1, half:]).reshape(-1)[:frames].astype(np.float32)


def shape_band(hz: Values, low_hz: float, high_hz: float, order: float = 2.0) -> Values:
    """Band-pass magnitude at `hz`, Butterworth-like skirts of `order` (6·order dB per octave)."""
    f = np.maximum(hz, 1.0)
    return 1.0 / np.sqrt((1.0 + (low_hz / f) ** (2 * order)) * (1.0 + (f / high_hz) ** (2 * order)))


def filtered(samples: Signal, gain_at: Values) -> Signal:
    """Filter [..., T] by magnitudes `gain_at` [size // 2 + 1] (zero phase, circular: pad first)."""
    size = 2 * (len(gain_at) - 1)
    return np.fft.irfft(np.fft.rfft(samples, size) * gain_at.astype(np.float32), size).astype(np.float32)[
        ..., : samples.shape[-1]
    ]


def texture(
    size: int, hz: float, amplitudes: Values, width_cents: float, sample_rate: int, seed: int
) -> Signal:
    """Endless ensemble tones [K, size]: each harmonic a Gaussian band, `width_cents` wide, with random phases.

    `amplitudes` [K, H] are the harmonics' of K versions that share their phases. The end joins the beginning, so each
    may be repeated. After Paul Nasca's PADsynth algorithm.
    """
    count = amplitudes.shape[1]
    bin_hz_ = sample_rate / size
    used = min(size // 2 + 1, int((count + 0.5) * hz / bin_hz_) + 1)
    f = np.arange(used, dtype=np.float32) * np.float32(bin_hz_ / hz)
    number = np.rint(f)
    index = np.minimum(number.astype(np.intp), count)
    sigma = np.maximum(np.arange(count + 1) * (2 ** (width_cents / 1200) - 1) * 0.5, 0.35 * bin_hz_ / hz)
    inverse = (1.0 / sigma).astype(np.float32)
    bell = np.exp(np.float32(-0.5) * np.square((f - number) * inverse.take(index)))
    spectrum = np.zeros((len(amplitudes), size // 2 + 1), dtype=np.complex64)
    turn = phasors(1 << 18, seed)[:used] * bell
    for k, levels in enumerate(amplitudes):
        height = np.concatenate([[0.0], levels * np.sqrt(inverse[1:])])
        power = (
            np.sum(np.square(levels / np.sqrt(sigma[1:])) * np.sqrt(np.pi) * sigma[1:] * hz / bin_hz_) + 1e-20
        )
        height *= np.sqrt(np.sum(np.square(levels)) / 4 / power) * size
        spectrum[k, :used] = turn * height.astype(np.float32).take(index)
    return np.fft.irfft(spectrum, size, axis=1).astype(np.float32, copy=False)
