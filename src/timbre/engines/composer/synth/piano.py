"""Acoustic pianos: stiff strings in unisons, two-stage decay, hammer, soundboard, dampers.

Knows nothing of other keyboards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.body import comb, ripple
from timbre.engines.composer.synth.bursts import build, knock, puff, wash
from timbre.engines.composer.synth.modal import Modes, below, join, ring
from timbre.engines.composer.synth.tone import Signal, Tone, Values, k_weight, scatter, spread_width

_BUILD_SECONDS = 0.007
"""Time constant with which the soundboard answers the hammer."""


@dataclass(frozen=True)
class PianoPatch:
    """Numbers of one piano. `hardness_hz` is the hammer's cutoff at middle C: soft and hard stroke."""

    hardness_hz: tuple[float, float] = (400.0, 1700.0)
    sustain: float = 1.35
    """Factor on decay times."""
    detune_cents: float = 1.1
    hammer: float = 0.10
    """Level of the felt's noise."""
    hammer_hz: tuple[float, float] = (900.0, 4200.0)
    knock: float = 0.10
    """Level of the soundboard's thud."""
    sheen: float = 1.0
    """Level of the partials above 4 kHz."""
    fullness: float = 0.7
    """Exponent of the fall of the first partials: small is nasal, large is round."""
    plateau: float = 0.05
    """Level of the broad shelf of upper partials under the strong first ones, for the hardest stroke."""
    uneven: float = 0.5
    """How unlike its neighbours' each partial's decay is (natural logarithm, peak)."""
    phantoms: float = 0.05
    """Level of the bass strings' longitudinal partials."""
    lift: float = 0.02
    """Level of the dampers' felt at note-off."""
    room: float = 0.045
    """Level of the soundboard's and the room's answer to the stroke."""
    room_seconds: float = 0.9
    width: float = 0.75
    body: str = "grand"


def stiffness(pitch: float) -> float:
    """Inharmonicity B of a grand's string (two-bridge law of Rigaud, David and Daudet, 2013)."""
    return float(np.exp(0.0926 * pitch - 13.64) + np.exp(-0.0847 * pitch - 5.82))


def render(patch: PianoPatch, tone: Tone) -> Signal:
    """One piano note: [2, T]."""
    pitch, strength = tone.pitch, tone.strength
    b = stiffness(pitch)
    limit = min(tone.nyquist_hz, 15500.0)
    count = int(np.clip(limit / tone.hz, 1, 90))
    number = np.arange(1, count + 1, dtype=np.float64)
    hz = tone.hz * number * np.sqrt((1 + b * number**2) / (1 + b))
    keep = hz < limit
    number, hz = number[keep], hz[keep]
    amplitude = _spectrum(patch, tone, number, hz)
    slow, fast = _decays(patch, tone, hz)
    damping = (
        np.full(len(hz), 0.0) if pitch > 88 else (16.0 + 0.004 * hz) * (1.0 + max(0.0, (pitch - 48) / 40))
    )
    bank = _unison(patch, tone, hz, amplitude, slow, fast, damping / tone.release_scale)
    natural = min(14.0, 7.5 / float(slow[0]))
    release = 0.42 * tone.release_scale if pitch <= 88 else natural
    length = min(natural, tone.gate_seconds + release)
    frames = tone.frames(length)
    bank = join(bank, _soundboard(patch, tone))
    if patch.phantoms > 0 and pitch < 66:
        bank = join(bank, _phantoms(patch, tone, hz, amplitude, slow))
    out = ring(below(bank, limit), frames, tone.sample_rate, tone.gate_seconds)
    touch = max(2, tone.frames(0.0007 + 0.0022 * (1 - strength) * (1.4 - pitch / 127)))
    touch = min(touch, frames)
    out[:, :touch] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(touch) / touch)).astype(np.float32)
    build(out, tone, _BUILD_SECONDS, 0.6)
    wash(out, tone, patch.room * (0.4 + 0.8 * strength), 60.0, 4500.0, patch.room_seconds)
    if pitch <= 88:
        puff(out, tone, "dampers", patch.lift, 120.0, 1600.0, 0.008, 0.07, tone.gate_seconds, 0.4)
    low, high = patch.hammer_hz
    bright = high * (0.5 + strength) * tone.brightness
    level = patch.hammer * (0.35 + 0.9 * strength) * (0.8 + 0.6 * max(0.0, (pitch - 60) / 48))
    puff(out, tone, "hammer", level, low, bright, 0.0015, 0.011 + 0.012 * (1 - strength), width=0.5)
    return out


