"""Plucked strings as modes of an ideal string: plucking point, pickup, losses that grow with frequency, a body.

Knows nothing of frets or chords.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.amplifier import cabinet
from timbre.engines.composer.synth.body import comb, resonances, ripple
from timbre.engines.composer.synth.bursts import build, knock, puff, wash
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
    knock_count: int = 30
    knock_decay: float = 24.0
    """How fast the lowest of the body's own modes dies (1/s); higher ones die faster."""
    detune_cents: float = 0.6
    """How far the string's two planes of vibration are apart."""
    uneven: float = 0.4
    """How unlike its neighbours' each partial's decay is (natural logarithm, peak)."""
    thump: float = 0.0
    """Share of each partial that dies within a tenth of a second, taken up by the body: a skin head, a soft string."""
    double: tuple[float, float] = (0.0, 1.0)
    """A second course: level and frequency ratio (harpsichord's 4')."""
    bloom: float = 0.0
    """How far upper partials swell after the pluck (sitar's bridge)."""
    sympathetic: tuple[float, ...] = ()
    """Level of strings that answer, then their pitches as ratios to the note: they swell in and ring on."""
    vibrato_cents: float = 0.0
    """Depth of a bar's or finger's vibrato that sets in after a third of a second."""
    drive: float = 0.0
    """Overdrive of an amplifier; 0 is a clean acoustic path."""
    cabinet_hz: float = 0.0
    """Top of a loudspeaker cabinet; 0 for none."""
    damping: float = 20.0
    release_seconds: float = 0.28
    lift: float = 0.0
    """Level of the noise at note-off: a jack falling back, a finger leaving a wound string."""
    lift_hz: tuple[float, float] = (800.0, 4000.0)
    lift_seconds: float = 0.03
    lift_share: float = 1.0
    """Share of the strokes (round robins) that make it."""
    muted: bool = False
    """Always played with the palm on the strings."""
    mute_seconds: float = 0.35
    attack_seconds: float = 0.0006
    build_seconds: float = 0.0
    """How long the body takes to answer: time constant of a swell in the first hundredths of a second."""
    room: float = 0.0
    """Level of the body's and the room's answer to the stroke."""
    room_hz: tuple[float, float] = (90.0, 5000.0)
    room_seconds: float = 0.7
    width: float = 0.35


def render(patch: PluckedPatch, tone: Tone) -> Signal:
    """One pluck: [2, T]."""
    muted = patch.muted or tone.articulation == "mute"
    seconds = float(np.clip(patch.seconds * 2.0 ** (-(tone.pitch - 48) / patch.seconds_slope), 0.15, 16.0))
    if muted:
        seconds = min(seconds, patch.mute_seconds * 2.0 ** (-(tone.pitch - 48) / 36.0))
    bank = _string(patch, tone, seconds, muted)
    if patch.sympathetic:
        bank = join(bank, _answer(patch, tone))
    if patch.knock > 0:
        level = patch.knock * (0.4 + 0.8 * tone.strength)
        bank = join(bank, knock(tone, "box", level, *patch.knock_hz, patch.knock_count, patch.knock_decay))
    natural = seconds * (1.05 if patch.drive == 0 else 1.6)
    frames = tone.frames(min(natural, tone.gate_seconds + patch.release_seconds * tone.release_scale))
    out = ring(below(bank, min(tone.nyquist_hz, 16500.0)), frames, tone.sample_rate, tone.gate_seconds)
    soft = 4.0 if tone.articulation == "legato" else 1.0
    touch = min(frames, max(2, tone.frames(patch.attack_seconds * soft * (1.5 - tone.strength))))
    out[:, :touch] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(touch) / touch)).astype(np.float32)
    build(out, tone, patch.build_seconds)
    _noises(patch, tone, out)
    if tone.articulation == "slide":
        out = _slid(out, tone)
    if patch.vibrato_cents > 0:
        out = _shaken(out, tone, patch.vibrato_cents)
    if patch.drive > 0 or patch.cabinet_hz > 0:
        out = cabinet(out, tone, patch.drive, patch.cabinet_hz)
    return out


def _noises(patch: PluckedPatch, tone: Tone, out: Signal) -> None:
    """Add what is not string: the body's and room's answer, the pick, the finger or jack at note-off."""
    wash(out, tone, patch.room * (0.4 + 0.8 * tone.strength), *patch.room_hz, patch.room_seconds)
    low, high = patch.pick_hz
    level = (
        patch.pick
        * (0.3 + 0.9 * tone.strength)
        * {"legato": 0.35, "strum": 1.3, "accent": 1.2}.get(tone.articulation, 1.0)
    )
    bright = high * (0.55 + 0.6 * tone.strength) * tone.brightness
    puff(out, tone, "pick", level, low, bright, 0.0004, patch.pick_seconds, width=0.3)
    if patch.lift > 0 and tone.stream("lift").uniform() < patch.lift_share:
        puff(out, tone, "lift", patch.lift, *patch.lift_hz, 0.003, patch.lift_seconds, tone.gate_seconds, 0.3)


