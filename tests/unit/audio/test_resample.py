"""Resampling keeps pitch, level, time and length."""

from __future__ import annotations

import numpy as np
import pytest

from timbre.audio.resample import resample, resampled_length
from timbre.errors import InvalidInputError

from .signals import sine


@pytest.mark.parametrize(
    ("rate", "new_rate"), [(44_100, 48_000), (48_000, 44_100), (44_100, 22_050), (8_000, 96_000)]
)
def test_a_sine_stays_itself(rate: int, new_rate: int) -> None:
    result = resample(sine(1000.0, 3.0, -6.0, rate), rate, new_rate)
    expected = sine(1000.0, 3.0, -6.0, new_rate)
    assert result.shape == expected.shape
    middle = slice(new_rate // 2, -new_rate // 2)
    assert np.abs(result[:, middle] - expected[:, middle]).max() < 1e-4


def test_same_rate_is_a_copy() -> None:
    sound = sine(440.0, 1.0, -6.0)
    result = resample(sound, 44_100, 44_100)
    np.testing.assert_array_equal(result, sound)
    assert result is not sound


@pytest.mark.parametrize("length", [0, 1, 7, 100, 65_537])
def test_lengths(length: int) -> None:
    sound = sine(440.0, 2.0, -6.0)[:, :length]
    assert resample(sound, 44_100, 48_000).shape == (2, resampled_length(length, 44_100, 48_000))


def test_into_given_memory() -> None:
    sound, out = sine(440.0, 1.0, -6.0), np.ones((2, 48_000), np.float32)
    assert resample(sound, 44_100, 48_000, out) is out
    np.testing.assert_array_equal(out, resample(sound, 44_100, 48_000))


def test_refuses_odd_rates() -> None:
    with pytest.raises(InvalidInputError, match="400000"):
        resample(sine(440.0, 0.1, -6.0), 44_100, 400_000)
