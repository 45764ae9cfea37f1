"""What the history adds up to: a fold over its records, and the takes that come out of it.

Knows nothing of files or clocks: the same records give the same state.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from timbre.session import events
from timbre.session.record import Record, parse_object

Status = Literal["done", "partial", "failed", "deleted"]


@dataclass(frozen=True, slots=True)
class Take:
    """One attempt at a piece of music, as the history tells it. `number` counts from 1 within its session."""

    id: str
    time: str
    session: str
    number: int
    parent: str | None
    prompt: str
    engine: str
    model: str | None
    seed: int | None
    seconds: float | None
    status: Status
    rating: events.Rating | None
    path: str | None
    payload_json: bytes
    """The payload of the event that brought the take."""

    @property
    def request(self) -> dict[str, Any]:
        """The whole GenerationRequest as JSON, parsed anew each time; {} if the event had none."""
        return _object(parse_object(self.payload_json).get("request"))

    @property
    def result(self) -> dict[str, Any]:
        """The whole GenerationResult as JSON, parsed anew each time; {} for a failed take."""
        return _object(parse_object(self.payload_json).get("result"))

    @property
    def error(self) -> str | None:
        """What the user was told of a take that failed."""
        return _text(parse_object(self.payload_json).get("error"))

    def row(self) -> dict[str, Any]:
        """The take as one line of `timbre log --json`."""
        return {key: getattr(self, key) for key in ROW_KEYS}


ROW_KEYS = (
    "id",
    "time",
    "session",
    "number",
    "parent",
    "prompt",
    "engine",
    "model",
    "seed",
    "seconds",
    "status",
    "rating",
    "path",
)


@dataclass(slots=True)
class Session:
    """One conversation, or the common session of all single commands. `takes` are ids, oldest first."""

    id: str
    started: str
    takes: list[str] = field(default_factory=list)


@dataclass(slots=True)
class State:
    """Everything the history says. `takes` and `sessions` are in the order they appeared."""

    takes: dict[str, Take] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)
    newer_records: int = 0
    """Records of a later format, which this Timbre passes over."""


def fold(records: Iterable[Record], state: State | None = None) -> State:
    """The state after `records`, oldest first, starting from nothing or going on from `state`."""
    state = State() if state is None else state
    for record in records:
        apply(state, record)
    return state


def apply(state: State, record: Record) -> State:
    """Bring `state` (in place) to after `record`. Unknown types and odd payloads change nothing."""
    if record.is_newer:
        state.newer_records += 1
    elif (step := _STEPS.get(record.type)) is not None:
        step(state, record)
    return state


def _session(state: State, record: Record) -> Session:
    session = state.sessions.get(record.session)
    if session is None:
        session = state.sessions[record.session] = Session(record.session, record.time)
    return session


def _on_session_started(state: State, record: Record) -> None:
    _session(state, record)


def _taker(status: Status) -> Callable[[State, Record], None]:
    def step(state: State, record: Record) -> None:
        payload = record.payload
        identity = _text(payload.get("take")) or record.id
        if identity in state.takes:  # the same event twice: it was retried after an error that was none
            return
        session = _session(state, record)
        session.takes.append(identity)
        request = _object(payload.get("request"))
        result = _object(payload.get("result"))
        state.takes[identity] = Take(
            identity,
            record.time,
            record.session,
            len(session.takes),
            _text(request.get("parent")),
            _text(request.get("prompt")) or "",
            _text(result.get("engine")) or _text(request.get("engine")) or "",
            _text(result.get("model")) or _text(request.get("model")),
            _whole(request.get("seed")),
            _number(result.get("seconds", request.get("seconds"))),
            status,
            None,
            _text(result.get("path")),
            record.payload_json,
        )

    return step


def _on_rated(state: State, record: Record) -> None:
    payload = record.payload
    take = state.takes.get(_text(payload.get("take")) or "")
    rating = payload.get("rating")
    if take is not None and rating in ("up", "down", None):
        state.takes[take.id] = replace(take, rating=rating)


def _on_deleted(state: State, record: Record) -> None:
    take = state.takes.get(_text(record.payload.get("take")) or "")
    if take is not None:
        state.takes[take.id] = replace(take, status="deleted")


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _object(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _whole(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


_STEPS: dict[str, Callable[[State, Record], None]] = {
    events.SESSION_STARTED: _on_session_started,
    events.TAKE_DONE: _taker("done"),
    events.TAKE_PARTIAL: _taker("partial"),
    events.TAKE_FAILED: _taker("failed"),
    events.TAKE_RATED: _on_rated,
    events.TAKE_DELETED: _on_deleted,
}
"""One step for each type of event; undo, messages and branches come as further entries here."""
