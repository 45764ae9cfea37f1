"""True peak against the EBU Tech 3341 signals and against plain oversampling."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.audio.blocks import to_db
from timbre.audio.true_peak import HOP, PeakMeter, true_peak_dbtp
from timbre.model.clip import Samples

from .signals import noise, sine

RATE = 48_000


def wave(divisor: int, degrees: float, amplitude: float) -> Samples:
    """A faded-in sine of frequency rate/divisor: EBU Tech 3341 table 1, signals 15 to 19."""
    at = np.arange(RATE)
    shape = amplitude * np.sin(2.0 * np.pi * at / divisor + math.radians(degrees))
    fade = np.minimum(1.0, np.minimum(at, at[::-1]) / 4000.0)
    return np.tile(shape * fade, (2, 1)).astype(np.float32)


@pytest.mark.parametrize(
    ("signal", "expected_dbtp"),
    [
        pytest.param(wave(4, 0.0, 0.5), -6.0, id="15"),
        pytest.param(wave(4, 45.0, 0.5), -6.0, id="16"),
        pytest.param(wave(6, 60.0, 0.5), -6.0, id="17"),
        pytest.param(wave(8, 67.5, 0.5), -6.0, id="18"),
        pytest.param(wave(4, 45.0, 1.41), 3.0, id="19"),
    ],
)
def test_ebu_3341(signal: Samples, expected_dbtp: float) -> None:
    assert expected_dbtp - 0.4 <= true_peak_dbtp(signal, RATE) <= expected_dbtp + 0.2


@pytest.mark.parametrize("rate", [8_000, 44_100, 96_000, 192_000])
def test_agrees_with_a_better_interpolator(rate: int) -> None:
    signal = pytest.importorskip("scipy.signal")
    sound = noise(1.0, 0.2, rate, channels=1)
    sound[0] = signal.sosfilt(signal.butter(8, 0.8, output="sos"), sound[0])
    factor = 4 if rate < 96_000 else 2
    oracle = float(np.abs(signal.resample(sound[0], factor * sound.shape[1])).max())
    assert true_peak_dbtp(sound, rate) == pytest.approx(to_db(oracle), abs=0.1)


def test_silence_and_nothing() -> None:
    assert true_peak_dbtp(np.zeros((2, 1000), np.float32), RATE) == -math.inf
    assert true_peak_dbtp(np.zeros((2, 0), np.float32), RATE) == -math.inf


def test_one_sample_is_its_own_peak() -> None:
    signal = np.zeros((1, 100_000), np.float32)
    signal[0, 70_001] = -0.5
    assert true_peak_dbtp(signal, RATE) == pytest.approx(to_db(0.5), abs=0.01)


def test_passing_over_quiet_blocks_changes_nothing() -> None:
    signal = noise(4.0, 0.02)
    signal[:, 60_000:90_000] *= 20.0
    meter = PeakMeter(2, 44_100)
    meter.push(signal)
    assert to_db(float(meter.finish().max())) == pytest.approx(true_peak_dbtp(signal, 44_100), abs=1e-4)


@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(1, 40_000), min_size=1, max_size=10))
def test_meter_does_not_mind_block_sizes(sizes: list[int]) -> None:
    signal = noise(1.5, 0.2)
    whole, pieces = PeakMeter(2, 44_100), PeakMeter(2, 44_100)
    whole.push(signal)
    at = 0
    for size in [*sizes, signal.shape[1]]:
        pieces.push(signal[:, at : at + size])
        at += size
    expected = whole.finish()
    assert len(expected) == -(-signal.shape[1] // HOP)
    np.testing.assert_array_equal(pieces.finish(), expected)


def test_peaks_lie_in_their_hop() -> None:
    signal = np.zeros((2, 5000), np.float32)
    signal[1, 3210] = 0.7
    meter = PeakMeter(2, 44_100)
    meter.push(signal)
    assert int(np.argmax(meter.finish())) == 3210 // HOP


def test_sine_between_the_samples() -> None:
    signal = sine(44_100 / 4, 0.5, 0.0)
    shifted = np.sqrt(0.5) * np.sign(signal)  # what a 45° phase would have been sampled as
    assert true_peak_dbtp(shifted[:, 1:], 44_100) > to_db(float(np.abs(shifted).max())) + 1.0
