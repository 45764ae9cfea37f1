"""Signals with known properties, for the tests of this folder."""

from __future__ import annotations

import numpy as np

from timbre.audio.blocks import from_db
from timbre.model.clip import Samples


def sine(
    hz: float, seconds: float, level_dbfs: float, sample_rate: int = 44_100, channels: int = 2
) -> Samples:
    """A sine of `level_dbfs` peak in every channel."""
    at = np.arange(round(seconds * sample_rate)) / sample_rate
    wave = from_db(level_dbfs) * np.sin(2.0 * np.pi * hz * at)
    return np.tile(wave, (channels, 1)).astype(np.float32)


def noise(
    seconds: float, level: float = 0.1, sample_rate: int = 44_100, channels: int = 2, seed: int = 0
) -> Samples:
    """Gaussian noise of standard deviation `level`."""
    shape = (channels, round(seconds * sample_rate))
    return (np.random.default_rng(seed).standard_normal(shape) * level).astype(np.float32)


def beat(bpm: float, seconds: float, sample_rate: int = 44_100, seed: int = 0) -> Samples:
    """Something like music: a kick and a noise hit in turn on the beat, over a quiet chord; stereo."""
    at = np.arange(round(seconds * sample_rate)) / sample_rate
    phase = (at * bpm / 60.0) % 2.0
    rng = np.random.default_rng(seed)
    kick = np.sin(2.0 * np.pi * 55.0 * at) * np.exp(-(phase % 2.0) * 8.0)
    snare = rng.standard_normal(len(at)) * np.where(phase >= 1.0, np.exp(-(phase - 1.0) * 14.0), 0.0) * 0.3
    chord = sum(np.sin(2.0 * np.pi * hz * at) for hz in (220.0, 277.18, 329.63)) * 0.06
    side = np.sin(2.0 * np.pi * 1100.0 * at) * 0.02
    return (0.5 * np.stack([kick + snare + chord + side, kick + snare + chord - side])).astype(np.float32)
