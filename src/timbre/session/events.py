"""The kinds of event in the history, and the payload of each.

Knows nothing of files or of the state the events add up to. `take` is always a take's id (`identity.new_id`).

| type | payload |
|---|---|
| `session.started` | `version` of Timbre, `surface`: `make`, `chat` or `studio` |
| `take.done` | `take`, `request` (GenerationRequest), `result` (GenerationResult) |
| `take.partial` | the same; the job was cancelled and `result` describes the audio that was kept |
| `take.failed` | `take`, `request`, `error`: the message shown to the user |
| `take.cancelled` | `take`, `request`; nothing was kept |
| `take.rated` | `take`, `rating`: `up`, `down` or null |
| `take.deleted` | `take`; its files are gone, the record stays |

A take has its id before its first event, so that a sidecar written earlier can name it. Readers pass over
types they do not know. New kinds may be added within a format version; a kind never changes its meaning.
"""

from __future__ import annotations

import math
from typing import Any, Literal, NamedTuple

from timbre.model.request import GenerationRequest, GenerationResult

ONE_SHOT_SESSION = "make"
"""The session of every take made by a single command; its numbers go on from run to run."""

SESSION_STARTED = "session.started"
TAKE_DONE = "take.done"
TAKE_PARTIAL = "take.partial"
TAKE_FAILED = "take.failed"
TAKE_CANCELLED = "take.cancelled"
TAKE_RATED = "take.rated"
TAKE_DELETED = "take.deleted"

Rating = Literal["up", "down"]


class Event(NamedTuple):
    """What `History.append(*event, session=…)` takes."""

    type: str
    payload: dict[str, Any]


def session_started(version: str, surface: str) -> Event:
    """Timbre opened a session."""
    return Event(SESSION_STARTED, {"version": version, "surface": surface})


def take_done(take: str, request: GenerationRequest, result: GenerationResult) -> Event:
    """A take is finished and its files are on the disk."""
    return Event(TAKE_DONE, {"take": take, "request": _plain(request), "result": _plain(result)})


def take_partial(take: str, request: GenerationRequest, result: GenerationResult) -> Event:
    """A take was cancelled; what had been made of it was kept."""
    return Event(TAKE_PARTIAL, {"take": take, "request": _plain(request), "result": _plain(result)})


def take_failed(take: str, request: GenerationRequest, error: str) -> Event:
    """A take could not be made; `error` is what the user was told."""
    return Event(TAKE_FAILED, {"take": take, "request": _plain(request), "error": error})


def take_cancelled(take: str, request: GenerationRequest) -> Event:
    """A take was cancelled and nothing was kept."""
    return Event(TAKE_CANCELLED, {"take": take, "request": _plain(request)})


def take_rated(take: str, rating: Rating | None) -> Event:
    """The user liked a take, disliked it, or took that back (None)."""
    return Event(TAKE_RATED, {"take": take, "rating": rating})


def take_deleted(take: str) -> Event:
    """A take's files were removed."""
    return Event(TAKE_DELETED, {"take": take})


def _plain(model: GenerationRequest | GenerationResult) -> dict[str, Any]:
    return {key: _finite(value) for key, value in model.model_dump(mode="json").items()}


def _finite(value: Any) -> Any:
    """Silence measures −inf LUFS, which JSON has no word for: null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    return [_finite(inner) for inner in value] if isinstance(value, list) else value
