"""What a single note sounds like, in numbers: attack, decay, brightness over time, partials, noise, vibrato.

Knows nothing of who rendered the note. Notes are [2, T] float arrays at SAMPLE_RATE; energies are summed over channels.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SAMPLE_RATE = 44100
PARTIALS = 12
_HOP = 110
"""2.5 ms."""
_FLOOR_DB = -60.0

Audio = NDArray[np.floating]


@dataclass(frozen=True)
class Measures:
    """One note. Values that a note is too short or too noisy for are NaN."""

    attack_ms: float
    """10 % to 90 % of the smoothed envelope's maximum."""
    after_300ms_db: float
    after_1s_db: float
    """Level 0.3 s and 1 s after the onset, relative to the maximum."""
    release_ms: float
    """Time from note-off until 30 dB less."""
    centroid_attack_hz: float
    centroid_300ms_hz: float
    centroid_1s_hz: float
    partials_db: tuple[float, ...]
    """Partials 1 … 12 relative to the strongest, 0.1 to 0.5 s after the onset."""
    odd_even_db: float
    inharmonicity: float
    """B of f_n = n·f_1·√(1 + B·n²)."""
    noise_db: float
    """Energy outside the partials, relative to the whole."""
    vibrato_hz: float
    vibrato_cents: float


def envelope(samples: Audio) -> NDArray[np.float64]:
    """RMS of [2, T] over 10 ms every 2.5 ms."""
    power = np.sum(np.square(samples, dtype=np.float64), axis=0)
    total = np.concatenate([[0.0], np.cumsum(power)])
    starts = np.arange(0, max(1, samples.shape[1] - 4 * _HOP), _HOP)
    ends = np.minimum(starts + 4 * _HOP, samples.shape[1])
    return np.asarray(np.sqrt((total[ends] - total[starts]) / (4 * _HOP)))


def onset(samples: Audio) -> int:
    """Frame at which the note first exceeds 2 % of its peak."""
    loud = np.abs(samples).max(axis=0)
    return int(np.argmax(loud > 0.02 * loud.max()))


def spectrum(samples: Audio, start: float, seconds: float) -> tuple[NDArray, NDArray]:
    """Frequencies and power of a Hann-windowed stretch of [2, T]."""
    first = int(start * SAMPLE_RATE)
    piece = samples[:, first : first + int(seconds * SAMPLE_RATE)].astype(np.float64)
    if piece.shape[1] < 64:
        return np.zeros(2), np.zeros(2)
    size = max(1 << 15, 1 << (piece.shape[1] - 1).bit_length())
    power = np.sum(np.abs(np.fft.rfft(piece * np.hanning(piece.shape[1]), size, axis=1)) ** 2, axis=0)
    return np.fft.rfftfreq(size, 1 / SAMPLE_RATE), power


def centroid(samples: Audio, start: float, seconds: float) -> float:
    """Centre of gravity of the amplitude spectrum in Hz, 40 Hz to 16 kHz; NaN for silence."""
    hz, power = spectrum(samples, start, seconds)
    near = (hz > 40) & (hz < 16000)
    size = np.sqrt(power[near])
    size = np.where(size > 1e-3 * size.max(initial=0.0), size, 0.0)
    return float(np.sum(hz[near] * size) / np.sum(size)) if np.sum(size) > 1e-9 else float("nan")


def peaks(hz: NDArray, power: NDArray, f0: float, count: int) -> tuple[NDArray, NDArray]:
    """Frequency and power of partials 1 … count, each sought where the ones before lead to expect it."""
    found_hz, found = np.zeros(count), np.zeros(count)
    stretch = 1.0
    for number in range(1, count + 1):
        centre = number * f0 * stretch
        half = min(0.3 * f0, max(0.03 * centre, 6.0))
        near = (hz > centre - half) & (hz < centre + half)
        if not near.any() or centre > 0.45 * SAMPLE_RATE:
            continue
        best = int(np.argmax(np.where(near, power, 0.0)))
        found_hz[number - 1], found[number - 1] = hz[best], power[best]
        if found[number - 1] > 1e-4 * found.max():
            stretch = 0.5 * stretch + 0.5 * hz[best] / (number * f0)
    return found_hz, found


def _inharmonicity(found_hz: NDArray, found: NDArray) -> float:
    number = np.arange(1, len(found) + 1)
    strong = (found > 1e-4 * found.max()) & (found_hz > 0)
    if strong.sum() < 4:
        return float("nan")
    y = np.square(found_hz[strong] / number[strong])
    slope, base = np.polyfit(np.square(number[strong]), y, 1, w=np.sqrt(number[strong]))
    return float(max(0.0, slope / base))


def _noise(hz: NDArray, power: NDArray, f0: float, b: float) -> float:
    audible = (hz > 40) & (hz < 16000)
    number = np.arange(1, int(16000 / f0) + 1)
    lines = number * f0 * np.sqrt(1 + (0.0 if np.isnan(b) else b) * number**2)
    place = np.searchsorted(lines, hz)
    below, above = lines[np.clip(place - 1, 0, None)], lines[np.clip(place, None, len(lines) - 1)]
    away = np.minimum(np.abs(hz - below), np.abs(hz - above))
    outside = audible & (away > np.maximum(10.0, 0.008 * hz)) & (away > 0.12 * f0)
    return float(10 * np.log10(power[outside].sum() / power[audible].sum() + 1e-9))


