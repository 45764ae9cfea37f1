import numpy as np
import pytest

from timbre.engines.composer.mix.shaping import VIBRATO_CENTS, VIBRATO_HZ, Brightness, Vibrato
from timbre.model.stream import Stream


def sine(hertz: float, seconds: float, rate: int) -> np.ndarray:
    wave = np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)
    return np.stack((wave, wave)).astype(np.float32)


def test_vibrato_zero_is_untouched(rate):
    block = sine(440, 0.2, rate)
    assert np.array_equal(Vibrato(rate, None).process(block, 0, np.float32(0)), block)


def test_vibrato_swings_the_pitch_as_far_as_it_says(rate):
    wave = Vibrato(rate, None).process(sine(1000, 1.0, rate), 0, np.float32(1.0))[0]
    crossings = np.flatnonzero((wave[:-1] < 0) & (wave[1:] >= 0))
    exact = crossings - wave[crossings] / (wave[crossings + 1] - wave[crossings])
    cents = 1200 * np.log2(rate / np.diff(exact) / 1000)[20:]
    assert cents.max() == pytest.approx(VIBRATO_CENTS, abs=3)
    assert cents.min() == pytest.approx(-VIBRATO_CENTS, abs=3)
    turns = np.count_nonzero(np.diff(np.sign(cents)) > 0)
    assert turns == pytest.approx(VIBRATO_HZ, abs=1)


def test_vibrato_does_not_depend_on_blocks(rate):
    block = sine(500, 1.0, rate)
    depth = np.clip(np.linspace(-0.2, 1, block.shape[1]), 0, 1).astype(np.float32)
    whole = Vibrato(rate, None).process(block, 0, depth)
    maker = Vibrato(rate, None)
    spans = [(at, min(at + 333, block.shape[1])) for at in range(0, block.shape[1], 333)]
    cut = np.concatenate([maker.process(block[:, a:b], a, depth[a:b]) for a, b in spans], axis=1)
    assert np.allclose(cut, whole, atol=1e-6)


def test_full_brightness_is_untouched_and_less_is_duller(rate):
    noise = np.stack((Stream(1, "a").noise(rate), Stream(1, "b").noise(rate)))

    def treble(value: float) -> float:
        out = Brightness(rate).process(noise, np.float32(value))
        spectrum = np.abs(np.fft.rfft(out[0]))
        return float(np.sum(spectrum[6000:] ** 2) / np.sum(spectrum[50:300] ** 2))

    assert np.array_equal(Brightness(rate).process(noise, np.float32(1)), noise)
    levels = [treble(value) for value in (0.0, 0.3, 0.6, 0.9, 1.0)]
    assert levels == sorted(levels)
    assert levels[0] < 0.01 * levels[-1]


def test_filters_that_rested_go_on_as_if_they_had_worked(rate):
    half = rate // 2
    noise = np.stack((Stream(1, "a").noise(4 * half), Stream(1, "b").noise(4 * half)))
    value = np.repeat(np.float32([1.0, 0.1, 0.5, 0.2]), half)
    whole = Brightness(rate).process(noise, value)
    maker = Brightness(rate)
    spans = [slice(at, at + half) for at in range(0, 4 * half, half)]
    cut = np.concatenate([maker.process(noise[:, span], value[span]) for span in spans], axis=1)
    assert np.allclose(cut, whole, atol=1e-5)
