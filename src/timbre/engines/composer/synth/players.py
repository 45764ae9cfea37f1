"""One player or a section holding a note: vibrato, drift, scoop, pan, each player a little apart.

Knows nothing of spectra: it reads the wavetables it is given.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.envelopes import HOP, control_times, draw, rise
from timbre.engines.composer.synth.oscillators import scan, slide, walk
from timbre.engines.composer.synth.tone import Signal, Tone, Values, scatter

_PULSE_LAG = 1.1
"""Radians by which vibrato's loudness follows its pitch."""
_SLUR_CENTS, _SLUR_SECONDS = 130.0, 0.014
"""Where a slurred note's pitch comes from, and how fast: it has arrived after about 30 ms."""


@dataclass(frozen=True)
class Section:
    """How one or several players hold a note."""

    players: int = 1
    detune_cents: float = 5.0
    """Players sit within ± this of the note (a single player is in tune)."""
    vibrato_cents: float = 0.0
    vibrato_hz: float = 5.5
    vibrato_delay_seconds: float = 0.35
    vibrato_level: float = 0.0
    """Depth of the loudness that goes with vibrato."""
    scoop_cents: float = 0.0
    """Where the pitch comes from, relative to the note."""
    scoop_seconds: float = 0.05
    unsteady_cents: float = 0.0
    """How far the pitch strays at the onset, before the tone has settled."""
    unsteady_seconds: float = 0.03
    drift_cents: float = 1.4
    spread: float = 0.7
    """How wide the players sit."""
    onset_seconds: float = 0.0
    """How far apart they start."""
    vibrato_places: float = 0.0
    """How far vibrato moves a single player between neighbouring tables."""


def wander(tone: Tone, purpose: str, count: int, every: int = 48) -> Values:
    """A slow random curve at control rate, about ±1, smooth."""
    needed = count // every + 4
    points = scatter(tone.stream(purpose), 3 * needed).reshape(3, needed).sum(axis=0) * 0.5
    place = np.arange(count) / every
    index = place.astype(int)
    part = 0.5 - 0.5 * np.cos(np.pi * (place - index))
    return np.asarray(points[index] * (1 - part) + points[index + 1] * part)


def play(
    section: Section,
    tone: Tone,
    tables: Signal,
    mix: Values,
    amplitude: Values,
    frames: int,
    shimmer: Signal | None = None,
) -> Signal:
    """Sound `tables` [F, TABLE + 1] by every player with control-rate `amplitude` [M]: [2, frames].

    `mix` is either weights [F, M], or the place [M] between neighbouring tables (0 … F − 1). `shimmer` [TABLE + 1] is
    added in step with the vibrato, with weights only: how the spectrum changes as harmonics cross resonances.
    """
    times = control_times(frames, tone.sample_rate)
    left, right = np.zeros(frames, dtype=np.float32), np.zeros(frames, dtype=np.float32)
    shares = _shares(section.players)
    if shimmer is not None:
        tables = np.concatenate([tables, shimmer[None, :]])
    place = draw(mix, frames) if mix.ndim == 1 else None
    for player, share in enumerate(shares):
        stream = tone.stream(f"player {player}")
        cents, swing, pulse = _bend(section, tone, player, times)
        late = int(stream.uniform(0.0, section.onset_seconds) * tone.sample_rate / HOP) if player else 0
        level = np.concatenate([np.zeros(late), amplitude[: len(times) - late]]) if late else amplitude
        level = (
            level
            * (1.0 + section.vibrato_level * pulse)
            * (1.0 + 0.06 * wander(tone, f"level {player}", len(times)))
        )
        level = level * share
        points = walk(tone.hz, cents, tone.sample_rate, stream.uniform() if section.players > 1 else 0.0)
        if place is not None:
            if section.vibrato_places and section.players == 1:
                place = draw(np.clip(mix + section.vibrato_places * pulse, 0.0, len(tables) - 1.0), frames)
            wave = slide(tables, points, frames, place)
            wave *= draw(level, frames)
        else:
            weights = level * mix
            if shimmer is not None:
                weights = np.concatenate([weights, (weights[-1] * swing)[None, :]])
            wave = scan(tables, points, frames, weights)
        if section.players == 1:
            return np.stack([wave, wave])
        pan = -_offsets(section.players)[player] * section.spread * tone.width
        left += wave * np.float32(np.sqrt(1 - pan))
        wave *= np.float32(np.sqrt(1 + pan))
        right += wave
    return np.stack([left, right])


def _shares(players: int) -> Values:
    """Levels of the players, the first a little in front, their energies adding up to 1."""
    levels = np.array([1.45] + [1.0] * (players - 1))
    return np.asarray(levels / np.sqrt(np.sum(levels**2)))


def _offsets(players: int) -> Values:
    """Where the players are around the pitch, −1..1, the one in front near the middle, their energy centred on 0.

    Mirrored, it is also where they sit from left to right.
    """
    if players == 1:
        return np.zeros(1)
    spread = np.linspace(-1.0, 1.0, players)
    order = np.argsort(np.abs(spread), kind="stable")
    offsets = spread[order]
    return np.asarray(offsets - np.sum(offsets * _shares(players) ** 2))


def _bend(section: Section, tone: Tone, player: int, times: Values) -> tuple[Values, Values, Values]:
    """Cents away from the note, vibrato's swing (−1..1), and the pulse of breath or bow a little behind it."""
    stream = tone.stream(f"bend {player}")
    several = section.players > 1
    cents = np.full(len(times), _offsets(section.players)[player] * section.detune_cents)
    cents += section.drift_cents * wander(tone, f"drift {player}", len(times))
    if section.unsteady_cents:
        early = int(np.searchsorted(times, 6 * section.unsteady_seconds))
        astray = section.unsteady_cents * wander(tone, f"onset {player}", early, 5)
        cents[:early] += astray * np.exp(-times[:early] / section.unsteady_seconds)
    swing = pulse = np.zeros(len(times))
    if section.vibrato_cents > 0 or section.vibrato_level > 0:
        rate = (
            section.vibrato_hz
            * stream.uniform(0.94, 1.06)
            * (1 + 0.04 * wander(tone, f"rate {player}", len(times)))
        )
        delay = section.vibrato_delay_seconds * (0.5 if several else 1.0) * stream.uniform(0.85, 1.15)
        depth = rise(np.maximum(times - delay, 0.0), 0.5)
        if tone.articulation == "legato":
            depth = 0.35 + 0.65 * rise(np.maximum(times - 0.5 * delay, 0.0), 0.5)
        angle = 2 * np.pi * (np.cumsum(rate) * (times[1] - times[0]) + (stream.uniform() if several else 0.0))
        swing, pulse = depth * np.sin(angle), depth * np.sin(angle - _PULSE_LAG)
        cents += section.vibrato_cents * (0.75 + 0.4 * tone.strength) * swing
    if tone.articulation == "slide":
        cents += -200.0 * np.exp(-times / 0.045) * (times < 0.6)
    elif tone.articulation == "legato":
        cents -= tone.slur * _SLUR_CENTS * np.exp(-times / _SLUR_SECONDS)
    elif section.scoop_cents:
        cents += section.scoop_cents * (0.6 + 0.8 * stream.uniform()) * np.exp(-times / section.scoop_seconds)
    return cents, swing, pulse
