"""What a meter says of one mastered piece: loudness, peaks, range, spectrum, stereo, onsets; and what was asked of it.

Used by measure_styles.py; knows nothing of windows or tables.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import numpy as np

from timbre.audio import key_finding, tempo
from timbre.audio.excerpt import ending, excerpt
from timbre.audio.loudness import LoudnessMeter
from timbre.audio.mastering import master
from timbre.audio.true_peak import true_peak_dbtp
from timbre.engines.composer import create
from timbre.engines.composer.style import load_style
from timbre.model.brief import Brief
from timbre.model.clip import Samples
from timbre.model.events import AudioChunk, Finished, PieceFacts
from timbre.model.request import GenerationRequest
from timbre.model.text import counted
from timbre.theory.metre import parse_metre

RATE = 44_100
BANDS_HZ = {
    "sub": (20.0, 60.0),
    "bass": (60.0, 250.0),
    "low_mid": (250.0, 600.0),
    "mid": (600.0, 2000.0),
    "presence": (2000.0, 6000.0),
    "air": (6000.0, 16000.0),
}
NAMES = ("C", "C#", "D", "Eb", "E", "F", "F#", "G", "Ab", "A", "Bb", "B")
MINOR_THIRD = ("minor", "dorian", "phrygian", "locrian", "harmonic minor", "melodic minor", "blues")


@dataclass(frozen=True)
class Asked:
    """A piece as it is asked for; tempo and key are drawn, so that nothing can be known from the style."""

    style: str
    seed: int
    bpm: float
    key: str
    seconds: float = 30.0


@dataclass(frozen=True)
class Heard:
    """What came out. Levels in dB, densities per second; `tempo` and `key` say how they compare with what was asked."""

    lufs: float
    target_lufs: float
    true_peak_dbtp: float
    crest_db: float
    range_lu: float
    bands_db: dict[str, float]
    correlation: float
    onsets: float
    tempo: str
    key: str
    limited_db: float
    score: float | None


def draw(style: str, seed: int) -> Asked:
    """A tempo in the style's range and a key in one of its modes."""
    rng = random.Random(f"{style} {seed}")
    table = load_style(style)
    mode = rng.choices(list(table.modes), weights=list(table.modes.values()))[0]
    bpm = float(round(rng.uniform(table.tempo.low, table.tempo.high)))
    return Asked(style, seed, bpm, f"{rng.choice(NAMES)} {mode}")


def make(asked: Asked) -> tuple[Samples, float, PieceFacts]:
    """The mastered piece [2, T], the most its limiter took off, and the composer's facts."""
    brief = Brief(style=asked.style, bpm=asked.bpm, key=asked.key)
    request = GenerationRequest(prompt=asked.style, brief=brief, seed=asked.seed, seconds=asked.seconds)
    chunks, facts = [], PieceFacts()
    for event in create().generate(request, lambda: False):
        if isinstance(event, AudioChunk):
            chunks.append(event.samples)
        elif isinstance(event, Finished):
            facts = event.facts
    made = master(np.concatenate(chunks, axis=1), RATE, facts.master, facts.target_lufs, facts.tilt_db)
    return made.samples, made.limited_db, facts


def listen(asked: Asked) -> Heard:
    """Make a piece and measure it."""
    samples, limited_db, facts = make(asked)
    meter = LoudnessMeter(2, RATE)
    meter.push(samples)
    slots = meter.slots()
    lufs = meter.integrated_lufs() or -70.0
    rms = math.sqrt(float(np.mean(np.square(samples, dtype=np.float64))))
    heard = excerpt(samples, RATE)
    pulse = tempo.estimate_tempo(heard)
    found = key_finding.estimate_key(np.concatenate([heard, ending(samples, RATE)]))
    score = facts.details.get("critic")
    return Heard(
        lufs=lufs,
        target_lufs=facts.target_lufs or -14.0,
        true_peak_dbtp=true_peak_dbtp(samples, RATE),
        crest_db=20 * math.log10(float(np.abs(samples).max()) / max(rms, 1e-9)),
        range_lu=loudness_range(slots),
        bands_db=bands(samples),
        correlation=float(np.corrcoef(samples)[0, 1]),
        onsets=onset_density(heard, asked.seconds),
        tempo=tempo_relation(None if pulse is None else pulse.bpm, asked.bpm, facts.metre or "4/4"),
        key="none" if found is None else key_relation(found.name, asked.key),
        limited_db=limited_db,
        score=float(score) if isinstance(score, int | float | str) and score != "" else None,
    )


