import numpy as np
import pytest

from timbre.engines.composer.mix.effects import Chain, whole_cycles
from timbre.engines.composer.mix.profile import SETTINGS, Effect
from timbre.model.stream import Stream


def middle(limits):
    return (limits[0] + limits[1]) / 2


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_every_effect_keeps_length_and_state_across_blocks(name, rate):
    settings = {key: min(middle(limits), rate * 0.4) for key, limits in SETTINGS[name].items()}
    effect = Effect(effect=name, settings=settings)
    noise = 0.3 * np.stack((Stream(1, "l").noise(rate), Stream(1, "r").noise(rate)))
    whole = Chain([effect], rate).process(noise)
    chain = Chain([effect], rate)
    cut = np.concatenate([chain.process(noise[:, at : at + 997]) for at in range(0, rate, 997)], axis=1)
    assert whole.shape == noise.shape
    assert np.allclose(cut, whole, atol=1e-6)
    assert not np.allclose(whole, noise, atol=1e-5, rtol=0)


def test_makeup_is_a_gain(rate):
    noise = 0.01 * Stream(1, "n").noise(rate)[None]
    settings = {"threshold_db": 0.0, "ratio": 2.0}
    plain = Chain([Effect(effect="compressor", settings=settings)], rate).process(noise)
    louder = Chain([Effect(effect="compressor", settings={**settings, "makeup_db": 6.0})], rate).process(
        noise
    )
    assert np.sqrt(np.mean(louder**2) / np.mean(plain**2)) == pytest.approx(10 ** (6 / 20), rel=1e-3)


def test_no_effects_pass_everything(rate):
    block = np.ones((2, 5), dtype=np.float32)
    assert np.array_equal(Chain([], rate).process(block), block)


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
