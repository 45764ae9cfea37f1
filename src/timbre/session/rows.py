"""Takes, sessions and things said, as the rows the index keeps.

Knows nothing of SQL. A row is JSON, which holds any text; a key is bytes, which compare exactly.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from timbre.session import events
from timbre.session import payload as read
from timbre.session.record import Record
from timbre.session.state import Session
from timbre.session.take import Place, Take, read_cause

_TAKE_FIELDS = tuple(field.name for field in fields(Take) if field.name not in ("cause", "body"))
_SESSION_FIELDS = tuple(field.name for field in fields(Session) if field.name != "controls")


@dataclass(frozen=True, slots=True)
class Spoken:
    """A text of a session that can be searched: a message, a prompt (`role` "prompt") or its name ("title")."""

    session: str
    time: str
    role: str
    text: str
    take: str | None

    def matches(self, words: Iterable[str]) -> bool:
        """Whether all `words` (case-folded) occur in it."""
        folded = self.text.casefold()
        return all(word in folded for word in words)


def spoken(record: Record, payload: dict[str, Any]) -> Spoken | None:
    """What the record says in words, if anything."""
    role, said, take = "", None, read.text(payload.get("take"))
    if record.type == events.MESSAGE_ADDED:
        role, said = read.text(payload.get("role")) or "", read.text(payload.get("text"))
    elif record.type in TAKE_TYPES:
        role, said = "prompt", read.text(read.mapping(payload.get("request")).get("prompt"))
    elif record.type == events.SESSION_RENAMED:
        role, said = "title", read.text(payload.get("title"))
    return Spoken(record.session, record.time, role, said, take) if said and role else None


TAKE_TYPES = (events.TAKE_DONE, events.TAKE_PARTIAL, events.TAKE_FAILED)
SPEAKING_TYPES = frozenset((*TAKE_TYPES, events.MESSAGE_ADDED, events.SESSION_RENAMED))


def key(text: str) -> bytes:
    """`text` as a key or a stretch to search; lone surrogates, which are no text to SQLite, included."""
    return text.encode("utf-8", "surrogatepass")


def take_row(take: Take) -> str:
    """A take read through the index, its place in the log included."""
    place = take.body if isinstance(take.body, Place) else Place(Path(), 0, 0)
    values = {name: getattr(take, name) for name in _TAKE_FIELDS}
    cause = take.cause.plain() if take.cause is not None else None
    return _dump([values, cause, place.offset, place.size])


def read_takes(rows: Iterable[str], log: Path) -> Iterator[Take]:
    """The takes in `rows`. Raises ValueError or TypeError if they are damaged."""
    for values, cause, offset, size in _load(rows):
        yield Take(**values, cause=read_cause(cause), body=Place(log, offset, size))


def session_row(session: Session) -> str:
    """A session's outline."""
    values = {name: getattr(session, name) for name in _SESSION_FIELDS}
    return _dump({**values, "controls": sorted(session.controls)})


def read_sessions(rows: Iterable[str]) -> Iterator[Session]:
    """The sessions in `rows`. Raises ValueError or TypeError if they are damaged."""
    for values in _load(rows):
        yield Session(**{**values, "controls": set(values["controls"])})


def spoken_row(said: Spoken) -> str:
    """A text that can be searched."""
    return _dump([said.session, said.time, said.role, said.text, said.take])


def read_spoken(rows: Iterable[str]) -> Iterator[Spoken]:
    """The texts in `rows`. Raises ValueError or TypeError if they are damaged."""
    for values in _load(rows):
        yield Spoken(*values)


def _dump(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"))


def _load(rows: Iterable[str]) -> list[Any]:
    found: list[Any] = json.loads(f"[{','.join(rows)}]")
    return found
