"""The history: an append-only log of records, shared by every running Timbre, that survives crashes.

Knows nothing of what the events mean. Nothing is ever rewritten; see `record` for the form of a line.
"""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, NamedTuple

from timbre.errors import HistoryError
from timbre.session import lines
from timbre.session.identity import new_id, utc_now
from timbre.session.lock import LockTimeoutError, exclusive
from timbre.session.paths import Paths, open_private, private_folder
from timbre.session.quarantine import Quarantine
from timbre.session.record import (
    LINE_MAX_BYTES,
    VERSION,
    DamagedLineError,
    Record,
    decode,
    dump_payload,
    encode,
)

LOCK_TIMEOUT_SECONDS = 10.0
HELD_SECONDS = 0.02
"""So long the lock is waited for once that was in vain."""
_CANNOT_WRITE_HERE = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ENOLCK}


@dataclass(frozen=True)
class DamagedLine:
    """A line that could not be read: where it starts and how long it is in bytes, and why."""

    offset: int
    size: int
    reason: str


class Placed(NamedTuple):
    """A record and where its line stands in the file, in bytes."""

    record: Record
    offset: int
    size: int


class History:
    """Everything that happened, oldest first. Opening it touches no file; any number of processes may.

    `warning` is "" while events are being saved, else a sentence for a banner: the folder is read-only, or
    a newer Timbre wrote the history; events are then kept in memory. `damage` lists lines found unreadable
    for the first time while reading (an earlier run has told the user of the others); `damage_notice` says
    it in a sentence.
    """

    def __init__(
        self,
        paths: Paths,
        *,
        lock_timeout_seconds: float = LOCK_TIMEOUT_SECONDS,
        now: Callable[[], str] = utc_now,
    ) -> None:
        self.paths = paths
        self.warning = ""
        self._lock_timeout_seconds = lock_timeout_seconds
        self._now = now
        self._mutex = threading.RLock()
        self._pending: list[tuple[Record, bytes]] = []
        self._damage: dict[int, DamagedLine] = {}
        self._quarantine = Quarantine(paths.history_bad)
        self._size_checked = -1
        self._newer_version = 0
        self._is_held = False
        """Whether another program held the lock when it was last wanted."""

    @property
    def unsaved(self) -> tuple[Record, ...]:
        """Events kept in memory as they could not be written; the next `append` or `save` tries again."""
        return tuple(record for record, _ in self._pending)

    @property
    def damage(self) -> tuple[DamagedLine, ...]:
        """Lines found unreadable by this object that no earlier run had found."""
        return tuple(self._damage.values())

    @property
    def damage_notice(self) -> str:
        """A sentence to show once, "" if there is no new damage."""
        count = len(self._damage)
        if not count:
            return ""
        what = "1 damaged line" if count == 1 else f"{count} damaged lines"
        return (
            f"{what} in the history could not be read; everything else was. Copies: {self.paths.history_bad}"
        )

    def append(
        self,
        type: str,  # noqa: A002 - the field is called that
        payload: dict[str, Any],
        *,
        session: str,
        author: str = "user",
        durable: bool = True,
    ) -> Record:
        """Add an event. When this returns, and `warning` is empty, it is in the file as one whole line.

        With `durable` it is on the disk, and survives a power cut; without, it survives the death of the
        process. Raises HistoryError ("not saved") if the disk is full or the lock is held for too long; the
        event is then kept in `unsaved`. Raises InvalidInputError, keeping nothing, if the payload is not
        plain JSON.
        """
        payload_json = dump_payload(payload, type)
        record = Record(VERSION, new_id(), self._now(), session, author, type, payload_json)
        with self._mutex:
            self._pending.append((record, encode(record)))
            self.save(durable=durable)
        return record

    def extend(self, records: Sequence[Record]) -> None:
        """Add records that were made elsewhere, ids and times as they are: all of them, on the disk, or none.

        Raises HistoryError if they could not be saved; none is kept in memory then. Raises InvalidInputError if
        one is too large.
        """
        added = [(record, encode(record)) for record in records]
        with self._mutex:
            self._pending.extend(added)
            saved = False
            try:
                saved = self.save()
            finally:
                if not saved:
                    del self._pending[len(self._pending) - len(added) :]
        if not saved:
            raise HistoryError(self.warning, "Nothing was added.")

    def save(self, *, durable: bool = True) -> bool:
        """Try to write what is `unsaved`, and find out whether this home can be written to at all.

        True if everything is in the file; False, with `warning` set, if this home cannot be written to.
        Raises HistoryError if it should be possible but is not (disk full, lock held).
        """
        with self._mutex:
            try:
                private_folder(self.paths.config_folder)
                with exclusive(self.paths.history_lock, self._patience_seconds()):
                    self._write_pending(durable)
                self._is_held = False
            except LockTimeoutError as error:
                self._is_held = True
                raise HistoryError(
                    f"Your history entry is not saved: another program has held {self.paths.history_lock} "
                    f"for {self._lock_timeout_seconds:g} s.",
                    "Close the other Timbre; the entry is kept in memory and written with the next one.",
                ) from error
            except OSError as error:
                if error.errno not in _CANNOT_WRITE_HERE:
                    raise HistoryError(
                        f"Your history entry is not saved: {error.strerror or error} ({self.paths.history}).",
                        "Make room on the disk; the entry is kept in memory and written with the next one.",
                    ) from error
                self.warning = (
                    f"History is kept in memory only: {self.paths.config_folder} cannot be written to "
                    f"({error.strerror}). Set TIMBRE_HOME to a folder of your own."
                )
            return not self.warning

    def _patience_seconds(self) -> float:
        """Nobody waits at length again and again for a program that does not let go."""
        return min(self._lock_timeout_seconds, HELD_SECONDS) if self._is_held else self._lock_timeout_seconds

    def flush(self) -> None:
        """Put what was appended without `durable` on the disk itself. Raises HistoryError if that fails."""
        try:
            descriptor = os.open(self.paths.history, os.O_RDWR)
        except OSError:
            return  # nothing was written, or nothing can be: `warning` tells
        try:
            lines.flush_to_disk(descriptor)
        except OSError as error:
            raise HistoryError(
                f"Your history may not survive a power cut: {error.strerror or error} ({self.paths.history}).",
                "Look after the disk.",
            ) from error
        finally:
            os.close(descriptor)

    def _write_pending(self, durable: bool) -> None:
        """Write the pending lines, all or none. The lock is held. Raises OSError."""
        descriptor = open_private(self.paths.history, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        try:
            self._look_for_newer(descriptor)
            if self._newer_version:
                self.warning = (
                    f"History is read-only: {self.paths.history} was written by a newer Timbre (format "
                    f"{self._newer_version}, this one writes {VERSION}). New events stay in memory: upgrade."
                )
                return
            self.warning = ""
            if self._pending:
                before = lines.append(descriptor, [line for _, line in self._pending], durable=durable)
                self._pending.clear()
                self._size_checked = os.fstat(descriptor).st_size
                if before == 0:
                    lines.flush_folder(self.paths.config_folder)
                    lines.flush_folder(self.paths.config_folder.parent)
        finally:
            os.close(descriptor)

    def _look_for_newer(self, descriptor: int) -> None:
        """Notice a newer version in the last readable line, unless nobody has written since the last look."""
        if os.fstat(descriptor).st_size == self._size_checked:
            return
        for line in lines.backwards(descriptor, LINE_MAX_BYTES):
            try:
                record = decode(line)
            except DamagedLineError:
                continue
            if record.is_newer:
                self._newer_version = record.v
            return

    def records(self) -> Iterator[Record]:
        """Every readable record, oldest first, streamed from the file; then the unsaved ones.

        Damaged lines are passed over, copied to `history.bad` and listed in `damage`. Raises HistoryError
        if the file exists but cannot be read.
        """
        for record, _, _ in self.placed(0):
            yield record
        yield from self.unsaved

    def placed(self, offset: int) -> Iterator[Placed]:
        """Every readable record in the file from byte `offset` on, which must be where a line starts or ends.

        Otherwise as `records`.
        """
        again = True
        try:
            while again:
                again = False
                for line in lines.read_from(self.paths.history, offset):
                    try:
                        record = decode(line)
                    except DamagedLineError as error:
                        if line.strip() and not self._is_settled(offset, line, str(error)):
                            again = True
                            break
                    else:
                        if record.is_newer:
                            self._newer_version = record.v
                        yield Placed(record, offset, len(line))
                    offset += len(line)
        except OSError as error:
            raise HistoryError(
                f"The history cannot be read: {error.strerror or error} ({self.paths.history}).",
                "Check the file's permissions, or set TIMBRE_HOME to another folder.",
            ) from error

    def _is_settled(self, offset: int, line: bytes, reason: str) -> bool:
        """Set a damaged line aside. False if it has changed since, as it was being written: read it again."""
        fresh = True
        try:
            with self._mutex, exclusive(self.paths.history_lock, self._lock_timeout_seconds):
                if next(islice(lines.read_from(self.paths.history, offset), 1), b"") != line:
                    return False
                fresh = self._quarantine.add(line)
        except LockTimeoutError:
            return True  # being written right now: neither a record nor damage yet
        except OSError:
            pass  # a read-only home: there is nowhere to copy it to, but the user is told
        if fresh:
            self._damage[offset] = DamagedLine(offset, len(line), reason)
        return True
