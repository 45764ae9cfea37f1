"""Bowed strings: a bow-driven sawtooth through a wooden body whose resonances vibrato sweeps across; solo or section.

Knows nothing of plucking.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.body import comb, resonances, ripple
from timbre.engines.composer.synth.ensemble import blur
from timbre.engines.composer.synth.envelopes import control_times, draw, release, rise
from timbre.engines.composer.synth.oscillators import harmonic_count, wavetable
from timbre.engines.composer.synth.players import Section, play, wander
from timbre.engines.composer.synth.spectral import bin_hz, noise, shape_band
from timbre.engines.composer.synth.tone import Signal, Tone, Values, k_weight

_SOLO = 2
"""Up to this many players, each one's vibrato is heard to sweep the body's resonances."""
_SWEEP = 1.15
"""How much finer a real body's resonances are than those modelled, as vibrato hears them."""
_SLUR_SECONDS = 0.035
_ROLL_HZ = 12.5
_CATCH_CENTS, _CATCH_SECONDS = 22.0, 0.03
"""Until the bow has caught the string, the pitch is unsteady by so much, for about so long."""


@dataclass(frozen=True)
class BowedPatch:
    """Numbers of one bowed instrument or section."""

    body: tuple[tuple[float, ...], ...]
    wood: str
    players: int = 1
    detune_cents: float = 7.0
    blur: float = 0.0
    """Share of a blurred ensemble behind the players."""
    attack_seconds: tuple[float, float] = (0.16, 0.05)
    """Time to speak for a soft and a hard stroke."""
    release_seconds: float = 0.22
    cutoff_hz: tuple[float, float] = (1500.0, 6500.0)
    bow_position: float = 0.11
    noise: float = 0.05
    noise_hz: tuple[float, float] = (1800.0, 9000.0)
    vibrato_cents: float = 16.0
    vibrato_hz: float = 5.6
    vibrato_delay_seconds: float = 0.28
    ripple_db: float = 6.0
    air_db: float = 0.0
    """Lift above 6 kHz."""
    onset_seconds: float = 0.03
    spread: float = 0.8
    comb: float = 0.25
    """How clearly the bow's place on the string is heard."""
    tremolo_hz: float = 0.0
    """Rate of the bow going to and fro on one note; 0 for one long stroke."""


def render(patch: BowedPatch, tone: Tone) -> Signal:
    """One bow stroke: [2, T]."""
    fade = patch.release_seconds * tone.release_scale
    frames = tone.frames(tone.gate_seconds + fade)
    times = control_times(frames, tone.sample_rate)
    attack = _attack(patch, tone)
    slurred = tone.articulation == "legato" and patch.players <= _SOLO
    quiet, loud, shift = _spectra(patch, tone)
    opened = 0.8 + 0.2 * rise(times, attack) if slurred else rise(times, attack * 1.3)
    bright = np.clip(opened * (0.2 + 0.8 * tone.strength), 0.0, 1.0)
    bright = np.clip(bright * (1.0 + 0.10 * wander(tone, "bright", len(times), 40)), 0.0, 1.0)
    bite = {"accent": 0.5, "staccato": 0.35, "legato": 0.0}.get(tone.articulation, 0.15)
    swell = rise(times, attack) * (1.0 + bite * np.exp(-np.maximum(times - attack, 0) / 0.12))
    level = swell * release(times, tone.gate_seconds, fade)
    rate = patch.tremolo_hz or (_ROLL_HZ if tone.articulation == "roll" else 0.0)
    if rate > 0:
        level = level * _strokes(tone, rate, times)
    section = Section(
        players=patch.players,
        detune_cents=patch.detune_cents,
        vibrato_cents=patch.vibrato_cents,
        vibrato_hz=patch.vibrato_hz,
        vibrato_delay_seconds=patch.vibrato_delay_seconds,
        vibrato_level=0.08,
        scoop_cents=-14.0,
        scoop_seconds=0.035,
        drift_cents=2.4,
        unsteady_cents=0.0 if slurred else _CATCH_CENTS,
        unsteady_seconds=_CATCH_SECONDS,
        spread=patch.spread,
        onset_seconds=patch.onset_seconds,
    )
    tables = wavetable(np.stack([quiet, loud, shift]))
    shares = np.sqrt(1.0 - patch.blur)
    shimmer = tables[2] if patch.players <= _SOLO else None
    out = play(section, tone, tables[:2], np.stack([1 - bright, bright]), level * shares, frames, shimmer)
    if patch.blur > 0:
        mixed = quiet * (1 - 0.75 * tone.strength) + loud * (0.25 + 0.6 * tone.strength)
        out += blur(tone, mixed[None, :], 26.0, frames)[0] * draw(level * np.sqrt(patch.blur), frames)
    _bow(patch, tone, out, level, times, attack)
    return out


