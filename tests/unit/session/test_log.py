"""The history keeps what it acknowledged: torn tails, damage, a full disk, a read-only home, newer versions."""

from __future__ import annotations

import errno
import os
import stat
import sys
import threading
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from timbre.errors import HistoryError, InvalidInputError
from timbre.session import lines
from timbre.session import log as log_module
from timbre.session.lock import exclusive
from timbre.session.log import History
from timbre.session.paths import Paths


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths.under(tmp_path / "home")


def fill(paths: Paths, count: int) -> History:
    history = History(paths)
    for number in range(count):
        history.append("note", {"n": number}, session="s", durable=False)
    return history


def numbers(history: History) -> list[object]:
    return [record.payload["n"] for record in history.records()]


def test_what_is_appended_is_read_back_in_order(paths: Paths) -> None:
    history = fill(paths, 3)
    record = history.append("take.rated", {"n": "ü\u2028\n"}, session="s2", author="timbre")
    assert numbers(History(paths)) == [0, 1, 2, "ü\u2028\n"]
    assert list(History(paths).records())[-1] == record
    assert (record.session, record.author, record.type) == ("s2", "timbre", "take.rated")
    assert (history.warning, history.damage, history.damage_notice, history.unsaved) == ("", (), "", ())
    assert paths.history.read_bytes().count(b"\n") == 4
    assert not paths.history_bad.exists()


def test_opening_and_reading_create_nothing(paths: Paths) -> None:
    assert list(History(paths).records()) == []
    assert not paths.config_folder.exists()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no permission bits")
