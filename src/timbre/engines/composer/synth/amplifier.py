"""Guitar amplifier: overdrive without aliasing to speak of, and a loudspeaker cabinet.

Knows nothing of strings.
"""

from __future__ import annotations

import numpy as np

from timbre.engines.composer.synth.tone import Signal, Tone, Values


def log_cosh(samples: Values) -> Values:
    """ln cosh x, without overflow."""
    size = np.abs(samples)
    return size + np.log1p(np.exp(-2 * size)) - np.log(2.0)


def saturate(samples: Values) -> Values:
    """tanh with first-order antiderivative antialiasing (Parker, Zavalishin and Le Bivic, 2016): [T] → [T]."""
    before = np.concatenate([[0.0], samples[:-1]])
    step = samples - before
    small = np.abs(step) < 1e-4
    safe = np.where(small, 1.0, step)
    area = log_cosh(samples)
    area_before = np.concatenate([[0.0], area[:-1]])
    return np.where(small, np.tanh(0.5 * (samples + before)), (area - area_before) / safe)


def speaker(hz: Values, top_hz: float) -> Values:
    """Magnitude of a guitar cabinet at `hz`: nothing below 80 Hz, a bump at 120 Hz, presence at 2.8 kHz, a steep top."""
    f = np.maximum(hz, 1.0)
    body = 1.0 + 0.5 / (1 + np.square(1.6 * (f / 120 - 120 / f)))
    presence = 1.0 + 1.1 / (1 + np.square(1.3 * (f / 2800 - 2800 / f)))
    dip = 1.0 - 0.35 / (1 + np.square(1.5 * (f / 480 - 480 / f)))
    return body * presence * dip / np.sqrt(1 + (75 / f) ** 4) / np.sqrt(1 + (f / top_hz) ** 8)


def cabinet(samples: Signal, tone: Tone, drive: float, top_hz: float) -> Signal:
    """Send a [2, T] string through an amplifier: mono overdrive when `drive` > 0, then the speaker."""
    frames = samples.shape[1]
    if drive > 0:
        mono = samples.mean(axis=0).astype(np.float64)
        gain = drive * (0.55 + 0.6 * tone.strength)
        samples = np.tile(saturate(gain * mono + 0.12) - np.tanh(0.12), (2, 1)).astype(np.float32) * np.float32(0.4)
    if top_hz <= 0:
        return samples
    taps = _impulse(top_hz, tone.sample_rate)
    return np.stack([np.convolve(channel, taps)[:frames] for channel in samples]).astype(np.float32)


def _impulse(top_hz: float, sample_rate: int) -> Signal:
    """Minimum-phase impulse response [128] of the speaker (by the cepstrum)."""
    size = 4096
    hz = np.arange(size // 2 + 1) * (sample_rate / size)
    log = np.log(np.maximum(speaker(hz, top_hz), 1e-4))
    cepstrum = np.fft.irfft(log, size)
    cepstrum[1 : size // 2] *= 2
    cepstrum[size // 2 + 1 :] = 0
    response = np.fft.irfft(np.exp(np.fft.rfft(cepstrum)), size)[:160]
    response[-32:] *= 0.5 + 0.5 * np.cos(np.pi * np.arange(32) / 32)
    return response.astype(np.float32)
