import numpy as np
import pytest

from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.curves import MIN_STEP_SECONDS, curve
from timbre.engines.composer.score import Control

BEAT = 960


@pytest.fixture
def clock(score_of, rate):
    return Clock(score_of(), rate)


def test_none_without_points(clock):
    assert curve((Control(0, "pan", 0.5),), "expression", clock, (0, 1)) is None


def test_linear_between_points_and_flat_outside(clock, rate):
    line = curve(
        (Control(BEAT, "expression", 0.2), Control(3 * BEAT, "expression", 1.0)), "expression", clock, (0, 1)
    )
    values = np.broadcast_to(line.values(0, 2 * rate), (2 * rate,))
    beat = rate // 2
    assert values[0] == pytest.approx(0.2)
    assert values[2 * beat] == pytest.approx(0.6, abs=1e-3)
    assert line.values(10 * rate, 100) == pytest.approx(1.0)


def test_values_are_clipped(clock):
    line = curve((Control(0, "pan", -3.0),), "pan", clock, (-1, 1))
    assert line.values(0, 10) == pytest.approx(-1.0)


def test_a_jump_is_spread_so_that_it_cannot_click(clock, rate):
    line = curve(
        (Control(BEAT, "expression", 0.0), Control(BEAT, "expression", 1.0)), "expression", clock, (0, 1)
    )
    steps = np.abs(np.diff(np.asarray(line.values(0, rate))))
    assert steps.max() <= 1.01 / (MIN_STEP_SECONDS * rate)


def test_cutting_into_blocks_changes_nothing(clock, rate):
    points = tuple(Control(i * 500, "expression", (i * 7 % 10) / 10) for i in range(20))
    line = curve(points, "expression", clock, (0, 1))
    whole = np.asarray(line.values(0, 3 * rate))
    cut = np.concatenate(
        [np.broadcast_to(line.values(at, 1000), (1000,)) for at in range(0, 3 * rate - 1000, 1000)]
    )
    assert np.array_equal(cut, whole[: len(cut)])


def test_a_loop_closes_without_a_jump(clock, rate):
    period = 2 * rate
    line = curve(
        (Control(0, "expression", 0.0), Control(3 * BEAT, "expression", 1.0)),
        "expression",
        clock,
        (0, 1),
        period,
    )
    around = np.asarray(line.values(period - 2000, 4000))
    assert np.abs(np.diff(around)).max() < 0.01
    assert np.allclose(line.values(-period, 100), line.values(0, 100), atol=1e-5)
