"""Bass drums: a tone that falls into place, a beater, a shell.

Knows nothing of kits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.amplifier import saturate
from timbre.engines.composer.synth.bursts import puff
from timbre.engines.composer.synth.modal import Modes, ring
from timbre.engines.composer.synth.tone import Signal, Tone, Values


@dataclass(frozen=True)
class KickPatch:
    """Numbers of one bass drum."""

    hz: float = 52.0
    drop: float = 3.0
    """How many times higher it starts."""
    drop_seconds: float = 0.022
    seconds: float = 0.45
    """Time the tone takes to fall 40 dB."""
    hold_seconds: float = 0.03
    drive: float = 0.8
    click: float = 0.25
    click_hz: tuple[float, float] = (1500.0, 6000.0)
    click_seconds: float = 0.006
    thud: float = 0.2
    """Level of the beater's low noise."""
    shell: tuple[float, ...] = ()
    """Frequencies of ringing modes above the tone (Hz)."""
    shell_level: float = 0.15
    shell_decay: float = 22.0


def render(patch: KickPatch, tone: Tone) -> Signal:
    """One stroke: [2, T], mono but for a little air."""
    frames = tone.frames(patch.seconds * 1.6 + 0.06)
    times = np.arange(frames) / tone.sample_rate
    hard = 0.7 + 0.4 * tone.strength * tone.brightness
    detune = 2.0 ** (tone.stream("cents").uniform(-6.0, 6.0) / 1200) if tone.round_robin else 1.0
    mono = _tone(patch, times, patch.hz * detune, hard)
    if patch.drive > 0:
        mono = saturate((mono * (1 + patch.drive * (0.5 + tone.strength))).astype(np.float32)) / (
            1 + 0.3 * patch.drive
        )
    out = np.stack([mono, mono]).astype(np.float32)
    if patch.shell:
        hz = np.array(patch.shell)
        level = patch.shell_level / np.sqrt(1 + np.arange(len(hz)))
        zero = np.zeros(len(hz))
        out += ring(
            Modes(hz, patch.shell_decay * (hz / hz[0]) ** 0.5, level, level, zero, zero),
            frames,
            tone.sample_rate,
        )
    low, high = patch.click_hz
    bright = high * (0.4 + 0.75 * tone.strength) * tone.brightness
    puff(
        out,
        tone,
        "click",
        patch.click * (0.3 + 0.9 * tone.strength),
        low,
        bright,
        0.0003,
        patch.click_seconds,
    )
    puff(out, tone, "thud", patch.thud * (0.4 + 0.7 * tone.strength), 60.0, 380.0, 0.001, 0.03)
    out *= np.exp(-np.maximum(times - patch.seconds * 1.2, 0) / 0.03).astype(np.float32)
    return out


def _tone(patch: KickPatch, times: Values, hz: float, hard: float) -> Values:
    fast, slow = patch.drop_seconds * 0.35, patch.drop_seconds * 1.8
    rise = (patch.drop - 1.0) * hard
    cycles = hz * (
        times + rise * (0.7 * fast * (1 - np.exp(-times / fast)) + 0.3 * slow * (1 - np.exp(-times / slow)))
    )
    level = np.exp(-4.6 * np.maximum(times - patch.hold_seconds, 0) / patch.seconds)
    level *= np.clip(times / 0.0008, 0, 1)
    return np.asarray(np.sin(2 * np.pi * (cycles - np.rint(cycles))) * level)
