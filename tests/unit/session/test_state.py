"""The fold: what a history adds up to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.model.request import GenerationRequest, GenerationResult, Measured
from timbre.session import events
from timbre.session.record import Record, decode, dump_payload, encode
from timbre.session.state import State, fold

GOLDEN = Path(__file__).parents[2] / "golden" / "history-v1.jsonl"
REQUEST = GenerationRequest(prompt="slow piano", seed=7, parent="p", seconds=20)
RESULT = GenerationResult(
    path="/out/a.wav",
    engine="composer",
    engine_version="1",
    model="m",
    seed=7,
    seconds=19.5,
    sample_rate=44_100,
    channels=2,
    measured=Measured(seconds=19.5, lufs=float("-inf")),
)


def record(event: events.Event, session: str = "s", version: int = 1, identity: str = "r") -> Record:
    payload = dump_payload(event.payload, event.type)
    return Record(version, identity, "2026-11-22T14:15:30.123Z", session, "user", event.type, payload)


def test_a_finished_take() -> None:
    take = fold([record(events.take_done("t1", REQUEST, RESULT))]).takes["t1"]
    assert take.row() == {
        "id": "t1",
        "time": "2026-11-22T14:15:30.123Z",
        "session": "s",
        "number": 1,
        "parent": "p",
        "prompt": "slow piano",
        "engine": "composer",
        "model": "m",
        "seed": 7,
        "seconds": 19.5,
        "status": "done",
        "rating": None,
        "path": "/out/a.wav",
    }
    keys = "id, time, session, number, parent, prompt, engine, model, seed, seconds, status, rating, path"
    assert ", ".join(take.row()) == keys
    assert GenerationRequest.model_validate(take.request) == REQUEST
    silent = RESULT.measured.model_copy(update={"lufs": None})
    assert GenerationResult.model_validate(take.result) == RESULT.model_copy(update={"measured": silent})
    assert take.error is None


def test_a_failed_take_keeps_what_was_asked_and_why_it_failed() -> None:
    take = fold([record(events.take_failed("t1", REQUEST, "no weights"))]).takes["t1"]
    assert (take.status, take.error, take.path, take.seconds) == ("failed", "no weights", None, 20)
    assert take.result == {}


def test_ratings_and_deletion() -> None:
    history = [record(events.take_done(t, REQUEST, RESULT)) for t in ("a", "b")]
    history += [
        record(events.take_rated("a", "up")),
        record(events.take_rated("b", "down")),
        record(events.take_rated("b", None)),
        record(events.take_deleted("b")),
    ]
    takes = fold(history).takes
    assert (takes["a"].rating, takes["a"].status) == ("up", "done")
    assert (takes["b"].rating, takes["b"].status) == (None, "deleted")


def test_numbers_run_within_each_session() -> None:
    made = [("a", "s"), ("b", "s"), ("c", "other"), ("d", "s")]
    state = fold(record(events.take_done(take, REQUEST, RESULT), session) for take, session in made)
    assert [(take.id, take.number) for take in state.takes.values()] == [
        ("a", 1),
        ("b", 2),
        ("c", 1),
        ("d", 3),
    ]
    assert {name: session.takes for name, session in state.sessions.items()} == {
        "s": ["a", "b", "d"],
        "other": ["c"],
    }


def test_a_cancelled_job_is_no_take_but_a_partial_one_is() -> None:
    state = fold(
        [record(events.take_cancelled("a", REQUEST)), record(events.take_partial("b", REQUEST, RESULT))]
    )
    assert [(take.id, take.number, take.status) for take in state.takes.values()] == [("b", 1, "partial")]


def test_an_event_written_twice_counts_once() -> None:
    event = record(events.take_done("a", REQUEST, RESULT))
    assert fold([event, event]) == fold([event])


def test_unknown_and_newer_events_change_nothing() -> None:
    base = [record(events.session_started("0.1.0", "chat")), record(events.take_done("a", REQUEST, RESULT))]
    known = fold(base)
    strange = record(events.Event("weather.reported", {"take": "a"}))
    newer = record(events.take_deleted("a"), version=2)
    state = fold([*base, strange, newer])
    assert state.takes == known.takes
    assert (state.sessions["s"].started, state.newer_records) == ("2026-11-22T14:15:30.123Z", 1)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["seed", "path"]), inner),
    max_leaves=4,
)
odd_events = st.builds(
    events.Event,
    st.sampled_from(
        ["take.done", "take.failed", "take.partial", "take.rated", "take.deleted", "session.started"]
    ),
    st.dictionaries(
        st.sampled_from(["take", "request", "result", "rating", "error"]), json_values, max_size=5
    ),
)


@settings(deadline=None, max_examples=80)
@given(st.lists(odd_events, max_size=12), st.integers(0, 12))
def test_no_payload_breaks_the_fold_and_it_can_stop_and_go_on(odd: list[events.Event], cut: int) -> None:
    history = [record(event, identity=f"r{number}") for number, event in enumerate(odd)]
    whole = fold(history)
    assert fold(history[cut:], fold(history[:cut])) == whole
    rows: list[dict[str, Any]] = [take.row() for take in whole.takes.values()]
    assert all(isinstance(row["prompt"], str) for row in rows)


def test_the_fold_starts_from_nothing_each_time() -> None:
    fold([record(events.take_done("a", REQUEST, RESULT))])
    assert fold([]) == State()


def test_the_golden_history_adds_up() -> None:
    golden = [decode(line) for line in GOLDEN.read_bytes().split(b"\n")[:-1]]
    takes = list(fold(golden).takes.values())
    assert [(take.number, take.status, take.rating, take.seconds) for take in takes] == [
        (1, "done", "up", 30.0),
        (2, "failed", None, 30.0),
        (3, "deleted", None, 12.5),
    ]
    assert takes[0].prompt == "piano at night,\u2028“löwe”"
    assert takes[1].parent == takes[0].id
    assert all(decode(encode(each)) == each for each in golden)
