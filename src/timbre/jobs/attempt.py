"""One try at one job on one worker: its messages become the job's events, its end an outcome.

Knows nothing of queues, retries or where workers come from.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from timbre.errors import CancelledError, TimbreError
from timbre.jobs import protocol
from timbre.jobs.estimate import PastRun, predicted_seconds, seconds_left
from timbre.jobs.events import JobChunk, JobProgress, JobStarted, JobStem
from timbre.jobs.faults import Death, unpack
from timbre.jobs.job import Job
from timbre.jobs.pacer import Pacer
from timbre.jobs.placing import Site
from timbre.jobs.preview import Preview
from timbre.jobs.process import WorkerProcess
from timbre.model.clip import Samples
from timbre.model.request import GenerationRequest, GenerationResult


@dataclass(frozen=True)
class Done:
    """The take is on disk, after `elapsed` seconds."""

    result: GenerationResult
    peaks: Samples
    elapsed: float
    request: GenerationRequest | None = None
    """What was made, where that tells more than what was asked for."""


@dataclass(frozen=True)
class Stopped:
    """Cancelled, as it was asked to."""

    partial: GenerationResult | None = None


@dataclass(frozen=True)
class Refused:
    """The worker is well, and says that it cannot be done (or that memory ran out: then it leaves)."""

    error: TimbreError
    out_of_memory: bool = False


@dataclass(frozen=True)
class Lost:
    """The worker is gone."""

    death: Death


Outcome = Done | Stopped | Refused | Lost
_TICKS = 4
_MOST_STEMS = 100


class Attempt:
    """Runs `job` on `worker`, its preview in the file `preview`."""

    def __init__(
        self,
        job: Job,
        number: int,
        worker: WorkerProcess,
        site: Site,
        preview: Path,
        past: Sequence[PastRun] = (),
    ) -> None:
        self._job = job
        self._number = number
        self._worker = worker
        self._site = site
        self._preview_path = preview
        self._preview: Preview | None = None
        self._past = past
        loop = asyncio.get_running_loop()
        self._clock: Callable[[], float] = loop.time
        self._begin = loop.time()
        self._started: protocol.Started | None = None
        self._heard_frames = 0
        self._saving = False
        self._quiet_ticks = self._stems = 0
        self._outcome: asyncio.Future[Outcome] = loop.create_future()
        self._pacer = Pacer(job.tell, worker.timing.event_seconds)

    async def run(self) -> Outcome:
        """Give the job to the worker and see it through, cancel ladder included.

        Raises InvalidInputError for a request too long to be told.
        """
        job, worker = self._job, self._worker
        place = protocol.Place.of(self._site.destination)
        order = protocol.Run(job=job.id, request=job.request, place=place, preview=str(self._preview_path))
        worker.listen(self._hear)
        worker.send(order)
        self._begin = self._clock()
        job.tell(JobStarted(job.id, self._number))
        watch = asyncio.ensure_future(self._watch())
        stopping = asyncio.ensure_future(job.stopping.wait())
        try:
            await self._until(stopping)
            if not self._outcome.done() and not worker.dead.done():
                await self._stop()
        finally:
            watch.cancel()
            stopping.cancel()
            worker.listen(None)
            self._pacer.flush()
        if self._outcome.done():
            return self._outcome.result()
        return Lost(worker.dead.result())

    async def _until(self, event: asyncio.Future[Any] | None, seconds: float | None = None) -> None:
        """Wait for the job's or the worker's end, or for `event`, or for `seconds`."""
        waiting: set[asyncio.Future[Any]] = {self._outcome, self._worker.dead}
        if event is not None:
            waiting.add(event)
        await asyncio.wait(waiting, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)

    async def _stop(self) -> None:
        """The ladder: a message, SIGTERM to the group, SIGKILL."""
        timing = self._worker.timing
        self._worker.send(protocol.Cancel(job=self._job.id, keep=self._job.keep_partial))
        await self._until(None, timing.cancel_seconds)
        if self._saving:
            await self._until(None, timing.save_seconds)
        if not self._outcome.done() and not self._worker.dead.done():
            await self._worker.end()

    async def _watch(self) -> None:
        """End a worker whose heart beats but whose job stands still."""
        while self._quiet_ticks <= _TICKS:
            await asyncio.sleep(self._worker.timing.stall_seconds / _TICKS)
            self._quiet_ticks += 1
        self._worker.give_up("stalled")

    def _hear(self, message: protocol.FromWorker) -> None:
        if self._outcome.done() or getattr(message, "job", None) != self._job.id:
            return
        self._quiet_ticks = 0
        if isinstance(message, protocol.Progress):
            self._saving = self._saving or message.stage == "save"
            self._pacer.offer(self._progress(message))
        elif isinstance(message, protocol.Started):
            self._started = message
        elif isinstance(message, protocol.Chunk):
            self._chunk(message)
        elif isinstance(message, protocol.Stem):
            self._stems += 1
            if self._stems <= _MOST_STEMS:
                self._pacer.flush()
                self._job.tell(JobStem(self._job.id, message.name, message.path))
        elif isinstance(message, protocol.Result):
            self._outcome.set_result(self._result(message))
        elif isinstance(message, protocol.Error):
            error = unpack(message)
            stopped = isinstance(error, CancelledError)
            self._outcome.set_result(Stopped() if stopped else Refused(error, message.out_of_memory))

    def _progress(self, message: protocol.Progress) -> JobProgress:
        elapsed = self._clock() - self._begin
        total = self._job.request.seconds if self._started is None else self._started.seconds
        predicted = None if total is None else predicted_seconds(self._past, total)
        return JobProgress(
            job=self._job.id,
            stage=message.stage,
            fraction=message.fraction,
            seconds_made=message.seconds_made,
            seconds_total=total,
            speed=message.seconds_made / elapsed if message.seconds_made > 0 and elapsed > 0 else None,
            seconds_left=seconds_left(predicted, elapsed, message.fraction),
        )

    def _chunk(self, message: protocol.Chunk) -> None:
        """Pass on audio that is really there and follows what came before."""
        if self._preview is None and self._started is not None:
            try:
                self._preview = Preview(self._preview_path, self._started.sample_rate, self._started.channels)
            except OSError:
                return
        if self._preview is None or message.offset != self._heard_frames:
            return
        if message.offset + message.count <= self._preview.frames:
            self._heard_frames += message.count
            self._pacer.offer(JobChunk(self._job.id, self._preview, message.offset, message.count))

    def _result(self, message: protocol.Result) -> Outcome:
        if message.partial:
            return Stopped(message.result)
        low, high = message.peaks
        length = min(len(low), len(high))
        peaks = np.array([low[:length], high[:length]], np.float32)
        return Done(message.result, peaks, self._clock() - self._begin, message.request)
