"""Cymbals, hi-hats, bells and triangles: dense inharmonic modes under a wash, or six square waves in a box.

Knows nothing of kits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from timbre.engines.composer.synth.bursts import puff
from timbre.engines.composer.synth.modal import Modes, below, ring
from timbre.engines.composer.synth.spectral import bin_hz, noise, shape_band, window_times
from timbre.engines.composer.synth.tone import Signal, Tone, Values
from timbre.model.stream import Stream

_FLOOR = 3e-4
_SQUARES_HZ = (205.3, 304.4, 369.6, 522.7, 540.0, 800.0)
"""The six oscillators of the best-known drum machine's cymbals."""


@dataclass(frozen=True)
class MetalPatch:
    """Numbers of one piece of metal."""

    modes: int = 140
    low_hz: float = 320.0
    high_hz: float = 15000.0
    tilt: float = 0.2
    """Exponent of the rise (or fall, below 0) of modes with frequency."""
    seconds: float = 1.6
    """Time the modes near 1 kHz take to fall 40 dB."""
    fall: float = 0.5
    """Exponent: how much sooner higher modes die."""
    metal: float = 0.6
    """Level of the modes."""
    wash: float = 0.6
    wash_hz: tuple[float, float] = (3500.0, 15000.0)
    wash_seconds: float = 1.0
    bloom_seconds: float = 0.0
    """Time the wash takes to open after the stroke."""
    ping: tuple[float, ...] = ()
    """Frequencies of clear modes (a ride's bell, a triangle)."""
    ping_level: float = 0.4
    ping_seconds: float = 0.9
    stick: float = 0.2
    stick_hz: tuple[float, float] = (3000.0, 13000.0)
    squares: float = 0.0
    """Level of six square waves instead of modes."""
    squares_hz: tuple[float, float] = (6500.0, 14000.0)
    swell_seconds: float = 0.0
    """A roll that swells this long before the stroke's peak."""
    width: float = 0.6
    metal_name: str = "bronze"


def render(patch: MetalPatch, tone: Tone) -> Signal:
    """One stroke: [2, T]."""
    longest = max(patch.seconds, patch.wash_seconds, patch.ping_seconds if patch.ping else 0.0)
    frames = tone.frames(min(4.0, longest * 1.5 + patch.swell_seconds + 0.02))
    bank = _pings(patch, tone)
    out = (
        ring(below(bank, tone.nyquist_hz), frames, tone.sample_rate)
        if bank
        else np.zeros((2, frames), dtype=np.float32)
    )
    if patch.metal > 0:
        out += ring(below(_plate(patch, tone), tone.nyquist_hz), frames, tone.sample_rate, floor=_FLOOR)
    if patch.squares > 0:
        out += _machine(patch, tone, frames)
    if patch.wash > 0:
        out += _washed(patch, tone, frames)
    times = np.arange(frames, dtype=np.float32) / np.float32(tone.sample_rate)
    if patch.swell_seconds > 0:
        out *= np.clip(times / patch.swell_seconds, 0, 1) ** 2.2
    else:
        low, high = patch.stick_hz
        bright = high * (0.5 + 0.6 * tone.strength) * tone.brightness
        puff(
            out,
            tone,
            "stick",
            patch.stick * (0.3 + 0.9 * tone.strength),
            low,
            bright,
            0.0002,
            0.006,
            width=0.3,
        )
    out *= np.clip((times[-1] - times) / (0.3 * times[-1]), 0, 1)
    return out


@lru_cache(maxsize=32)
def _layout(name: str, count: int, low_hz: float, high_hz: float) -> tuple[Values, Values, Values]:
    """Frequencies, sizes and pans of a plate's modes: denser towards the top, never evenly spaced."""
    stream = Stream(0, f"synth plate {name}")
    place = np.array([(i + stream.uniform()) / count for i in range(count)])
    hz = low_hz * (high_hz / low_hz) ** (place**0.72)
    size = np.array([0.25 + stream.uniform() ** 2 for _ in range(count)])
    pan = np.array([stream.uniform(-1, 1) for _ in range(count)])
    return hz, size, pan


