"""Holds progress and audio back so that a consumer is not told more often than it can show.

The first of a burst passes at once, then the latest progress and all the audio together, once per period. Knows
nothing of workers.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from timbre.jobs.events import JobChunk, JobEvent, JobProgress
from timbre.jobs.mailbox import add_condensed


class Pacer:
    """Passes events to `tell`, at most one of each kind per `period_seconds`."""

    def __init__(self, tell: Callable[[JobEvent], None], period_seconds: float) -> None:
        self._tell = tell
        self._period = period_seconds
        self._loop = asyncio.get_running_loop()
        self._waiting: list[JobEvent] = []
        self._timer: asyncio.TimerHandle | None = None
        self._told_at = -period_seconds

    def offer(self, event: JobProgress | JobChunk) -> None:
        """The latest news, or more audio."""
        add_condensed(self._waiting, event)
        if self._timer is None:
            wait = self._told_at + self._period - self._loop.time()
            if wait <= 0:
                self.flush()
            else:
                self._timer = self._loop.call_later(wait, self.flush)

    def flush(self) -> None:
        """Tell what waits, now: something else is about to be told, or nothing will be any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._told_at = self._loop.time()
        for event in waiting:
            self._tell(event)
