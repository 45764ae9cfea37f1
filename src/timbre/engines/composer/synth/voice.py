"""Singing without words: a glottal source, vowels as formants that move, breath; one singer or a choir.

Knows nothing of language.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.body import formants
from timbre.engines.composer.synth.ensemble import blur
from timbre.engines.composer.synth.envelopes import control_times, draw, release, rise
from timbre.engines.composer.synth.oscillators import harmonic_count, wavetable
from timbre.engines.composer.synth.players import Section, play
from timbre.engines.composer.synth.spectral import bin_hz, noise
from timbre.engines.composer.synth.tone import Signal, Tone, Values, k_weight

_SLUR_SECONDS = 0.045


@dataclass(frozen=True)
class VoicePatch:
    """Numbers of one voice or choir. `closed` and `open` are vowels as (Hz, dB, Q) formants."""

    closed: tuple[tuple[float, ...], ...]
    open: tuple[tuple[float, ...], ...]
    players: int = 1
    detune_cents: float = 9.0
    blur: float = 0.0
    slope: float = 1.15
    attack_seconds: tuple[float, float] = (0.22, 0.09)
    release_seconds: float = 0.3
    breath: float = 0.02
    vibrato_cents: float = 22.0
    vibrato_hz: float = 5.4
    vibrato_delay_seconds: float = 0.4
    scoop_cents: float = -35.0
    spread: float = 0.85


def render(patch: VoicePatch, tone: Tone) -> Signal:
    """One sung note: [2, T]."""
    fade = patch.release_seconds * tone.release_scale
    frames = tone.frames(tone.gate_seconds + fade)
    times = control_times(frames, tone.sample_rate)
    soft, hard = patch.attack_seconds
    attack = (
        soft * (hard / soft) ** tone.strength * (0.5 if tone.articulation in ("staccato", "accent") else 1.0)
    )
    slurred = tone.articulation == "legato" and patch.players == 1
    attack = min(_SLUR_SECONDS if slurred else attack, 0.6 * tone.gate_seconds)
    level = (
        rise(times, attack) * (1 - 0.12 * rise(times - attack, 1.2)) * release(times, tone.gate_seconds, fade)
    )
    opening = (
        (0.7 + 0.3 * rise(times, 0.2) if slurred else rise(times, attack * 2.2))
        * np.clip(0.1 + 1.0 * tone.strength, 0, 1)
        * (0.3 if tone.articulation == "mute" else 1)
    )
    opening = opening * (0.6 + 0.4 * release(times, tone.gate_seconds, fade))
    closed, wide = _spectrum(patch, tone, patch.closed, 1.0), _spectrum(patch, tone, patch.open, 1.0)
    up = _spectrum(patch, tone, patch.open, 2 ** (1.5 * patch.vibrato_cents / 1200))
    down = _spectrum(patch, tone, patch.open, 2 ** (-1.5 * patch.vibrato_cents / 1200))
    tables = wavetable(np.stack([closed, wide, 0.5 * (up - down)]))
    section = Section(
        players=patch.players,
        detune_cents=patch.detune_cents,
        vibrato_cents=patch.vibrato_cents,
        vibrato_hz=patch.vibrato_hz,
        vibrato_delay_seconds=patch.vibrato_delay_seconds,
        vibrato_level=0.06,
        scoop_cents=patch.scoop_cents,
        scoop_seconds=0.05,
        drift_cents=2.5 if patch.players > 1 else 1.6,
        spread=patch.spread,
        onset_seconds=0.05,
    )
    weights = np.stack([1 - opening, opening])
    shimmer = tables[2] if patch.players == 1 else None
    out = play(section, tone, tables[:2], weights, level * np.sqrt(1 - patch.blur), frames, shimmer)
    if patch.blur > 0:
        share = 0.25 + 0.65 * tone.strength
        out += blur(tone, (closed * (1 - share) + wide * share)[None, :], 34.0, frames)[0] * draw(
            level * np.sqrt(patch.blur), frames
        )
    _aspirate(patch, tone, out, level, times)
    return out


def _spectrum(patch: VoicePatch, tone: Tone, vowel: tuple[tuple[float, ...], ...], stretch: float) -> Values:
    number = np.arange(1, harmonic_count(tone.hz * 1.04, min(tone.nyquist_hz, 12000.0)) + 1, dtype=np.float64)
    hz = tone.hz * number
    slope = patch.slope + 0.8 * (1 - tone.strength * tone.brightness)
    tuned = tuple(
        (max(peak[0], 0.95 * tone.hz) if i == 0 else peak[0], peak[1], peak[2])
        for i, peak in enumerate(vowel)
    )
    shape = number ** (-slope) * formants(hz * stretch, tuned, -42.0)
    return np.asarray(shape * 0.5 / np.sqrt(np.sum(np.square(shape * k_weight(hz)))))


def _aspirate(patch: VoicePatch, tone: Tone, out: Signal, level: Values, times: Values) -> None:
    hz = bin_hz(tone.sample_rate)
    shape = formants(hz, patch.open, -26.0) * np.clip(hz / 1800.0, 0, 1) ** 1.5
    shape = shape + 0.10 * np.clip((hz - 3500) / 3000, 0, 1) / (1 + (hz / 11000) ** 4)
    gain = draw(level * patch.breath * (1 + 1.5 * np.exp(-times / 0.06)), out.shape[1])
    row = tone.stream("breath").integer(0, 1023)
    middle = noise(shape[None, :], out.shape[1], row)
    side = noise(shape[None, :], out.shape[1], row + 257) * np.float32(0.5)
    out[0] += gain * (middle + side)
    out[1] += gain * (middle - side)
