"""Normalisation is one gain: to the target, never past the ceiling, never out of silence."""

from __future__ import annotations

import numpy as np
import pytest

from timbre.audio.blocks import from_db
from timbre.audio.loudness import integrated_lufs
from timbre.audio.mastering import GAIN_MAX_DB
from timbre.audio.normalise import normalise
from timbre.audio.true_peak import true_peak_dbtp

from .signals import beat, noise

RATE = 44_100


def test_to_the_target_by_one_gain() -> None:
    sound = beat(100.0, 5.0)
    out = np.empty_like(sound)
    gain_db = normalise(sound, RATE, -30.0, out)
    assert integrated_lufs(out, RATE) == pytest.approx(-30.0, abs=0.05)
    np.testing.assert_allclose(out, sound * np.float32(from_db(gain_db)), rtol=1e-6)


def test_the_ceiling_holds() -> None:
    sound = beat(100.0, 5.0)
    out = np.empty_like(sound)
    normalise(sound, RATE, -5.0, out)
    assert true_peak_dbtp(out, RATE) <= -0.99


def test_silence_and_near_silence() -> None:
    out = np.empty((2, RATE), np.float32)
    assert normalise(np.zeros((2, RATE), np.float32), RATE, -14.0, out) == 0.0
    assert not out.any()
    assert normalise(noise(1.0, 1e-3), RATE, -14.0, out) <= GAIN_MAX_DB
