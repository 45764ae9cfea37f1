"""Several sessions: listed, found, searched, resumed; and one that is open."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from timbre.errors import HistoryError, InvalidInputError, UnknownNameError
from timbre.session import events
from timbre.session.archive import Archive
from timbre.session.live import OpenSession
from timbre.session.log import History
from timbre.session.paths import Paths
from timbre.session.sessions import Sessions
from timbre.session.view import SessionState

from .story import done, request


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(Paths.under(tmp_path / "home"))


@pytest.fixture
def sessions(history: History) -> Sessions:
    return Sessions(history)


def view(history: History, session: str) -> SessionState:
    return OpenSession(Archive(history), session).state


def titles(sessions: Sessions, **options: bool) -> list[str]:
    return [session.title for session in sessions.listed(**options)]


def test_the_one_last_used_comes_first_whatever_the_clock_says(sessions: Sessions, history: History) -> None:
    times = iter([f"20{99 - number}-01-01T00:00:00.000Z" for number in range(20)])
    history._now = lambda: next(times)
    first = sessions.start("chat")
    first.add(events.message_added("m", "user", "rain"))
    second = sessions.start("studio", "Sun")
    history.append(*done("x"), session=events.ONE_SHOT_SESSION)
    assert titles(sessions) == ["Sun", "rain"]
    assert titles(sessions, one_shot=True) == ["slow piano", "Sun", "rain"]
    first.add(done("a"))
    latest = sessions.latest()
    assert latest is not None
    assert (latest.id, latest.takes, latest.updated) == (first.id, ["a"], "2094-01-01T00:00:00.000Z")
    assert second.state.surface == "studio"


def test_no_sessions_yet(sessions: Sessions) -> None:
    assert sessions.latest() is None
    assert sessions.search("x") == []
    with pytest.raises(UnknownNameError):
        sessions.find("1")


def test_a_session_is_found_by_number_id_or_title(sessions: Sessions) -> None:
    ids = {title: sessions.start("chat", title).id for title in ("Rain", "Rain and sun", "Brasil")}
    assert sessions.find("1").id == ids["Brasil"]
    assert sessions.find(" rain ").id == ids["Rain"], "the whole title beats a part of one"
    assert sessions.find("AND").id == ids["Rain and sun"]
    assert sessions.find(ids["Rain"].upper()).id == ids["Rain"]
    with pytest.raises(InvalidInputError, match="2 sessions"):
        sessions.find("rai")
    with pytest.raises(UnknownNameError, match="Did you mean 'Brasil'"):
        sessions.find("Brazil")
    for nobody in ("0", "4", "", "²"):
        with pytest.raises(UnknownNameError):
            sessions.find(nobody)


def test_rename_delete_and_resume(sessions: Sessions) -> None:
    opened = sessions.start("chat", "Rain")
    sessions.rename(opened.id, "  Heavy \n rain ")
    assert titles(sessions) == ["Heavy rain"]
    with pytest.raises(InvalidInputError, match="200"):
        sessions.rename(opened.id, "x" * 201)
    sessions.delete(opened.id)
    assert (titles(sessions), titles(sessions, deleted=True)) == ([], ["Heavy rain"])
    assert sessions.latest() is None
    again = sessions.resume(opened.id, "studio")
    assert (titles(sessions), again.state.name, again.state.surface) == (
        ["Heavy rain"],
        "Heavy rain",
        "studio",
    )
    with pytest.raises(UnknownNameError, match="no session"):
        sessions.resume("nobody", "chat")


def test_search_looks_at_messages_prompts_and_names(sessions: Sessions, history: History) -> None:
    rain = sessions.start("chat")
    rain.add(events.message_added("m1", "user", "warm LO-FI rain"))
    rain.add(events.message_added("m2", "assistant", "Tempo 80, added Strings."))
    rain.add(done("a"))
    sun = sessions.start("chat", "Strings at noon")
    history.append(*events.take_failed("f", request("piano strings"), "no"), session=events.ONE_SHOT_SESSION)
    found = sessions.search("strings")
    assert [(each.session.id, [text.role for text in each.texts]) for each in found] == [
        (events.ONE_SHOT_SESSION, ["prompt"]),
        (sun.id, ["title"]),
        (rain.id, ["assistant"]),
    ]
    assert [each.session.id for each in sessions.search("added TEMPO")] == [rain.id]
    assert [text.take for text in sessions.search("slow")[0].texts] == ["a"]
    assert sessions.search("rain strings") == []
    assert len(sessions.search("strings", limit=1)) == 1
    sessions.delete(sun.id)
    assert sun.id not in [each.session.id for each in sessions.search("noon")]


def test_the_newest_texts_are_shown_and_all_are_counted(sessions: Sessions) -> None:
    opened = sessions.start("chat")
    for number in range(5):
        opened.add(events.message_added(f"m{number}", "user", f"rain {number}"), durable=False)
    (found,) = sessions.search("rain")
    assert (found.count, [text.text for text in found.texts]) == (5, ["rain 4", "rain 3", "rain 2"])


def test_an_open_session_follows_what_it_writes_and_what_others_do(
    sessions: Sessions, history: History
) -> None:
    here = sessions.start("chat")
    here.add(done("a"))
    there = Sessions(History(history.paths)).resume(here.id, "studio")
    there.add(done("b", "a"))
    there.add(events.take_rated("a", "up"))
    assert list(here.state.takes) == ["a"]
    here.add(done("c", "a"))
    state = here.catch_up()
    assert set(state.takes) == {"a", "b", "c"}
    assert state.ratings == {"a": "up"}
    assert here.catch_up() == state
    assert sorted(there.catch_up().takes) == ["a", "b", "c"]
    history.append(*events.take_rated("b", "down"), session=events.ONE_SHOT_SESSION)
    assert there.catch_up().ratings == {"a": "up", "b": "down"}
    assert Sessions(history).resume(here.id, "chat").state.ratings == {"a": "up", "b": "down"}


def test_undo_redo_and_choose(sessions: Sessions) -> None:
    opened = sessions.start("chat")
    with pytest.raises(InvalidInputError, match="nothing to undo"):
        opened.undo()
    for take, parent in (("a", None), ("b", "a")):
        opened.add(done(take, parent))
    with pytest.raises(InvalidInputError, match="nothing to redo"):
        opened.redo()
    assert opened.undo().current == "a"
    assert opened.redo().current == "b"
    assert opened.choose("a").current == "a"
    opened.add(events.take_failed("f", request(), "no"))
    with pytest.raises(InvalidInputError, match="failed"):
        opened.choose("f")
    with pytest.raises(UnknownNameError):
        opened.choose("nobody")
    assert sessions.resume(opened.id, "chat").state.current == "a"


def test_a_full_disk_keeps_the_event_in_the_open_session(
    sessions: Sessions, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened = sessions.start("chat")

    def full(descriptor: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(HistoryError, match="not saved"):
            opened.add(done("a"))
        assert list(opened.state.takes) == ["a"]
        assert list(view(history, opened.id).takes) == ["a"]
    opened.add(done("b", "a"))
    assert list(opened.catch_up().takes) == ["a", "b"]
    assert list(view(History(history.paths), opened.id).takes) == ["a", "b"]


def test_an_event_json_cannot_hold_changes_nothing(sessions: Sessions) -> None:
    opened = sessions.start("chat")
    before = opened.state
    with pytest.raises(InvalidInputError):
        opened.add(events.Event("setting.changed", {"name": "x", "value": object()}))
    assert opened.state == before
