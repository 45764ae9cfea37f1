"""One take in a worker process, told as plain events: for callers without an event loop (`timbre make`).

Engines of plug-ins run here and not in our process: they may crash, print, hang or leak as they please. So do those
with weights, which may need more memory than there is.
"""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterator
from contextlib import suppress

from timbre.engines.registry import check_needs, find_engine
from timbre.errors import CancelledError
from timbre.jobs.take import Destination, TakeReady, make_take
from timbre.model.events import AudioChunk, Event, Progress
from timbre.model.request import GenerationRequest


def take_events(request: GenerationRequest, destination: Destination) -> Iterator[Event | TakeReady]:
    """Make a take where its engine belongs: a built-in one without weights here, others in a worker.

    Raises TimbreError.
    """
    entry = find_engine(request.engine)
    if entry.built_in and not (entry.info is not None and entry.info.has_weights):
        yield from make_take(request, destination, lambda: False)
        return
    check_needs(entry)
    import asyncio

    loop = asyncio.new_event_loop()
    events = _in_worker(request, destination)
    step: asyncio.Task[Event | TakeReady] | None = None
    try:
        while True:
            step = loop.create_task(_next(events))
            try:
                yield loop.run_until_complete(step)
            except StopAsyncIteration:
                return
    finally:
        if step is not None and not step.done():  # Ctrl-C while waiting: the worker is stopped on the way out
            step.cancel()
            with suppress(asyncio.CancelledError):
                loop.run_until_complete(step)
        loop.run_until_complete(events.aclose())
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _next(events: AsyncGenerator[Event | TakeReady, None]) -> Event | TakeReady:
    return await events.__anext__()


async def _in_worker(
    request: GenerationRequest, destination: Destination
) -> AsyncGenerator[Event | TakeReady, None]:
    from timbre.jobs.events import JobCancelled, JobChunk, JobDone, JobFailed, JobProgress
    from timbre.jobs.supervisor import Supervisor

    async with Supervisor(destination.staging) as supervisor:
        async for event in supervisor.submit(request, destination).events():
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
