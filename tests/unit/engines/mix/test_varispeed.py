import numpy as np
import pytest

from timbre.engines.composer.mix.profile import Colour
from timbre.engines.composer.mix.varispeed import WOW_CENTS, Wow


def cents_of(signal: np.ndarray, hertz: float, rate: int) -> np.ndarray:
    """Deviation of a tone from `hertz`, from the turning of its phase."""
    analytic = np.exp(-2j * np.pi * hertz * np.arange(len(signal)) / rate) * signal
    smooth = np.convolve(analytic, np.hanning(801) / 400, "valid")
    bent = np.diff(np.unwrap(np.angle(smooth))) * rate / (2 * np.pi)
    return 1200 * np.log2(1 + bent / hertz)


@pytest.mark.parametrize("amount", [0.3, 1.0])
def test_wow_bends_as_far_as_it_says(rate, amount):
    tone = np.sin(2 * np.pi * 1000 * np.arange(4 * rate) / rate).astype(np.float32)
    bent = Wow(Colour(wow=amount), 1, rate, None).process([np.stack((tone, tone))], 0)[0][0]
    cents = cents_of(bent, 1000, rate)[rate : 3 * rate]
    assert cents.max() == pytest.approx(amount * WOW_CENTS, rel=0.1)
    assert cents.min() == pytest.approx(-amount * WOW_CENTS, rel=0.1)


def test_blocks_and_laps_are_alike(rate):
    colour, period = Colour(wow=0.6, flutter=0.8), 3 * rate + 17
    lap = np.stack([np.sin(np.arange(period) / 9)] * 2).astype(np.float32)
    wow = Wow(colour, 1, rate, period)
    laps = [wow.process([lap], n * period)[0] for n in range(3)]
    assert np.abs(laps[1] - laps[2]).max() < 1e-4
    whole, cut = Wow(colour, 1, rate, None), Wow(colour, 1, rate, None)
    parts = [cut.process([lap[:, at : at + 777]], at)[0] for at in range(0, period, 777)]
    assert np.abs(np.concatenate(parts, axis=1) - whole.process([lap], 0)[0]).max() < 1e-6


def test_none_is_untouched(rate):
    block = np.ones((2, 100), np.float32)
    assert Wow(Colour(), 1, rate, None).process([block], 0)[0] is block
