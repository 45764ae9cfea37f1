"""One take in a worker process, told as plain events: for callers without an event loop (`timbre make`).

Engines of plug-ins run here and not in our process: they may crash, print, hang or leak as they please.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator

from timbre.engines.registry import find_engine
from timbre.errors import CancelledError
from timbre.jobs.take import Destination, TakeReady, make_take
from timbre.model.events import AudioChunk, Event, Progress
from timbre.model.request import GenerationRequest


def take_events(request: GenerationRequest, destination: Destination) -> Iterator[Event | TakeReady]:
    """Make a take where its engine belongs: built-in engines here, plug-ins in a worker. Raises TimbreError."""
    if find_engine(request.engine).built_in:
        yield from make_take(request, destination, lambda: False)
        return
    import asyncio

    loop = asyncio.new_event_loop()
    events = _in_worker(request, destination)
    try:
        while True:
            try:
                yield loop.run_until_complete(events.__anext__())
            except StopAsyncIteration:
                return
    finally:
        loop.run_until_complete(events.aclose())  # type: ignore[attr-defined]
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _in_worker(
    request: GenerationRequest, destination: Destination
) -> AsyncIterator[Event | TakeReady]:
    from timbre.jobs.events import JobCancelled, JobChunk, JobDone, JobFailed, JobProgress
    from timbre.jobs.supervisor import Supervisor

    async with Supervisor(destination.staging) as supervisor:
        async for event in supervisor.submit(request, destination).events():
            if isinstance(event, JobProgress):
                yield Progress(event.stage, event.fraction, event.seconds_made)
            elif isinstance(event, JobChunk):
                yield AudioChunk(event.samples)
            elif isinstance(event, JobDone):
                yield TakeReady(event.result, event.peaks)
            elif isinstance(event, JobFailed):
                raise event.error
            elif isinstance(event, JobCancelled):
                raise CancelledError("Cancelled; nothing was saved.")
