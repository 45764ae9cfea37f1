"""Finds the key of finished audio from the pitches it holds.

Knows nothing of scores or of what key was asked for. Errors on known material are in
docs/research/analysis.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timbre.audio.excerpt import LISTENING_RATE_HZ, Mono, frames

Chroma = NDArray[np.float64]

WINDOW = 16_384
HOP = 8_192
PITCH_RANGE_HZ = (55.0, 2_100.0)
A4_HZ = 440.0
TONICS = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
SHORTEST_SECONDS = 2.0
CONFIDENT = 0.03

MAJOR = (5.0, 2.0, 3.5, 2.0, 4.5, 4.0, 2.0, 4.5, 2.0, 3.5, 1.5, 4.0)
MINOR = (5.0, 2.0, 3.5, 4.5, 2.0, 4.0, 2.0, 4.5, 3.5, 2.0, 1.5, 4.0)
"""Temperley's revised profiles ("What's Key for Key?", Music Perception 17, 1999), tonic first."""


@dataclass(frozen=True)
class Key:
    """A key, and how far its correlation lies above that of the next best tonic."""

    name: str
    """`"A minor"`."""
    confidence: float


def estimate_key(mono: Mono) -> Key | None:
    """The most likely major or minor key of `mono` [t] at 22,050 Hz; None for silence, noise, or under two seconds."""
    if len(mono) < SHORTEST_SECONDS * LISTENING_RATE_HZ:
        return None
    chroma = chromagram(mono)
    if chroma is None:
        return None
    scores = {}
    for mode, profile in (("major", MAJOR), ("minor", MINOR)):
        for tonic, name in enumerate(TONICS):
            rotated = np.roll(np.asarray(profile), tonic)
            scores[f"{name} {mode}"] = float(np.corrcoef(chroma, rotated)[0, 1])
    ranked = sorted(scores, key=lambda key: -scores[key])
    return Key(ranked[0], scores[ranked[0]] - scores[ranked[1]])


def chromagram(mono: Mono) -> Chroma | None:
    """Mean strength of the twelve pitch classes [12] (C first), corrected for the tuning; None without pitch.

    Spectral peaks with parabolic interpolation, each frame by itself, square root of the magnitude (Gómez,
    "Tonal Description of Polyphonic Audio for Music Content Processing", INFORMS J. Computing 18, 2006).
    """
    pitches, weights, owners = _peaks(mono)
    if not len(pitches):
        return None
    angle = np.angle(np.sum(weights * np.exp(2j * np.pi * pitches)))
    tuned = pitches - angle / (2.0 * np.pi)
    nearest = np.rint(tuned)
    weights = weights * np.cos(np.pi * (tuned - nearest)) ** 2
    classes = nearest.astype(int) % 12
    table = np.zeros((int(owners.max()) + 1, 12))
    np.add.at(table, (owners, classes), weights)
    peak = table.max(axis=1, keepdims=True)
    chroma: Chroma = (table / np.maximum(peak, 1e-9) * np.sqrt(peak / peak.max())).mean(axis=0)
    return chroma


def _peaks(mono: Mono) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.int64]]:
    """Spectral peaks: pitch in semitones (MIDI, fractional), weight, and the frame each belongs to."""
    window = np.hanning(WINDOW).astype(np.float32)
    low, high = (int(hz * WINDOW / LISTENING_RATE_HZ) for hz in PITCH_RANGE_HZ)
    pitches, weights, owners = [], [], []
    for index, frame in enumerate(frames(mono, WINDOW, HOP)):
        spectrum = np.abs(np.fft.rfft(frame * window)[low - 1 : high + 2])
        top = float(spectrum.max())
        if top < 1e-3:
            continue
        centre = spectrum[1:-1]
        found = (
            np.flatnonzero((centre > spectrum[:-2]) & (centre >= spectrum[2:]) & (centre > top * 0.01)) + 1
        )
        levels = np.log(np.maximum(spectrum, 1e-9))
        left, middle, right = levels[found - 1], levels[found], levels[found + 1]
        offset = 0.5 * (left - right) / np.minimum(left - 2.0 * middle + right, -1e-9)
        hz = (found + low - 1 + offset) * LISTENING_RATE_HZ / WINDOW
        pitches.append(69.0 + 12.0 * np.log2(hz / A4_HZ))
        weights.append(np.sqrt(spectrum[found]))
        owners.append(np.full(len(found), index))
    if not pitches:
        return np.zeros(0), np.zeros(0), np.zeros(0, np.int64)
    return np.concatenate(pitches), np.concatenate(weights), np.concatenate(owners)
