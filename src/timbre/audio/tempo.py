"""Finds the tempo of finished audio from its onsets.

Knows nothing of scores or of what tempo was asked for. Errors on known material are in
docs/research/analysis.md.
"""

from __future__ import annotations

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
STEPS_PER_OCTAVE = 120
PREFERRED_BPM = 115.0
SHORTEST_SECONDS = 4.0
WEAKEST_ONSET = 1.5
"""Natural log units, summed over bands: a held tone stays far below, the softest strings far above."""
CONFIDENT = 0.15

BEATS = (0.25, 1 / 3, 0.5, 2 / 3, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0)
"""Distances, in beats of a candidate tempo, at which the onsets are compared with themselves."""
RATES = (0.25, 1 / 3, 0.5, 2 / 3, 0.75, 1.0, 1.5, 2.0, 3.0, 4.0)
"""Pulses per beat whose strength in the onsets' spectrum is looked up."""
BEAT_WEIGHTS = (-1.73, -0.28, 0.59, -0.07, -0.06, 0.74, -0.66, -0.17, 1.02, 6.3, 1.16, 2.23)
RATE_WEIGHTS = (0.65, 6.84, 1.3, 2.0, 2.81, -0.29, -1.44, 1.52, 2.74, 7.32)
PREFERENCE_WEIGHT = -0.98
"""Fitted by scripts/fit_tempo.py; how well they do on what they were not fitted to is in the research page."""


@dataclass(frozen=True)
class Tempo:
    """A tempo and how much of the onsets' energy repeats at its beat and bar (0..1)."""

    bpm: float
    confidence: float


def estimate_tempo(mono: Mono) -> Tempo | None:
    """The most likely tempo of `mono` [t] at 22,050 Hz; None for silence, or less than four seconds.

    Every tempo is scored by how the onsets repeat at its beats and bars (autocorrelation) and by the pulses in their
    spectrum, which together tell a beat from its half, its double and its dotted cousins; the best one is then made
    exact from the phase of its pulse over the whole excerpt.
    """
    if len(mono) < SHORTEST_SECONDS * LISTENING_RATE_HZ:
        return None
    strength = onset_strength(mono)
    bpms = candidates_bpm()
    evidence = beat_evidence(strength, bpms)
    if evidence is None:
        return None
    weights = np.array([*BEAT_WEIGHTS, *RATE_WEIGHTS, PREFERENCE_WEIGHT])
    best = int(np.argmax(weights @ evidence))
    repeats = evidence[[BEATS.index(beats) for beats in (1.0, 2.0, 4.0)], best]
    return Tempo(_refined(strength, float(bpms[best])), float(np.clip(repeats.mean(), 0.0, 1.0)))


def candidates_bpm() -> Curve:
    """Tempos worth a look, evenly spaced in octaves."""
    low, high = np.log2(TEMPO_RANGE_BPM)
    return np.asarray(np.exp2(np.arange(low, high, 1.0 / STEPS_PER_OCTAVE)))


def beat_evidence(strength: Curve, bpms: Curve) -> Curve | None:
    """What speaks for each tempo, [23, len(bpms)]: BEATS, RATES, preference; None without any onset."""
    correlation = _autocorrelation(strength)
    if correlation is None:
        return None
    lags, at = 60.0 * FRAMES_PER_SECOND / bpms, np.arange(len(correlation))
    repeats = [np.interp(beats * lags, at, correlation, right=0.0) for beats in BEATS]
    size = 1 << 17
    spectrum = np.abs(np.fft.rfft(strength * np.hanning(len(strength)), max(size, len(strength))))
    hz = np.arange(len(spectrum)) * FRAMES_PER_SECOND / max(size, len(strength))
    loudest = max(float(spectrum[(hz > 0.5) & (hz < 16.0)].max()), 1e-12)
    pulses = [np.interp(bpms / 60.0 * rate, hz, spectrum) / loudest for rate in RATES]
    return np.array([*repeats, *pulses, np.log2(bpms / PREFERRED_BPM) ** 2])


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
    if strength.max(initial=0.0) < WEAKEST_ONSET:
        return np.zeros(len(bands))
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
