"""Requests, results and records to tell stories with."""

from __future__ import annotations

from typing import Any

from timbre.model.request import GenerationRequest, GenerationResult, Measured
from timbre.session import events
from timbre.session.events import Cause, Event
from timbre.session.record import Record, dump_payload
from timbre.session.view import SessionFold, SessionState

TIME = "2026-11-22T14:15:30.123Z"


def request(prompt: str = "slow piano", parent: str | None = None, **fields: Any) -> GenerationRequest:
    return GenerationRequest(**{"prompt": prompt, "seed": 7, "parent": parent, "seconds": 20, **fields})


def result(path: str = "/out/a.wav", **fields: Any) -> GenerationResult:
    plain: dict[str, Any] = {
        "path": path,
        "engine": "composer",
        "engine_version": "1",
        "seed": 7,
        "seconds": 20,
        "sample_rate": 44_100,
        "channels": 2,
        "measured": Measured(seconds=20),
    }
    return GenerationResult(**{**plain, **fields})


def done(take: str, parent: str | None = None, *, cause: Cause | None = None, **fields: Any) -> Event:
    """A take that came off; `fields` go to the result."""
    return events.take_done(take, request(parent=parent), result(**fields), cause=cause)


def record(event: Event, session: str = "s", number: int = 0, time: str = TIME) -> Record:
    payload = dump_payload(event.payload, event.type)
    return Record(1, f"r{number}", time, session, "user", event.type, payload)


def state_after(*told: Event, session: str = "s") -> SessionState:
    """The session after these events of its own."""
    folding = SessionFold(session)
    for number, event in enumerate(told):
        folding.apply(record(event, session, number))
    return folding.view()
