"""Takes in a worker process, told as plain events: for callers without an event loop (`timbre make`).

Engines of plug-ins run here and not in our process: they may crash, print, hang or leak as they please. So do those
with weights, which may need more memory than there is.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

from timbre.engines.registry import check_needs, find_engine
from timbre.errors import CancelledError
from timbre.jobs.take import Destination, TakeReady, make_take
from timbre.model.events import AudioChunk, Event, Progress
from timbre.model.request import GenerationRequest

if TYPE_CHECKING:
    import asyncio

    from timbre.jobs.supervisor import Supervisor


def take_events(request: GenerationRequest, destination: Destination) -> Iterator[Event | TakeReady]:
    """Make one take where its engine belongs. Raises TimbreError."""
    with Apart() as apart:
        yield from apart.take_events(request, destination)


class Apart:
    """Makes takes one after the other; a worker that one of them needed is kept, with its model, for the next.

    Use as `with Apart() as apart:`; leaving it ends the worker.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._supervisor: Supervisor | None = None

    def __enter__(self) -> Apart:
        return self

    def __exit__(self, *_: object) -> None:
        loop, self._loop = self._loop, None
        supervisor, self._supervisor = self._supervisor, None
        if loop is not None:
            if supervisor is not None:
                loop.run_until_complete(supervisor.close())
            loop.run_until_complete(loop.shutdown_asyncgens())
            loop.close()

    def take_events(
        self, request: GenerationRequest, destination: Destination
    ) -> Iterator[Event | TakeReady]:
        """Make a take where its engine belongs: a built-in one without weights here, others in a worker.

        Raises TimbreError.
        """
        entry = find_engine(request.engine)
        if entry.built_in and not (entry.info is not None and entry.info.has_weights):
            yield from make_take(request, destination, lambda: False)
            return
        check_needs(entry)
        import asyncio

        loop = self._loop = self._loop or asyncio.new_event_loop()
        events = self._in_worker(request, destination)
        step: asyncio.Task[Event | TakeReady] | None = None
        try:
            while True:
                step = loop.create_task(_next(events))
                try:
                    yield loop.run_until_complete(step)
                except StopAsyncIteration:
                    return
        finally:
            if (
                step is not None and not step.done()
            ):  # Ctrl-C while waiting: the job is stopped on the way out
                step.cancel()
                with suppress(asyncio.CancelledError):
                    loop.run_until_complete(step)
            loop.run_until_complete(events.aclose())

    async def _in_worker(
        self, request: GenerationRequest, destination: Destination
    ) -> AsyncGenerator[Event | TakeReady, None]:
        from timbre.jobs.events import JobCancelled, JobChunk, JobDone, JobFailed, JobProgress
        from timbre.jobs.supervisor import Supervisor

        if self._supervisor is None:
            self._supervisor = Supervisor(destination.staging)
        job = self._supervisor.submit(request, destination)
        try:
            async for event in job.events():
                if isinstance(event, JobProgress):
                    yield Progress(event.stage, event.fraction, event.seconds_made)
                elif isinstance(event, JobChunk):
                    yield AudioChunk(event.samples)
                elif isinstance(event, JobDone):
                    yield TakeReady(event.result, event.peaks, event.request)
                elif isinstance(event, JobFailed):
                    raise event.error
                elif isinstance(event, JobCancelled):
                    raise CancelledError("Cancelled; nothing was saved.")
        finally:
            job.cancel()
            await job.wait()


async def _next(events: AsyncGenerator[Event | TakeReady, None]) -> Event | TakeReady:
    return await events.__anext__()
