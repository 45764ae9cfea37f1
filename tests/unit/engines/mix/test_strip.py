import numpy as np
import pytest

from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.profile import Strip
from timbre.engines.composer.mix.strip import HEADROOM_DB, ChannelStrip
from timbre.engines.composer.score import Control
from timbre.model.stream import Stream

UNIT = 10 ** (HEADROOM_DB / 20)


def tone(hertz: float, rate: int, sides: tuple[float, float] = (1.0, 1.0)) -> np.ndarray:
    wave = 0.5 * np.sin(2 * np.pi * hertz * np.arange(rate) / rate)
    return np.stack((sides[0] * wave, sides[1] * wave)).astype(np.float32)


def rms(signal: np.ndarray) -> np.ndarray:
    return np.sqrt(np.mean(signal[:, signal.shape[1] // 4 :] ** 2, axis=1))


@pytest.fixture
def through(score_of, rate):
    def run(strip, block, controls=(), ducking=None):
        return ChannelStrip(strip, controls, Clock(score_of(), rate)).process(block, 0, ducking)

    return run


def test_a_plain_strip_only_leaves_headroom(through, rate):
    block = tone(440, rate)
    assert np.allclose(through(Strip(), block), block * UNIT, atol=1e-6)


@pytest.mark.parametrize("pan", [-1.0, -0.5, 0.0, 0.3, 1.0])
def test_panning_keeps_the_power(through, rate, pan):
    left, right = rms(through(Strip(pan=pan), tone(440, rate))) / (UNIT * 0.5 / np.sqrt(2))
    assert left**2 + right**2 == pytest.approx(2.0, rel=1e-3)
    assert np.sign(round(right - left, 6)) == np.sign(pan)


def test_lows_are_mono_and_highs_keep_their_width(through, rate):
    low, high = (through(Strip(), tone(hertz, rate, (1.0, -1.0))) for hertz in (40, 3000))
    assert rms(low - low[::-1])[0] < 0.15 * rms(high - high[::-1])[0]


def test_width_zero_is_mono(through, rate):
    noise = np.stack((Stream(1, "a").noise(rate), Stream(1, "b").noise(rate)))
    left, right = through(Strip(width=0), noise)
    assert np.allclose(left, right, atol=1e-6)


def test_width_widens(through, rate):
    noise = np.stack((Stream(1, "a").noise(rate), Stream(1, "b").noise(rate)))
    plain, wide = through(Strip(), noise), through(Strip(width=1.6), noise)
    assert np.corrcoef(wide)[0, 1] < np.corrcoef(plain)[0, 1] - 0.2


def test_level_and_sidechain_are_in_decibels(through, rate):
    block = tone(440, rate)
    base = rms(through(Strip(), block))[0]
    assert rms(through(Strip(level_db=-6), block))[0] / base == pytest.approx(10 ** (-6 / 20), rel=1e-3)
    ducked = through(Strip(sidechain_db=12), block, ducking=np.ones(rate, dtype=np.float32))
    assert rms(ducked)[0] / base == pytest.approx(10 ** (-12 / 20), rel=1e-3)
    assert np.array_equal(
        through(Strip(), block, ducking=np.ones(rate, dtype=np.float32)), through(Strip(), block)
    )


def test_expression_swells(through, rate):
    swell = (Control(0, "expression", 0.2), Control(1920, "expression", 1.0))
    out = through(Strip(), tone(440, rate), swell)
    quarters = [float(np.abs(part).max()) for part in np.array_split(out[0], 4)]
    assert quarters == sorted(quarters)
    assert quarters[-1] > 3 * quarters[0]


def test_the_pan_curve_moves_the_sound(through, rate):
    sweep = (Control(0, "pan", -1.0), Control(1920, "pan", 1.0))
    out = through(Strip(), tone(440, rate), sweep)
    tenth = rate // 10
    assert np.abs(out[1, :tenth]).max() < 0.2 * np.abs(out[0, :tenth]).max()
    assert np.abs(out[0, -tenth:]).max() < 0.2 * np.abs(out[1, -tenth:]).max()