def _spectrum(patch: PianoPatch, tone: Tone, number: Values, hz: Values) -> Values:
    soft, hard = patch.hardness_hz
    cutoff = soft * (hard / soft) ** tone.strength * 2.0 ** ((tone.pitch - 60) / 42) * tone.brightness
    strike = np.clip(0.125 - 0.0006 * (tone.pitch - 60), 0.07, 0.14)
    fall = np.exp(-((hz / cutoff) ** 0.85)) / number**patch.fullness
    board = 1.0 / np.sqrt(1.0 + (62.0 / hz) ** 4) * ripple(hz, patch.body, 3.0, 90.0, 9000.0)
    air = 1.0 + (patch.sheen - 1.0) * np.clip((hz - 2500.0) / 3000.0, 0.0, 1.0)
    reach = (1500.0 + 2500.0 * tone.strength) * 2.0 ** (max(0, tone.pitch - 60) / 24)
    tail = patch.plateau * tone.strength**1.3 * np.exp(-hz / reach)
    shape = (0.2 + comb(number, strike)) * (fall + tail) * board * air
    return np.asarray(shape / np.sqrt(np.sum(np.square(shape * k_weight(hz)))))


def _decays(patch: PianoPatch, tone: Tone, hz: Values) -> tuple[Values, Values]:
    seconds = patch.sustain * 22.0 * 2.0 ** (-(tone.pitch - 36) / 20.0)
    first = 6.9 / np.clip(seconds, 1.0, 26.0)
    khz = hz / 1000.0
    slow = first + 0.20 * khz + 0.06 * khz**2
    slow *= np.exp(patch.uneven * scatter(tone.character("losses"), len(hz)))
    return slow, 2.3 * slow + 0.5 + 2.5 * max(0.0, (tone.pitch - 66) / 24)


def _unison(
    patch: PianoPatch, tone: Tone, hz: Values, amplitude: Values, slow: Values, fast: Values, damping: Values
) -> Modes:
    strings = 1 if tone.pitch < 33 else 2 if tone.pitch < 45 else 3
    character = tone.character("unison")
    place = np.clip((tone.pitch - 62) / 60, -0.8, 0.8) * 0.55
    spread = spread_width(hz) * patch.width
    pan = np.clip((place + 0.4 * scatter(character, len(hz))) * spread, -0.9, 0.9)
    left, right = np.sqrt(1.0 - pan), np.sqrt(1.0 + pan)
    apart = 1.5 * patch.width * scatter(character, len(hz)) * spread_width(hz / 2)
    turn = np.pi * scatter(character, len(hz)) * np.clip((np.arange(len(hz)) - 0.5) / 3.0, 0.0, 1.0)
    banks = []
    shares = ((1.0, 0.0, fast), (0.42, 0.0, slow), (0.22, 1.0, slow * 1.25))[
        : strings + 1 if strings < 3 else 3
    ]
    for share, offset, decay in shares:
        cents = offset * patch.detune_cents * (character.uniform(0.7, 1.3) + scatter(character, len(hz)))
        size = amplitude * share * np.exp(0.35 * scatter(character, len(hz)))
        phase = turn + offset
        banks.append(Modes(hz * 2 ** (cents / 1200), decay, size * left, size * right, phase, damping, apart))
    return join(*banks)


def _soundboard(patch: PianoPatch, tone: Tone) -> Modes:
    level = patch.knock * (0.5 + 0.7 * tone.strength) * (1.0 + 0.5 * max(0.0, (tone.pitch - 66) / 42))
    return knock(tone, "soundboard", level, 55.0, 2200.0, 36, 22.0)


def _phantoms(patch: PianoPatch, tone: Tone, hz: Values, amplitude: Values, slow: Values) -> Modes:
    """Longitudinal partials, forced at sums of neighbouring transverse ones (Conklin, 1999)."""
    first = np.arange(3, min(19, len(hz) - 1))
    sums = hz[first] + hz[first - 1]
    level = patch.phantoms * (0.3 + tone.strength) * float(np.clip((66 - tone.pitch) / 24, 0.0, 1.0))
    size = level * amplitude.max() * (0.6 + 0.4 * scatter(tone.character("phantoms"), len(first)))
    size = size * np.exp(-np.square((sums - 1500.0) / 1800.0))
    flat = np.zeros(len(first))
    return Modes(sums, 2.2 * slow[first] + 1.0, size, size, flat, flat + 20.0)
