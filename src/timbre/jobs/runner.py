"""Sees one job through to its last event: attempts, the one retry, and tidying up after what went wrong.

Knows nothing of queues or of how workers are started.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from timbre.engines.registry import engine_info
from timbre.errors import FileError, TimbreError
from timbre.jobs.attempt import Attempt, Done, Lost, Outcome, Refused, Stopped
from timbre.jobs.estimate import RUNS_CONSIDERED, PastRun
from timbre.jobs.events import JobCancelled, JobDone, JobFailed, JobRetrying, LastEvent
from timbre.jobs.faults import WorkerLostError, cause_of, composer_could, out_of_memory
from timbre.jobs.job import Job
from timbre.jobs.lane import Lane
from timbre.jobs.placing import Site, choose_site, remove_half_take
from timbre.jobs.timing import Timing
from timbre.model.request import GenerationRequest

Smaller = Callable[[GenerationRequest], "GenerationRequest | None"]
"""A request that needs less memory; None when there is nothing to save."""
_ATTEMPTS = 2


@dataclass(frozen=True)
class _Failure:
    error: TimbreError
    retry: bool = False
    out_of_memory: bool = False
    detail: str = ""


class Runner:
    """Runs jobs, any number at a time."""

    def __init__(self, timing: Timing, smaller: Smaller | None = None) -> None:
        self._timing = timing
        self._smaller = smaller
        self._taken: set[Path] = set()
        """Paths of running jobs."""
        self._past: dict[tuple[str, str | None, str], deque[PastRun]] = {}

    async def run(
        self, job: Job, lane: Lane, folder: Path, who: Callable[[], Literal["user", "shutdown"]]
    ) -> LastEvent:
        """The last event of `job`, when all is tidy. `folder` is its own, for temporary audio. Raises TimbreError."""
        for number in range(1, _ATTEMPTS + 1):
            site = choose_site(job.request, job.destination, folder, self._taken)
            self._taken.add(site.path)
            try:
                outcome = await self._attempt(job, number, lane, site, folder)
                if isinstance(outcome, Done):
                    self._learn(job, outcome)
                    return JobDone(job.id, outcome.request or job.request, outcome.result, outcome.peaks)
                stopped = job.stopping.is_set() or isinstance(outcome, Stopped)
                if stopped or isinstance(outcome, Lost):
                    others = frozenset(self._taken - {site.path})
                    await asyncio.to_thread(remove_half_take, site, others)
            finally:
                self._taken.discard(site.path)
            if stopped or isinstance(outcome, Stopped):
                partial = outcome.partial if isinstance(outcome, Stopped) else None
                return JobCancelled(job.id, job.request, partial, who())
            failure = self._failure(job, outcome, site)
            if number == _ATTEMPTS or not failure.retry:
                break
            smaller = failure.out_of_memory and self._shrink(job)
            job.tell(JobRetrying(job.id, failure.error, lane.delay_seconds, smaller))
        offer = composer_could(failure.error, job.request.engine)
        return JobFailed(job.id, job.request, failure.error, offer, failure.detail)

    async def _attempt(self, job: Job, number: int, lane: Lane, site: Site, folder: Path) -> Outcome:
        """One try, and what it means for the lane's workers."""
        try:
            worker = await lane.borrow(job.stopping)
        except WorkerLostError as lost:
            return Lost(lost.death)
        if worker is None:
            return Stopped()
        if job.stopping.is_set():
            lane.give_back(worker, good=False)
            return Stopped()
        past = (*job.past, *self._past.get(_kind(job), ()))
        attempt = Attempt(job, number, worker, site, folder / f"preview-{number}.f32", past)
        try:
            outcome = await attempt.run()
        except TimbreError:
            lane.give_back(worker, good=False)
            raise
        if isinstance(outcome, Refused) and outcome.out_of_memory:
            worker.dismiss()
            lane.lost()
        elif not isinstance(outcome, Lost):
            lane.give_back(worker, good=not isinstance(outcome, Stopped))
        elif not job.stopping.is_set():
            lane.lost()
        return outcome

    def _failure(self, job: Job, outcome: Refused | Lost, site: Site) -> _Failure:
        engine = job.request.engine
        if isinstance(outcome, Lost):
            death = outcome.death
            silence = self._timing.stall_seconds if death.why == "stalled" else self._timing.silence_seconds
            error = cause_of(death, engine, silence)
            again = death.why != "protocol" and not _costs_money(engine)
            return _Failure(error, again, death.out_of_memory, death.detail)
        if outcome.out_of_memory:
            return _Failure(
                out_of_memory(engine), retry=True, out_of_memory=True, detail=outcome.error.message
            )
        # Another Timbre took the name between choosing and writing; with a new one all will be well.
        name_gone = (
            isinstance(outcome.error, FileError) and job.destination.path is None and site.path.exists()
        )
        return _Failure(outcome.error, retry=name_gone)

    def _shrink(self, job: Job) -> bool:
        smaller = self._smaller(job.request) if self._smaller is not None else None
        if smaller is None:
            return False
        job.request = smaller
        return True

    def _learn(self, job: Job, done: Done) -> None:
        runs = self._past.setdefault(_kind(job), deque(maxlen=RUNS_CONSIDERED))
        runs.append((done.result.seconds, done.elapsed))


def _kind(job: Job) -> tuple[str, str | None, str]:
    return job.request.engine, job.request.model, job.device


def _costs_money(engine: str) -> bool:
    """Whether `engine` is hosted: what was sent once may have been paid for, so it is never sent twice unasked."""
    try:
        return any(need.kind == "key" for need in engine_info(engine).needs)
    except TimbreError:
        return False
