"""Toms, congas, bongos, timpani: modes of a drumhead, a bending pitch, a stick or a hand.

Knows nothing of kits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.bursts import puff
from timbre.engines.composer.synth.modal import Modes, ring
from timbre.engines.composer.synth.tone import Signal, Tone


@dataclass(frozen=True)
class SkinPatch:
    """Numbers of one drumhead."""

    hz: float = 120.0
    ratios: tuple[float, ...] = (1.0, 1.59, 2.14, 2.30, 2.65, 2.92)
    """Modes of an ideal membrane unless given."""
    levels: tuple[float, ...] = (1.0, 0.42, 0.26, 0.20, 0.14, 0.10)
    seconds: float = 0.5
    """Time the first mode takes to fall 40 dB."""
    fall: float = 0.8
    bend: float = 0.35
    """How far the pitch starts above its rest, as a share."""
    bend_seconds: float = 0.03
    stick: float = 0.25
    stick_hz: tuple[float, float] = (900.0, 6000.0)
    stick_seconds: float = 0.008
    slap: float = 0.0
    """Level of a hand's noise band around 1–4 kHz."""
    width: float = 0.3
    place: float = 0.0
    """−1 left … 1 right."""


def render(patch: SkinPatch, tone: Tone) -> Signal:
    """One stroke: [2, T]."""
    frames = tone.frames(patch.seconds * 1.6 + 0.05)
    fresh = tone.stream("head")
    scale = 2.0 ** (fresh.uniform(-6, 6) / 1200) if tone.round_robin else 1.0
    times = np.arange(frames) / tone.sample_rate
    bend = patch.bend * (0.4 + 0.8 * tone.strength)
    warp = times + bend * patch.bend_seconds * (1 - np.exp(-times / patch.bend_seconds))
    out = np.zeros((2, frames), dtype=np.float32)
    lower = min(4, len(patch.ratios))
    for index in range(lower):
        cycles = patch.hz * scale * patch.ratios[index] * warp
        level = patch.levels[index] * (0.3 + 0.8 * tone.strength) ** (0.5 * min(index, 2))
        fade = np.exp(-4.6 * times / patch.seconds * patch.ratios[index] ** patch.fall)
        wave = (0.5 * level * np.sin(2 * np.pi * (cycles - np.rint(cycles))) * fade).astype(np.float32)
        pan = (
            0.0
            if patch.hz * patch.ratios[index] < 120
            else patch.width * 0.5 * (1 if index % 2 else -1) * (index > 0)
        )
        out[0] += wave * np.float32(1 - pan)
        out[1] += wave * np.float32(1 + pan)
    if len(patch.ratios) > lower:
        ratio = np.array(patch.ratios[lower:])
        level = 0.5 * np.array(patch.levels[lower:]) * (0.25 + tone.strength)
        zero = np.zeros(len(ratio))
        decay = 4.6 / patch.seconds * ratio**patch.fall
        pan_high = np.where(np.arange(len(ratio)) % 2 == 0, 0.5, -0.5) * patch.width
        bank = Modes(
            patch.hz * scale * ratio, decay, level * (1 - pan_high), level * (1 + pan_high), zero, zero
        )
        out += ring(bank, frames, tone.sample_rate)
    low, high = patch.stick_hz
    bright = high * (0.4 + 0.75 * tone.strength) * tone.brightness
    puff(
        out,
        tone,
        "stick",
        patch.stick * (0.3 + 0.9 * tone.strength),
        low,
        bright,
        0.0004,
        patch.stick_seconds,
        width=0.3,
    )
    puff(
        out,
        tone,
        "slap",
        patch.slap * (0.2 + tone.strength),
        1000.0,
        4500.0 * tone.brightness,
        0.0008,
        0.02,
        width=0.3,
    )
    if patch.place and patch.hz > 100:
        out[0] *= np.float32(np.sqrt(1 - 0.6 * patch.place))
        out[1] *= np.float32(np.sqrt(1 + 0.6 * patch.place))
    return out
