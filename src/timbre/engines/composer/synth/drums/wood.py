"""Sticks, blocks, claves, cowbells: a few short modes and a hard edge.

Knows nothing of kits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.bursts import puff
from timbre.engines.composer.synth.modal import Modes, below, ring
from timbre.engines.composer.synth.tone import Signal, Tone


@dataclass(frozen=True)
class WoodPatch:
    """Numbers of one struck block of anything."""

    modes: tuple[float, ...] = (1000.0, 2650.0)
    """Frequencies (Hz)."""
    levels: tuple[float, ...] = (1.0, 0.4)
    seconds: float = 0.06
    """Time the first mode takes to fall 40 dB."""
    fall: float = 0.6
    stick: float = 0.25
    stick_hz: tuple[float, float] = (1200.0, 8000.0)
    stick_seconds: float = 0.004
    body: float = 0.0
    """Level of a low knock under it."""
    place: float = 0.0


def render(patch: WoodPatch, tone: Tone) -> Signal:
    """One stroke: [2, T]."""
    frames = tone.frames(patch.seconds * 1.7 + 0.03)
    fresh = tone.stream("block")
    scale = 2.0 ** (fresh.uniform(-5, 5) / 1200) if tone.round_robin else 1.0
    hz = np.array(patch.modes) * scale
    order = np.arange(len(hz))
    level = (
        0.5
        * np.array(patch.levels)
        * (0.3 + 0.85 * tone.strength * tone.brightness) ** np.minimum(order * 0.6, 1.5)
    )
    pan = np.where(order % 2 == 0, 0.08, -0.16)
    zero = np.zeros(len(hz))
    bank = Modes(
        hz, 4.6 / patch.seconds * (hz / hz[0]) ** patch.fall, level * (1 - pan), level * (1 + pan), zero, zero
    )
    out = ring(below(bank, tone.nyquist_hz), frames, tone.sample_rate)
    low, high = patch.stick_hz
    bright = high * (0.4 + 0.75 * tone.strength) * tone.brightness
    puff(
        out,
        tone,
        "stick",
        patch.stick * (0.3 + 0.9 * tone.strength),
        low,
        bright,
        0.0002,
        patch.stick_seconds,
        width=0.3,
    )
    puff(out, tone, "knock", patch.body * (0.4 + 0.7 * tone.strength), 150.0, 700.0, 0.0006, 0.02, width=0.2)
    if patch.place:
        out[0] *= np.float32(np.sqrt(1 - 0.6 * patch.place))
        out[1] *= np.float32(np.sqrt(1 + 0.6 * patch.place))
    return out