def test_files_are_the_users_alone(paths: Paths) -> None:
    fill(paths, 1)
    assert stat.S_IMODE(paths.config_folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(paths.history.stat().st_mode) == 0o600
    assert stat.S_IMODE(paths.history_lock.stat().st_mode) == 0o600


def test_cut_anywhere_then_appended_to_loses_no_whole_record_and_glues_nothing(paths: Paths) -> None:
    fill(paths, 3)
    whole = paths.history.read_bytes()
    ends = [position for position, byte in enumerate(whole) if byte == 10]
    for cut in range(len(whole) + 1):
        paths.history.write_bytes(whole[:cut])
        paths.history_bad.unlink(missing_ok=True)
        survivors = [number for number, end in enumerate(ends) if cut >= end]
        torn = cut not in (0, *ends, *(end + 1 for end in ends))

        reader = History(paths)
        assert numbers(reader) == survivors, cut
        assert len(reader.damage) == torn, cut

        writer = History(paths)
        writer.append("note", {"n": "new"}, session="s", durable=False)
        assert numbers(writer) == [*survivors, "new"], cut
        assert writer.damage == (), "told already"
        assert paths.history.read_bytes().startswith(whole[:cut])


def test_damage_is_told_once_and_copied_once(paths: Paths) -> None:
    fill(paths, 4)
    rows = paths.history.read_bytes().split(b"\n")
    rows[1] = rows[1].replace(b'"n":1', b'"n":9')
    rows[2] = b"\xff\x00 not even text"
    paths.history.write_bytes(b"\n".join(rows))

    first = History(paths)
    assert numbers(first) == [0, 3]
    assert numbers(first) == [0, 3]
    assert [(line.offset, line.size) for line in first.damage] == [
        (len(rows[0]) + 1, len(rows[1]) + 1),
        (len(rows[0]) + len(rows[1]) + 2, len(rows[2]) + 1),
    ]
    assert "checksum" in first.damage[0].reason
    assert "2 damaged lines" in first.damage_notice
    assert str(paths.history_bad) in first.damage_notice
    second = History(paths)
    assert numbers(second) == [0, 3]
    assert (second.damage, second.damage_notice) == ((), "")
    assert paths.history_bad.read_bytes() == rows[1] + b"\n" + rows[2] + b"\n"
    assert paths.history.read_bytes() == b"\n".join(rows)


def test_a_flipped_bit_anywhere_costs_at_most_its_own_line_or_the_two_it_joins(paths: Paths) -> None:
    fill(paths, 3)
    whole = paths.history.read_bytes()
    starts = [0, *(position + 1 for position, byte in enumerate(whole) if byte == 10)]
    for position in range(starts[1], starts[2]):
        bent = bytearray(whole)
        bent[position] ^= 4
        paths.history.write_bytes(bent)
        history = History(paths)
        assert numbers(history) == ([0] if position == starts[2] - 1 else [0, 2])
        assert history.damage


def test_blank_lines_are_not_damage(paths: Paths) -> None:
    fill(paths, 2)
    paths.history.write_bytes(paths.history.read_bytes().replace(b"\n", b"\n\n  \n"))
    history = History(paths)
    assert numbers(history) == [0, 1]
    assert history.damage == ()


def test_zeros_left_by_a_power_cut_do_not_swallow_what_follows(paths: Paths) -> None:
    fill(paths, 1)
    with paths.history.open("ab") as file:
        file.write(b"\0" * 3000)
    history = fill(paths, 1)
    assert numbers(history) == [0, 0]
    assert len(history.damage) == 1


def test_a_line_that_was_just_being_written_is_read_again(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(paths, 3)
    honest = lines.read_from
    calls = []

    def early(path: Path, offset: int) -> Iterator[bytes]:
        """The first look sees half of the second line, as a reader does that is faster than the writer."""
        calls.append(offset)
        for number, line in enumerate(honest(path, offset)):
            yield line[:20] if len(calls) == 1 and number == 1 else line
            if len(calls) == 1 and number == 1:
                return

    monkeypatch.setattr(lines, "read_from", early)
    history = History(paths)
    assert numbers(history) == [0, 1, 2]
    assert history.damage == ()
    assert not paths.history_bad.exists()


def test_while_a_writer_holds_the_lock_a_torn_tail_is_not_called_damage(paths: Paths) -> None:
    fill(paths, 1)
    with paths.history.open("ab") as file:
        file.write(b'{"v":1,"id":"01')
    history = History(paths, lock_timeout_seconds=0.02)
    with exclusive(paths.history_lock, 1):
        assert numbers(history) == [0]
    assert history.damage == ()
    assert numbers(history) == [0]
    assert len(history.damage) == 1


def test_a_lock_held_too_long_is_an_error_and_the_event_is_kept(paths: Paths) -> None:
    fill(paths, 1)
    history = History(paths, lock_timeout_seconds=0.02)
    with exclusive(paths.history_lock, 1), pytest.raises(HistoryError, match="not saved"):
        history.append("note", {"n": "late"}, session="s")
    assert numbers(History(paths)) == [0]
    assert numbers(history) == [0, "late"]
    assert history.save()
    assert numbers(History(paths)) == [0, "late"]
    assert history.unsaved == ()


def test_threads_share_one_history(paths: Paths) -> None:
    history = History(paths)

    def write(name: int) -> None:
        for number in range(25):
            history.append("note", {"n": [name, number]}, session="s", durable=False)

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = numbers(History(paths))
    assert sorted(found, key=str) == sorted(([a, b] for a in range(4) for b in range(25)), key=str)


def test_an_event_json_cannot_hold_is_refused_and_not_kept(paths: Paths) -> None:
    history = fill(paths, 1)
    with pytest.raises(InvalidInputError):
        history.append("note", {"n": float("nan")}, session="s")
    assert history.unsaved == ()
    assert numbers(history) == [0]


def full_after(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let `os.write` stop short once `limit` bytes have gone through it, then fail as a full disk does."""
    honest = os.write
    left = [limit]

    def write(descriptor: int, data: bytes) -> int:
        room = min(left[0], len(data))
        if not room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        left[0] -= room
        return honest(descriptor, data[:room])

    monkeypatch.setattr(os, "write", write)


@pytest.mark.parametrize("room", [0, 1, 100])
def test_a_full_disk_cuts_back_says_so_and_tries_again(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    history = fill(paths, 2)
    before = paths.history.read_bytes()
    with monkeypatch.context() as patched:
        full_after(room, patched)
        for number in ("a", "b"):
            with pytest.raises(HistoryError, match="not saved") as caught:
                history.append("note", {"n": number}, session="s")
    assert caught.value.hint
    assert paths.history.read_bytes() == before
    assert [record.payload["n"] for record in history.unsaved] == ["a", "b"]
    assert numbers(history) == [0, 1, "a", "b"]
    history.append("note", {"n": "c"}, session="s")
    assert numbers(History(paths)) == [0, 1, "a", "b", "c"]
    assert history.unsaved == ()


@pytest.mark.parametrize("failure", [OSError(errno.EIO, "broken disk"), KeyboardInterrupt()])
def test_failing_or_interrupted_while_flushing_leaves_no_copy_to_double(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, failure: BaseException
) -> None:
    history = fill(paths, 1)

    def fail(descriptor: int) -> None:
        raise failure

    with monkeypatch.context() as patched:
        patched.setattr(lines, "flush_to_disk", fail)
        with pytest.raises((HistoryError, KeyboardInterrupt)):
            history.append("note", {"n": 1}, session="s")
    assert numbers(History(paths)) == [0]
    history.append("note", {"n": 2}, session="s")
    assert numbers(History(paths)) == [0, 1, 2]


def test_durable_events_reach_the_disk_and_the_folder_is_flushed_on_creation(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushed = []
    monkeypatch.setattr(lines, "flush_to_disk", lambda descriptor: flushed.append("file"))
    monkeypatch.setattr(lines, "flush_folder", lambda folder: flushed.append(folder.name))
    history = History(paths)
    history.append("note", {}, session="s")
    assert flushed == ["file", "home", paths.config_folder.parent.name]
    history.append("note", {}, session="s")
    assert flushed[3:] == ["file"]
    history.append("note", {}, session="s", durable=False)
    assert flushed[4:] == []


def test_a_home_that_cannot_be_made_works_in_memory_with_a_warning(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    history = History(Paths.under(tmp_path / "file" / "home"))
    history.append("note", {"n": 1}, session="s")
    history.append("note", {"n": 2}, session="s")
    assert "memory" in history.warning
    assert "TIMBRE_HOME" in history.warning
    assert numbers(history) == [1, 2]


@pytest.mark.parametrize("code", [errno.EROFS, errno.EACCES, errno.ENOLCK])
def test_a_read_only_home_is_read_and_saved_to_once_it_can_be(
    paths: Paths, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    fill(paths, 1)
    history = History(paths)

    def refuse(*_: object) -> int:
        raise OSError(code, os.strerror(code))

    with monkeypatch.context() as patched:
        patched.setattr("timbre.session.lock.open_private", refuse)
        assert not history.save(), "known before anything is appended"
        assert history.warning
        history.append("note", {"n": "kept"}, session="s")
        assert numbers(history) == [0, "kept"]
    assert numbers(History(paths)) == [0]
    assert history.save()
    assert history.warning == ""
    assert numbers(History(paths)) == [0, "kept"]


def test_damage_in_a_read_only_home_is_told_without_a_copy(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(paths, 1)
    with paths.history.open("ab") as file:
        file.write(b"garbage\n")

    def refuse(*_: object) -> int:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr("timbre.session.quarantine.open_private", refuse)
    history = History(paths)
    assert numbers(history) == [0]
    assert len(history.damage) == 1


def newer_line(version: int = 2) -> bytes:
    body = b'{"v":%d,"id":"x","kind":"something new","payload":{"n":"new"}' % version
    return body + b',"crc":"%08x"}\n' % zlib.crc32(body)


def test_a_newer_history_is_read_only(paths: Paths) -> None:
    fill(paths, 2)
    with paths.history.open("ab") as file:
        file.write(newer_line())
    before = paths.history.read_bytes()
    history = History(paths)
    history.append("note", {"n": "mine"}, session="s")
    assert "newer" in history.warning
    assert paths.history.read_bytes() == before
    assert [record.v for record in history.records()] == [1, 1, 2, 1]
    assert history.damage == ()


def test_a_newer_timbre_beside_us_is_noticed_at_the_next_append(paths: Paths) -> None:
    history = fill(paths, 1)
    with paths.history.open("ab") as file:
        file.write(newer_line(7) + b"torn garbage " + b"x" * 9000)
    history.append("note", {"n": "mine"}, session="s")
    assert "format 7" in history.warning
    assert b"mine" not in paths.history.read_bytes()


def test_the_last_lines_are_found_from_the_end(tmp_path: Path) -> None:
    rows = [b"%d" % number * (1 + number * 37 % 900) for number in range(200)]
    file = tmp_path / "rows"
    file.write_bytes(b"\n".join(rows) + b"\n")
    descriptor = os.open(file, os.O_RDONLY)
    try:
        assert list(lines.backwards(descriptor, 2**30)) == rows[::-1]
        near = list(lines.backwards(descriptor, 5000))
    finally:
        os.close(descriptor)
    assert near == rows[::-1][: len(near)]
    assert 5 < len(near) < 100


def test_a_history_that_cannot_be_read_is_an_error(paths: Paths) -> None:
    paths.history.mkdir(parents=True)
    with pytest.raises(HistoryError, match="cannot be read"):
        list(History(paths).records())


def test_records_stream_without_reading_the_whole_file(paths: Paths, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(paths, 50)
    read = []
    honest = lines.read_from

    def counted(path: Path, offset: int) -> Iterator[bytes]:
        for line in honest(path, offset):
            read.append(len(line))
            yield line

    monkeypatch.setattr(log_module.lines, "read_from", counted)
    records = History(paths).records()
    assert next(records).payload["n"] == 0
    assert len(read) == 1
    records.close()  # type: ignore[attr-defined]
