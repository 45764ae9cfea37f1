"""Measuring rendered notes: pitch, loudness, brightness. Knows nothing of how they were made."""

from __future__ import annotations

import numpy as np

from timbre.audio.loudness import LoudnessMeter

SAMPLE_RATE = 44100


def power_spectrum(samples, start_seconds=0.0, seconds=None, size=1 << 18):
    """Frequencies and power of both channels' energy in a windowed stretch of [2, T]."""
    first = int(start_seconds * SAMPLE_RATE)
    last = samples.shape[1] if seconds is None else min(samples.shape[1], first + int(seconds * SAMPLE_RATE))
    piece = samples[:, first:last].astype(np.float64)
    fade = (
        np.hanning(2 * piece.shape[1])[piece.shape[1] :] if start_seconds == 0 else np.hanning(piece.shape[1])
    )
    piece = piece * fade
    power = np.sum(np.abs(np.fft.rfft(piece, size, axis=1)) ** 2, axis=0)
    return np.fft.rfftfreq(size, 1 / SAMPLE_RATE), power


def cents_off(samples, expected_hz, seconds=1.0, harmonics=(1, 2, 3), start_seconds=0.05):
    """How far the pitch is from `expected_hz` in cents: the strongest of its harmonics' centres of energy."""
    hz, power = power_spectrum(samples, start_seconds, seconds)
    best, found = -1.0, 0.0
    for number in harmonics:
        centre = expected_hz * number
        if centre > 0.45 * SAMPLE_RATE:
            continue
        near = (hz > centre * 2 ** (-70 / 1200)) & (hz < centre * 2 ** (70 / 1200))
        strength = power[near].max()
        strong = power[near] > strength * 1e-3
        if strength > best:
            best = strength
            mean = np.sum(hz[near][strong] * power[near][strong]) / np.sum(power[near][strong])
            found = 1200 * np.log2(mean / centre)
    return found


def loudest_lufs(samples, window_slots=25):
    """K-weighted loudness of the loudest 250 ms of [2, T]."""
    meter = LoudnessMeter(2, SAMPLE_RATE)
    meter.push(np.pad(samples, ((0, 0), (0, SAMPLE_RATE // 2))))
    sums = np.convolve(meter.slots(), np.ones(window_slots), "valid") / window_slots
    return float(-0.691 + 10 * np.log10(sums.max() + 1e-12))


def centroid_hz(samples, seconds=0.5):
    """Centre of gravity of the power spectrum."""
    hz, power = power_spectrum(samples, 0.0, seconds)
    return float(np.sum(hz * power) / np.sum(power))


def band_db(samples, low_hz, high_hz):
    """Energy of a band relative to the whole, in dB."""
    hz, power = power_spectrum(samples)
    inside = power[(hz >= low_hz) & (hz < high_hz)].sum()
    return float(10 * np.log10(inside / power.sum() + 1e-20))
