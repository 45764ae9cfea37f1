"""The kinds of event in the history, and the payload of each.

Knows nothing of files or of the state the events add up to. `take`, `job` and `message` are always ids
(`identity.new_id`); the session an event belongs to stands in its record, not in its payload.

| type | payload |
|---|---|
| `session.started` | `version` of Timbre, `surface`: `make`, `chat` or `studio` |
| `session.resumed` | the same; opened again, which also brings a deleted session back |
| `session.renamed` | `title`; empty: named after its first idea again |
| `session.deleted` | nothing; listings pass over the session, its events stay |
| `session.imported` | `version`, `from`: the session's id where it came from; its waiting jobs are void |
| `message.added` | `message`, `role`: `system`, `user` or `assistant`, `text`; maybe `take`, `job`, `generation` |
| `take.done` | `take`, `request` and `result` in full; maybe `cause`, `first_audio_seconds` |
| `take.partial` | the same; the job was cancelled and `result` describes the audio that was kept |
| `take.failed` | `take`, `request`, `error`: the message shown to the user; maybe `cause` |
| `take.cancelled` | `take`, `request`; nothing was kept |
| `take.rated` | `take`, `rating`: `up`, `down` or null |
| `take.deleted` | `take`; its files are gone, the record stays |
| `take.chosen` | `take`: the user went to it; the next edit starts there |
| `take.undone` | `from`, `to`: back from a take to the one before it |
| `take.redone` | `from`, `to`: forward again along the branch last followed |
| `compare.chosen` | `takes`, `winner`: a take or null; the current take stays |
| `seed.locked` | `seed`: every next take gets it; null unlocks |
| `preset.switched` | `preset`, `on`; one switched on goes on top of those that are on |
| `setting.changed` | `name`, `value`: a default of this session; null takes it back |
| `job.queued` | `job`, `take` it will become, `request`, `priority`, `owner`, `cause`; again when taken up again |
| `job.moved` | `job`, `position` among the waiting, 0 is next |
| `job.started` | `job`, `attempt` |
| `job.done` | `job`, `take` |
| `job.failed` | `job`, `error` |
| `job.cancelled` | `job`, `by`: `user` or `shutdown` |

`generation` is what a message led to or tells of (engine, model, seed, seconds …), `owner` the running Timbre
(see `presence`). The parent of a take stands in its request. `cause` says how a take came about: `kind`
(`idea`, `edit`, `again`, `variation`), `words` of the user, `edit` as plain JSON, and `chosen`: false if the
take does not become the current one.

A take has its id before its first event, so that a sidecar written earlier can name it. An event about a take
ends the job that is to become it, so a crash between two events never offers a finished job again. Readers
pass over types they do not know. New kinds may be added within a format version; a kind never changes its
meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from timbre.model.request import GenerationRequest, GenerationResult
from timbre.session import payload as read

ONE_SHOT_SESSION = "make"
"""The session of every take made by a single command; its numbers go on from run to run."""

SESSION_STARTED = "session.started"
SESSION_RESUMED = "session.resumed"
SESSION_RENAMED = "session.renamed"
SESSION_DELETED = "session.deleted"
SESSION_IMPORTED = "session.imported"
MESSAGE_ADDED = "message.added"
TAKE_DONE = "take.done"
TAKE_PARTIAL = "take.partial"
TAKE_FAILED = "take.failed"
TAKE_CANCELLED = "take.cancelled"
TAKE_RATED = "take.rated"
TAKE_DELETED = "take.deleted"
TAKE_CHOSEN = "take.chosen"
TAKE_UNDONE = "take.undone"
TAKE_REDONE = "take.redone"
COMPARE_CHOSEN = "compare.chosen"
SEED_LOCKED = "seed.locked"
PRESET_SWITCHED = "preset.switched"
SETTING_CHANGED = "setting.changed"
JOB_QUEUED = "job.queued"
JOB_MOVED = "job.moved"
JOB_STARTED = "job.started"
JOB_DONE = "job.done"
JOB_FAILED = "job.failed"
JOB_CANCELLED = "job.cancelled"

Rating = Literal["up", "down"]
Role = Literal["system", "user", "assistant"]
CauseKind = Literal["idea", "edit", "again", "variation"]


class Event(NamedTuple):
    """What `History.append(*event, session=…)` takes."""

    type: str
    payload: dict[str, Any]


class Cause(NamedTuple):
    """How a take came about. `edit` is the edit as plain JSON, `words` what the user said."""

    kind: CauseKind
    words: str = ""
    edit: Mapping[str, Any] | None = None
    chosen: bool = True

    def plain(self) -> dict[str, Any]:
        """As JSON, without what goes without saying."""
        kept = {"kind": self.kind, "words": self.words, "edit": read.finite(dict(self.edit or {}))}
        plain = {key: value for key, value in kept.items() if value}
        return plain if self.chosen else {**plain, "chosen": False}


def session_started(version: str, surface: str) -> Event:
    """Timbre opened a new session."""
    return Event(SESSION_STARTED, {"version": version, "surface": surface})


def session_resumed(version: str, surface: str) -> Event:
    """Timbre opened a session again; one that was deleted is back."""
    return Event(SESSION_RESUMED, {"version": version, "surface": surface})


def session_renamed(title: str) -> Event:
    """The user gave the session a name, or took it away ("")."""
    return Event(SESSION_RENAMED, {"title": title})


def session_deleted() -> Event:
    """The user wants to see the session no more."""
    return Event(SESSION_DELETED, {})


def session_imported(version: str, origin: str) -> Event:
    """The session's events before this one came from a file; `origin` was its id there."""
    return Event(SESSION_IMPORTED, {"version": version, "from": origin})


