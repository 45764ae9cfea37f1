"""How the notes of small fonts are heard."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from timbre.engines.composer.soundfont.font import SoundFont
from timbre.engines.composer.soundfont.sampler import Sampler, Stroke

RATE = 44_100
Opened = Callable[[bytes], SoundFont]


def play(
    font: SoundFont,
    pitch: int = 69,
    velocity: int = 127,
    seconds: float = 1.0,
    articulation: str = "",
    *,
    rate: int = RATE,
    program: int = 0,
) -> np.ndarray:
    """One note of the font: [2, T]."""
    preset = font.preset(0, program)
    assert preset is not None
    return Sampler(font).render(preset, Stroke(pitch, velocity, seconds, articulation, 0), rate)


def frequency(sound: np.ndarray, rate: int = RATE) -> float:
    """The strongest frequency in [T], to a fraction of a cent."""
    size = 1 << 18
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), size))
    at = int(np.argmax(spectrum))
    low, mid, high = np.log(spectrum[at - 1 : at + 2])
    return (at + 0.5 * (low - high) / (low - 2 * mid + high)) * rate / size


def cents(one: float, other: float) -> float:
    """From one frequency to the other."""
    return float(1200 * np.log2(other / one))


def level_at(sound: np.ndarray, seconds: float, rate: int = RATE) -> float:
    """RMS of 10 ms around a time."""
    at, half = round(seconds * rate), round(0.005 * rate)
    return float(np.sqrt(np.mean(np.square(sound[max(0, at - half) : at + half]))))