def _string(patch: PluckedPatch, tone: Tone, seconds: float, muted: bool) -> Modes:
    limit = min(tone.nyquist_hz, patch.rolloff_hz * 1.15, 16000.0)
    count = int(np.clip(limit / tone.hz, 1, 110))
    number = np.arange(1, count + 1, dtype=np.float64)
    hz = tone.hz * number * np.sqrt((1 + patch.stiffness * number**2) / (1 + patch.stiffness))
    level = _spectrum(patch, tone, number, hz, muted)
    khz = hz / 1000
    harsh = 3.5 if muted else 1.0
    character, fresh = tone.character("string"), tone.stream("string")
    decay = 6.9 / seconds + harsh * (patch.loss * khz + patch.loss_square * khz**2)
    decay *= np.exp(patch.uneven * scatter(tone.character("losses"), count))
    turn = 1.6 * scatter(character, count) * np.clip(np.arange(count) / 8.0, 0.0, 1.0)
    pan = scatter(character, count) + 0.3 * scatter(fresh, count)
    pan *= np.clip(0.25 * number, 0.0, 1.0)
    pan = np.clip(pan * patch.width * spread_width(hz), -0.85, 0.85)
    left, right = level * np.sqrt(1 - pan), level * np.sqrt(1 + pan)
    apart = 1.6 * patch.width * scatter(character, count) * spread_width(hz / 1.6)
    damping = np.full(count, patch.damping / tone.release_scale) + 0.003 * hz * (patch.damping > 0)
    away = 2 ** (patch.detune_cents * (0.4 + 1.2 * scatter(character, count)) / 1200)
    share = 0.3 + 0.16 * scatter(character, count)
    banks = [
        Modes(hz, decay, left * (1 - share), right * (1 - share), turn, damping, apart),
        Modes(hz * away, decay * 0.55, left * share, right * share, turn, damping, apart),
    ]
    if patch.thump > 0:
        swallowed = patch.thump * np.clip(1.2 - number / 40, 0.3, 1.0)
        banks.append(
            Modes(hz, decay + 28.0 + 4.0 * khz, left * swallowed, right * swallowed, turn, damping, apart)
        )
    second, ratio = patch.double
    if second > 0:
        banks.append(
            Modes(
                hz * ratio * 2 ** (1.1 / 1200),
                decay * 1.2,
                right * second,
                left * second,
                turn,
                damping,
                -apart,
            )
        )
    if patch.bloom > 0:
        late = -patch.bloom * np.clip((number - 2) / 8, 0, 1)
        banks.append(Modes(hz, decay + 9.0 + 0.5 * number, left * late, right * late, turn, damping, apart))
    return join(*banks)


def _answer(patch: PluckedPatch, tone: Tone) -> Modes:
    """Strings nobody touched: each swells in over a tenth of a second, as two equal modes that part."""
    level, *ratios = patch.sympathetic
    character = tone.character("sympathetic")
    hz = np.outer(tone.hz * np.array(ratios), (1.0, 2.0, 3.0, 5.0)).ravel()
    hz *= 2 ** (4.0 * scatter(character, len(hz)) / 1200)
    size = level * (0.5 + tone.strength) * (0.7 + 0.3 * scatter(character, len(hz))) / (1 + hz / 1500)
    pan = patch.width * scatter(character, len(hz)) * spread_width(hz)
    left, right = size * np.sqrt(1 - pan), size * np.sqrt(1 + pan)
    turn = np.pi * scatter(character, len(hz))
    damping = np.full(len(hz), 1.0)
    return join(
        Modes(hz, np.full(len(hz), 1.6), left, right, turn, damping),
        Modes(hz, np.full(len(hz), 12.0), -left, -right, turn, damping),
    )


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


def _shaken(samples: Signal, tone: Tone, cents: float) -> Signal:
    """Vibrato after the fact: the sound read along a swaying time."""
    times = np.arange(samples.shape[1]) / tone.sample_rate
    turn = 2 * np.pi * 5.3 * tone.stream("vibrato").uniform(0.95, 1.05)
    depth = (2 ** (cents / 1200) - 1) / turn * np.clip((times - 0.3) / 0.5, 0.0, 1.0)
    place = np.maximum(0.0, times - depth * (1 - np.cos(turn * times))) * tone.sample_rate
    index = np.arange(samples.shape[1])
    return np.stack([np.interp(place, index, channel) for channel in samples]).astype(np.float32)


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
