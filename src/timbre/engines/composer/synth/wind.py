"""Brass, reeds and flutes: a spectrum that brightens as it gets louder, formants, breath, a tongued attack.

Knows nothing of bows or vowels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.body import formants
from timbre.engines.composer.synth.ensemble import blur
from timbre.engines.composer.synth.envelopes import control_times, draw, release, rise
from timbre.engines.composer.synth.oscillators import harmonic_count, wavetable
from timbre.engines.composer.synth.players import Section, play, wander
from timbre.engines.composer.synth.registers import partial_levels
from timbre.engines.composer.synth.spectral import bin_hz, noise, shape_band
from timbre.engines.composer.synth.tone import Signal, Tone, Values, k_weight, scatter

_ROWS = 7
"""Wavetables from softest to loudest."""
_UNEVEN_DB = 1.2
"""How unlike each other neighbouring tables' partials are, so that no two partials swell together."""
_MIDDLE = 0.65
"""The force at which `registers` hold."""
_SLUR_SECONDS = 0.03


@dataclass(frozen=True)
class WindPatch:
    """Numbers of one wind instrument (or free reed, or anything blown)."""

    registers: tuple[tuple[float, ...], ...] = ()
    """Levels (dB) of the first partials at several pitches, the pitch (MIDI) first, played mezzo-forte; instead of
    `harmonics`, `slope`, `odd` and `formants`."""
    harmonics: tuple[float, ...] = ()
    """Levels of the first harmonics (linear); the rest follow `slope`."""
    slope: float = 1.0
    """Exponent of the fall of further harmonics."""
    odd: float = 0.0
    """How much weaker even harmonics are (0 equal, 1 absent) at the bottom of the range."""
    odd_top_hz: float = 1200.0
    """Above this fundamental even harmonics are as strong as odd ones."""
    formants: tuple[tuple[float, ...], ...] = ()
    formant_floor_db: float = -18.0
    cutoff_hz: tuple[float, float] = (900.0, 6000.0)
    """Brightness when softest and loudest."""
    steepness: float = 3.0
    """Exponent of the fall above the cutoff."""
    track: float = 0.3
    """How far the cutoff follows the pitch (0 fixed, 1 fully)."""
    attack_seconds: tuple[float, float] = (0.09, 0.03)
    release_seconds: float = 0.12
    bite: float = 0.25
    """Overshoot of level and brightness after the attack."""
    bite_seconds: float = 0.10
    breath: float = 0.02
    breath_hz: tuple[float, float] = (1200.0, 9000.0)
    breath_order: float = 1.0
    """Steepness of the breath's band (6 dB per octave each)."""
    chiff: float = 0.6
    """Extra breath at the onset, relative to the steady breath."""
    chiff_seconds: float = 0.03
    vibrato_cents: float = 8.0
    vibrato_hz: float = 5.2
    vibrato_delay_seconds: float = 0.35
    vibrato_level: float = 0.06
    vibrato_bright: float = 0.0
    """Depth of the brightness that goes with vibrato (share of the way from soft to loud)."""
    scoop_cents: float = -20.0
    scoop_seconds: float = 0.03
    drift_cents: float = 1.5
    players: int = 1
    detune_cents: float = 5.0
    blur: float = 0.0
    growl: float = 0.0
    """Roughness of loud notes."""
    spread: float = 0.6
    phases: str = "sine"
    """"sine" for a pulse-like wave, "spread" for a smoother one."""


def render(patch: WindPatch, tone: Tone) -> Signal:
    """One blown note: [2, T]."""
    fade = patch.release_seconds * tone.release_scale
    frames = tone.frames(tone.gate_seconds + fade)
    times = control_times(frames, tone.sample_rate)
    attack = _attack(patch, tone)
    push = {"accent": 1.7, "staccato": 1.2, "legato": 0.0}.get(tone.articulation, 1.0)
    bite = patch.bite * push * np.exp(-np.maximum(times - attack, 0) / patch.bite_seconds)
    level = rise(times, attack) * (1 + 0.5 * bite) * release(times, tone.gate_seconds, fade)
    force = tone.strength * (0.8 if tone.articulation == "mute" else 1.0)
    opened = rise(times, attack * 1.6)
    if tone.articulation == "legato":
        opened = 0.8 + 0.2 * opened
    bright = opened * np.clip(force * (0.86 + bite), 0.0, 1.0)
    bright = bright * release(times, tone.gate_seconds, fade * 1.5) ** 0.5
    bright = bright * (1.0 + 0.07 * wander(tone, "bright", len(times), 64))
    if patch.growl > 0:
        rough = patch.growl * max(0.0, tone.strength - 0.5) * 2
        level = level * (
            1 + rough * 0.25 * np.sin(2 * np.pi * 27.0 * times + 2 * wander(tone, "growl", len(times), 12))
        )
    spectra = _spectra(patch, tone, np.linspace(0.0, 1.0, _ROWS))
    spectra *= 10.0 ** (_UNEVEN_DB / 20 * scatter(tone.stream("uneven"), spectra.size).reshape(spectra.shape))
    place = np.clip(bright * (_ROWS - 1) + 0.35 * wander(tone, "flutter", len(times), 28), 0.0, _ROWS - 1.0)
    turn = _phases(tone, spectra.shape[1]) if patch.phases == "spread" else None
    section = Section(
        players=patch.players,
        detune_cents=patch.detune_cents,
        vibrato_cents=patch.vibrato_cents,
        vibrato_hz=patch.vibrato_hz,
        vibrato_delay_seconds=patch.vibrato_delay_seconds,
        vibrato_level=patch.vibrato_level,
        scoop_cents=patch.scoop_cents,
        scoop_seconds=patch.scoop_seconds,
        drift_cents=patch.drift_cents,
        spread=patch.spread,
        onset_seconds=0.02,
        vibrato_places=patch.vibrato_bright * (_ROWS - 1),
    )
    out = play(section, tone, wavetable(spectra, turn), place, level * np.sqrt(1 - patch.blur), frames)
    if patch.blur > 0:
        out += blur(tone, _spectra(patch, tone, np.array([0.85 * force])), 20.0, frames)[0] * draw(
            level * np.sqrt(patch.blur) * (0.6 + 0.4 * bright), frames
        )
    _breathe(patch, tone, out, level, times)
    return out


