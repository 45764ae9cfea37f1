"""Plucked strings as modes of an ideal string: plucking point, pickup, losses that grow with frequency, a body.

Knows nothing of frets or chords.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.amplifier import cabinet
from timbre.engines.composer.synth.body import comb, resonances, ripple
from timbre.engines.composer.synth.bursts import knock, puff
from timbre.engines.composer.synth.modal import Modes, below, join, ring
from timbre.engines.composer.synth.tone import Signal, Tone, Values, k_weight, scatter, spread_width

_SLIDE_SECONDS = 0.035


@dataclass(frozen=True)
class PluckedPatch:
    """Numbers of one plucked instrument."""

    position: float = 0.18
    """Where it is plucked, as a share of the string."""
    pickup: float = 0.0
    """Where a magnetic pickup sits, as a share of the string; 0 for none."""
    cutoff_hz: tuple[float, float] = (1200.0, 5000.0)
    """Brightness of a soft and a hard pluck."""
    slope: float = 1.0
    """Exponent of the fall of partials (1 a sharp pluck, 2 a soft one)."""
    stiffness: float = 0.00006
    seconds: float = 5.0
    """Time the fundamental takes to fall 60 dB at C3."""
    seconds_slope: float = 24.0
    """Semitones that halve it."""
    loss: float = 0.6
    """Extra decay (1/s) per kHz."""
    loss_square: float = 0.12
    """Extra decay (1/s) per kHz²."""
    body: tuple[tuple[float, ...], ...] = ()
    """Peaks of the body: Hz, dB, Q."""
    ripple_db: float = 0.0
    wood: str = "wood"
    rolloff_hz: float = 15000.0
    pick: float = 0.1
    pick_hz: tuple[float, float] = (1500.0, 6000.0)
    pick_seconds: float = 0.006
    knock: float = 0.0
    knock_hz: tuple[float, float] = (90.0, 700.0)
    detune_cents: float = 0.6
    double: tuple[float, float] = (0.0, 1.0)
    """A second course: level and frequency ratio (harpsichord's 4')."""
    bloom: float = 0.0
    """How far upper partials swell after the pluck (sitar's bridge)."""
    drive: float = 0.0
    """Overdrive of an amplifier; 0 is a clean acoustic path."""
    cabinet_hz: float = 0.0
    """Top of a loudspeaker cabinet; 0 for none."""
    damping: float = 20.0
    release_seconds: float = 0.28
    muted: bool = False
    """Always played with the palm on the strings."""
    mute_seconds: float = 0.35
    attack_seconds: float = 0.0006
    width: float = 0.35


def render(patch: PluckedPatch, tone: Tone) -> Signal:
    """One pluck: [2, T]."""
    muted = patch.muted or tone.articulation == "mute"
    seconds = float(np.clip(patch.seconds * 2.0 ** (-(tone.pitch - 48) / patch.seconds_slope), 0.15, 16.0))
    if muted:
        seconds = min(seconds, patch.mute_seconds * 2.0 ** (-(tone.pitch - 48) / 36.0))
    bank = _string(patch, tone, seconds, muted)
    if patch.knock > 0:
        low, high = patch.knock_hz
        bank = join(bank, knock(tone, "box", patch.knock * (0.4 + 0.8 * tone.strength), low, high, 16, 24.0))
    natural = seconds * (1.05 if patch.drive == 0 else 1.6)
    frames = tone.frames(min(natural, tone.gate_seconds + patch.release_seconds * tone.release_scale))
    out = ring(below(bank, min(tone.nyquist_hz, 16500.0)), frames, tone.sample_rate, tone.gate_seconds)
    soft = 4.0 if tone.articulation == "legato" else 1.0
    touch = min(frames, max(2, tone.frames(patch.attack_seconds * soft * (1.5 - tone.strength))))
    out[:, :touch] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(touch) / touch)).astype(np.float32)
    low, high = patch.pick_hz
    level = (
        patch.pick
        * (0.3 + 0.9 * tone.strength)
        * {"legato": 0.35, "strum": 1.3, "accent": 1.2}.get(tone.articulation, 1.0)
    )
    bright = high * (0.55 + 0.6 * tone.strength) * tone.brightness
    puff(out, tone, "pick", level, low, bright, 0.0004, patch.pick_seconds, width=0.3)
    if tone.articulation == "slide":
        out = _slid(out, tone)
    if patch.drive > 0 or patch.cabinet_hz > 0:
        out = cabinet(out, tone, patch.drive, patch.cabinet_hz)
    return out


