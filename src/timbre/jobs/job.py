"""A job as its owner sees it: what it is, how it stands, what it tells, how to stop it.

Knows nothing of workers; the supervisor moves it along. Belongs to the event loop's thread.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, Literal

from timbre.jobs.estimate import PastRun
from timbre.jobs.events import (
    LAST_EVENTS,
    JobCancelled,
    JobChunk,
    JobDone,
    JobEvent,
    JobFailed,
    JobProgress,
    JobQueued,
    JobStarted,
    JobStopping,
    LastEvent,
)
from timbre.jobs.mailbox import Mailbox, add_condensed
from timbre.jobs.protocol import Place
from timbre.jobs.take import Destination
from timbre.model.request import GenerationRequest

JobState = Literal["queued", "running", "stopping", "done", "failed", "cancelled"]


class Job:
    """One take to be made. `Supervisor.submit` makes these."""

    def __init__(
        self,
        job_id: str,
        request: GenerationRequest,
        destination: Destination,
        device: str,
        past: Sequence[PastRun],
        stop: Callable[[Job], None],
    ) -> None:
        self.id = job_id
        self.request = request
        """What is being made; a retry after running out of memory may ask for less than was submitted."""
        self.destination = destination
        self.device = device
        self.past = tuple(past)
        self.state: JobState = "queued"
        self.position: int | None = None
        """Place in the queue, 0 is next; None before and after waiting."""
        self.keep_partial = False
        self.stopping = asyncio.Event()
        """Set when the job was cancelled."""
        self._stop = stop
        self._told: list[JobEvent] = []
        self._mailboxes: set[Mailbox] = set()
        self._finished = asyncio.Event()
        self._last: LastEvent | None = None
        self._place = Place.of(destination)

    @property
    def finished(self) -> bool:
        """Whether the last event has been told."""
        return self._last is not None

    def cancel(self, *, keep_partial: bool = False) -> None:
        """Stop it, now or soon: JobStopping is told at once. With `keep_partial`, audio so far becomes a take.

        Does nothing to a job that is over.
        """
        if not self.finished and not self.stopping.is_set():
            self.keep_partial = keep_partial
            self.stopping.set()
            self._stop(self)

    async def events(self) -> AsyncIterator[JobEvent]:
        """Everything it tells, from the beginning (condensed), to the last event. Any number may watch."""
        mailbox = Mailbox(self._told)
        self._mailboxes.add(mailbox)
        try:
            while True:
                event = await mailbox.get()
                yield event
                if isinstance(event, LAST_EVENTS):
                    return
        finally:
            self._mailboxes.discard(mailbox)

    async def wait(self) -> LastEvent:
        """How it ends."""
        await self._finished.wait()
        if self._last is None:
            raise RuntimeError("a finished job has a last event")
        return self._last

    def describe(self) -> dict[str, Any]:
        """The job as plain JSON data, enough to submit it again (`description.read_description`)."""
        return {
            "job": self.id,
            "state": self.state,
            "device": self.device,
            "request": self.request.model_dump(mode="json"),
            "destination": self._place.model_dump(mode="json"),
        }

    def move(self, position: int) -> None:
        """For the supervisor: the job waits at `position` now."""
        if position != self.position:
            self.position = position
            self.tell(JobQueued(self.id, position))

    def tell(self, event: JobEvent) -> None:
        """For the supervisor: pass `event` on, and move the state along."""
        if self.finished or (self.state == "stopping" and isinstance(event, (JobProgress, JobChunk))):
            return
        if isinstance(event, JobStarted):
            # The last attempt's audio is void, and a newcomer need not hear of it.
            self._told = [told for told in self._told if not isinstance(told, JobChunk)]
        if isinstance(event, JobStopping):
            self.state = "stopping"
        add_condensed(self._told, event)
        for mailbox in self._mailboxes:
            mailbox.put(event)
        if isinstance(event, LAST_EVENTS):
            self._end(event)

    def _end(self, event: LastEvent) -> None:
        states: dict[type, JobState] = {JobDone: "done", JobFailed: "failed", JobCancelled: "cancelled"}
        self._last = event
        self.state = states[type(event)]
        self._told = [told for told in self._told if not isinstance(told, JobChunk)]
        self._finished.set()
