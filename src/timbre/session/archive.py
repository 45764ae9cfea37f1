"""The history, read quickly: from the index as far as that reaches, from the log itself for the rest.

Knows nothing of how events are written. Without an index (no cache, a damaged one) the answers are the same
and take longer; a short history has none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from timbre.session import events, rows
from timbre.session.log import History
from timbre.session.record import DamagedLineError, Record
from timbre.session.rows import Spoken
from timbre.session.state import State, fold
from timbre.session.take import read_lines, take_id

if TYPE_CHECKING:
    from timbre.session.index import Index

INDEX_AFTER_BYTES = 512 * 1024
"""So much of the log may be uncovered by the index; it is read each time."""

T = TypeVar("T")


@dataclass(frozen=True)
class Stretch:
    """Records that tell of one session, and the byte of the log up to which they were looked for.

    Those that could not be saved are among them, whatever session they belong to.
    """

    records: list[Record]
    end: int


class Archive:
    """Looks into the log at every call, so that what other processes write is seen. Raises HistoryError."""

    def __init__(self, history: History, *, index_after_bytes: int = INDEX_AFTER_BYTES) -> None:
        self.history = history
        self._index_after_bytes = index_after_bytes

    def state(self) -> State:
        """Every session and take."""
        return self._look(
            lambda index: fold(self._tail(index.end), index.state()), lambda: fold(self.history.records())
        )

    def sessions(self) -> State:
        """Every session; of the takes only some."""

        def indexed(index: Index) -> State:
            state, tail = index.sessions(), list(self._tail(index.end))
            index.add_takes(state, _takes_in(tail))
            return fold(tail, state)

        return self._look(indexed, lambda: fold(self.history.records()))

    def records_of(self, session: str) -> Stretch:
        """What happened in `session`, and in others to its takes; in order."""

        def indexed(index: Index) -> Stretch:
            found: list[Record] = []
            for start, end in index.spans(session):
                found += read_lines(self.history.paths.history, start, end)
            return self._gather(session, found, index.end)

        return self._look(indexed, lambda: self._gather(session, [], 0))

    def search(self, words: Sequence[str]) -> list[Spoken]:
        """Messages, prompts and session names in which all of `words` occur, in any case; oldest first."""
        folded = [word.casefold() for word in words]

        def rest(offset: int) -> list[Spoken]:
            texts = (
                rows.spoken(record, record.payload)
                for record in self._tail(offset)
                if record.type in rows.SPEAKING_TYPES and not record.is_newer
            )
            return [text for text in texts if text is not None and text.matches(folded)]

        return self._look(lambda index: index.spoken(folded) + rest(index.end), lambda: rest(0))

    def _tail(self, offset: int) -> Iterator[Record]:
        """The records from byte `offset` of the log on, then those that could not be saved."""
        for record, _, _ in self.history.placed(offset):
            yield record
        yield from self.history.unsaved

    def _gather(self, session: str, found: list[Record], end: int) -> Stretch:
        """The rest of the session's records; one elsewhere that rates or deletes a take may be among them."""
        takes: set[str] = set()
        looked = 0
        for record, offset, size in self.history.placed(end):
            end = offset + size
            if record.session == session:
                found.append(record)
            elif record.type in (events.TAKE_RATED, events.TAKE_DELETED):
                takes.update(_takes_in(found[looked:]))
                looked = len(found)
                if take_id(record, record.payload) in takes:
                    found.append(record)
        return Stretch([*found, *self.history.unsaved], end)

    def _look(self, indexed: Callable[[Index], T], plain: Callable[[], T]) -> T:
        """The answer by the index, which is brought up to date if need be; if there can be none, without."""
        path, log = self.history.paths.history_index, self.history.paths.history
        size = log.stat().st_size if log.is_file() else 0
        if size <= self._index_after_bytes and not path.exists():
            return plain()
        try:
            import sqlite3

            from timbre.session.index import open_index
        except ImportError:  # some Pythons are built without SQLite
            return plain()
        for _ in range(2):
            try:
                with open_index(path, log) as index:
                    if size - index.end > self._index_after_bytes:
                        index.extend(self.history.placed(index.end))
                    return indexed(index) if index.end else plain()
            except (sqlite3.Error, DamagedLineError, OSError, ValueError, TypeError, LookupError) as error:
                if isinstance(error, sqlite3.OperationalError) and "locked" in str(error):
                    break  # others are at it: do without this time
                with suppress(OSError):  # damaged, or the log was changed behind it: make it anew
                    path.unlink()
        return plain()


def _takes_in(records: Sequence[Record]) -> list[str]:
    """The ids of the takes that `records` tell of."""
    return [take_id(record, record.payload) for record in records if record.type.startswith("take.")]
