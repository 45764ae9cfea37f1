"""The index gives the same answers as the log, whatever happens to either."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.errors import HistoryError
from timbre.session import events, rows
from timbre.session.archive import Archive
from timbre.session.events import Event
from timbre.session.index import Index
from timbre.session.log import History
from timbre.session.paths import Paths
from timbre.session.record import dump_payload, encode
from timbre.session.state import fold
from timbre.session.view import fold_session

from .story import done, record, request


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(Paths.under(tmp_path / "home"))


def tell(history: History, *told: tuple[str, Event]) -> None:
    for session, event in told:
        history.append(*event, session=session, durable=False)


STORY = [
    ("a", events.session_started("1", "chat")),
    ("a", events.message_added("m1", "user", "Große Trommel")),
    ("a", done("a1")),
    ("b", done("b1")),
    ("b", events.take_rated("a1", "up")),
    ("b", events.session_renamed("Nacht \ud800")),
    ("a", events.take_deleted("b1")),
    ("b", events.seed_locked(4)),
]


def agrees(history: History) -> None:
    """The archive says what folding the whole log says."""
    archive = Archive(history, index_after_bytes=0)
    whole = fold(history.records())
    found = archive.state()
    assert found == whole
    assert list(found.takes) == list(whole.takes)
    assert list(found.sessions) == list(whole.sessions), "in the order last heard of"
    assert list(archive.sessions().sessions.values()) == list(whole.sessions.values())
    for take in whole.takes.values():
        assert found.takes[take.id].request == take.request
    for session in whole.sessions:
        assert fold_session(session, archive.records_of(session).records) == fold_session(
            session, history.records()
        )
    texts = [rows.spoken(each, each.payload) for each in history.records() if not each.is_newer]
    for words in ([], ["PIANO"], ["große", "tr"], ["nacht"], ["\ud800"]):
        folded = [word.casefold() for word in words]
        expected = [text for text in texts if text is not None and text.matches(folded)]
        assert archive.search(words) == expected


def test_the_index_agrees_with_the_log_as_both_grow(history: History) -> None:
    for number in range(1, len(STORY) + 1):
        tell(history, STORY[number - 1])
        agrees(history)
    assert history.paths.history_index.exists()


odd = st.builds(
    Event,
    st.sampled_from(
        [
            *(events.TAKE_DONE, events.TAKE_FAILED, events.TAKE_RATED, events.TAKE_DELETED),
            *(events.MESSAGE_ADDED, events.SESSION_RENAMED, events.SESSION_DELETED, events.SESSION_RESUMED),
            *(events.SEED_LOCKED, events.JOB_QUEUED, events.TAKE_CHOSEN, "weather.reported"),
        ]
    ),
    st.dictionaries(
        st.sampled_from(["take", "text", "role", "title", "rating", "request", "result", "cause"]),
        st.sampled_from(
            ["a", "b", "user", "up", "\ud800", None, 2**70, {"prompt": "p", "seed": 2**70, "path": ""}]
        )
        | st.floats(allow_nan=False, allow_infinity=False),
        max_size=5,
    ),
)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.sampled_from(["s", "t", ""]), odd), max_size=12), st.integers(1, 5))
def test_odd_events_are_indexed_like_any_other(
    tmp_path_factory: pytest.TempPathFactory, told: list[tuple[str, Event]], stretch: int
) -> None:
    history = History(Paths.under(tmp_path_factory.mktemp("home")))
    for start in range(0, len(told), stretch):
        tell(history, *told[start : start + stretch])
        Archive(history, index_after_bytes=0).state()
    if told:
        agrees(history)


def test_a_short_history_has_no_index_and_a_long_one_reads_only_the_rest(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(history, *STORY)
    Archive(history).state()
    assert not history.paths.history_index.exists()
    Archive(history, index_after_bytes=100).state()
    size = history.paths.history.stat().st_size
    read: list[int] = []
    honest = history.placed
    monkeypatch.setattr(history, "placed", lambda offset: read.append(offset) or honest(offset))
    tell(history, ("a", done("a2")))
    assert "a2" in Archive(history, index_after_bytes=10_000).state().takes
    assert read == [size]


Damage = Callable[[Paths], object]


def cut(paths: Paths) -> None:
    lines = paths.history.read_bytes().splitlines(keepends=True)
    paths.history.write_bytes(b"".join(lines[:5]))


def other_log(paths: Paths) -> None:
    told = [encode(record(done(f"o{n}"), "other", n)) for n in range(30)]
    paths.history.with_name("new").write_bytes(b"".join(told))
    paths.history.with_name("new").replace(paths.history)


def flip_in_the_middle(paths: Paths) -> None:
    lines = paths.history.read_bytes().splitlines(keepends=True)
    lines[2] = lines[2].replace(b"slow piano", b"fast piano")
    paths.history.write_bytes(b"".join(lines))


def odd_rows(paths: Paths) -> None:
    with closing(sqlite3.connect(paths.history_index)) as connection, connection:
        connection.execute("UPDATE takes SET row = '[1]'")
        connection.execute("UPDATE sessions SET row = '{}'")
        connection.execute("UPDATE spans SET start = start + 3")
        connection.execute("UPDATE spoken SET row = 'x'")


def other_tables(paths: Paths) -> None:
    paths.history_index.unlink()
    with closing(sqlite3.connect(paths.history_index)) as connection, connection:
        connection.execute("CREATE TABLE takes (something)")


def newer_written_over(paths: Paths) -> None:
    paths.history_index.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)


@pytest.mark.parametrize(
    "damage",
    [
        cut,
        other_log,
        flip_in_the_middle,
        odd_rows,
        other_tables,
        newer_written_over,
        lambda paths: paths.history_index.write_bytes(b"garbage" * 1000),
        lambda paths: paths.history_index.write_bytes(b""),
        lambda paths: os.truncate(paths.history_index, 5000),
        lambda paths: paths.history_index.unlink(),
        lambda paths: shutil.rmtree(paths.cache),
        lambda paths: paths.history.write_bytes(b""),
    ],
)
def test_a_stale_or_damaged_index_is_passed_over_and_made_anew(history: History, damage: Damage) -> None:
    tell(history, *STORY)
    archive = Archive(history, index_after_bytes=0)
    archive.state()
    damage(history.paths)
    session = "other" if damage is other_log else "a"
    expected = fold_session(session, History(history.paths).records())
    assert fold_session(session, archive.records_of(session).records) == expected
    tell(history, ("a", done("later")), ("a", events.message_added("m", "user", "more trommel")))
    if damage is flip_in_the_middle:
        assert "a1" not in fold(history.records()).takes
    agrees(history)


def test_what_is_left_of_another_log_is_not_read(history: History) -> None:
    tell(history, *STORY)
    Archive(history, index_after_bytes=0).state()
    cut(history.paths)
    assert Archive(history).state() == fold(history.records())
    assert Archive(history).search(["nacht"]) == []


def test_an_index_that_grows_while_it_is_read_stands_still(
    history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    tell(history, *STORY)
    archive = Archive(history, index_after_bytes=0)
    archive.state()
    tell(history, ("a", events.compare_chosen(["a1"], "a1")))
    honest = Index.spans

    def late(index: Index, session: str) -> list[tuple[int, int]]:
        with monkeypatch.context() as patched:
            patched.setattr(Index, "spans", honest)
            patched.setattr("timbre.session.index._BUSY_SECONDS", 0.01)
            Archive(History(history.paths), index_after_bytes=0).state()
        return honest(index, session)

    monkeypatch.setattr(Index, "spans", late)
    records = Archive(history).records_of("a").records
    assert [each.type for each in records].count(events.COMPARE_CHOSEN) == 1


def test_a_flipped_bit_elsewhere_does_not_stop_a_session_from_opening(history: History) -> None:
    tell(history, *STORY)
    archive = Archive(history, index_after_bytes=0)
    archive.state()
    flip_in_the_middle(history.paths)
    assert [each.type for each in archive.records_of("b").records] == [
        "take.done",
        "take.rated",
        "session.renamed",
        "take.deleted",
        "seed.locked",
    ]


@pytest.mark.parametrize("where", ["cache", "home"])
def test_without_a_place_for_the_index_everything_works(tmp_path: Path, where: str) -> None:
    paths = Paths.under(tmp_path / "home")
    history = History(paths)
    tell(history, *STORY)
    if where == "cache":
        paths.cache.write_text("in the way")
    else:
        paths = Paths.under(tmp_path / "nowhere")
        history = History(paths)
    assert Archive(history, index_after_bytes=0).state() == fold(history.records())


def test_a_locked_index_is_done_without(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("timbre.session.index._BUSY_SECONDS", 0.01)
    tell(history, *STORY)
    Archive(history, index_after_bytes=0).state()
    tell(history, ("a", done("a9")))
    other = sqlite3.connect(history.paths.history_index, isolation_level=None)
    other.execute("BEGIN EXCLUSIVE")
    try:
        assert "a9" in Archive(history, index_after_bytes=0).state().takes
    finally:
        other.close()
    assert history.paths.history_index.exists()
    agrees(history)


def test_events_that_could_not_be_saved_are_seen(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    history = History(Paths.under(tmp_path / "file" / "x"))
    tell(history, *STORY)
    assert set(Archive(history).state().takes) == {"a1", "b1"}
    assert [text.role for text in Archive(history).search(["trommel"])] == ["user"]


def test_a_torn_tail_is_not_skipped_once_it_is_whole(history: History) -> None:
    tell(history, *STORY)
    line = encode(record(done("torn"), "a"))
    with history.paths.history.open("ab") as file:
        file.write(line[:-9])
    Archive(history, index_after_bytes=0).state()
    with history.paths.history.open("ab") as file:
        file.write(line[-9:-1])
    assert "torn" in Archive(history, index_after_bytes=0).state().takes
    tell(history, ("a", done("after")))
    agrees(history)


def test_newer_records_are_counted_and_kept(history: History) -> None:
    tell(history, *STORY[:3])
    newer = record(events.take_deleted("a1"), "a")._replace(v=2)
    with history.paths.history.open("ab") as file:
        file.write(encode(newer))
    agrees(history)
    assert Archive(history, index_after_bytes=0).state().newer_records == 1


def test_a_take_whose_entry_is_gone_says_so(history: History) -> None:
    tell(history, *STORY)
    take = Archive(history, index_after_bytes=0).state().takes["a1"]
    history.paths.history.write_bytes(b"")
    with pytest.raises(HistoryError, match="cannot be read"):
        _ = take.request


READER = """
import sys
from pathlib import Path
from timbre.session.archive import Archive
from timbre.session.log import History
from timbre.session.paths import Paths
history = History(Paths.under(Path(sys.argv[1])))
for number in range(40):
    history.append("note.made", {"n": number}, session=sys.argv[2], durable=False)
    history.append("take.done", {"take": f"{sys.argv[2]}{number}"}, session=sys.argv[2], durable=False)
    assert len(Archive(history, index_after_bytes=200).state().sessions[sys.argv[2]].takes) == number + 1
