"""The supervisor: takes jobs, runs each in a worker process, retries, cancels, and always says how it ended.

Lives on one asyncio loop. Never writes the history or a terminal; falls back on another engine only when the user
agrees, which is the conversation's to ask.
"""

from __future__ import annotations

import asyncio
import logging
import os
import secrets
import shutil
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Literal

from timbre.engines.registry import engine_info
from timbre.errors import InvalidInputError, TimbreError
from timbre.jobs import protocol
from timbre.jobs.environment import worker_environment
from timbre.jobs.estimate import PastRun
from timbre.jobs.events import JobCancelled, JobFailed, JobStopping, LastEvent
from timbre.jobs.job import Job
from timbre.jobs.lane import Lane
from timbre.jobs.process import WorkerProcess
from timbre.jobs.queue import JobQueue
from timbre.jobs.runner import Runner, Smaller
from timbre.jobs.take import Destination
from timbre.jobs.timing import Timing
from timbre.jobs.workspace import Workspace
from timbre.model.request import GenerationRequest

MAX_ID_CHARACTERS = 100
logger = logging.getLogger(__name__)


WORKER = (sys.executable, "-m", "timbre.jobs.worker")
"""The command line of a worker, to which the workspace is added."""


class Supervisor:
    """Use as `async with Supervisor() as supervisor:`; leaving it ends every worker."""

    def __init__(
        self,
        staging: Path | None = None,
        *,
        workers_per_engine: int = 1,
        smaller: Smaller | None = None,
        timing: Timing | None = None,
        command: Sequence[str] = WORKER,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        """`staging` holds audio on its way (the system's temporary folder when None).

        `smaller` makes a more modest request for the retry after memory ran out (None: the same again).
        """
        self._staging = staging
        self._workers_per_engine = workers_per_engine
        self._timing = timing or Timing()
        self._command = command
        self._environment = environment
        self._queue: JobQueue[Job] = JobQueue()
        self._lanes: dict[tuple[str, str], Lane] = {}
        self._tasks: dict[asyncio.Task[None], Job] = {}
        self._workspace: asyncio.Task[Workspace] | None = None
        self._runner = Runner(self._timing, smaller)
        self._closing = False

    async def __aenter__(self) -> Supervisor:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def submit(
        self,
        request: GenerationRequest,
        destination: Destination,
        priority: int = 0,
        *,
        job_id: str | None = None,
        device: str = "",
        past: Sequence[PastRun] = (),
    ) -> Job:
        """Queue a take; higher `priority` goes first. Returns at once.

        `past` are earlier runs of the same engine, model and device, from the history: (seconds of music, seconds it
        took). The destination's sidecar holds JSON values. Raises InvalidInputError (id in use or too long, shut down)
        or FileError.
        """
        job_id = job_id or secrets.token_hex(8)
        if self._closing:
            raise InvalidInputError("Timbre is leaving and takes no more jobs.", "Start it again.")
        if len(job_id) > MAX_ID_CHARACTERS:
            raise InvalidInputError(
                f"A job's id has at most {MAX_ID_CHARACTERS} characters, not {len(job_id)}.",
                "Use a shorter one.",
            )
        if any(job.id == job_id for job in self.jobs):
            raise InvalidInputError(f"There is a job {job_id[:80]!r} already.", "Cancel it, or wait for it.")
        job = Job(job_id, request, destination, device, past, self._stop)
        job.move(self._queue.add(job, priority))
        self._pump()
        return job

    @property
    def jobs(self) -> tuple[Job, ...]:
        """Every job that is not over: running ones first, then the queue in order."""
        return (*(job for job in self._tasks.values() if not job.finished), *self._queue)

    def reorder(self, job: Job, position: int) -> int:
        """Move a waiting `job` to `position` (0 is next); returns where it came to stand.

        Raises InvalidInputError when it does not wait any more.
        """
        try:
            position = self._queue.move(job, position)
        except KeyError:
            raise InvalidInputError(
                f"The job {job.id[:80]!r} is not waiting: it is {job.state}.",
                "Only waiting jobs can be moved.",
            ) from None
        self._tell_positions()
        return position

    def warm(self, engine: str, device: str = "") -> None:
        """Start a worker for `engine` now, so that the first job need not wait for that. Returns at once."""
        if not self._closing:
            self._lane(engine, device).warm()

    def describe(self) -> list[dict[str, Any]]:
        """Every job that is not over, in order, as plain JSON data (`description.read_description` reads one)."""
        waiting = set(self._queue)
        return [
            {**job.describe(), "priority": self._queue.priority(job) if job in waiting else 0}
            for job in self.jobs
        ]

    async def close(self) -> None:
        """Cancel everything, end every worker, remove temporary audio. Waiting jobs end as `by="shutdown"`."""
        self._closing = True
        for job in self.jobs:
            job.cancel()
        if self._tasks:
            await asyncio.wait(list(self._tasks))
        await asyncio.gather(*(lane.close() for lane in self._lanes.values()))
        if self._workspace is not None:
            with suppress(TimbreError):
                workspace = await self._workspace
                await asyncio.to_thread(workspace.remove)

    def _stop(self, job: Job) -> None:
        """The job's owner wants it cancelled."""
        if job.state != "queued":
            job.tell(JobStopping(job.id))
            return
        self._queue.remove(job)
        job.tell(JobCancelled(job.id, job.request, by=self._who()))
        self._tell_positions()

    def _who(self) -> Literal["user", "shutdown"]:
        return "shutdown" if self._closing else "user"

    def _tell_positions(self) -> None:
        for position, job in enumerate(self._queue):
            job.move(position)

    def _pump(self) -> None:
        """Start every job whose turn it is."""
        for job in () if self._closing else tuple(self._queue):
            lane = self._lane(job.request.engine, job.device)
            if lane.running < self._workers_per_engine:
                lane.running += 1
                self._queue.remove(job)
                job.state = "running"
                task = asyncio.get_running_loop().create_task(self._run(job, lane))
                self._tasks[task] = job
                task.add_done_callback(self._tasks.pop)
        self._tell_positions()

    async def _run(self, job: Job, lane: Lane) -> None:
        folder: Path | None = None
        last: LastEvent
        try:
            folder = (await self._ready_workspace()).job_folder()
            last = await self._runner.run(job, lane, folder, self._who)
        except TimbreError as error:
            last = JobFailed(job.id, job.request, error)
        except Exception as error:
            logger.exception("job %s", job.id)
            report = TimbreError(
                f"The job could not be run: {type(error).__name__}: {error}", "Please report this."
            )
            last = JobFailed(job.id, job.request, report)
        lane.running -= 1
        job.tell(last)
        self._pump()
        if folder is not None:
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _ready_workspace(self) -> Workspace:
        """Made by the first job that needs it. Raises FileError, and tries again for the next job."""
        if self._workspace is None:
            made = asyncio.to_thread(Workspace, self._staging)
            self._workspace = asyncio.get_running_loop().create_task(made)
        making = self._workspace
        try:
            return await asyncio.shield(making)
        except TimbreError:
            if self._workspace is making:
                self._workspace = None
            raise

    def _lane(self, engine: str, device: str) -> Lane:
        key = (engine, device)
        if key not in self._lanes:

            async def start(worker: WorkerProcess) -> None:
                folder = (await self._ready_workspace()).folder
                outer = os.environ if self._environment is None else self._environment
                environment = worker_environment(outer, device, _keys(engine))
                await worker.start((*self._command, str(folder)), environment, folder)
                worker.send(protocol.Load(engine=engine))

            self._lanes[key] = Lane(start, self._timing)
        return self._lanes[key]


def _keys(engine: str) -> tuple[str, ...]:
    """Names of the environment variables that hold the keys `engine` needs."""
    try:
        needs = engine_info(engine).needs
    except TimbreError:
        return ()
    return tuple(need.name for need in needs if need.kind == "key")
