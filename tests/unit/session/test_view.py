"""One session whole: what its events add up to."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.model.request import GenerationRequest
from timbre.session import events
from timbre.session.events import Cause
from timbre.session.record import decode, encode
from timbre.session.view import Message, SessionFold, fold_session

from .story import TIME, done, record, request, result, state_after

GOLDEN = Path(__file__).parents[2] / "golden" / "session-v1.jsonl"
ALL_TYPES = sorted(
    value
    for name, value in vars(events).items()
    if name.isupper() and isinstance(value, str) and "." in value
)


def test_messages_and_takes_in_the_order_they_came() -> None:
    state = state_after(
        events.session_started("0.1.0", "chat"),
        events.message_added("m1", "user", "/engine composer"),
        events.message_added("m2", "user", "  slow\npiano "),
        done("a"),
        events.message_added(
            "m3", "assistant", "Take 1.", take="a", job="j", generation={"seed": 7, "x": float("inf")}
        ),
        events.message_added("m4", "system", "Saved."),
    )
    assert [each.id for each in state.timeline] == ["m1", "m2", "a", "m3", "m4"]
    assert [message.role for message in state.messages] == ["user", "user", "assistant", "system"]
    third = state.messages[2]
    assert (third.take, third.job, dict(third.generation)) == ("a", "j", {"seed": 7, "x": None})
    assert (state.title, state.name, state.surface, state.started) == ("slow piano", "", "chat", TIME)
    assert isinstance(state.timeline[0], Message)


def test_a_message_written_twice_or_by_nobody_counts_once_or_not() -> None:
    said = events.message_added("m", "user", "hello")
    odd = events.Event("message.added", {"message": "n", "role": "ghost", "text": "boo"})
    assert [message.text for message in state_after(said, said, odd).messages] == ["hello"]


def test_names_beat_ideas_and_long_titles_are_cut() -> None:
    idea = events.message_added("m", "user", "x" * 100)
    assert state_after(idea).title == "x" * 59 + "…"
    named = state_after(idea, events.session_renamed("Rain"))
    assert (named.title, named.name) == ("Rain", "Rain")
    assert (
        state_after(idea, events.session_renamed("Rain"), events.session_renamed("")).title == "x" * 59 + "…"
    )
    assert state_after(events.session_started("1", "chat")).title == "untitled"
    assert state_after(done("a")).title == "slow piano"


def test_a_deleted_session_comes_back_when_resumed() -> None:
    gone = [events.session_started("1", "chat"), events.session_deleted()]
    assert state_after(*gone).deleted
    assert not state_after(*gone, events.session_resumed("1", "studio")).deleted


def test_seed_lock_presets_and_settings() -> None:
    told = [
        events.seed_locked(5),
        events.preset_switched("vinyl", True),
        events.preset_switched("rainy", True),
        events.preset_switched("vinyl", True),
        events.setting_changed("engine", "musicgen"),
        events.setting_changed("seconds", 12.5),
        events.setting_changed("engine", None),
    ]
    state = state_after(*told)
    assert (state.seed_lock, state.presets, dict(state.overrides)) == (
        5,
        ("rainy", "vinyl"),
        {"seconds": 12.5},
    )
    after = state_after(*told, events.seed_locked(None), events.preset_switched("rainy", False))
    assert (after.seed_lock, after.presets) == (None, ("vinyl",))
    odd = events.Event("seed.locked", {"seed": 2**40})
    assert state_after(*told, odd).seed_lock == 5


def test_ratings_children_and_the_line_of_a_take() -> None:
    state = state_after(
        done("a"),
        done("b", "a"),
        done("c", "a"),
        done("d", "c"),
        events.take_rated("c", "up"),
        done("x", "elsewhere"),
    )
    assert dict(state.ratings) == {"c": "up"}
    assert dict(state.children) == {None: ("a", "x"), "a": ("b", "c"), "c": ("d",)}
    assert [take.id for take in state.line_of("d")] == ["a", "c", "d"]
    assert [take.id for take in state.line_of("x")] == ["x"]
    with pytest.raises(KeyError):
        state.line_of("nobody")


def test_a_take_tells_how_it_came_about() -> None:
    cause = Cause("edit", "slower, add strings", {"bpm": [80, 68]}, chosen=False)
    take = state_after(done("a"), done("b", "a", cause=cause)).takes["b"]
    assert take.cause == cause
    assert take.payload["cause"] == {
        "kind": "edit",
        "words": "slower, add strings",
        "edit": {"bpm": [80, 68]},
        "chosen": False,
    }
    assert GenerationRequest.model_validate(take.request).parent == "a"


def test_a_variation_that_is_not_chosen_leaves_the_current_take() -> None:
    aside = Cause("variation", chosen=False)
    state = state_after(done("a"), done("v1", "a", cause=aside), done("v2", "a", cause=aside))
    assert (state.current, state.can_redo, state.children["a"]) == ("a", False, ("v1", "v2"))


def test_comparisons_are_kept_and_leave_the_current_take() -> None:
    state = state_after(
        done("a"), done("b"), events.compare_chosen(["a", "b"], "a"), events.compare_chosen(["a"], None)
    )
    assert [(each.takes, each.winner) for each in state.comparisons] == [(("a", "b"), "a"), (("a",), None)]
    assert state.current == "b"


def test_only_this_sessions_events_and_those_about_its_takes_count() -> None:
    story = [
        record(done("a"), "s", 1),
        record(done("b"), "other", 2),
        record(events.take_rated("a", "up"), "other", 3),
        record(events.take_rated("b", "down"), "s", 4),
        record(events.seed_locked(3), "other", 5),
    ]
    state = fold_session("s", story)
    assert (list(state.takes), dict(state.ratings), state.seed_lock) == (["a"], {"a": "up"}, None)
    assert dict(fold_session("other", story).ratings) == {"b": "down"}


def test_a_view_stays_as_it_was() -> None:
    folding = SessionFold("s")
    folding.apply(record(done("a")))
    before = folding.view()
    assert folding.view() is before
    folding.apply(record(events.take_rated("a", "up"), number=1))
    assert (before.takes["a"].rating, folding.view().takes["a"].rating) == (None, "up")
    with pytest.raises(TypeError):
        before.takes["b"] = before.takes["a"]  # type: ignore[index]


def test_jobs_wait_run_and_end() -> None:
    queued = [events.job_queued(f"j{n}", f"t{n}", request(f"idea {n}"), owner="me") for n in range(4)]
    state = state_after(*queued, events.job_started("j2"), events.job_done("j0", "t0"))
    assert [(job.id, job.status, job.attempt) for job in state.queue] == [
        ("j2", "running", 1),
        ("j1", "waiting", 0),
        ("j3", "waiting", 0),
    ]
    assert GenerationRequest.model_validate(state.queue[0].request).prompt == "idea 2"


@pytest.mark.parametrize(
    "end",
    [
        events.job_done("j", "t"),
        events.job_failed("j", "no weights"),
        events.job_cancelled("j", "shutdown"),
        events.take_done("t", request(), result()),
        events.take_partial("t", request(), result()),
        events.take_failed("t", request(), "no"),
        events.take_cancelled("t", request()),
    ],
    ids=lambda event: event.type,
)
def test_any_end_of_a_job_ends_it_even_if_the_next_event_was_lost(end: events.Event) -> None:
    told = [events.job_queued("j", "t", request()), events.job_started("j")]
    assert len(state_after(*told).queue) == 1
    assert state_after(*told, end).queue == ()


def test_interrupted_jobs_are_those_whose_owner_is_gone() -> None:
    cause = Cause("edit", "slower")
    told = [
        events.job_queued("j1", "t1", request(), owner="dead", cause=cause),
        events.job_queued("j2", "t2", request(), owner="alive"),
        events.job_queued("j3", "t3", request()),
        events.job_started("j1"),
    ]
    lost = state_after(*told).interrupted(lambda owner: owner == "alive")
    assert [(job.id, job.status) for job in lost] == [("j1", "running"), ("j3", "waiting")]
    assert lost[0].cause == cause
    again = state_after(*told, events.job_queued("j1", "t1", request(), owner="alive"))
    assert [job.id for job in again.interrupted(lambda owner: owner == "alive")] == ["j3"]
    assert [(job.id, job.status) for job in again.queue if job.id == "j1"] == [("j1", "waiting")]


def test_an_import_voids_waiting_jobs() -> None:
    told = [events.job_queued("j", "t", request()), events.session_imported("1", "x")]
    assert state_after(*told).queue == ()


def test_every_kind_of_event_is_in_the_table_and_in_the_golden_file() -> None:
    table = [line.split("`")[1] for line in (events.__doc__ or "").splitlines() if line.startswith("| `")]
    assert sorted(table) == ALL_TYPES
    golden = [decode(line) for line in GOLDEN.read_bytes().splitlines()]
    assert sorted({each.type for each in golden}) == ALL_TYPES


def test_the_golden_session_adds_up() -> None:
    golden = [decode(line) for line in GOLDEN.read_bytes().splitlines(keepends=True)]
    assert [encode(each) for each in golden] == GOLDEN.read_bytes().splitlines(keepends=True)
    state = fold_session("01kap5q0s0abcdefghjkmnpqrs", golden)
    assert (state.title, state.deleted, state.seed_lock, state.presets) == (
        "Rainy night",
        False,
        7,
        ("vinyl",),
    )
    assert [(take.number, take.status, take.rating) for take in state.takes.values()] == [
        (1, "done", "up"),
        (2, "done", None),
        (3, "partial", None),
        (4, "failed", None),
        (5, "deleted", None),
    ]
    takes = list(state.takes)
    assert (state.current, state.undo_target, state.redo_target) == (takes[1], takes[0], None)
    assert [job.id for job in state.queue] == ["01kap5q0j9abcdefghjkmnpqrs"]
    assert dict(state.overrides) == {"seconds": 20}
    assert [message.role for message in state.messages] == ["user", "assistant"]
    assert state.takes[takes[1]].cause == Cause("edit", "slower", {"bpm": [80.0, 68.0]})
    assert state.takes[takes[1]].first_audio_seconds == 0.4


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=3) | st.sampled_from(["a", "b", "c"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["seed", "path", "parent"]), inner)
    ),
    max_leaves=4,
)
KEYS = (
    "take job message role text request result cause from to takes winner seed preset on name value position"
)
odd_events = st.builds(
    events.Event,
    st.sampled_from(ALL_TYPES),
    st.dictionaries(st.sampled_from(KEYS.split()), json_values, max_size=6),
)


@settings(deadline=None, max_examples=100)
@given(st.lists(odd_events, max_size=14), st.integers(0, 14))
def test_no_payload_breaks_the_fold_and_it_can_stop_and_go_on(odd: list[events.Event], cut: int) -> None:
    records = [record(event, number=number) for number, event in enumerate(odd)]
    folding = SessionFold("s")
    for number, each in enumerate(records):
        if number == cut:
            folding.view()
        folding.apply(each)
    state = folding.view()
    assert state == fold_session("s", records)
    assert state.current is None or state.takes[state.current].sounds
    assert state.undo_target is None or state.takes[state.undo_target].sounds
    assert state.redo_target is None or state.takes[state.redo_target].sounds
    assert sorted(take for found in state.children.values() for take in found) == sorted(state.takes)
    assert all(message.role in get_args(events.Role) for message in state.messages)
    plain: list[dict[str, Any]] = [job.request for job in state.queue]
    assert all(isinstance(each, dict) for each in plain)