"""


def test_several_processes_share_the_index(history: History) -> None:
    arguments = [sys.executable, "-c", READER, str(history.paths.config_folder)]
    running = [subprocess.Popen([*arguments, name]) for name in ("x", "y", "z")]
    assert [process.wait(60) for process in running] == [0, 0, 0]
    agrees(history)
    assert len(fold(history.records()).takes) == 120


def test_extend_adds_records_as_they_are_or_none(history: History, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [
        record(done("a"), "s", 1, "2020-01-01T00:00:00.000Z"),
        record(events.take_rated("a", "up"), "s", 2),
    ]
    history.extend(told)
    assert list(History(history.paths).records()) == told

    def full(descriptor: int, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", full)
        with pytest.raises(HistoryError):
            history.extend(told)
    assert history.unsaved == ()
    assert list(History(history.paths).records()) == told


def test_extend_in_a_read_only_home_adds_nothing(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    history = History(Paths.under(tmp_path / "file" / "x"))
    history.append("note", {}, session="s")
    with pytest.raises(HistoryError):
        history.extend([record(Event("note", {}))])
    assert len(history.unsaved) == 1
    assert dump_payload({}, "note") == history.unsaved[0].payload_json


def test_the_index_is_the_users_alone(history: History) -> None:
    tell(history, *STORY, ("a", events.take_failed("f", request(), "no")))
    Archive(history, index_after_bytes=0).state()
    if sys.platform != "win32":
        assert history.paths.history_index.stat().st_mode & 0o777 == 0o600
