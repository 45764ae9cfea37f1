"""Guitar amplifier: overdrive without aliasing to speak of, and a loudspeaker cabinet.

Knows nothing of strings.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from timbre.engines.composer.synth.tone import Signal, Tone, Values

_BIAS = np.float32(0.12)
"""How far the amplifier leans to one side: its even harmonics."""


def saturate(samples: Signal) -> Signal:
    """tanh of the straight line between each two frames, averaged (Boole's rule): [..., T] → [..., T].

    Averaging over the step is first-order antialiasing (after Parker, Zavalishin and Le Bivic, 2016).
    """
    before = np.concatenate([np.zeros_like(samples[..., :1]), samples[..., :-1]], axis=-1)
    quarter = (samples - before) * np.float32(0.25)
    ends = np.tanh(samples)
    total = np.float32(7) * ends
    total[..., 1:] += np.float32(7) * ends[..., :-1]
    total += np.float32(12) * np.tanh(before + 2 * quarter)
    total += np.float32(32) * (np.tanh(before + quarter) + np.tanh(samples - quarter))
    return total * np.float32(1 / 90)


def speaker(hz: Values, top_hz: float) -> Values:
    """Magnitude of a guitar cabinet at `hz`: little below 80 Hz, a bump at 120, presence at 2.8 kHz, a steep top."""
    f = np.maximum(hz, 1.0)
    body = 1.0 + 0.5 / (1 + np.square(1.6 * (f / 120 - 120 / f)))
    presence = 1.0 + 1.1 / (1 + np.square(1.3 * (f / 2800 - 2800 / f)))
    dip = 1.0 - 0.35 / (1 + np.square(1.5 * (f / 480 - 480 / f)))
    return np.asarray(body * presence * dip / np.sqrt(1 + (75 / f) ** 4) / np.sqrt(1 + (f / top_hz) ** 8))


def cabinet(samples: Signal, tone: Tone, drive: float, top_hz: float) -> Signal:
    """Send a [2, T] string through an amplifier: mono overdrive when `drive` > 0, then the speaker."""
    frames = samples.shape[1]
    if drive > 0:
        gain = np.float32(0.5 * drive * (0.15 + 1.05 * tone.strength**1.5))
        mono = saturate(gain * (samples[0] + samples[1]) + _BIAS) - np.tanh(_BIAS)
        samples = np.stack([mono, mono]) * np.float32(0.4)
    if top_hz <= 0:
        return samples
    taps = _impulse(top_hz, tone.sample_rate)
    if drive > 0:
        mono = np.convolve(samples[0], taps)[:frames].astype(np.float32)
        return np.stack([mono, mono])
    return np.stack([np.convolve(channel, taps)[:frames] for channel in samples]).astype(np.float32)


@lru_cache(maxsize=8)
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
