import numpy as np
import pytest

from timbre.engines.composer.mix.noise import NoiseBed


@pytest.mark.parametrize("kind", ["vinyl", "tape"])
def test_the_same_seed_is_the_same_noise_however_it_is_cut(kind, rate):
    whole = NoiseBed(kind, -40.0, 7, rate).read(3 * rate)
    bed = NoiseBed(kind, -40.0, 7, rate)
    cut = np.concatenate([bed.read(1009) for _ in range(3 * rate // 1009)], axis=1)
    assert np.allclose(cut, whole[:, : cut.shape[1]], atol=1e-7)
    assert not np.allclose(NoiseBed(kind, -40.0, 8, rate).read(1000), whole[:, :1000])


@pytest.mark.parametrize("kind", ["vinyl", "tape"])
def test_its_level_is_near_what_it_says(kind, rate):
    noise = NoiseBed(kind, -40.0, 7, 44_100).read(5 * 44_100)
    assert 20 * np.log10(np.sqrt(np.mean(noise**2))) == pytest.approx(-40, abs=1)
    assert abs(float(noise.mean())) < 1e-4


def test_vinyl_crackles_and_tape_does_not(rate):
    vinyl, tape = (NoiseBed(kind, -40.0, 7, rate).read(5 * rate) for kind in ("vinyl", "tape"))

    def crest(noise: np.ndarray) -> float:
        return float(np.abs(noise).max() / np.sqrt(np.mean(noise**2)))

    assert crest(vinyl) > 2 * crest(tape)


def test_it_fades_in_so_that_the_piece_does_not_begin_with_a_click(rate):
    beginning = NoiseBed("tape", -20.0, 7, rate).read(rate)
    assert beginning[0, 0] == 0
    assert np.abs(beginning[:, : rate // 200]).max() < 0.2 * np.abs(beginning).max()


def test_a_loop_repeats(rate):
    period = rate + rate // 3
    bed = NoiseBed("vinyl", -40.0, 7, rate, start=-2 * period, period=period)
    bed.read(period)
    assert np.allclose(bed.read(period), bed.read(period), atol=1e-5)
