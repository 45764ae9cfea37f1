"""Short noises that belong to a note's onset or end: felt, pick, breath chiff, key click, wooden knock.

Knows nothing of which instrument asks.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from timbre.engines.composer.synth.modal import Modes
from timbre.engines.composer.synth.spectral import shape_band
from timbre.engines.composer.synth.tone import Signal, Tone, spread_width
from timbre.model.stream import Stream


@lru_cache(maxsize=1)
def _white() -> Signal:
    return Stream(0, "synth white").noise(1 << 16)


def white(tone: Tone, purpose: str, frames: int) -> Signal:
    """White noise [frames], uniform −1..1, another piece for every round robin."""
    source = _white()
    start = tone.stream(purpose).integer(0, len(source) - 1)
    return np.take(source, np.arange(start, start + frames), mode="wrap")


def puff(
    out: Signal,
    tone: Tone,
    purpose: str,
    level: float,
    low_hz: float,
    high_hz: float,
    attack_seconds: float,
    decay_seconds: float,
    at_seconds: float = 0.0,
    width: float = 0.0,
) -> None:
    """Add a burst of band-passed noise of about `level` peak to `out` [2, T], falling 60 dB in `decay_seconds` × 2."""
    start = tone.frames(at_seconds) if at_seconds > 0 else 0
    frames = min(tone.frames(attack_seconds + 2.2 * decay_seconds), out.shape[1] - start)
    if frames < 8 or level <= 0:
        return
    size = 1 << max(6, (frames + 64).bit_length())
    hz = np.arange(size // 2 + 1) * (tone.sample_rate / size)
    gain = shape_band(hz, low_hz, min(high_hz, 0.42 * tone.sample_rate), 2.0)
    gain /= np.sqrt(np.mean(np.square(gain)) + 1e-9)
    times = np.arange(frames) / tone.sample_rate
    fall = np.exp(-3.2 * times / decay_seconds) * np.clip(times / max(attack_seconds, 1e-5), 0.0, 1.0)
    fall *= np.clip((times[-1] - times) / (0.2 * times[-1] + 1e-9), 0.0, 1.0)
    channels = 2 if width > 0 else 1
    raw = white(tone, purpose, frames * channels).reshape(channels, frames)
    shaped = np.fft.irfft(np.fft.rfft(raw, size) * gain, size)[:, :frames] * (0.55 * level * fall)
    if channels == 1:
        out[:, start : start + frames] += shaped.astype(np.float32)
        return
    side = width * 0.7 * shaped[1]
    out[0, start : start + frames] += (shaped[0] + side).astype(np.float32)
    out[1, start : start + frames] += (shaped[0] - side).astype(np.float32)


def build(out: Signal, tone: Tone, seconds: float, depth: float = 0.7) -> None:
    """Let `out` [2, T] begin at 1 − `depth` and grow with time constant `seconds`: a body takes time to answer."""
    if seconds <= 0:
        return
    frames = min(out.shape[1], tone.frames(6 * seconds))
    times = np.arange(frames, dtype=np.float32) / np.float32(seconds * tone.sample_rate)
    out[:, :frames] *= 1 - np.float32(depth) * np.exp(-times)


@lru_cache(maxsize=64)
def _coloured(low_hz: float, high_hz: float, sample_rate: int) -> Signal:
    """Endless noise between two frequencies, falling 3 dB per octave, of unit RMS: [65536]."""
    source = _white()
    hz = np.arange(len(source) // 2 + 1) * (sample_rate / len(source))
    gain = shape_band(hz, low_hz, min(high_hz, 0.42 * sample_rate), 1.5) / np.sqrt(np.maximum(hz, low_hz))
    shaped = np.fft.irfft(np.fft.rfft(source) * gain, len(source))
    return np.asarray((shaped / np.sqrt(np.mean(np.square(shaped)))).astype(np.float32))


def wash(
    out: Signal,
    tone: Tone,
    level: float,
    low_hz: float,
    high_hz: float,
    seconds: float,
    build_seconds: float = 0.012,
) -> None:
    """Add to `out` [2, T] how a wooden body and a small room answer a stroke: noise of RMS `level` dying in `seconds`.

    `seconds` is the time it takes to fall 60 dB. It differs from stroke to stroke and from left to right, and is mono
    in the bass.
    """
    frames = min(tone.frames(seconds), out.shape[1])
    if frames < 16 or level <= 0:
        return
    times = np.arange(frames, dtype=np.float32) / np.float32(tone.sample_rate)
    fall = np.exp(times * np.float32(-6.9 / seconds))
    fall *= np.float32(level) * np.minimum(times * np.float32(1 / build_seconds), np.float32(1.0))
    rest = min(frames, tone.frames(0.02))
    fall[-rest:] *= np.linspace(1.0, 0.0, rest, dtype=np.float32)
    middle = _coloured(low_hz, high_hz, tone.sample_rate)
    side = _coloured(max(250.0, low_hz), high_hz, tone.sample_rate)
    start = tone.stream("wash").integer(0, len(middle) - 1)
    centre = np.take(middle, np.arange(start, start + frames), mode="wrap") * fall
    away = np.take(side, np.arange(start + 9001, start + 9001 + frames), mode="wrap") * fall
    away *= np.float32(0.6)
    out[0, :frames] += centre + away
    out[1, :frames] += centre - away


def knock(
    tone: Tone,
    purpose: str,
    level: float,
    low_hz: float,
    high_hz: float,
    count: int,
    decay: float,
    width: float = 0.6,
) -> Modes:
    """The thud of a wooden body as `count` quickly dying modes between `low_hz` and `high_hz`; the same for one key."""
    character = tone.character(purpose)
    fresh = tone.stream(purpose)
    hz = np.array([low_hz * (high_hz / low_hz) ** ((i + character.uniform()) / count) for i in range(count)])
    size = np.array([character.uniform(0.4, 1.0) * fresh.uniform(0.85, 1.15) for _ in range(count)])
    size *= level / np.sqrt(np.sum(size**2)) * (low_hz / hz) ** 0.35
    pan = np.array([character.uniform(-1.0, 1.0) for _ in range(count)]) * width * spread_width(hz)
    rate = decay * (hz / low_hz) ** 0.5
    zero = np.zeros(count)
    return Modes(
        hz, rate, size * np.sqrt(1 - 0.6 * pan), size * np.sqrt(1 + 0.6 * pan), zero, zero, 2.0 * pan
    )