def _string(patch: PluckedPatch, tone: Tone, seconds: float, muted: bool) -> Modes:
    limit = min(tone.nyquist_hz, patch.rolloff_hz * 1.15, 16000.0)
    count = int(np.clip(limit / tone.hz, 1, 110))
    number = np.arange(1, count + 1, dtype=np.float64)
    hz = tone.hz * number * np.sqrt((1 + patch.stiffness * number**2) / (1 + patch.stiffness))
    level = _spectrum(patch, tone, number, hz, muted)
    khz = hz / 1000
    harsh = 3.5 if muted else 1.0
    decay = 6.9 / seconds + harsh * (patch.loss * khz + patch.loss_square * khz**2)
    character, fresh = tone.character("string"), tone.stream("string")
    turn = 1.6 * scatter(character, count) * np.clip(np.arange(count) / 8.0, 0.0, 1.0)
    pan = scatter(character, count) + 0.3 * scatter(fresh, count)
    pan *= np.clip(0.25 * number, 0.0, 1.0)
    pan = np.clip(pan * patch.width * spread_width(hz), -0.85, 0.85)
    left, right = level * np.sqrt(1 - pan), level * np.sqrt(1 + pan)
    apart = 1.6 * patch.width * scatter(character, count) * spread_width(hz / 1.6)
    damping = np.full(count, patch.damping / tone.release_scale) + 0.003 * hz * (patch.damping > 0)
    away = 2 ** (patch.detune_cents * character.uniform(0.8, 1.2) / 1200)
    banks = [
        Modes(hz, decay, left * 0.72, right * 0.72, turn, damping, apart),
        Modes(hz * away, decay * 0.55, left * 0.28, right * 0.28, turn, damping, apart),
    ]
    share, ratio = patch.double
    if share > 0:
        banks.append(
            Modes(
                hz * ratio * 2 ** (1.1 / 1200),
                decay * 1.2,
                right * share,
                left * share,
                turn,
                damping,
                -apart,
            )
        )
    if patch.bloom > 0:
        late = -patch.bloom * np.clip((number - 2) / 8, 0, 1)
        banks.append(Modes(hz, decay + 9.0 + 0.5 * number, left * late, right * late, turn, damping, apart))
    return join(*banks)


def _spectrum(patch: PluckedPatch, tone: Tone, number: Values, hz: Values, muted: bool) -> Values:
    soft, hard = patch.cutoff_hz
    cutoff = soft * (hard / soft) ** tone.strength * tone.brightness * 2.0 ** ((tone.pitch - 52) / 60)
    cutoff *= 0.45 if muted else 0.7 if tone.articulation == "legato" else 1.0
    jitter = tone.stream("place").uniform(-0.02, 0.02) if tone.round_robin else 0.0
    shape = (0.06 + comb(number, patch.position + jitter)) / number**patch.slope
    if patch.pickup > 0:
        shape = shape * (0.10 + comb(number, patch.pickup)) * number**0.45
    air = 0.02 * tone.strength * np.exp(-hz / 8000.0)
    shape = shape * (1 / np.sqrt(1 + (hz / cutoff) ** 3) + air) / np.sqrt(1 + (hz / patch.rolloff_hz) ** 6)
    if patch.body:
        shape = shape * resonances(hz, patch.body)
    if patch.ripple_db > 0:
        shape = shape * ripple(hz, patch.wood, patch.ripple_db)
    shape = shape * (1.0 / np.sqrt(1 + (45.0 / hz) ** 4))
    return np.asarray(shape / (np.sqrt(np.sum(np.square(shape * k_weight(hz)))) * 1.4))


def _slid(samples: Signal, tone: Tone) -> Signal:
    """The string stopped two semitones below and slid up: time runs slower at first, by a whole number of frames.

    Afterwards the sound is untouched but late, so that no interpolation dulls it.
    """
    bent = tone.frames(9 * _SLIDE_SECONDS)
    if bent >= samples.shape[1]:
        return samples
    slowness = 1.0 - 2.0 ** (-200.0 / 1200 * np.exp(-np.arange(bent) / (_SLIDE_SECONDS * tone.sample_rate)))
    late = np.cumsum(slowness)
    late *= round(float(late[-1])) / late[-1]
    place = np.arange(bent) - late
    whole = samples.shape[1] - round(float(late[-1]))
    warped = [np.interp(place, np.arange(bent), channel[:bent]) for channel in samples]
    return np.concatenate(
        [np.stack(warped).astype(np.float32), samples[:, bent - round(float(late[-1])) : whole]], axis=1
    )
