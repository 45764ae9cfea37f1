"""Kick-drum bass: a long sine that falls into its pitch, thickened by saturation.

Knows nothing of drum kits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.amplifier import saturate
from timbre.engines.composer.synth.bursts import puff
from timbre.engines.composer.synth.envelopes import control_times, draw, release
from timbre.engines.composer.synth.oscillators import sine, walk
from timbre.engines.composer.synth.tone import Signal, Tone


@dataclass(frozen=True)
class EightOhEightPatch:
    """Numbers of one bass."""

    drop_cents: float = 1900.0
    drop_seconds: float = 0.018
    seconds: float = 2.6
    """Time it takes to fall 30 dB."""
    drive: float = 2.2
    click: float = 0.08
    release_seconds: float = 0.09
    attack_seconds: float = 0.002


def render(patch: EightOhEightPatch, tone: Tone) -> Signal:
    """One note: [2, T], both channels alike."""
    fade = patch.release_seconds * tone.release_scale
    frames = tone.frames(min(tone.gate_seconds, patch.seconds * 2.2) + fade)
    times = control_times(frames, tone.sample_rate)
    hard = 0.6 + 0.6 * tone.strength
    cents = patch.drop_cents * hard * np.exp(-times / patch.drop_seconds)
    if tone.articulation == "slide":
        cents = -700.0 * np.exp(-times / 0.07) * (times < 1.0)
    seconds = patch.seconds * (0.3 if tone.articulation == "mute" else 1.0)
    level = np.exp(-3.45 * times / seconds) * release(times, tone.gate_seconds, fade)
    size = draw(level, frames)
    wave = sine(walk(tone.hz, cents, tone.sample_rate), frames) * size
    drive = 0.4 + patch.drive * tone.strength**1.5 * tone.brightness
    lean = np.float32(0.10 * drive) * size
    rich = saturate(wave * np.float32(1 + drive) + lean) - np.tanh(lean)
    mono = rich * np.float32(0.7 / np.tanh(1 + drive))
    out = np.stack([mono, mono])
    attack = max(2, tone.frames(patch.attack_seconds))
    out[:, :attack] *= np.linspace(0, 1, attack, dtype=np.float32)
    puff(out, tone, "click", patch.click * tone.strength, 400.0, 3500.0, 0.0004, 0.006)
    return out
