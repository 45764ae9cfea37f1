"""A supervisor that makes nothing: its jobs end as the test says."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import numpy as np

from timbre.engines.registry import engine_info
from timbre.errors import EngineError, InvalidInputError
from timbre.jobs.events import JobCancelled, JobDone, JobFailed, JobProgress, JobStarted
from timbre.jobs.job import Job
from timbre.model.request import GenerationRequest, GenerationResult, Measured

VERSION = engine_info("composer").version
RATE = 8_000


class FakeSupervisor:
    """Ends each job by its plan: done, fail, fail-offer, hold (until cancelled or released).

    With `audio` its takes can be heard: a tone of the length asked for.
    """

    def __init__(self, *, audio: bool = False) -> None:
        self.audio = audio
        self.elapsed_seconds = 1.0
        """What its takes say they took."""
        self.plans: list[str] = []
        """For the jobs to come, in order; done when there is none."""
        self.requests: list[GenerationRequest] = []
        self.destinations: list[Any] = []
        self.release = asyncio.Event()
        self.waiting: list[Job] = []
        self._chosen: dict[str, str] = {}
        self._worker: asyncio.Task[None] | None = None

    async def __aenter__(self) -> FakeSupervisor:
        self.begin()
        return self

    async def __aexit__(self, *_: object) -> None:
        for job in self.waiting:
            job.tell(JobCancelled(job.id, job.request, by="shutdown"))

    def warm(self, engine: str, device: str = "") -> None:
        """There is nothing to warm."""

    def submit(self, request, destination, priority=0, *, job_id=None, device="", past=()):
        job = Job(job_id or f"job-{len(self.requests)}", request, destination, device, past, self._stop)
        self.requests.append(request)
        self.destinations.append(destination)
        self._chosen[job.id] = self.plans.pop(0) if self.plans else "done"
        self.waiting.append(job)
        self._number()
        if self._worker is None or self._worker.done():
            self._worker = asyncio.ensure_future(self._work())
        return job

    def reorder(self, job: Job, position: int) -> int:
        if job not in self.waiting:
            raise InvalidInputError("The job is not waiting.", "Only waiting jobs can be moved.")
        self.waiting.remove(job)
        self.waiting.insert(position, job)
        self._number()
        return self.waiting.index(job)

    def begin(self) -> None:
        """A new event loop: nothing of the old one goes on."""
        self.release = asyncio.Event()
        self.waiting.clear()
        self._worker = None

    def _number(self) -> None:
        for position, job in enumerate(self.waiting):
            job.move(position)

    def _stop(self, job: Job) -> None:
        if job in self.waiting:
            self.waiting.remove(job)
            self._number()
        job.tell(JobCancelled(job.id, job.request))

    async def _work(self) -> None:
        while self.waiting:
            job = self.waiting.pop(0)
            await self._run(job, self._chosen[job.id])

    async def _run(self, job: Job, plan: str) -> None:
        job.state, job.position = "running", None
        self._number()
        job.tell(JobStarted(job.id))
        job.tell(JobProgress(job.id, "render", 0.5, 2.0, 4.0))
        await asyncio.sleep(0)
        if plan == "hold":
            await asyncio.wait(
                {asyncio.ensure_future(self.release.wait()), asyncio.ensure_future(job.wait())},
                return_when=asyncio.FIRST_COMPLETED,
            )
        if plan.startswith("fail"):
            error = EngineError("The engine broke.", "Try again.")
            job.tell(JobFailed(job.id, job.request, error, offer_composer=plan == "fail-offer"))
        elif not job.finished:
            job.tell(JobDone(job.id, job.request, self._made(job), _peaks()))

    def _made(self, job: Job) -> GenerationResult:
        request, number = job.request, len(self.requests)
        path = job.destination.path or job.destination.folder / f"take-{number}.{request.outputs.format}"
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.audio:
            _tone(path, request.seconds or 8.0)
        else:
            path.write_bytes(b"music")
        return GenerationResult(
            path=str(path.absolute()),
            engine=request.engine,
            engine_version=VERSION,
            seed=request.seed,
            seconds=request.seconds or 8.0,
            sample_rate=44_100,
            channels=2,
            bpm=request.brief.bpm or 90.0,
            key=request.brief.key or "A minor",
            metre=request.brief.metre or "4/4",
            style=request.brief.style or "house",
            measured=Measured(seconds=4.0, lufs=-14.0 - number),
            elapsed_seconds=self.elapsed_seconds,
        )


def _peaks() -> np.ndarray:
    """A swell, [2, 240]."""
    high = np.sin(np.linspace(0.1, 3.0, 240)) * (0.6 + 0.4 * np.cos(np.arange(240) * 0.9))
    return np.stack([-high, high]).astype(np.float32)


def _tone(path: Path, seconds: float) -> None:
    import soundfile

    at = np.arange(round(seconds * RATE)) / RATE
    soundfile.write(path, 0.3 * np.sin(2 * np.pi * 220 * at) * np.minimum(1, at), RATE)
