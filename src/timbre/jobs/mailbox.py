"""A mailbox for job events that stays small however slowly it is emptied.

Between two landmarks it holds at most one position, one progress (the latest) and one chunk (all of them joined).
Knows nothing of workers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from timbre.jobs.events import JobChunk, JobEvent, JobProgress, JobQueued


class Mailbox:
    """Events in order, condensed. One reader."""

    def __init__(self, events: Iterable[JobEvent] = ()) -> None:
        self._events: list[JobEvent] = []
        self._filled = asyncio.Event()
        for event in events:
            self.put(event)

    def __len__(self) -> int:
        return len(self._events)

    def put(self, event: JobEvent) -> None:
        """Add `event`, or join it with one that waits."""
        add_condensed(self._events, event)
        self._filled.set()

    async def get(self) -> JobEvent:
        """The next event, waiting for one."""
        await self._filled.wait()
        event = self._events.pop(0)
        if not self._events:
            self._filled.clear()
        return event


def add_condensed(events: list[JobEvent], event: JobEvent) -> None:
    """Append `event` to `events`, joining it with the one of its kind since the last landmark."""
    for index in range(len(events) - 1, -1, -1):
        waiting = events[index]
        if not isinstance(waiting, (JobQueued, JobProgress, JobChunk)):
            break
        if type(waiting) is not type(event):
            continue
        joined = _joined(waiting, event)
        if joined is None:
            break
        events[index] = joined
        return
    events.append(event)


def _joined(earlier: JobEvent, later: JobEvent) -> JobEvent | None:
    if not isinstance(earlier, JobChunk) or not isinstance(later, JobChunk):
        return later
    if earlier.preview is not later.preview or earlier.offset + earlier.count != later.offset:
        return None
    return JobChunk(earlier.job, earlier.preview, earlier.offset, earlier.count + later.count)
