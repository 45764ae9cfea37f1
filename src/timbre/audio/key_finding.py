"""Finds the key of finished audio from the pitches it holds.

Knows nothing of scores or of what key was asked for. Errors on known material are in
docs/research/analysis.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timbre.audio.excerpt import LISTENING_RATE_HZ, Mono, frames

WINDOW = 8_192
HOP = 4_096
PITCH_RANGE_HZ = (50.0, 2_100.0)
A4_HZ = 440.0
TONICS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
SHORTEST_SECONDS = 2.0
CONFIDENT = 0.03

OVERTONES = 4
OVERTONE_DECAY = 0.7
"""A peak also speaks, ever less, for the tones whose second to fourth partial it may be."""
LOWEST_PITCH = 28
BASS_BELOW_PITCH = 56
BASS_WEIGHT = 0.1
ENDING_WEIGHT = 0.4
ENDING_FRAMES = 8
"""The last 1.5 seconds that sound: where a piece really ends, it ends on its tonic."""

MAJOR = (5.0, 0.0, 2.0, 0.0, 4.0, 2.0, 0.0, 4.0, 0.0, 2.0, 0.0, 2.0)
MINOR = (5.0, 0.0, 2.0, 4.0, 0.0, 2.0, 0.0, 4.0, 2.0, 0.5, 2.0, 0.5)
"""Scale degrees by stability, tonic first (after Lerdahl's basic space, "Tonal Pitch Space", 2001): tonic, fifth,
third, the rest of the scale, all else. Minor allows the raised sixth and seventh a little."""

Table = NDArray[np.float64]


@dataclass(frozen=True)
class Key:
    """A key, and how far its score lies above that of the best key on another tonic."""

    name: str
    """`"A minor"`."""
    confidence: float


@dataclass(frozen=True)
class Pitches:
    """What sounds when: strength of pitch classes (C first) and of those in the bass [frames, 12], levels [frames]."""

    classes: Table
    bass: Table
    levels: Table


def estimate_key(mono: Mono) -> Key | None:
    """The most likely major or minor key of `mono` [t] at 22,050 Hz; None for silence, noise, or under two seconds.

    Correlates the pitch classes with a profile for each key (Krumhansl and Schmuckler's method), and adds what the
    bass and the ending say about the tonic.
    """
    if len(mono) < SHORTEST_SECONDS * LISTENING_RATE_HZ:
        return None
    pitches = find_pitches(mono)
    if pitches is None:
        return None
    chroma = _normalised(_mean_shape(pitches.classes, pitches.levels))
    tonic_hints = BASS_WEIGHT * _relative(_mean_shape(pitches.bass, np.ones(len(pitches.bass))))
    tonic_hints = tonic_hints + ENDING_WEIGHT * _ending(pitches)
    scores = np.empty((2, 12))
    for mode, profile in enumerate((MAJOR, MINOR)):
        for tonic in range(12):
            scores[mode, tonic] = chroma @ np.roll(_normalised(np.array(profile)), tonic) + tonic_hints[tonic]
    mode, tonic = divmod(int(np.argmax(scores)), 12)
    others = np.delete(scores, tonic, axis=1)
    return Key(f"{TONICS[tonic]} {('major', 'minor')[mode]}", float(scores[mode, tonic] - others.max()))


def find_pitches(mono: Mono) -> Pitches | None:
    """Pitch classes over time, corrected for the tuning of the whole; None without pitch.

    Spectral peaks with parabolic interpolation and overtone weighting (Gómez, "Tonal Description of Polyphonic Audio
    for Music Content Processing", INFORMS Journal on Computing 18, 2006).
    """
    found = [_peaks(frame) for frame in frames(mono, WINDOW, HOP)]
    pitches = np.concatenate([pitches for pitches, _ in found])
    if not len(pitches):
        return None
    magnitudes = np.concatenate([magnitudes for _, magnitudes in found])
    owners = np.repeat(np.arange(len(found)), [len(pitches) for pitches, _ in found])
    strengths = np.sqrt(magnitudes)
    tuning = float(np.angle(np.sum(strengths * np.exp(2j * np.pi * pitches)))) / (2.0 * np.pi)
    tuned = pitches - tuning
    classes = np.zeros((len(found), 12))
    for overtone in range(1, OVERTONES + 1):
        heard = strengths * OVERTONE_DECAY ** (overtone - 1)
        classes += _classes(owners, tuned - 12.0 * np.log2(overtone), heard, len(found))
    low = tuned < BASS_BELOW_PITCH
    bass = _classes(owners[low], tuned[low], strengths[low], len(found))
    levels = np.sqrt(np.bincount(owners, magnitudes**2, len(found)))
    return Pitches(classes, bass, levels)


def _classes(owners: NDArray[np.intp], pitches: Table, strengths: Table, count: int) -> Table:
    """Strength of each pitch class in each of `count` frames [count, 12], less for what lies between two."""
    nearest = np.rint(pitches)
    share = strengths * np.cos(np.pi * (pitches - nearest)) ** 2 * (nearest > LOWEST_PITCH)
    flat = np.bincount(owners * 12 + nearest.astype(np.intp) % 12, share, count * 12)
    return np.asarray(flat.reshape(count, 12), np.float64)


_WINDOW = np.hanning(WINDOW).astype(np.float32)


def _peaks(frame: Mono) -> tuple[Table, Table]:
    """Spectral peaks of one frame: pitch in semitones (MIDI, fractional) and magnitude."""
    low, high = (int(hz * WINDOW / LISTENING_RATE_HZ) for hz in PITCH_RANGE_HZ)
    spectrum = np.abs(np.fft.rfft(frame * _WINDOW)[low - 1 : high + 2]).astype(np.float64)
    top = float(spectrum.max())
    if top < 1e-3:
        return np.zeros(0), np.zeros(0)
    centre = spectrum[1:-1]
    at = np.flatnonzero((centre > spectrum[:-2]) & (centre >= spectrum[2:]) & (centre > top * 0.01)) + 1
    levels = np.log(np.maximum(spectrum, 1e-9))
    left, middle, right = levels[at - 1], levels[at], levels[at + 1]
    offset = 0.5 * (left - right) / np.minimum(left - 2.0 * middle + right, -1e-9)
    hz = (at + low - 1 + offset) * LISTENING_RATE_HZ / WINDOW
    return np.asarray(69.0 + 12.0 * np.log2(hz / A4_HZ)), spectrum[at]


def _mean_shape(table: Table, levels: Table) -> Table:
    """Mean over frames of their shape, a frame counting by the square root of its level; quiet ones not at all."""
    loudest = levels.max()
    share = np.where(levels > 0.02 * loudest, np.sqrt(levels / loudest), 0.0)
    return np.asarray(
        (table / np.maximum(table.max(axis=1, keepdims=True), 1e-9) * share[:, None]).mean(axis=0)
    )


def _ending(pitches: Pitches) -> Table:
    """Pitch classes of the final chord and its bass (0..1); nothing where the music is cut off or fades in mid-flow."""
    sounding = np.flatnonzero(pitches.levels > 0.02 * pitches.levels.max())
    last = int(sounding[-1]) + 1
    if pitches.levels[max(0, last - 3) : last].min() > 0.25 * float(np.median(pitches.levels[sounding])):
        return np.zeros(12)
    final = slice(max(0, last - ENDING_FRAMES), last)
    return 0.5 * (_relative(pitches.classes[final].sum(axis=0)) + _relative(pitches.bass[final].sum(axis=0)))


def _normalised(values: Table) -> Table:
    """Zero mean and unit length, so that a product is a correlation."""
    centred = values - values.mean()
    return np.asarray(centred / max(float(np.linalg.norm(centred)), 1e-9))


def _relative(values: Table) -> Table:
    return np.asarray(values / max(float(values.max()), 1e-9))
