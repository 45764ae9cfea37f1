"""Struck bars, bells, tines and pans: a few inharmonic modes, a mallet, sometimes a motor.

Knows nothing of strings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.bursts import build, knock, puff, wash
from timbre.engines.composer.synth.modal import Modes, below, join, ring
from timbre.engines.composer.synth.tone import Signal, Tone, k_weight, scatter, spread_width


@dataclass(frozen=True)
class MalletPatch:
    """Numbers of one instrument; `ratios`, `levels` and `decays` go together, one per mode."""

    ratios: tuple[float, ...]
    levels: tuple[float, ...]
    decays: tuple[float, ...]
    """Decay of each mode relative to the first."""
    seconds: float
    """Time the first mode takes to fall 60 dB at C5."""
    seconds_slope: float = 18.0
    """Semitones that halve it."""
    hardness: float = 1.0
    """How fast upper modes grow with the stroke (exponent)."""
    mallet: float = 0.1
    mallet_hz: tuple[float, float] = (800.0, 4000.0)
    mallet_seconds: float = 0.008
    knock: float = 0.0
    knock_hz: tuple[float, float] = (120.0, 900.0)
    beat_hz: float = 0.0
    """Beating between the two halves of each mode."""
    bloom: float = 0.0
    """How late the upper modes swell (steel pans)."""
    tremolo_hz: float = 0.0
    tremolo: float = 0.0
    damping: float = 24.0
    """Extra decay (1/s) after note-off; 0 lets it ring."""
    release_seconds: float = 0.3
    attack_seconds: float = 0.0008
    build_seconds: float = 0.0
    """Time constant with which resonators or a box answer the stroke."""
    knock_count: int = 24
    """Modes of the box (`knock`)."""
    room: float = 0.012
    """Level of the room's answer to the stroke."""
    room_hz: tuple[float, float] = (150.0, 6000.0)
    room_seconds: float = 0.8
    width: float = 0.5


def render(patch: MalletPatch, tone: Tone) -> Signal:
    """One stroke: [2, T]."""
    seconds = float(np.clip(patch.seconds * 2.0 ** (-(tone.pitch - 72) / patch.seconds_slope), 0.12, 14.0))
    damping = patch.damping * (2.2 if tone.articulation in ("mute", "staccato") else 1.0)
    ringing = patch.damping == 0 and tone.articulation not in ("mute", "staccato")
    tail = seconds if ringing else tone.gate_seconds + patch.release_seconds * tone.release_scale
    if patch.damping == 0:
        tail = min(tail, seconds)
    if tone.articulation == "mute":
        seconds, damping = seconds * 0.3, max(damping, 20.0)
    if tone.articulation == "staccato":
        damping = max(damping, 12.0)
    frames = tone.frames(min(seconds * 1.15, tail))
    bank = _bars(patch, tone, seconds, damping)
    if patch.knock > 0:
        low, high = patch.knock_hz
        bank = join(
            bank,
            knock(tone, "box", patch.knock * (0.5 + 0.6 * tone.strength), low, high, patch.knock_count, 38.0),
        )
    out = ring(below(bank, tone.nyquist_hz), frames, tone.sample_rate, tone.gate_seconds)
    touch = min(frames, max(2, tone.frames(patch.attack_seconds * (1.6 - tone.strength))))
    out[:, :touch] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(touch) / touch)).astype(np.float32)
    if patch.tremolo > 0:
        times = np.arange(frames, dtype=np.float32) / np.float32(tone.sample_rate)
        start = tone.stream("motor").uniform()
        wave = np.sin(np.float32(2 * np.pi) * (np.float32(patch.tremolo_hz) * times + np.float32(start)))
        out *= 1 - np.float32(patch.tremolo) * (0.5 + 0.5 * wave)
    build(out, tone, patch.build_seconds)
    wash(out, tone, patch.room * (0.4 + 0.8 * tone.strength), *patch.room_hz, patch.room_seconds)
    low, high = patch.mallet_hz
    level = patch.mallet * (0.25 + tone.strength)
    bright = high * (0.45 + 0.7 * tone.strength) * tone.brightness
    puff(out, tone, "mallet", level, low, bright, 0.0006, patch.mallet_seconds, width=0.4)
    return out


def _bars(patch: MalletPatch, tone: Tone, seconds: float, damping: float) -> Modes:
    character = tone.character("bar")
    fresh = tone.stream("stroke")
    ratio = np.array(patch.ratios)
    hz = tone.hz * ratio
    tuned = np.abs(ratio - np.rint(ratio)) < 0.03
    hz *= 2 ** (np.where(tuned, 0.0, 6.0) * scatter(character, len(ratio)) / 1200)
    tilt = (0.25 + 1.0 * tone.strength * tone.brightness) ** (
        patch.hardness * np.minimum(1.0, np.log2(1 + np.abs(ratio - 1)))
    )
    level = np.array(patch.levels) * tilt
    level *= np.array([1.0] + [character.uniform(0.75, 1.25) * fresh.uniform(0.92, 1.08) for _ in ratio[1:]])
    level /= np.sqrt(np.sum(np.square(level * k_weight(hz)))) * 2.0
    decay = 6.9 / seconds * np.array(patch.decays)
    pan = np.array([character.uniform(-1, 1) for _ in ratio]) * patch.width * spread_width(hz)
    pan[0] *= 0.4
    left, right = level * np.sqrt(1 - 0.7 * pan), level * np.sqrt(1 + 0.7 * pan)
    zero = np.zeros(len(hz))
    apart = 1.2 * patch.width * scatter(character, len(hz)) * spread_width(hz / 1.6)
    bank = Modes(hz, decay, left, right, zero, zero + damping, apart)
    if patch.beat_hz > 0:
        offset = patch.beat_hz * (0.6 + 0.4 * ratio / ratio[0])
        lean = 0.1 * spread_width(hz)
        near, far = (0.6 + lean, 0.6 - lean), (0.32 - lean, 0.32 + lean)
        first = Modes(hz - 0.3 * offset, decay, left * near[0], right * near[1], zero, zero + damping, apart)
        second = Modes(
            hz + 0.7 * offset, decay * 1.1, left * far[0], right * far[1], zero, zero + damping, apart
        )
        bank = join(first, second)
    if patch.bloom > 0:
        late = -0.92 * (ratio > 1.01)
        swelling = Modes(
            hz, decay + 1.0 / patch.bloom, left * late, right * late, zero, zero + damping, apart
        )
        bank = join(bank, swelling)
    return bank