def message_added(
    message: str,
    role: Role,
    text: str,
    *,
    take: str | None = None,
    job: str | None = None,
    generation: Mapping[str, Any] | None = None,
) -> Event:
    """Somebody said something; `generation` is what the message led to, or tells of, as plain JSON."""
    payload: dict[str, Any] = {"message": message, "role": role, "text": text}
    extras = {"take": take, "job": job, "generation": read.finite(dict(generation or {}))}
    return Event(MESSAGE_ADDED, payload | {key: value for key, value in extras.items() if value})


def take_done(
    take: str,
    request: GenerationRequest,
    result: GenerationResult,
    *,
    cause: Cause | None = None,
    first_audio_seconds: float | None = None,
) -> Event:
    """A take is finished and its files are on the disk.

    `first_audio_seconds`: from the wish to the first sound that could be heard, if that was measured.
    """
    return Event(TAKE_DONE, _take(take, request, result, cause, first_audio_seconds))


def take_partial(
    take: str,
    request: GenerationRequest,
    result: GenerationResult,
    *,
    cause: Cause | None = None,
    first_audio_seconds: float | None = None,
) -> Event:
    """A take was cancelled; what had been made of it was kept."""
    return Event(TAKE_PARTIAL, _take(take, request, result, cause, first_audio_seconds))


def take_failed(take: str, request: GenerationRequest, error: str, *, cause: Cause | None = None) -> Event:
    """A take could not be made; `error` is what the user was told."""
    return Event(TAKE_FAILED, {**_take(take, request, None, cause), "error": error})


def take_cancelled(take: str, request: GenerationRequest) -> Event:
    """A take was cancelled and nothing was kept."""
    return Event(TAKE_CANCELLED, _take(take, request))


def take_rated(take: str, rating: Rating | None) -> Event:
    """The user liked a take, disliked it, or took that back (None)."""
    return Event(TAKE_RATED, {"take": take, "rating": rating})


def take_deleted(take: str) -> Event:
    """A take's files were removed."""
    return Event(TAKE_DELETED, {"take": take})


def take_chosen(take: str) -> Event:
    """The user went to a take."""
    return Event(TAKE_CHOSEN, {"take": take})


def take_undone(origin: str, to: str) -> Event:
    """The user went back from `origin` to `to` (see `SessionState.undo_target`)."""
    return Event(TAKE_UNDONE, {"from": origin, "to": to})


def take_redone(origin: str, to: str) -> Event:
    """The user went forward again from `origin` to `to` (see `SessionState.redo_target`)."""
    return Event(TAKE_REDONE, {"from": origin, "to": to})


def compare_chosen(takes: Sequence[str], winner: str | None) -> Event:
    """The user heard `takes` against each other and preferred `winner`, or none."""
    return Event(COMPARE_CHOSEN, {"takes": list(takes), "winner": winner})


def seed_locked(seed: int | None) -> Event:
    """Every next take gets `seed`; None unlocks."""
    return Event(SEED_LOCKED, {"seed": seed})


def preset_switched(preset: str, on: bool) -> Event:
    """A preset goes on top of those that are on, or off."""
    return Event(PRESET_SWITCHED, {"preset": preset, "on": on})


def setting_changed(name: str, value: object) -> Event:
    """The session's own default for `name`, as plain JSON; None takes it back."""
    return Event(SETTING_CHANGED, {"name": name, "value": read.finite(value)})


def job_queued(
    job: str,
    take: str,
    request: GenerationRequest,
    *,
    priority: int = 0,
    owner: str = "",
    cause: Cause | None = None,
) -> Event:
    """A job waits that is to become `take`; `owner` is the running Timbre that will do it."""
    payload = {"job": job, **_take(take, request, None, cause), "priority": priority, "owner": owner}
    return Event(JOB_QUEUED, payload)


def job_moved(job: str, position: int) -> Event:
    """A waiting job was put at `position` among the waiting; 0 is next."""
    return Event(JOB_MOVED, {"job": job, "position": position})


def job_started(job: str, attempt: int = 1) -> Event:
    """A worker has been given the job; `attempt` 2 is the retry."""
    return Event(JOB_STARTED, {"job": job, "attempt": attempt})


def job_done(job: str, take: str) -> Event:
    """The job ended well (`take.done` alone says it too)."""
    return Event(JOB_DONE, {"job": job, "take": take})


def job_failed(job: str, error: str) -> Event:
    """The job ended badly; log `take.failed` as well if the attempt shall be listed."""
    return Event(JOB_FAILED, {"job": job, "error": error})


def job_cancelled(job: str, by: Literal["user", "shutdown"] = "user") -> Event:
    """The job was stopped, or not taken up again after a restart."""
    return Event(JOB_CANCELLED, {"job": job, "by": by})


def _take(
    take: str,
    request: GenerationRequest,
    result: GenerationResult | None = None,
    cause: Cause | None = None,
    first_audio_seconds: float | None = None,
) -> dict[str, Any]:
    payload: dict[str, Any] = {"take": take, "request": read.finite(request.model_dump(mode="json"))}
    if result is not None:
        payload["result"] = read.finite(result.model_dump(mode="json"))
    if cause is not None:
        payload["cause"] = cause.plain()
    if first_audio_seconds is not None:
        payload["first_audio_seconds"] = read.finite(first_audio_seconds)
    return payload
