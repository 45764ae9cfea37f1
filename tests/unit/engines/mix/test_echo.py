import numpy as np

from timbre.engines.composer.mix.echo import Echo
from timbre.engines.composer.mix.profile import Delay
from timbre.model.stream import Stream

DELAY = Delay(beats=0.5, feedback=0.5, lowpass_hz=8000)


def click(rate: int) -> np.ndarray:
    block = np.zeros((2, 2 * rate), dtype=np.float32)
    block[:, 0] = 1.0
    return block


def energy(block: np.ndarray, at: int) -> np.ndarray:
    return np.sum(block[:, at : at + 400] ** 2, axis=1)


def test_echoes_come_in_time_softer_and_from_side_to_side(rate):
    out = Echo(DELAY, 120.0, rate).process(click(rate))
    quarter = rate // 4
    assert not out[:, : quarter - 1].any()
    first, second, third = (energy(out, n * quarter) for n in (1, 2, 3))
    assert first[0] > 100 * first[1]
    assert second[1] > 100 * second[0]
    assert first.sum() > second.sum() > third.sum() > 0


def test_width_zero_is_mono(rate):
    out = Echo(Delay(beats=0.5, width=0.0), 120.0, rate).process(click(rate))
    assert np.allclose(out[0], out[1], atol=1e-7)


def test_any_division_into_blocks_is_the_same(rate):
    noise = np.stack((Stream(1, "a").noise(2 * rate), Stream(1, "b").noise(2 * rate)))
    whole = Echo(DELAY, 97.0, rate).process(noise)
    echo = Echo(DELAY, 97.0, rate)
    cut = np.concatenate([echo.process(noise[:, at : at + 1013]) for at in range(0, 2 * rate, 1013)], axis=1)
    assert np.allclose(cut, whole, atol=1e-6)
