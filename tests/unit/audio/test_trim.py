"""Trimming takes silence, not attacks or tails."""

from __future__ import annotations

import numpy as np
import pytest

from timbre.audio.blocks import from_db
from timbre.audio.trim import sounding_range, trim_silence

from .signals import sine

RATE = 44_100


def padded(before_seconds: float, after_seconds: float) -> np.ndarray:
    sound = sine(440.0, 2.0, -6.0)
    quiet = [np.zeros((2, round(s * RATE)), np.float32) for s in (before_seconds, after_seconds)]
    return np.concatenate([quiet[0], sound, quiet[1]], axis=1)


def test_silence_goes_and_the_sound_stays() -> None:
    kept = trim_silence(padded(1.5, 3.0), RATE)
    assert kept.shape[1] / RATE == pytest.approx(2.0 + 0.02 + 0.25, abs=0.01)
    assert np.abs(kept).max() == pytest.approx(from_db(-6.0), abs=1e-3)


def test_nothing_to_take() -> None:
    sound = padded(0.0, 0.0)
    np.testing.assert_array_equal(trim_silence(sound, RATE), sound)


def test_a_tail_is_kept_until_it_cannot_be_heard() -> None:
    at = np.arange(4 * RATE) / RATE
    tail = sine(440.0, 4.0, -6.0) * np.exp(-at * 3.0).astype(np.float32)
    begin, end = sounding_range(tail, RATE)
    assert begin == 0
    assert np.abs(tail[:, end - round(0.25 * RATE) :]).max() <= from_db(-60.0) * 1.1
    kept = trim_silence(np.concatenate([tail, np.zeros((2, RATE), np.float32)], axis=1), RATE)
    assert np.abs(np.diff(kept[:, -500:])).max() < 1e-4


def test_fades_leave_no_step() -> None:
    noisy = padded(1.0, 1.0) + np.float32(0.0005)
    kept = trim_silence(noisy, RATE)
    assert kept[0, 0] == 0.0
    assert kept[0, -1] == 0.0


def test_silence_all_through_is_left() -> None:
    assert trim_silence(np.zeros((2, 1000), np.float32), RATE).shape == (2, 1000)
    assert sounding_range(np.zeros((2, 0), np.float32), RATE) == (0, 0)


@pytest.mark.parametrize("at", [0, 65_535, 65_536, 199_999])
def test_a_single_sample_is_found(at: int) -> None:
    sound = np.zeros((1, 200_000), np.float32)
    sound[0, at] = 0.5
    assert sounding_range(sound, RATE, pre_roll_seconds=0.0, post_roll_seconds=0.0) == (at, at + 1)
