"""Time left: learnt from the past, corrected by the present, never absurd."""

import math

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from timbre.jobs.estimate import predicted_seconds, seconds_left

LENGTHS = st.floats(1, 900)
COSTS = st.floats(0.01, 10)
ANY_RUNS = st.lists(st.tuples(st.floats(), st.floats()), max_size=30)


def test_nothing_is_known_without_a_past() -> None:
    assert predicted_seconds([], 30) is None
    assert predicted_seconds([(math.nan, 1.0), (0.0, 3.0), (5.0, -1.0)], 30) is None


def test_one_run_scales() -> None:
    assert predicted_seconds([(30.0, 6.0)], 60) == pytest.approx(12.0)


@settings(deadline=None, max_examples=80)
@given(st.lists(LENGTHS, min_size=3, max_size=20), COSTS, st.floats(0, 20), LENGTHS)
def test_a_fixed_cost_and_a_cost_per_second_are_found(
    lengths: list[float], slope: float, fixed: float, wanted: float
) -> None:
    assume(max(lengths) >= 2 * min(lengths))
    past = [(length, fixed + slope * length) for length in lengths]
    assert predicted_seconds(past, wanted) == pytest.approx(fixed + slope * wanted, rel=1e-3, abs=1e-2)


def test_a_first_run_that_fetched_weights_does_not_spoil_it() -> None:
    past = [(20.0, 400.0), (10.0, 3.0), (20.0, 5.0), (30.0, 7.0), (40.0, 9.0), (60.0, 13.0)]
    assert predicted_seconds(past, 50) == pytest.approx(11.0, rel=0.1)


@settings(deadline=None, max_examples=100)
@given(ANY_RUNS, st.floats())
def test_predictions_are_none_or_sane(past: list[tuple[float, float]], seconds: float) -> None:
    predicted = predicted_seconds(past, seconds)
    assert predicted is None or predicted >= 0


@settings(deadline=None, max_examples=80)
@given(st.lists(st.tuples(LENGTHS, COSTS), min_size=1, max_size=12), LENGTHS, LENGTHS)
def test_longer_music_never_takes_less(past: list[tuple[float, float]], one: float, other: float) -> None:
    short, long = predicted_seconds(past, min(one, other)), predicted_seconds(past, max(one, other))
    assert short is not None
    assert long is not None
    assert short <= long + 1e-6 * long


@settings(deadline=None, max_examples=100)
@given(st.none() | st.floats(0, 1e6), st.floats(0, 1e6), st.floats(0, 1))
def test_time_left_is_none_or_sane(predicted: float | None, elapsed: float, fraction: float) -> None:
    left = seconds_left(predicted, elapsed, fraction)
    assert left is None or (left >= 0 and math.isfinite(left))


def test_the_end_is_the_end() -> None:
    assert seconds_left(100.0, 3.0, 1.0) == 0.0


def test_it_starts_with_the_past_and_ends_with_the_present() -> None:
    assert seconds_left(10.0, 1.0, 0.0) == pytest.approx(9.0)
    assert seconds_left(None, 1.0, 0.0) is None
    assert seconds_left(None, 4.0, 0.25) == pytest.approx(12.0)
    # Twice as slow as the past promised: half believed at a quarter, wholly at the half.
    assert seconds_left(10.0, 5.0, 0.25) == pytest.approx(15.0 - 5.0)
    assert seconds_left(10.0, 10.0, 0.5) == pytest.approx(10.0)


def test_a_promise_that_has_passed_is_not_repeated() -> None:
    assert seconds_left(10.0, 12.0, 0.0) is None


@settings(deadline=None, max_examples=60)
@given(st.floats(0.1, 1000), st.floats(0.05, 0.99))
def test_a_right_prediction_of_a_steady_job_stays_right(total: float, fraction: float) -> None:
    assert seconds_left(total, total * fraction, fraction) == pytest.approx(
        total * (1 - fraction), abs=1e-6 * total
    )
