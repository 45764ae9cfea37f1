"""The jobs of a session that have not ended, in the order they will be taken.

Knows nothing of workers. The order is that of `jobs.queue`: higher priority first, then first come, unless
the user moved one.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, Literal

from timbre.session import events
from timbre.session import payload as read
from timbre.session.events import Cause
from timbre.session.record import Record, parse_object
from timbre.session.take import read_cause


@dataclass(frozen=True, slots=True)
class QueuedJob:
    """A job that is waiting or running, or was when its Timbre ended (`presence` tells)."""

    id: str
    take: str
    """The id its take will have."""
    time: str
    priority: int
    owner: str
    """The running Timbre that took it on; "" if nobody said."""
    status: Literal["waiting", "running"] = "waiting"
    attempt: int = 0
    cause: Cause | None = None
    body: bytes = field(default=b"{}", compare=False, repr=False)

    @property
    def request(self) -> dict[str, Any]:
        """The whole GenerationRequest as JSON, parsed anew each time."""
        return read.mapping(parse_object(self.body).get("request"))


class Waiting:
    """The fold of `job.*` events, and of the takes that end jobs."""

    def __init__(self) -> None:
        self._running: dict[str, QueuedJob] = {}
        self._waiting: list[QueuedJob] = []
        self._by_take: dict[str, str] = {}

    @property
    def jobs(self) -> tuple[QueuedJob, ...]:
        """The running ones, then the waiting ones, next first."""
        return (*self._running.values(), *self._waiting)

    def clear(self) -> None:
        """Forget all of them."""
        self._running.clear()
        self._waiting.clear()
        self._by_take.clear()

    def apply(self, record: Record, payload: dict[str, Any]) -> None:
        """Take in one `job.*` event."""
        job = read.text(payload.get("job"))
        if job is None:
            return
        if record.type == events.JOB_QUEUED:
            self._queue(job, record, payload)
        elif record.type == events.JOB_MOVED:
            self._move(job, read.whole(payload.get("position")) or 0)
        elif record.type == events.JOB_STARTED:
            self._start(job, read.whole(payload.get("attempt")) or 1)
        else:
            self._remove(job)

    def end_with(self, take: str) -> None:
        """A take came of a job, or will not: that job has ended."""
        job = self._by_take.pop(take, None)
        if job is not None:
            self._remove(job)

    def _queue(self, job: str, record: Record, payload: dict[str, Any]) -> None:
        self._remove(job)
        queued = QueuedJob(
            job,
            read.text(payload.get("take")) or job,
            record.time,
            read.whole(payload.get("priority")) or 0,
            read.text(payload.get("owner")) or "",
            cause=read_cause(payload.get("cause")),
            body=record.payload_json,
        )
        index = sum(each.priority >= queued.priority for each in self._waiting)
        self._waiting.insert(index, queued)
        self._by_take[queued.take] = job

    def _start(self, job: str, attempt: int) -> None:
        queued = self._remove(job)
        if queued is not None:
            self._running[job] = replace(queued, status="running", attempt=attempt)
            self._by_take[queued.take] = job

    def _move(self, job: str, position: int) -> None:
        found = next((each for each in self._waiting if each.id == job), None)
        if found is None:
            return
        self._waiting.remove(found)
        index = max(0, min(position, len(self._waiting)))
        priority = found.priority
        if index > 0:
            priority = min(priority, self._waiting[index - 1].priority)
        if index < len(self._waiting):
            priority = max(priority, self._waiting[index].priority)
        self._waiting.insert(index, replace(found, priority=priority))

    def _remove(self, job: str) -> QueuedJob | None:
        queued = self._running.pop(job, None)
        if queued is None:
            queued = next((each for each in self._waiting if each.id == job), None)
            if queued is None:
                return None
            self._waiting.remove(queued)
        self._by_take.pop(queued.take, None)
        return queued
