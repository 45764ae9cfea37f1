"""Snare drums and claps: a head that rings shortly, wires that rattle, hands.

Knows nothing of kits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.bursts import puff
from timbre.engines.composer.synth.modal import Modes, ring
from timbre.engines.composer.synth.spectral import bin_hz, noise, shape_band, window_times
from timbre.engines.composer.synth.tone import Signal, Tone


@dataclass(frozen=True)
class SnarePatch:
    """Numbers of one snare drum or clap."""

    tones: tuple[float, ...] = (185.0, 330.0, 420.0, 610.0)
    """Modes of the head (Hz)."""
    tone: float = 0.5
    tone_seconds: float = 0.14
    """Time the first mode takes to fall 40 dB."""
    wires: float = 0.6
    wires_hz: tuple[float, float] = (1400.0, 9500.0)
    wires_seconds: float = 0.19
    wires_fall: float = 1.0
    """How much faster the top of the rattle dies than its bottom."""
    wires_order: float = 1.2
    """Steepness of the rattle's band (6 dB per octave each)."""
    buzz: float = 0.0
    """How much the wires are thrown off and caught again by the head's own motion."""
    stick: float = 0.3
    stick_hz: tuple[float, float] = (1800.0, 9000.0)
    bursts: tuple[float, ...] = ()
    """Times (s) of the hands of a clap; the rattle starts with the last."""
    sweep_seconds: float = 0.0
    """Length of a brush's sweep; 0 for a stroke."""
    width: float = 0.35


def render(patch: SnarePatch, tone: Tone) -> Signal:
    """One stroke: [2, T]."""
    start = patch.bursts[-1] if patch.bursts else 0.0
    frames = tone.frames(
        start + max(patch.wires_seconds * 1.7, patch.tone_seconds * 1.5) + patch.sweep_seconds + 0.03
    )
    out = np.zeros((2, frames), dtype=np.float32)
    if patch.tone > 0 and patch.tones:
        out += _head(patch, tone, frames)
    out += _rattle(patch, tone, frames, start)
    low, high = patch.stick_hz
    bright = high * (0.4 + 0.75 * tone.strength) * tone.brightness
    for index, at in enumerate(patch.bursts):
        puff(
            out,
            tone,
            f"hand {index}",
            patch.stick * (0.75 + 0.1 * index),
            low,
            bright,
            0.0005,
            0.007,
            at,
            width=0.5,
        )
    if not patch.bursts:
        puff(
            out,
            tone,
            "stick",
            patch.stick * (0.25 + 0.9 * tone.strength),
            low,
            bright,
            0.0003,
            0.007,
            width=0.25,
        )
    return out


def _head(patch: SnarePatch, tone: Tone, frames: int) -> Signal:
    fresh = tone.stream("head")
    hz = np.array(patch.tones) * (1.0 if not tone.round_robin else 2.0 ** (fresh.uniform(-10, 10) / 1200))
    order = np.arange(len(hz))
    level = patch.tone / (1 + 0.75 * order) * np.array([fresh.uniform(0.8, 1.2) for _ in hz])
    level *= (0.35 + 0.75 * tone.strength) ** np.minimum(order * 0.5, 1.5)
    decay = 4.6 / patch.tone_seconds * (1 + 0.45 * order)
    zero = np.zeros(len(hz))
    bend = Modes(hz * 1.35, decay * 5, level * 0.6, level * 0.6, zero, zero)
    pan = np.where(order % 2 == 0, 1.0, -1.0) * 0.2 * (hz > 240)
    steady = Modes(hz, decay, level * (1 - pan), level * (1 + pan), zero, zero)
    return ring(bend, frames, tone.sample_rate) + ring(steady, frames, tone.sample_rate)


def _rattle(patch: SnarePatch, tone: Tone, frames: int, start: float) -> Signal:
    hz = bin_hz(tone.sample_rate)
    low, high = patch.wires_hz
    band = shape_band(hz, low, high * (0.55 + 0.6 * tone.strength) * tone.brightness, patch.wires_order)
    band = band / np.sqrt(np.mean(np.square(band)))
    times = window_times(frames, tone.sample_rate)[:, None]
    seconds = patch.wires_seconds * (0.7 + 0.4 * tone.strength)
    rate = 4.6 / seconds * (1 + patch.wires_fall * np.clip(hz / 9000.0 - 0.35, -0.25, 1.0))[None, :]
    after = np.maximum(times - start - patch.sweep_seconds * 0.55, 0)
    shape = band * np.exp(-rate * after) * patch.wires * 0.5
    row = tone.stream("wires").integer(0, 1023)
    middle = noise(shape, frames, row)
    side = noise(shape, frames, row + 611) * np.float32(patch.width)
    t = np.arange(frames) / tone.sample_rate
    if patch.sweep_seconds > 0:
        gate = np.clip(t / (0.5 * patch.sweep_seconds), 0, 1) ** 1.5
    else:
        gate = np.clip((t - start) / 0.0012, 0, 1)
    if patch.buzz > 0 and patch.tones:
        bounce = 1 + patch.buzz * np.sin(2 * np.pi * patch.tones[0] * t) * np.exp(-t / patch.tone_seconds)
        gate = gate * bounce
    out = np.stack([middle + side, middle - side]) * gate.astype(np.float32)
    return np.asarray(out, dtype=np.float32)