def _plate(patch: MetalPatch, tone: Tone) -> Modes:
    hz, size, pan = _layout(patch.metal_name, patch.modes, patch.low_hz, patch.high_hz)
    phases = (tone.stream("modes").noise(len(hz)) * np.pi).astype(np.float64)
    fresh = 1.0 + 0.25 * tone.stream("sizes").noise(len(hz)).astype(np.float64)
    bright = (hz / 3000.0) ** (patch.tilt + 0.7 * (tone.strength * tone.brightness - 0.75))
    level = size * fresh * bright / (1.0 + (2.0 * patch.low_hz / hz) ** 3)
    level = level * patch.metal * 0.5 / np.sqrt(np.mean(np.square(level)) * len(hz))
    decay = 4.6 / patch.seconds * np.maximum(hz / 1000.0, 0.8) ** patch.fall
    pan = pan * patch.width
    zero = np.zeros(len(hz))
    return Modes(
        hz, decay, level * np.sqrt(1 - 0.8 * pan), level * np.sqrt(1 + 0.8 * pan), phases, zero, 2.5 * pan
    )


def _pings(patch: MetalPatch, tone: Tone) -> Modes | None:
    if not patch.ping:
        return None
    hz = np.array(patch.ping) * (
        2.0 ** (tone.stream("ping").uniform(-4, 4) / 1200) if tone.round_robin else 1.0
    )
    order = np.arange(len(hz))
    level = patch.ping_level / (1 + 0.4 * order) * (0.5 + 0.6 * tone.strength) ** np.minimum(order * 0.4, 2.0)
    pan = np.where(order % 2 == 0, 0.2, -0.2) * patch.width
    decay = 4.6 / patch.ping_seconds * (hz / hz[0]) ** 0.5
    zero = np.zeros(len(hz))
    return Modes(hz, decay, level * (1 - pan), level * (1 + pan), zero, zero)


def _machine(patch: MetalPatch, tone: Tone, frames: int) -> Signal:
    low, high = patch.squares_hz
    partials: list[tuple[float, float]] = []
    for base in _SQUARES_HZ:
        number = np.arange(1, int(16000 / base), 2)
        partials += [(base * float(n), 1.0 / float(n)) for n in number]
    hz = np.array([p[0] for p in partials])
    level = np.array([p[1] for p in partials]) * shape_band(
        hz, low, high * (0.8 + 0.25 * tone.strength) * tone.brightness, 2.0
    )
    keep = level > level.max() * 0.02
    hz, level = hz[keep], level[keep]
    level = level * patch.squares * 0.5 / np.sqrt(np.sum(np.square(level)))
    phases = (tone.stream("squares").noise(len(hz)) * np.pi).astype(np.float64)
    pan = np.where(np.arange(len(hz)) % 2 == 0, 0.4, -0.4) * patch.width
    zero = np.zeros(len(hz))
    return ring(
        Modes(hz, zero + 4.6 / patch.seconds, level * (1 - pan), level * (1 + pan), phases, zero),
        frames,
        tone.sample_rate,
    )


def _washed(patch: MetalPatch, tone: Tone, frames: int) -> Signal:
    hz = bin_hz(tone.sample_rate)
    low, high = patch.wash_hz
    band = shape_band(
        hz, low, min(high * (0.75 + 0.3 * tone.strength) * tone.brightness, 0.45 * tone.sample_rate), 1.5
    )
    band = band / np.sqrt(np.mean(np.square(band)))
    times = window_times(frames, tone.sample_rate)[:, None]
    rate = 4.6 / patch.wash_seconds * np.clip(hz / 7000.0, 0.35, 3.0)[None, :] ** patch.fall
    shape = band * np.exp(-rate * times) * patch.wash * 0.5
    if patch.bloom_seconds > 0:
        shape = shape * (1 - 0.8 * np.exp(-times / patch.bloom_seconds))
    row = tone.stream("wash").integer(0, 1023)
    middle = noise(shape, frames, row)
    side = noise(shape, frames, row + 223) * np.float32(patch.width)
    out = np.stack([middle + side, middle - side])
    attack = max(2, tone.frames(0.0004))
    out[:, :attack] *= np.linspace(0, 1, attack, dtype=np.float32)
    return np.asarray(out, dtype=np.float32)