def _vibrato(samples: Audio, f0: float, seconds: float) -> tuple[float, float]:
    start, end = int(0.4 * SAMPLE_RATE), int(seconds * SAMPLE_RATE)
    if end - start < 0.8 * SAMPLE_RATE or samples.shape[1] < end:
        return float("nan"), float("nan")
    mono = samples[:, start:end].sum(axis=0).astype(np.float64)
    t = np.arange(len(mono)) / SAMPLE_RATE
    shifted = mono * np.exp(-2j * np.pi * f0 * t)
    width = int(SAMPLE_RATE / min(30.0, f0 / 2))
    smooth = np.convolve(shifted, np.hanning(width), "valid")[::441]
    turns = np.diff(np.unwrap(np.angle(smooth))) / (2 * np.pi) * 100
    cents = 1200 * np.log2(np.maximum(1 + turns / f0, 0.5))
    cents -= np.polyval(np.polyfit(np.arange(len(cents)), cents, 2), np.arange(len(cents)))
    sizes = np.abs(np.fft.rfft(cents * np.hanning(len(cents)), 1024))
    rates = np.fft.rfftfreq(1024, 0.01)
    near = (rates > 3.0) & (rates < 9.0)
    best = int(np.argmax(np.where(near, sizes, 0)))
    return float(rates[best]), float(4 * sizes[best] / len(cents))


def measure(samples: Audio, f0: float | None, gate_seconds: float) -> Measures:
    """All of it for one note [2, T] at pitch `f0` Hz (None for drums) held for `gate_seconds`."""
    samples = samples[:, onset(samples) :]
    level = envelope(samples)
    top = float(level.max())
    until = int(np.argmax(level > 0.9 * top))
    from_ = int(np.argmax(level > 0.1 * top))
    level_db = 20 * np.log10(np.maximum(level / top, 1e-4))

    def at(seconds: float) -> float:
        index = int(seconds * SAMPLE_RATE / _HOP)
        return float(level_db[index : index + 12].mean()) if index < len(level_db) else -80.0

    off = int(gate_seconds * SAMPLE_RATE / _HOP)
    released = (
        level_db[off:] < level_db[max(0, min(off, len(level_db)) - 1)] - 30 if off < len(level_db) else None
    )
    release = float(np.argmax(released)) * 2.5 if released is not None and released.any() else float("nan")
    odd_even = b = noise = float("nan")
    partials: tuple[float, ...] = ()
    rate, depth = float("nan"), float("nan")
    if f0 is not None:
        hz, power = spectrum(samples, 0.1, min(0.4, max(0.15, gate_seconds - 0.1)))
        found_hz, found = peaks(hz, power, f0, PARTIALS)
        partials = tuple(float(max(_FLOOR_DB, 10 * np.log10(value / found.max() + 1e-9))) for value in found)
        odd, even = found[0::2].sum(), found[1::2].sum()
        odd_even = float(np.clip(10 * np.log10((odd + 1e-12) / (even + 1e-12)), -40, 40))
        b = _inharmonicity(found_hz, found)
        noise = _noise(hz, power, found_hz[0] or f0, b)
        rate, depth = _vibrato(samples, found_hz[0] or f0, min(gate_seconds, samples.shape[1] / SAMPLE_RATE))
    long = gate_seconds > 1.2
    return Measures(
        attack_ms=(until - from_ + 1) * 2.5,
        after_300ms_db=at(0.3) if long else float("nan"),
        after_1s_db=at(1.0) if long else float("nan"),
        release_ms=release,
        centroid_attack_hz=centroid(samples, 0.0, 0.06),
        centroid_300ms_hz=centroid(samples, 0.2, 0.1),
        centroid_1s_hz=centroid(samples, 0.95, 0.1) if long else float("nan"),
        partials_db=partials,
        odd_even_db=odd_even,
        inharmonicity=b,
        noise_db=noise,
        vibrato_hz=rate,
        vibrato_cents=depth,
    )


def _apart(ours: float, theirs: float, unit: float, ratio: bool = False) -> float:
    if np.isnan(ours) or np.isnan(theirs):
        return float("nan")
    if ratio:
        return abs(float(np.log2(max(ours, 1e-6) / max(theirs, 1e-6)))) / unit
    return abs(ours - theirs) / unit


def distance(ours: Measures, theirs: Measures) -> float:
    """Mean of the differences of two notes, each in units of one clearly heard step, at most 3."""
    parts = [
        _apart(max(ours.attack_ms, 5.0), max(theirs.attack_ms, 5.0), 1.0, ratio=True),
        _apart(ours.after_300ms_db, theirs.after_300ms_db, 6.0),
        _apart(ours.after_1s_db, theirs.after_1s_db, 8.0),
        _apart(ours.centroid_attack_hz, theirs.centroid_attack_hz, 0.5, ratio=True),
        _apart(ours.centroid_300ms_hz, theirs.centroid_300ms_hz, 0.5, ratio=True),
        _apart(ours.centroid_1s_hz, theirs.centroid_1s_hz, 0.6, ratio=True),
        _apart(ours.noise_db, theirs.noise_db, 12.0),
    ]
    if ours.partials_db and theirs.partials_db:
        a = np.maximum(np.array(ours.partials_db), -50.0)
        b = np.maximum(np.array(theirs.partials_db), -50.0)
        parts.append(float(np.sqrt(np.mean((a - b) ** 2))) / 10.0)
        if ours.vibrato_cents > 4 or theirs.vibrato_cents > 4:
            parts.append(_apart(ours.vibrato_cents, theirs.vibrato_cents, 15.0))
    known = [min(3.0, value) for value in parts if not np.isnan(value)]
    return float(np.mean(known))
