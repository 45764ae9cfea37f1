"""What moves while a note sounds: its two envelopes and two slow oscillators, at control rate.

Source: SoundFont Technical Specification 2.04, sections 8.1.2 and 9.1. Knows nothing of audio.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from timbre.engines.composer.soundfont.generators import Gen, hertz, seconds
from timbre.engines.composer.soundfont.regions import Region
from timbre.engines.composer.synth.tone import Values

SILENT_DB = 100.0
"""An envelope that falls for its whole decay or release time has fallen by so much."""
SHORTEST_RELEASE_SECONDS = 0.015


class Stages(NamedTuple):
    """An envelope in seconds; `sustain` in its own unit (dB below full, or a share)."""

    delay: float
    attack: float
    hold: float
    decay: float
    sustain: float
    release: float


def volume_stages(region: Region, key: int) -> Stages:
    """The volume envelope of a note; `sustain` in dB below full."""
    keys = 60 - key
    return Stages(
        seconds(region.number(Gen.DELAY_VOL_ENV)),
        seconds(region.number(Gen.ATTACK_VOL_ENV)),
        seconds(region.number(Gen.HOLD_VOL_ENV) + keys * region.number(Gen.KEY_TO_VOL_HOLD)),
        seconds(region.number(Gen.DECAY_VOL_ENV) + keys * region.number(Gen.KEY_TO_VOL_DECAY)),
        min(SILENT_DB, region.number(Gen.SUSTAIN_VOL_ENV) / 10),
        max(SHORTEST_RELEASE_SECONDS, seconds(region.number(Gen.RELEASE_VOL_ENV))),
    )


def modulation_stages(region: Region, key: int) -> Stages:
    """The modulation envelope of a note; `sustain` as a share of full."""
    keys = 60 - key
    return Stages(
        seconds(region.number(Gen.DELAY_MOD_ENV)),
        seconds(region.number(Gen.ATTACK_MOD_ENV)),
        seconds(region.number(Gen.HOLD_MOD_ENV) + keys * region.number(Gen.KEY_TO_MOD_HOLD)),
        seconds(region.number(Gen.DECAY_MOD_ENV) + keys * region.number(Gen.KEY_TO_MOD_DECAY)),
        1.0 - region.number(Gen.SUSTAIN_MOD_ENV) / 1000,
        seconds(region.number(Gen.RELEASE_MOD_ENV)),
    )


def attenuation_db(stages: Stages, times: Values, gate: float) -> Values:
    """Volume envelope in dB below full, released at `gate` seconds; infinite while it has not begun.

    The attack is straight in amplitude, everything after it straight in dB.
    """
    fallen = _held_db(stages, times)
    at_gate = float(_held_db(stages, np.array([gate]))[0])
    released = at_gate + (times - gate) * (SILENT_DB / stages.release)
    return np.where(times > gate, released, fallen)


def _held_db(stages: Stages, times: Values) -> Values:
    begun = times - stages.delay
    rising = np.clip(begun / stages.attack, 1e-9, 1.0)
    falling = (begun - stages.attack - stages.hold) * (SILENT_DB / stages.decay)
    return np.where(
        begun < stages.attack,
        np.where(begun <= 0, math.inf, -20 * np.log10(rising)),
        np.clip(falling, 0.0, stages.sustain),
    )


def modulation(stages: Stages, times: Values, gate: float) -> Values:
    """Modulation envelope 0..1: a convex rise, straight falls."""
    held = _held_share(stages, times)
    at_gate = float(_held_share(stages, np.array([gate]))[0])
    released = np.maximum(at_gate - (times - gate) / stages.release, 0.0)
    return np.where(times > gate, released, held)


def _held_share(stages: Stages, times: Values) -> Values:
    begun = times - stages.delay
    rising = np.clip(begun / stages.attack, 0.0, 1.0)
    convex = np.clip(1.0 + np.log10(np.maximum(rising, 1e-6)) * (40 / 96), 0.0, 1.0)
    falling = 1.0 - np.maximum(begun - stages.attack - stages.hold, 0.0) / stages.decay
    return np.where(begun < stages.attack, convex, np.maximum(falling, stages.sustain))


def oscillator(times: Values, delay_timecents: float, frequency_cents: float) -> Values:
    """A slow triangle, −1..1, from 0 upwards once its delay is over."""
    phase = np.maximum(times - seconds(delay_timecents), 0.0) * hertz(frequency_cents)
    return np.asarray(1.0 - 4.0 * np.abs((phase + 0.75) % 1.0 - 0.5))


class Motion(NamedTuple):
    """Where a note's pitch (cents), filter (cents) and level (dB) are pushed to, at control times."""

    pitch: Values | None
    cutoff: Values | None
    level_db: Values | None


def motion(region: Region, key: int, times: Values, gate: float) -> Motion:
    """Everything that moves; None where nothing does."""
    by_envelope = region.number(Gen.MOD_ENV_TO_PITCH), region.number(Gen.MOD_ENV_TO_FC)
    by_lfo = (
        region.number(Gen.MOD_LFO_TO_PITCH),
        region.number(Gen.MOD_LFO_TO_FC),
        region.number(Gen.MOD_LFO_TO_VOLUME),
    )
    vibrato = region.number(Gen.VIB_LFO_TO_PITCH)
    envelope = modulation(modulation_stages(region, key), times, gate) if any(by_envelope) else times * 0
    lfo = (
        oscillator(times, region.number(Gen.DELAY_MOD_LFO), region.number(Gen.FREQ_MOD_LFO))
        if any(by_lfo)
        else times * 0
    )
    pitch = cutoff = level_db = None
    if by_envelope[0] or by_lfo[0] or vibrato:
        slow = oscillator(times, region.number(Gen.DELAY_VIB_LFO), region.number(Gen.FREQ_VIB_LFO))
        pitch = envelope * by_envelope[0] + lfo * by_lfo[0] + slow * vibrato
    if by_envelope[1] or by_lfo[1]:
        cutoff = envelope * by_envelope[1] + lfo * by_lfo[1]
    if by_lfo[2]:
        level_db = lfo * (by_lfo[2] / 10)
    return Motion(pitch, cutoff, level_db)
