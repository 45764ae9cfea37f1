"""Finds the tempo of finished audio from its onsets.

Knows nothing of scores or of what tempo was asked for. Errors on known material are in
docs/research/analysis.md.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timbre.audio.excerpt import LISTENING_RATE_HZ, Mono, frames

Curve = NDArray[np.float64]

WINDOW = 1024
HOP = 256
FRAMES_PER_SECOND = LISTENING_RATE_HZ / HOP
BANDS = 36
BAND_RANGE_HZ = (35.0, 10_000.0)
TEMPO_RANGE_BPM = (40.0, 240.0)
PREFERRED_BPM = 112.0
PREFERENCE_OCTAVES = 0.75
SHORTEST_SECONDS = 4.0
CONFIDENT = 0.12


@dataclass(frozen=True)
class Tempo:
    """A tempo and how much of the onsets' energy repeats at its beat (0..1)."""

    bpm: float
    confidence: float


def estimate_tempo(mono: Mono) -> Tempo | None:
    """The most likely tempo of `mono` [t] at 22,050 Hz; None for silence, or less than four seconds.

    Onset strength, its autocorrelation summed over multiples of the beat, and a log-normal preference for
    tempos people tap to (after Ellis, "Beat Tracking by Dynamic Programming", JNMR 36, 2007); then the exact
    value from the phase-coherent pulse over the whole excerpt.
    """
    if len(mono) < SHORTEST_SECONDS * LISTENING_RATE_HZ:
        return None
    strength = onset_strength(mono)
    correlation = _autocorrelation(strength)
    if correlation is None:
        return None
    bpms = np.exp2(np.arange(math.log2(TEMPO_RANGE_BPM[0]), math.log2(TEMPO_RANGE_BPM[1]), 1.0 / 240.0))
    salience = _salience(correlation, bpms)
    preference = np.exp(-0.5 * (np.log2(bpms / PREFERRED_BPM) / PREFERENCE_OCTAVES) ** 2)
    best = int(np.argmax(salience * preference))
    return Tempo(_refined(strength, float(bpms[best])), float(np.clip(salience[best], 0.0, 1.0)))


def onset_strength(mono: Mono) -> Curve:
    """How strongly something begins, per frame of 11.6 ms, zero mean.

    Spectral flux over log-spaced bands of the log spectrum with vibrato suppression by a maximum over
    neighbouring bands (Böck and Widmer, "Maximum Filter Vibrato Suppression for Onset Detection", DAFx 2013).
    """
    spectra = [np.abs(np.fft.rfft(part * _WINDOW)) for part in _batches(frames(mono, WINDOW, HOP))]
    bands = np.concatenate(spectra) @ _band_matrix()
    loudest = float(bands.max(initial=0.0))
    if loudest <= 1e-6:
        return np.zeros(len(bands))
    level = np.log1p(1000.0 * bands / loudest)
    before = np.maximum(level, np.maximum(_shifted(level, 1), _shifted(level, -1)))[:-2]
    flux = np.maximum(level[2:] - before, 0.0).sum(axis=1).astype(np.float64)
    flux = np.concatenate([[0.0, 0.0], flux])
    around = _moving_mean(flux, round(0.8 * FRAMES_PER_SECOND))
    strength = np.maximum(flux - around, 0.0)
    return np.asarray(strength - strength.mean())


_WINDOW = np.hanning(WINDOW + 1)[:-1].astype(np.float32)


def _batches(windows: Mono) -> list[Mono]:
    return [windows[start : start + 256] for start in range(0, len(windows), 256)]


def _band_matrix() -> Mono:
    """Triangular, log-spaced bands [bins, BANDS], each with unit sum."""
    edges = np.geomspace(*BAND_RANGE_HZ, BANDS + 2)
    bins = np.fft.rfftfreq(WINDOW, 1.0 / LISTENING_RATE_HZ)[:, None]
    rising = (bins - edges[:-2]) / np.maximum(edges[1:-1] - edges[:-2], 21.5)
    falling = (edges[2:] - bins) / np.maximum(edges[2:] - edges[1:-1], 21.5)
    shape = np.maximum(np.minimum(rising, falling), 0.0)
    matrix: Mono = (shape / np.maximum(shape.sum(axis=0), 1e-9)).astype(np.float32)
    return matrix


def _shifted(level: Mono, by: int) -> Mono:
    """Each band's neighbour; the outermost is its own."""
    rolled = np.roll(level, by, axis=1)
    edge = 0 if by > 0 else -1
    rolled[:, edge] = level[:, edge]
    return rolled


def _moving_mean(values: Curve, reach: int) -> Curve:
    total = np.concatenate([[0.0], np.cumsum(values)])
    at = np.arange(len(values))
    low, high = np.maximum(at - reach, 0), np.minimum(at + reach + 1, len(values))
    return np.asarray((total[high] - total[low]) / (high - low))


def _autocorrelation(strength: Curve) -> Curve | None:
    """Unbiased autocorrelation, 1 at lag zero; None without any onset."""
    length = len(strength)
    power = np.abs(np.fft.rfft(strength, 2 * length)) ** 2
    raw = np.fft.irfft(power)[:length]
    if raw[0] <= 1e-9:
        return None
    usable = int(length * 0.75)
    return np.asarray(raw[:usable] / raw[0] * length / (length - np.arange(usable)))


def _salience(correlation: Curve, bpms: Curve) -> Curve:
    """Mean correlation at one to four beats, for each tempo."""
    lags = 60.0 * FRAMES_PER_SECOND / bpms
    total, weight = np.zeros(len(bpms)), np.zeros(len(bpms))
    at = np.arange(len(correlation))
    for beats, share in ((1, 1.0), (2, 0.8), (3, 0.5), (4, 0.8)):
        reachable = beats * lags < len(correlation) - 1
        total += share * reachable * np.interp(beats * lags, at, correlation)
        weight += share * reachable
    return np.asarray(total / np.maximum(weight, 1.0))


def _refined(strength: Curve, bpm: float) -> float:
    """`bpm` made exact: the nearby pulse whose first harmonics agree best with the onsets in phase and rate."""
    at = np.arange(len(strength)) / FRAMES_PER_SECOND
    window = strength * np.hanning(len(strength))
    for span, steps in ((0.02, 33), (0.02 / 16, 17)):
        candidates = bpm * (1.0 + np.linspace(-span, span, steps))
        phases = np.exp(-2j * np.pi * np.outer(candidates / 60.0, at))
        power = sum(np.abs((phases**harmonic) @ window) for harmonic in (1, 2, 4))
        bpm = float(candidates[int(np.argmax(power))])
    return bpm