def loudness_range(slots: np.ndarray) -> float:
    """Loudness range in LU after EBU Tech 3342: 3 s windows each 0.1 s, gates at −70 LUFS and 20 LU below the mean."""
    width = 300
    if len(slots) <= width:
        return 0.0
    sums = np.concatenate([[0.0], np.cumsum(slots)])
    windows = ((sums[width:] - sums[:-width]) / width)[::10]
    levels = -0.691 + 10 * np.log10(np.maximum(windows, 1e-12))
    levels = levels[levels > -70]
    if not len(levels):
        return 0.0
    gate = 10 * math.log10(float(np.mean(10 ** (levels / 10)))) - 20
    low, high = np.percentile(levels[levels > gate], [10, 95])
    return float(high - low)


def bands(samples: Samples) -> dict[str, float]:
    """Energy of each of BANDS_HZ in dB against the whole (mid signal and side signal together)."""
    size = 8192
    power = np.zeros(size // 2 + 1)
    window = np.hanning(size)
    for channel in samples:
        for start in range(0, samples.shape[1] - size, size):
            power += np.abs(np.fft.rfft(channel[start : start + size] * window)) ** 2
    hz = np.fft.rfftfreq(size, 1 / RATE)
    whole = float(power[(hz >= 20) & (hz < 16000)].sum())
    return {
        name: 10 * math.log10(max(float(power[(hz >= low) & (hz < high)].sum()) / whole, 1e-12))
        for name, (low, high) in BANDS_HZ.items()
    }


def onset_density(mono: np.ndarray, seconds: float) -> float:
    """Onsets a second: peaks of the spectral flux above a fifth of the strongest, 50 ms apart."""
    strength = tempo.onset_strength(mono)
    if not len(strength) or strength.max() <= 0:
        return 0.0
    floor, last, count = 0.2 * float(np.percentile(strength, 99.5)), -9, 0
    for at in range(1, len(strength) - 1):
        peak = strength[at] > floor and strength[at - 1] <= strength[at] > strength[at + 1]
        if peak and at - last >= 4:
            count, last = count + 1, at
    return count / min(seconds, len(mono) / 22_050)


def tempo_relation(heard_bpm: float | None, asked_bpm: float, metre: str) -> str:
    """`same`, `octave` (double or half, in compound metres also threes), `other`, or `none`."""
    if heard_bpm is None:
        return "none"
    if abs(heard_bpm / asked_bpm - 1) <= 0.04:
        return "same"
    allowed = ("double time", "half time", *(["triplet time"] if parse_metre(metre).is_compound else []))
    return "octave" if counted(heard_bpm, asked_bpm, 0.04) in allowed else "other"


def key_relation(found: str, asked: str) -> str:
    """`same`, `relative`, `parallel`, `fifth` or `other`.

    Modes count by their third; blues, which has both, by its tonic.
    """
    (tonic, minor), (wanted, wanted_minor) = _split(found), _split(asked)
    if tonic == wanted and asked.endswith("blues"):
        return "same"
    if tonic == wanted:
        return "same" if minor == wanted_minor else "parallel"
    if minor != wanted_minor and (tonic - wanted) % 12 == (3 if wanted_minor else 9):
        return "relative"
    return "fifth" if (tonic - wanted) % 12 in (5, 7) else "other"


def _split(key: str) -> tuple[int, bool]:
    tonic, _, mode = key.partition(" ")
    flat = {"Db": "C#", "D#": "Eb", "Gb": "F#", "G#": "Ab", "A#": "Bb"}
    return NAMES.index(flat.get(tonic, tonic)), mode in MINOR_THIRD
