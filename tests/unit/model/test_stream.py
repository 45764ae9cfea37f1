"""Random streams: fixed for ever, independent by name, fair enough for music."""

import numpy as np
import pytest

from timbre.model.request import SEED_MAX
from timbre.model.stream import Stream, derive

GOLDEN_INTEGERS = [770, 233, 110, 87, 156]
GOLDEN_UNIFORM = 0.9326875788189407


def test_a_stream_never_changes():
    """These numbers are part of every recipe: if they change, no take can be made again."""
    stream = Stream(7, "drums")
    assert [stream.integer(0, 999) for _ in range(5)] == GOLDEN_INTEGERS
    assert stream.uniform() == GOLDEN_UNIFORM


def test_names_and_seeds_give_different_streams():
    first = {
        tuple(Stream(seed, name).integer(0, 10**6) for _ in range(3))
        for seed in range(5)
        for name in ("a", "b")
    }
    assert len(first) == 10


def test_derive_keeps_the_first_seed_and_stays_in_range():
    assert derive(7, 0) == 7
    seeds = {derive(7, n) for n in range(200)}
    assert len(seeds) == 200
    assert all(0 <= seed <= SEED_MAX for seed in seeds)


def test_choices_follow_their_weights():
    stream = Stream(1, "weights")
    picks = [stream.choice("abc", [1, 0, 3]) for _ in range(4000)]
    assert "b" not in picks
    assert picks.count("c") / 4000 == pytest.approx(0.75, abs=0.03)
    with pytest.raises(ValueError, match="nothing"):
        stream.choice([])


def test_integers_reach_both_ends_and_shuffles_keep_everything():
    stream = Stream(3, "x")
    assert {stream.integer(-1, 2) for _ in range(200)} == {-1, 0, 1, 2}
    assert sorted(stream.shuffled(range(20))) == list(range(20))
    with pytest.raises(ValueError, match="empty"):
        stream.integer(2, 1)


def test_normal_and_noise_have_the_promised_spread():
    stream = Stream(5, "n")
    values = np.array([stream.normal(2.0, 0.5) for _ in range(3000)])
    assert values.mean() == pytest.approx(2.0, abs=0.04)
    assert values.std() == pytest.approx(0.5, abs=0.03)
    noise = stream.noise(20_000)
    assert noise.dtype == np.float32
    assert abs(float(noise.mean())) < 0.02
    assert noise.std() == pytest.approx(1 / 3**0.5, abs=0.02)
    assert -1 <= noise.min() < -0.99
    assert 0.99 < noise.max() < 1
