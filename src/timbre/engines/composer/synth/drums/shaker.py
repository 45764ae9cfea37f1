"""Shakers, maracas, cabasa, tambourine: grains that collide, sometimes with jingles.

Knows nothing of kits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.modal import Modes, below, ring
from timbre.engines.composer.synth.spectral import bin_hz, noise, shape_band
from timbre.engines.composer.synth.tone import Signal, Tone


@dataclass(frozen=True)
class ShakerPatch:
    """Numbers of one shaken thing."""

    low_hz: float = 4500.0
    high_hz: float = 13000.0
    attack_seconds: float = 0.018
    seconds: float = 0.07
    """Time it takes to fall 40 dB."""
    grain: float = 0.5
    """How uneven the rustle is."""
    second: float = 0.0
    """Level of a second collision 35 ms later."""
    jingles: tuple[float, ...] = ()
    """Frequencies of small discs (Hz)."""
    jingle_level: float = 0.4
    jingle_seconds: float = 0.22
    thump: float = 0.0
    place: float = 0.0


def render(patch: ShakerPatch, tone: Tone) -> Signal:
    """One shake: [2, T]."""
    longest = max(patch.seconds, patch.jingle_seconds if patch.jingles else 0.0)
    frames = tone.frames(patch.attack_seconds + longest * 1.5 + 0.05)
    times = np.arange(frames) / tone.sample_rate
    attack = patch.attack_seconds * (1.4 - 0.6 * tone.strength)
    level = _collision(times, attack, patch.seconds)
    if patch.second > 0:
        level = level + patch.second * _collision(times - 0.035, attack, patch.seconds)
    hz = bin_hz(tone.sample_rate)
    high = min(patch.high_hz * (0.7 + 0.35 * tone.strength) * tone.brightness, 0.45 * tone.sample_rate)
    band = shape_band(hz, patch.low_hz, high, 1.6)
    band = band / np.sqrt(np.mean(np.square(band)))
    fresh = tone.stream("grains")
    uneven = 1.0 + patch.grain * np.repeat(fresh.noise(frames // 96 + 1), 96)[:frames]
    row = fresh.integer(0, 1023)
    gain = (0.4 * level * uneven).astype(np.float32)
    middle = noise(band[None, :], frames, row) * gain
    side = noise(band[None, :], frames, row + 97) * gain * np.float32(0.4)
    out = np.stack([middle + side, middle - side])
    if patch.jingles:
        out += _jingle(patch, tone, frames)
    if patch.thump > 0:
        thump = patch.thump * np.sin(2 * np.pi * 210.0 * times) * np.exp(-times / 0.02)
        out += thump.astype(np.float32)
    if patch.place:
        out[0] *= np.float32(np.sqrt(1 - 0.6 * patch.place))
        out[1] *= np.float32(np.sqrt(1 + 0.6 * patch.place))
    return np.asarray(out, dtype=np.float32)


def _collision(
    times: np.typing.NDArray[np.float64], attack: float, seconds: float
) -> np.typing.NDArray[np.float64]:
    grow = np.clip(times / attack, 0, 1) ** 2
    return np.asarray(grow * np.exp(-4.6 * np.maximum(times - attack, 0) / seconds))


def _jingle(patch: ShakerPatch, tone: Tone, frames: int) -> Signal:
    fresh = tone.stream("jingles")
    hz = np.array([f * fresh.uniform(0.985, 1.015) for f in patch.jingles for _ in range(3)])
    level = (
        patch.jingle_level
        * 0.3
        * np.array([fresh.uniform(0.4, 1.0) for _ in hz])
        * (0.4 + 0.7 * tone.strength)
    )
    decay = 4.6 / patch.jingle_seconds * np.array([fresh.uniform(0.7, 1.5) for _ in hz])
    phase = np.array([fresh.uniform(0, 6.28) for _ in hz])
    pan = np.array([fresh.uniform(-0.5, 0.5) for _ in hz])
    bank = Modes(hz, decay, level * np.sqrt(1 - pan), level * np.sqrt(1 + pan), phase, np.zeros(len(hz)))
    out = ring(below(bank, tone.nyquist_hz), frames, tone.sample_rate)
    attack = max(2, tone.frames(0.002))
    out[:, :attack] *= np.linspace(0, 1, attack, dtype=np.float32)
    return out