def _attack(patch: WindPatch, tone: Tone) -> float:
    """Seconds until the note has spoken: a slurred note at once, a long one more gently than a short one."""
    soft, hard = patch.attack_seconds
    attack = soft * (hard / soft) ** tone.strength
    attack *= float(np.clip(tone.gate_seconds / 0.5, 0.6, 2.0)) ** 0.4
    attack *= {"staccato": 0.6, "accent": 0.6}.get(tone.articulation, 1.0)
    return min(_SLUR_SECONDS if tone.articulation == "legato" else attack, 0.6 * tone.gate_seconds)


def _phases(tone: Tone, count: int) -> Values:
    return np.pi * scatter(tone.character("phase"), count)


def _spectra(patch: WindPatch, tone: Tone, forces: Values) -> Values:
    """Harmonic amplitudes [F, H] at each of `forces` (0 softest … 1 loudest), all equally loud."""
    number = np.arange(1, harmonic_count(tone.hz * 1.03, tone.nyquist_hz) + 1, dtype=np.float64)
    hz = tone.hz * number
    shape = _registers(patch, tone, hz) if patch.registers else _formed(patch, number, hz)
    if tone.articulation == "mute":
        shape = shape * formants(hz, ((1800.0, 0.0, 1.5),), -12.0)
    low, high = patch.cutoff_hz
    cutoffs = low * (high / low) ** forces * tone.brightness * (tone.hz / 330.0) ** patch.track
    spectra = shape / np.sqrt(1 + (hz / cutoffs[:, None]) ** (2 * patch.steepness))
    return np.asarray(
        spectra * 0.5 / np.sqrt(np.sum(np.square(spectra * k_weight(hz)), axis=1, keepdims=True))
    )


def _registers(patch: WindPatch, tone: Tone, hz: Values) -> Values:
    """The spectrum in this register, the darkening of a mezzo-forte taken out of it."""
    low, high = patch.cutoff_hz
    middle = low * (high / low) ** _MIDDLE * (tone.hz / 330.0) ** patch.track
    given = partial_levels(patch.registers, tone.pitch, len(hz))
    return np.asarray(given * np.sqrt(1 + (hz / middle) ** (2 * patch.steepness)))


def _formed(patch: WindPatch, number: Values, hz: Values) -> Values:
    """The spectrum of the patch's harmonics, slope, odd partials and formants."""
    shape = number ** (-patch.slope)
    given = np.array(patch.harmonics[: len(number)])
    if len(given):
        shape *= given[-1] / shape[len(given) - 1]
        shape[: len(given)] = given
    if patch.odd > 0:
        even = 1 - patch.odd * np.clip(1.3 - hz / (patch.odd_top_hz * 2.0), 0, 1)
        shape = np.where(number % 2 == 0, shape * even, shape)
    if patch.formants:
        shape = shape * formants(hz, patch.formants, patch.formant_floor_db)
    return np.asarray(shape)


def _breathe(patch: WindPatch, tone: Tone, out: Signal, level: Values, times: Values) -> None:
    if patch.breath <= 0:
        return
    hz = bin_hz(tone.sample_rate)
    low, high = patch.breath_hz
    shape = shape_band(hz, low, high, patch.breath_order)
    chiff = patch.chiff * {"legato": 0.0, "accent": 1.5, "staccato": 1.3}.get(tone.articulation, 1.0)
    onset = chiff * 4 * np.exp(-times / patch.chiff_seconds) * rise(times, 0.004)
    end = np.clip(level * 8, 0, 1) if tone.gate_seconds < 0.05 else release(times, tone.gate_seconds, 0.08)
    amount = (level + onset * end) * patch.breath * (0.5 + 0.6 * tone.strength)
    gain = draw(amount, out.shape[1])
    row = tone.stream("breath").integer(0, 1023)
    middle = noise(shape[None, :], out.shape[1], row)
    side = noise(shape[None, :], out.shape[1], row + 331) * np.float32(0.4)
    out[0] += gain * (middle + side)
    out[1] += gain * (middle - side)
