"""What the numbers say, and what they do not."""

from __future__ import annotations

import json

import pytest

from timbre.session import events
from timbre.session.events import Cause, Event
from timbre.session.metrics import CONTROLS, bucket, measure, percentile
from timbre.session.state import State, fold

from .story import done, record, request, result


def after(*told: tuple[str, Event]) -> State:
    return fold(record(event, session, number) for number, (session, event) in enumerate(told))


def test_an_empty_history_measures_nothing() -> None:
    metrics = measure(State())
    assert (metrics.takes, metrics.failures, metrics.time_to_audio) == (0, 0, ())
    assert metrics.takes_per_failure is metrics.thumbs_up_share is metrics.advanced_share is None
    assert metrics.takes_per_session_mean is metrics.takes_per_session_median is None


def test_time_to_audio_by_engine_and_length() -> None:
    told = [("s", done(f"t{n}", elapsed_seconds=float(n), seconds=20.0)) for n in range(1, 21)]
    told += [("s", done("long", elapsed_seconds=50.0, seconds=200.0))]
    told += [("make", done("other", elapsed_seconds=9.0, seconds=5.0, engine="musicgen"))]
    heard = events.take_done(
        "first", request(), result(elapsed_seconds=60.0, seconds=60), first_audio_seconds=0.5
    )
    told += [("s", heard), ("s", done("unmeasured"))]
    found = [
        (each.engine, each.length, each.takes, each.p50_seconds, each.p95_seconds)
        for each in measure(after(*told)).time_to_audio
    ]
    assert found == [
        ("composer", "10 to 30 s", 20, 10.0, 19.0),
        ("composer", "30 to 60 s", 1, 0.5, 0.5),
        ("composer", "over 3 min", 1, 50.0, 50.0),
        ("musicgen", "up to 10 s", 1, 9.0, 9.0),
    ]


@pytest.mark.parametrize(
    ("seconds", "name"), [(1, "up to 10 s"), (10.001, "10 to 30 s"), (180, "1 to 3 min")]
)
def test_buckets(seconds: float, name: str) -> None:
    assert bucket(seconds) == name


def test_percentiles_are_values_that_occurred() -> None:
    assert [percentile([3, 1, 2], share) for share in (0.0, 0.33, 0.5, 0.95, 1.0)] == [1, 1, 2, 3, 3]


def test_generations_between_errors() -> None:
    def fails(name: str) -> tuple[str, Event]:
        return "s", events.take_failed(name, request(), "no")

    told = [("s", done("a")), ("s", done("b")), ("s", done("c")), fails("x"), ("s", done("d")), fails("y")]
    told += [("s", done("e")), ("s", done("f")), ("s", events.take_partial("g", request(), result()))]
    told += [("s", events.take_deleted("e")), ("s", events.take_cancelled("z", request()))]
    metrics = measure(after(*told))
    assert (metrics.takes, metrics.failures, metrics.takes_per_failure) == (7, 2, 3.5)
    assert (metrics.takes_since_failure, metrics.longest_run_without_failure) == (3, 3)


def test_thumbs_and_sessions() -> None:
    told = [("s", done("a")), ("s", done("b")), ("t", done("c")), ("make", done("d")), ("make", done("e"))]
    told += [("empty", events.session_started("1", "chat"))]
    told += [("s", events.take_rated(take, "up")) for take in "abd"] + [("s", events.take_rated("c", "down"))]
    told += [("s", events.take_rated("e", "down")), ("s", events.take_rated("e", None))]
    metrics = measure(after(*told))
    assert (metrics.rated, metrics.thumbs_up_share) == (4, 0.75)
    assert (metrics.sessions, metrics.takes_per_session_mean, metrics.takes_per_session_median) == (
        2,
        1.5,
        1.5,
    )
    assert metrics.advanced_share == 0


@pytest.mark.parametrize(
    ("event", "control"),
    [
        (events.seed_locked(3), "seed lock"),
        (events.preset_switched("vinyl", True), "presets"),
        (events.setting_changed("seconds", 20), "settings"),
        (done("b", "a", cause=Cause("edit", "slower")), "edits"),
        (done("b", "a", cause=Cause("variation")), "variations"),
        (events.compare_chosen(["a", "b"], None), "compare"),
        (done("b", "a", cause=Cause("again")), ""),
    ],
)
def test_advanced_controls_count_once_a_session(event: Event, control: str) -> None:
    told = [("s", done("a")), ("s", event), ("s", event), ("t", done("c"))]
    metrics = measure(after(*told))
    assert metrics.advanced_share == (0.5 if control else 0)
    assert metrics.control_shares == {name: 0.5 if name == control else 0 for name in CONTROLS}


def test_the_numbers_hold_no_prompt_path_or_id() -> None:
    told = [("secretsession", done("secrettake", path="/home/secret/x.wav", elapsed_seconds=1.0))]
    told += [("secretsession", events.message_added("m", "user", "secret words"))]
    told += [("secretsession", events.take_failed("f", request("secret prompt"), "secret error"))]
    text = json.dumps(measure(after(*told)).plain(), allow_nan=False)
    assert "secret" not in text
    assert json.loads(text)["takes"] == 1
