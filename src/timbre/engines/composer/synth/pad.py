"""Pads: wide textures that breathe between a dark and a bright version of themselves.

Knows nothing of filters as circuits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.ensemble import blur
from timbre.engines.composer.synth.envelopes import control_times, draw, release, rise
from timbre.engines.composer.synth.oscillators import harmonic_count, wavetable
from timbre.engines.composer.synth.players import Section, play, wander
from timbre.engines.composer.synth.tone import Signal, Tone, Values, k_weight

_HAZE, _CORE = 0.6, 0.8
"""Shares of the blurred texture and of the two steady oscillators inside it."""


@dataclass(frozen=True)
class PadPatch:
    """Numbers of one pad."""

    slope: float = 1.1
    odd: float = 0.0
    """How much weaker even harmonics are."""
    dark_hz: float = 500.0
    bright_hz: float = 3500.0
    width_cents: float = 32.0
    attack_seconds: float = 0.45
    release_seconds: float = 0.9
    sweep_seconds: float = 2.2
    """Time the brightness takes to open."""
    motion: float = 0.25
    """How far it wanders after."""
    octave: float = 0.0
    """Level of a copy an octave above."""
    air: float = 0.0
    """Level of the partials above 5 kHz, as a shimmer."""


def render(patch: PadPatch, tone: Tone) -> Signal:
    """One held note: [2, T]."""
    fade = patch.release_seconds * tone.release_scale
    frames = tone.frames(tone.gate_seconds + fade)
    times = control_times(frames, tone.sample_rate)
    attack = patch.attack_seconds * {"staccato": 0.15, "accent": 0.3, "legato": 1.2}.get(
        tone.articulation, 1.0
    )
    attack = min(attack, 0.55 * tone.gate_seconds) * (1.2 - 0.4 * tone.strength)
    level = rise(times, attack) * release(times, tone.gate_seconds, fade)
    opening = rise(times, patch.sweep_seconds) * (0.25 + 0.4 * tone.strength) + 0.05 + 0.25 * tone.strength
    opening = np.clip(
        opening + patch.motion * 0.5 * wander(tone, "motion", len(times), 160) * rise(times, 1.0), 0, 1
    )
    if tone.articulation == "mute":
        opening *= 0.3
    dark, bright = _spectrum(patch, tone, patch.dark_hz), _spectrum(patch, tone, patch.bright_hz)
    haze = blur(tone, np.stack([dark, bright]), patch.width_cents, frames)
    shares = np.sqrt(np.stack([1 - opening, opening]))
    out = haze[0] * draw(level * shares[0] * _HAZE, frames) + haze[1] * draw(
        level * shares[1] * _HAZE, frames
    )
    core = Section(players=3, detune_cents=4.0, drift_cents=2.0, spread=0.8)
    out += play(core, tone, wavetable(np.stack([dark, bright])), shares, level * _CORE, frames)
    return np.asarray(out)


def _spectrum(patch: PadPatch, tone: Tone, cutoff_hz: float) -> Values:
    number = np.arange(1, harmonic_count(tone.hz * 1.03, min(tone.nyquist_hz, 16000.0)) + 1, dtype=np.float64)
    hz = tone.hz * number
    shape = number ** (-patch.slope)
    if patch.odd > 0:
        shape = np.where(number % 2 == 0, shape * (1 - patch.odd), shape)
    if patch.octave > 0:
        shape = np.where(number % 2 == 0, shape + patch.octave * (number / 2) ** (-patch.slope), shape)
    cutoff = cutoff_hz * tone.brightness * 2.0 ** (1.8 * (tone.strength - 0.75)) * (tone.hz / 261.6) ** 0.35
    shape = shape / np.sqrt(1 + (hz / cutoff) ** 4)
    if patch.air > 0:
        shape = shape + patch.air * np.exp(-np.square((hz - 7500) / 4000)) / np.sqrt(number)
    return np.asarray(shape * 0.5 / np.sqrt(np.sum(np.square(shape * k_weight(hz)))))