def _attack(patch: BowedPatch, tone: Tone) -> float:
    """Seconds until the string speaks: a slurred note at once, a long one more gently than a short one."""
    if tone.articulation == "legato" and patch.players <= _SOLO:
        return min(_SLUR_SECONDS, 0.6 * tone.gate_seconds)
    soft, hard = patch.attack_seconds
    attack = soft * (hard / soft) ** tone.strength
    attack *= float(np.clip(tone.gate_seconds / 0.5, 0.5, 3.0)) ** 0.5
    attack *= {"staccato": 0.4, "accent": 0.5, "legato": 1.3, "mute": 0.8}.get(tone.articulation, 1.0)
    return float(min(attack, 0.6 * tone.gate_seconds))


def _strokes(tone: Tone, rate_hz: float, times: Values) -> Values:
    """Loudness of short bow strokes to and fro, none quite like another."""
    rate = rate_hz * (1 + 0.06 * wander(tone, "strokes", len(times), 90))
    phase = np.cumsum(rate) * (times[1] - times[0])
    stroke = np.abs(np.sin(np.pi * phase)) ** 0.6
    return np.asarray(0.22 + 0.78 * stroke * (1 + 0.15 * wander(tone, "force", len(times), 30)))


def _spectra(patch: BowedPatch, tone: Tone) -> tuple[Values, Values, Values]:
    """Harmonic amplitudes when soft, when loud, and the change as vibrato sweeps the loud ones over the body."""
    number = np.arange(1, harmonic_count(tone.hz * 1.03, tone.nyquist_hz) + 1, dtype=np.float64)
    hz = tone.hz * number
    cutoffs = patch.cutoff_hz

    def at(cutoff: float, stretch: float) -> Values:
        place = (1 - patch.comb) + patch.comb * comb(number, patch.bow_position)
        source = place / number / np.sqrt(1 + (hz / cutoff) ** 3)
        air = 1.0 + (10 ** (patch.air_db / 20) - 1.0) * np.clip((hz - 4000) / 3000, 0, 1)
        mute = 1.0 / np.sqrt(1 + (hz / 1400.0) ** 2) if tone.articulation == "mute" else 1.0
        body = resonances(hz * stretch, patch.body) * ripple(hz * stretch, patch.wood, patch.ripple_db)
        return np.asarray(source * air * body * mute)

    quiet, loud = at(cutoffs[0] * tone.brightness, 1.0), at(cutoffs[1] * tone.brightness, 1.0)
    quiet *= 0.5 / np.sqrt(np.sum(np.square(quiet * k_weight(hz))))
    norm = 0.5 / np.sqrt(np.sum(np.square(loud * k_weight(hz))))
    shift = at(cutoffs[1], 2 ** (patch.vibrato_cents * 1.6 / 1200)) - at(
        cutoffs[1], 2 ** (-patch.vibrato_cents * 1.6 / 1200)
    )
    return quiet, loud * norm, shift * norm * 0.5 * _SWEEP


def _bow(patch: BowedPatch, tone: Tone, out: Signal, level: Values, times: Values, attack: float) -> None:
    if patch.noise <= 0:
        return
    hz = bin_hz(tone.sample_rate)
    low, high = patch.noise_hz
    shape = shape_band(hz, low, high, 2.0) * np.sqrt(resonances(hz, patch.body))
    scratch = {"staccato": 2.0, "accent": 2.2, "legato": 0.3}.get(tone.articulation, 1.2)
    amount = (
        level
        * (1.0 + scratch * np.exp(-times / max(0.03, 0.6 * attack)))
        * patch.noise
        * (0.35 + 0.8 * tone.strength)
    )
    gain = draw(amount, out.shape[1])
    row = tone.stream("bow").integer(0, 1023)
    middle = noise(shape[None, :], out.shape[1], row)
    side = noise(shape[None, :], out.shape[1], row + 517) * np.float32(0.6 * min(1.0, tone.width + 0.3))
    out[0] += gain * (middle + side)
    out[1] += gain * (middle - side)
