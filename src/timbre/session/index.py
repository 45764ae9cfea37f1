"""An index over the first part of the log, so that a session opens without reading all of it.

Knows nothing of what a user asks for. It lives in the cache, can be thrown away at any time, and covers the
log's bytes 0 to `end`; what comes after is read from the log itself. Any number of processes may share it.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from timbre.session import events, rows
from timbre.session.log import Placed
from timbre.session.paths import open_private, private_folder
from timbre.session.rows import Spoken, key
from timbre.session.state import State, step
from timbre.session.take import Place, take_id

SCHEMA = """
CREATE TABLE IF NOT EXISTS covered (inode TEXT, end INTEGER, head INTEGER, tail INTEGER, newer INTEGER);
CREATE TABLE IF NOT EXISTS sessions (id BLOB PRIMARY KEY, position INTEGER, row TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS takes (position INTEGER PRIMARY KEY, id BLOB UNIQUE, row TEXT);
CREATE TABLE IF NOT EXISTS spans (session BLOB, start INTEGER, end INTEGER, PRIMARY KEY (session, start))
  WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS spoken (position INTEGER PRIMARY KEY, folded BLOB, row TEXT);
"""
_TABLES = ("covered", "sessions", "takes", "spans", "spoken")
_CHECKED_BYTES = 4096
_BUSY_SECONDS = 2.0
_TAKE_EVENTS = frozenset((*rows.TAKE_TYPES, events.TAKE_RATED, events.TAKE_DELETED))


class Index:
    """One connection. Raises sqlite3.Error (or ValueError, TypeError on odd rows) if the file is damaged or busy."""

    def __init__(self, connection: sqlite3.Connection, log: Path) -> None:
        self._connection = connection
        self._log = log
        self.end = 0
        """The log is covered from byte 0 to here; 0 also if the index was made for another log."""
        self._newer = 0
        self._stand_still()

    def _stand_still(self) -> None:
        """See the index as it is now until the next `extend`, whatever other processes add to it."""
        self._connection.execute("BEGIN")
        self._look()

    def _look(self) -> None:
        self.end = self._newer = 0
        found = self._connection.execute("SELECT inode, end, head, tail, newer FROM covered").fetchone()
        if found is not None and found[:4] == self._mark(found[1]):
            self.end, self._newer = found[1], found[4]

    def _mark(self, end: int) -> tuple[str, int, int, int] | None:
        """What the log's first `end` bytes are known by; None if there are not so many."""
        try:
            with self._log.open("rb") as file:
                status = self._log.stat()
                if status.st_size < end:
                    return None
                head = file.read(min(end, _CHECKED_BYTES))
                file.seek(max(0, end - _CHECKED_BYTES))
                tail = file.read(min(end, _CHECKED_BYTES))
        except OSError:
            return None
        return str(status.st_ino), end, zlib.crc32(head), zlib.crc32(tail)

    def sessions(self) -> State:
        """A state with every session, and no takes."""
        found = self._connection.execute("SELECT row FROM sessions ORDER BY position")
        sessions = {session.id: session for session in rows.read_sessions(row for (row,) in found)}
        return State(sessions=sessions, newer_records=self._newer)

    def state(self) -> State:
        """A state with every session and take."""
        state = self.sessions()
        found = self._connection.execute("SELECT row FROM takes ORDER BY position")
        state.takes = {take.id: take for take in rows.read_takes((row for (row,) in found), self._log)}
        return state

    def add_takes(self, state: State, ids: Iterable[str]) -> None:
        """Bring those of the takes `ids` that are covered into a state that lacks them."""
        for identity in ids:
            if identity not in state.takes:
                found = self._connection.execute("SELECT row FROM takes WHERE id = ?", (key(identity),))
                for take in rows.read_takes((row for (row,) in found), self._log):
                    state.takes[identity] = take

    def spans(self, session: str) -> list[tuple[int, int]]:
        """Where the session's records stand, in order: first byte and the byte after the last."""
        found = self._connection.execute(
            "SELECT start, end FROM spans WHERE session = ? ORDER BY start", (key(session),)
        )
        return list(found)

    def spoken(self, words: Sequence[str]) -> list[Spoken]:
        """The texts in which all of the case-folded `words` occur, oldest first."""
        wanted = " AND ".join("instr(folded, ?)" for _ in words) or "1"
        found = self._connection.execute(
            f"SELECT row FROM spoken WHERE {wanted} ORDER BY position",
            [key(word) for word in words],
        )
        return list(rows.read_spoken(row for (row,) in found))

    def extend(self, placed: Iterable[Placed]) -> None:
        """Cover the log further; `placed` are its records from `end` on."""
        before = self.end
        self._connection.commit()
        self._connection.execute("BEGIN IMMEDIATE")
        with self._connection:
            self._look()
            if self.end == before:  # else another process was faster; what it left is for the next time
                self._cover(placed)
        self._stand_still()

    def _cover(self, placed: Iterable[Placed]) -> None:
        if not self.end:
            for table in _TABLES:
                self._connection.execute(f"DELETE FROM {table}")
        gathered = self._gather(placed)
        mark = self._mark(gathered.end)
        if mark is None:
            raise ValueError("the log was cut while it was read")
        self._write(gathered)
        self._connection.execute("DELETE FROM covered")
        row = (*mark, gathered.state.newer_records)
        self._connection.execute("INSERT INTO covered VALUES (?, ?, ?, ?, ?)", row)

    def _gather(self, placed: Iterable[Placed]) -> _Gathered:
        """Fold `placed` onto what is covered, and note what that changes."""
        found = _Gathered(self.sessions(), self.end)
        state = found.state
        for record, offset, size in placed:
            found.end = offset + size
            about = record.type in _TAKE_EVENTS and not record.is_newer
            payload = record.payload if about or record.type in rows.SPEAKING_TYPES else None
            if about and self.end:
                self.add_takes(state, [take_id(record, payload or {})])
            known = len(state.takes)
            take = step(state, record, payload)
            found.note_span(record.session, offset)
            if next(reversed(state.sessions), None) == record.session:
                found.moved.add(record.session)
            if take is not None:
                found.changed.add(take)
                if len(state.takes) > known:
                    state.takes[take] = replace(state.takes[take], body=Place(self._log, offset, size))
                if state.takes[take].session != record.session:
                    found.note_span(state.takes[take].session, offset)
            text = rows.spoken(record, payload) if payload is not None and not record.is_newer else None
            if text is not None:
                found.said.append((offset, key(text.text.casefold()), rows.spoken_row(text)))
        return found

    def _write(self, found: _Gathered) -> None:
        state, insert = found.state, self._connection.executemany
        last = self._connection.execute("SELECT max(position) FROM sessions").fetchone()[0] or 0
        moved = [session for session in state.sessions.values() if session.id in found.moved]
        positions = [
            (key(session.id), last + number, rows.session_row(session))
            for number, session in enumerate(moved, 1)
        ]
        insert("INSERT OR REPLACE INTO sessions VALUES (?, ?, ?)", positions)
        takes = [
            (take.body, key(take.id), rows.take_row(take))
            for take in map(state.takes.get, found.changed)
            if take
        ]
        insert(
            "INSERT OR REPLACE INTO takes VALUES (?, ?, ?)",
            [(body.offset, identity, row) for body, identity, row in takes if isinstance(body, Place)],
        )
        insert("INSERT OR REPLACE INTO spoken VALUES (?, ?, ?)", found.said)
        spans = [(key(session), *span) for session, stretches in found.spans.items() for span in stretches]
        insert("INSERT OR REPLACE INTO spans VALUES (?, ?, ?)", spans)


@dataclass
class _Gathered:
    """What one stretch of the log changes in the index."""

    state: State
    end: int
    changed: set[str] = field(default_factory=set)
    """Takes that are new, rated or deleted."""
    moved: set[str] = field(default_factory=set)
    """Sessions in which something happened."""
    spans: dict[str, list[tuple[int, int]]] = field(default_factory=dict)
    said: list[tuple[int, bytes, str]] = field(default_factory=list)

    def note_span(self, session: str, start: int) -> None:
        """The record from `start` to `end` tells of `session`; one that follows on the last extends that."""
        spans = self.spans.setdefault(session, [])
        if spans and spans[-1][1] == start:
            spans[-1] = (spans[-1][0], self.end)
        else:
            spans.append((start, self.end))


@contextmanager
def open_index(path: Path, log: Path) -> Iterator[Index]:
    """The index in the file `path`, made if there is none. Raises OSError or sqlite3.Error."""
    private_folder(path.parent)
    os.close(open_private(path, os.O_RDWR | os.O_CREAT))
    with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, isolation_level=None)) as connection:
        connection.executescript(SCHEMA)
        connection.execute("PRAGMA synchronous = NORMAL")
        yield Index(connection, log)
