import numpy as np
import pytest

from timbre.audio.chain import Chain, whole_cycles
from timbre.audio.effects import SETTINGS, Effect
from timbre.model.stream import Stream

RATE = 22_050


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_every_effect_keeps_length_and_state_across_blocks(name):
    settings = {
        key: min(0.3 * limits[0] + 0.7 * limits[1], RATE * 0.4) for key, limits in SETTINGS[name].items()
    }
    if name == "bitcrush":
        settings["bit_depth"] = 8.0
    if name == "soft_clip":
        settings["ceiling_db"] = -12.0
    effect = Effect(effect=name, settings=settings)
    noise = 0.3 * np.stack((Stream(1, "l").noise(RATE), Stream(1, "r").noise(RATE)))
    whole = Chain([effect], RATE).process(noise)
    chain = Chain([effect], RATE)
    cut = np.concatenate([chain.process(noise[:, at : at + 997]) for at in range(0, RATE, 997)], axis=1)
    assert whole.shape == noise.shape
    assert np.allclose(cut, whole, atol=1e-6)
    assert not np.allclose(whole, noise, atol=1e-5, rtol=0)


def test_makeup_is_a_gain():
    noise = 0.01 * Stream(1, "n").noise(RATE)[None]
    settings = {"threshold_db": 0.0, "ratio": 2.0}
    plain = Chain([Effect(effect="compressor", settings=settings)], RATE).process(noise)
    louder = Chain([Effect(effect="compressor", settings={**settings, "makeup_db": 6.0})], RATE).process(
        noise
    )
    assert np.sqrt(np.mean(louder**2) / np.mean(plain**2)) == pytest.approx(10 ** (6 / 20), rel=1e-3)


def test_no_effects_pass_everything():
    block = np.ones((2, 5), dtype=np.float32)
    assert np.array_equal(Chain([], RATE).process(block), block)


@pytest.mark.parametrize(
    ("effect", "settings", "complaint"),
    [
        ("compressor", {"treshold_db": -10}, "no setting 'treshold_db'"),
        ("chorus", {"rate_hz": 400}, "goes from 0.01 to 20"),
    ],
)
def test_bad_settings_are_named(effect, settings, complaint):
    with pytest.raises(ValueError, match=complaint):
        Effect(effect=effect, settings=settings)


def test_rates_bend_to_whole_cycles_of_a_loop():
    assert whole_cycles(0.7, None, 1000) == 0.7
    assert whole_cycles(0.7, 8000, 1000) * 8 == pytest.approx(6)
    assert whole_cycles(0.01, 8000, 1000) * 8 == pytest.approx(1)


def test_a_sweeping_effect_is_the_same_every_lap():
    """pedalboard's oscillators drift: left alone, the second lap of a chorus differs by −30 dB and more."""
    chorus = Effect(effect="chorus", settings={"rate_hz": 0.7, "depth": 0.5, "mix": 0.5})
    period = 4 * RATE
    lap = 0.3 * np.stack((Stream(1, "l").noise(period), Stream(1, "r").noise(period)))
    chain = Chain([chorus], RATE, period)
    laps = [
        np.concatenate([chain.process(lap[:, at : at + 9999]) for at in range(0, period, 9999)], 1)
        for _ in "abc"
    ]
    assert np.abs(laps[1] - laps[2]).max() < 1e-6


def test_soft_clip_leaves_what_is_low_and_keeps_peaks_under_its_ceiling():
    clip = Chain([Effect(effect="soft_clip", settings={"ceiling_db": -6.0})], RATE)
    low, high = np.full((2, 9), 0.2, np.float32), np.full((2, 9), 3.0, np.float32)
    assert np.array_equal(clip.process(low), low)
    assert 0.45 < clip.process(high).max() <= 10 ** (-6 / 20)


def test_tilt_and_width_do_what_they_say():
    noise = 0.1 * np.stack((Stream(1, "l").noise(4 * RATE), Stream(1, "r").noise(4 * RATE)))
    tilted = Chain([Effect(effect="tilt", settings={"tilt_db": 6.0})], RATE).process(noise)
    hertz = np.fft.rfftfreq(noise.shape[1], 1 / RATE)

    def level(signal, low, high):
        spectrum = np.abs(np.fft.rfft(signal[0])) ** 2
        return 10 * np.log10(spectrum[(hertz > low) & (hertz < high)].sum())

    assert level(tilted, 7000, 9000) - level(noise, 7000, 9000) == pytest.approx(2.6, abs=0.7)
    assert level(tilted, 40, 90) - level(noise, 40, 90) == pytest.approx(-2.6, abs=0.7)
    wide = Chain([Effect(effect="width", settings={"width": 2.0})], RATE).process(noise)
    assert np.allclose(wide.sum(axis=0), noise.sum(axis=0), atol=1e-6)
    assert np.corrcoef(wide)[0, 1] < np.corrcoef(noise)[0, 1] - 0.3
