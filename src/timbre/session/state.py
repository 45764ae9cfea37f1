"""What the history adds up to, in outline: a fold over its records into takes and sessions.

Knows nothing of files or clocks: the same records give the same state. `view` tells one session whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from timbre.session import events
from timbre.session import payload as read
from timbre.session.record import Record
from timbre.session.take import Status, Take, read_take, take_id

__all__ = ["Session", "State", "Take", "fold", "step"]

TITLE_MAX_CHARACTERS = 60
UNTITLED = "untitled"


@dataclass(slots=True)
class Session:
    """One conversation, or the common session of all single commands. `takes` are ids, oldest first."""

    id: str
    started: str
    takes: list[str] = field(default_factory=list)
    updated: str = ""
    """Time of the last event in it."""
    name: str = ""
    """What the user called it; "" if nothing."""
    idea: str = ""
    """The first thing the user said in it, or the first prompt."""
    surface: str = ""
    deleted: bool = False
    controls: set[str] = field(default_factory=set)
    """Advanced controls used in it: seed lock, presets, settings, edits, variations, compare."""

    @property
    def title(self) -> str:
        """Its name, else its first idea, in one line of at most 60 characters."""
        words = " ".join((self.name or self.idea).split()) or UNTITLED
        return words if len(words) <= TITLE_MAX_CHARACTERS else words[: TITLE_MAX_CHARACTERS - 1] + "…"


@dataclass(slots=True)
class State:
    """Everything the history says. Takes are in the order they came, sessions in that of their last event."""

    takes: dict[str, Take] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    newer_records: int = 0
    """Records of a later format, which this Timbre passes over."""


def fold(records: Iterable[Record], state: State | None = None) -> State:
    """The state after `records`, oldest first, starting from nothing or going on from `state`."""
    state = State() if state is None else state
    for record in records:
        step(state, record)
    return state


def step(state: State, record: Record, payload: dict[str, Any] | None = None) -> str | None:
    """Bring `state` (in place) to after `record`, whose payload may be parsed already.

    Returns the id of the take it brought or changed, if any. Unknown types and odd payloads change nothing.
    """
    if record.is_newer:
        state.newer_records += 1
        return None
    reader = _STEPS.get(record.type)
    if reader is not None:
        return reader(state, record, payload)
    if record.type in _TOUCHING:
        _session(state, record)
    return None


_Step = Callable[[State, Record, "dict[str, Any] | None"], "str | None"]


def _session(state: State, record: Record) -> Session:
    """The record's session, moved to the end as the one that was last heard of."""
    session = state.sessions.pop(record.session, None)
    if session is None:
        session = Session(record.session, record.time)
    session.updated = record.time
    state.sessions[record.session] = session
    return session


def _on_opened(state: State, record: Record, payload: dict[str, Any] | None) -> None:
    session = _session(state, record)
    session.deleted = False
    payload = record.payload if payload is None else payload
    session.surface = read.text(payload.get("surface")) or session.surface


def _on_renamed(state: State, record: Record, payload: dict[str, Any] | None) -> None:
    payload = record.payload if payload is None else payload
    _session(state, record).name = read.text(payload.get("title")) or ""


def _on_session_deleted(state: State, record: Record, _payload: dict[str, Any] | None) -> None:
    _session(state, record).deleted = True


def _on_message(state: State, record: Record, payload: dict[str, Any] | None) -> None:
    session = _session(state, record)
    if session.idea:
        return
    payload = record.payload if payload is None else payload
    said = read.text(payload.get("text")) or ""
    if payload.get("role") == "user" and not said.lstrip().startswith("/"):
        session.idea = said


def _taker(status: Status) -> _Step:
    def on_take(state: State, record: Record, payload: dict[str, Any] | None) -> str | None:
        payload = record.payload if payload is None else payload
        identity = take_id(record, payload)
        if identity in state.takes:  # the same event twice: it was retried after an error that was none
            return None
        session = _session(state, record)
        session.takes.append(identity)
        take = state.takes[identity] = read_take(record, payload, len(session.takes), status)
        session.idea = session.idea or take.prompt
        if take.cause is not None and take.cause.kind in _CAUSE_CONTROLS:
            session.controls.add(_CAUSE_CONTROLS[take.cause.kind])
        return identity

    return on_take


def _control(name: str) -> _Step:
    def on_control(state: State, record: Record, _payload: dict[str, Any] | None) -> None:
        _session(state, record).controls.add(name)

    return on_control


def _on_rated(state: State, record: Record, payload: dict[str, Any] | None) -> str | None:
    payload = record.payload if payload is None else payload
    take = state.takes.get(read.text(payload.get("take")) or "")
    rating = payload.get("rating")
    if take is None or rating not in ("up", "down", None):
        return None
    state.takes[take.id] = replace(take, rating=rating)
    return take.id


def _on_deleted(state: State, record: Record, payload: dict[str, Any] | None) -> str | None:
    payload = record.payload if payload is None else payload
    take = state.takes.get(read.text(payload.get("take")) or "")
    if take is None:
        return None
    state.takes[take.id] = replace(take, status="deleted")
    return take.id


_CAUSE_CONTROLS = {"edit": "edits", "variation": "variations"}

_STEPS: dict[str, _Step] = {
    events.SESSION_STARTED: _on_opened,
    events.SESSION_RESUMED: _on_opened,
    events.SESSION_IMPORTED: _on_opened,
    events.SESSION_RENAMED: _on_renamed,
    events.SESSION_DELETED: _on_session_deleted,
    events.MESSAGE_ADDED: _on_message,
    events.TAKE_DONE: _taker("done"),
    events.TAKE_PARTIAL: _taker("partial"),
    events.TAKE_FAILED: _taker("failed"),
    events.TAKE_RATED: _on_rated,
    events.TAKE_DELETED: _on_deleted,
    events.COMPARE_CHOSEN: _control("compare"),
    events.SEED_LOCKED: _control("seed lock"),
    events.PRESET_SWITCHED: _control("presets"),
    events.SETTING_CHANGED: _control("settings"),
}
"""One step for each type of event that changes the outline."""

_TOUCHING = frozenset(
    (
        events.TAKE_CHOSEN,
        events.TAKE_UNDONE,
        events.TAKE_REDONE,
        events.JOB_QUEUED,
        events.JOB_MOVED,
        events.JOB_STARTED,
        events.JOB_DONE,
        events.JOB_FAILED,
        events.JOB_CANCELLED,
    )
)
"""Types that only show that the session is in use."""
