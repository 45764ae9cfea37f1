"""Loudness against the EBU Tech 3341 signals and against pyloudnorm."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.audio.blocks import from_db
from timbre.audio.loudness import LoudnessMeter, channel_weights, integrated_lufs
from timbre.errors import InvalidInputError
from timbre.model.clip import Samples

from .signals import beat, noise, sine

RATE = 48_000


def steps(*parts: tuple[float, float]) -> Samples:
    """A stereo 1 kHz sine in steps of (dBFS, seconds), as EBU Tech 3341 table 1 has them."""
    return np.concatenate([sine(1000.0, seconds, level, RATE) for level, seconds in parts], axis=1)


@pytest.mark.parametrize(
    ("signal", "expected"),
    [
        pytest.param([(-23.0, 20.0)], -23.0, id="1"),
        pytest.param([(-33.0, 20.0)], -33.0, id="2"),
        pytest.param([(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)], -23.0, id="3"),
        pytest.param(
            [(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)], -23.0, id="4"
        ),
        pytest.param([(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)], -23.0, id="5"),
    ],
)
def test_ebu_3341_stereo(signal: list[tuple[float, float]], expected: float) -> None:
    assert integrated_lufs(steps(*signal), RATE) == pytest.approx(expected, abs=0.1)


def test_ebu_3341_case_6_five_channels() -> None:
    levels_dbfs = (-28.0, -28.0, -24.0, -30.0, -30.0)
    signal = np.concatenate([sine(1000.0, 20.0, level, RATE, channels=1) for level in levels_dbfs])
    assert integrated_lufs(signal, RATE) == pytest.approx(-23.0, abs=0.1)


def test_ebu_3341_case_9_short_term() -> None:
    signal = steps(*[(-20.0, 1.34), (-30.0, 1.66)] * 5)
    meter = LoudnessMeter(2, RATE)
    meter.push(signal)
    assert meter.short_term_max_lufs() == pytest.approx(-23.0, abs=0.1)


def test_ebu_3341_case_12_momentary() -> None:
    signal = steps(*[(-20.0, 0.18), (-30.0, 0.22)] * 25)
    meter = LoudnessMeter(2, RATE)
    meter.push(signal)
    assert meter.momentary_max_lufs() == pytest.approx(-23.0, abs=0.1)


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
@pytest.mark.parametrize("rate", [8_000, 22_050, 44_100, 48_000, 96_000])
@pytest.mark.parametrize("channels", [1, 2])
def test_agrees_with_pyloudnorm(rate: int, channels: int) -> None:
    pyloudnorm = pytest.importorskip("pyloudnorm")
    signal = noise(8.0, 0.05, rate, channels)
    signal[:, : 3 * rate] *= 0.05
    signal = (signal + 0.2 * beat(100.0, 8.0, rate)[:channels]).astype(np.float32)
    oracle = pyloudnorm.Meter(rate).integrated_loudness(signal.T.astype(np.float64))
    assert integrated_lufs(signal, rate) == pytest.approx(oracle, abs=0.1)


def test_same_sound_measures_the_same_at_every_rate() -> None:
    measured = [integrated_lufs(sine(440.0, 3.0, -20.0, rate), rate) for rate in (8_000, 44_100, 192_000)]
    assert max(measured) - min(measured) < 0.05  # type: ignore[type-var]


def test_silence_and_too_short_have_no_loudness() -> None:
    assert integrated_lufs(np.zeros((2, RATE), np.float32), RATE) is None
    assert integrated_lufs(sine(1000.0, 0.39, -20.0, RATE), RATE) is None
    assert integrated_lufs(sine(1000.0, 0.4, -20.0, RATE), RATE) == pytest.approx(-20.0, abs=0.3)
    assert integrated_lufs(np.zeros((1, 0), np.float32), RATE) is None


@settings(deadline=None, max_examples=15)
@given(st.lists(st.integers(1, 70_000), min_size=1, max_size=12))
def test_block_sizes_do_not_matter(sizes: list[int]) -> None:
    signal = beat(120.0, 3.0)
    whole, pieces = LoudnessMeter(2, 44_100), LoudnessMeter(2, 44_100)
    whole.push(signal)
    at = 0
    for size in [*sizes, signal.shape[1]]:
        pieces.push(signal[:, at : at + size])
        at += size
    np.testing.assert_allclose(pieces.slots(), whole.slots(), rtol=1e-4, atol=1e-12)


def test_gain_moves_loudness_by_as_much() -> None:
    signal = beat(90.0, 6.0)
    before, after = (
        integrated_lufs(signal, 44_100),
        integrated_lufs(signal * np.float32(from_db(-7.0)), 44_100),
    )
    assert before is not None
    assert after == pytest.approx(before - 7.0, abs=0.02)


def test_interleaved_memory_map_gives_the_same(tmp_path: object) -> None:
    signal = beat(90.0, 4.0)
    interleaved = np.ascontiguousarray(signal.T).T
    assert integrated_lufs(interleaved, 44_100) == integrated_lufs(signal, 44_100)


def test_surround_weights() -> None:
    assert channel_weights(6).tolist() == [1.0, 1.0, 1.0, 0.0, 1.41, 1.41]


@pytest.mark.parametrize(
    ("shape", "rate"), [((9, 100), 44_100), ((0, 100), 44_100), ((100,), 44_100), ((2, 100), 4_000)]
)
def test_refuses_what_is_not_audio(shape: tuple[int, ...], rate: int) -> None:
    with pytest.raises(InvalidInputError):
        integrated_lufs(np.zeros(shape, np.float32), rate)
