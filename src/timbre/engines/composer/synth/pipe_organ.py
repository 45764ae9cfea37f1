"""Pipe organ: ranks of flue pipes or reeds that speak with a chiff, a little apart in tune, in a large room.

Knows nothing of electric organs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.envelopes import control_times, draw, release, rise
from timbre.engines.composer.synth.oscillators import scan, walk, wavetable
from timbre.engines.composer.synth.players import wander
from timbre.engines.composer.synth.spectral import bin_hz, noise, shape_band
from timbre.engines.composer.synth.tone import Signal, Tone, Values, k_weight, scatter


@dataclass(frozen=True)
class PipeOrganPatch:
    """Numbers of one registration. A rank: pitch as a ratio to 8', level, fall of harmonics, share of even ones."""

    ranks: tuple[tuple[float, float, float, float], ...] = (
        (0.5, 0.5, 2.4, 0.6),
        (1.0, 1.0, 1.5, 0.9),
        (1.0, 0.6, 2.6, 0.25),
        (2.0, 0.6, 1.6, 0.9),
        (3.0, 0.22, 1.9, 0.8),
        (4.0, 0.4, 1.8, 0.9),
        (6.0, 0.16, 1.8, 0.9),
        (8.0, 0.18, 1.8, 0.9),
    )
    top_hz: float = 5200.0
    """Highest fundamental; above it a rank repeats an octave lower."""
    detune_cents: float = 1.6
    speech_seconds: float = 0.085
    """How long a pipe at middle C takes to speak."""
    chiff: float = 0.05
    wind: float = 0.006
    release_seconds: float = 0.9
    """How long the room rings."""
    tremulant: float = 0.0
    """Depth of the tremulant (share of the level)."""
    tremulant_hz: float = 5.6
    spread: float = 0.7


def render(patch: PipeOrganPatch, tone: Tone) -> Signal:
    """One note: [2, T]."""
    fade = patch.release_seconds * tone.release_scale
    frames = tone.frames(tone.gate_seconds + fade)
    times = control_times(frames, tone.sample_rate)
    slack = {"legato": 1.6, "staccato": 0.6, "accent": 0.7}.get(tone.articulation, 1.0)
    size = np.sqrt(sum(level**2 for _, level, _, _ in patch.ranks))
    left, right = np.zeros(frames, dtype=np.float32), np.zeros(frames, dtype=np.float32)
    end = release(times, tone.gate_seconds, fade)
    if patch.tremulant > 0:
        turn = tone.stream("tremulant").uniform()
        end = end * (1 + patch.tremulant * np.sin(2 * np.pi * (patch.tremulant_hz * times + turn)))
    for index, (ratio, level, slope, even) in enumerate(patch.ranks):
        while tone.hz * ratio > patch.top_hz and ratio > 0.5:
            ratio /= 2
        stream, character = tone.stream(f"rank {index}"), tone.character(f"rank {index}")
        level *= (0.75 + 0.5 * tone.strength * tone.brightness) if ratio > 1 else 1.0
        table = _rank(tone, tone.hz * ratio, slope, even)
        apart = patch.detune_cents * character.uniform(-1.0, 1.0) * (index > 1)
        cents = apart + 0.5 * wander(tone, f"wind {index}", len(times), 96)
        points = walk(tone.hz * ratio, cents, tone.sample_rate, stream.uniform())
        slow = patch.speech_seconds * slack * (261.6 / (tone.hz * ratio)) ** 0.4
        wave = scan(table, points, frames, (level / size * rise(times, slow) * end)[None, :])
        side = 0.0 if index == 0 else 1.0 if (index + tone.pitch) % 2 else -1.0
        pan = 0.5 * patch.spread * tone.width * side * character.uniform(0.4, 1.0)
        left += wave * np.float32(np.sqrt(1 - pan))
        right += wave * np.float32(np.sqrt(1 + pan))
    _blow(patch, tone, left, right, times, end)
    return np.stack([left, right])


def _rank(tone: Tone, hz: float, slope: float, even: float) -> Signal:
    """Wavetable of one pipe: [1, TABLE + 1]."""
    number = np.arange(1, max(2, min(40, int(tone.nyquist_hz / (hz * 1.01)) + 1)), dtype=np.float64)
    shape = number**-slope / np.sqrt(1 + (hz * number / 7000.0) ** 4)
    shape = np.where(number % 2 == 0, shape * even, shape)
    shape *= 0.5 / np.sqrt(np.sum(np.square(shape * k_weight(hz * number))))
    return wavetable(shape[None, :], np.pi * scatter(tone.character(f"phase {hz:.0f}"), len(number)))


def _blow(patch: PipeOrganPatch, tone: Tone, left: Signal, right: Signal, times: Values, end: Values) -> None:
    """Add the wind: a chiff while the pipe begins to speak, then a breath."""
    shape = shape_band(bin_hz(tone.sample_rate), max(200.0, tone.hz), min(9000.0, tone.hz * 10), 1.0)
    onset = np.exp(-times / patch.speech_seconds) * rise(times, 0.006)
    gain = draw((patch.chiff * onset + patch.wind * rise(times, 0.08)) * end, len(left))
    row = tone.stream("wind").integer(0, 1023)
    middle = noise(shape[None, :], len(left), row) * gain
    side = noise(shape[None, :], len(left), row + 331) * gain * np.float32(0.5 * tone.width)
    left += middle + side
    right += middle - side
