"""The warm workers for one engine on one device: started when needed, kept while used, replaced after a loss.

After a loss the next start waits (1, 2, then 4 s), so that a worker that cannot live does not eat the machine.
Knows nothing of queues or of what jobs do.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from timbre.jobs.faults import WorkerLostError
from timbre.jobs.process import WorkerProcess
from timbre.jobs.timing import Timing

Start = Callable[[WorkerProcess], Awaitable[None]]
"""Starts a worker; raises WorkerLostError or TimbreError."""


class Lane:
    """Workers of one kind. `running` counts the jobs that have, or wait for, one of them."""

    def __init__(self, start: Start, timing: Timing) -> None:
        self.running = 0
        self._start = start
        self._timing = timing
        self._workers: set[WorkerProcess] = set()
        """All that live, whatever they do."""
        self._idle: dict[WorkerProcess, asyncio.TimerHandle] = {}
        self._starting: list[asyncio.Task[WorkerProcess]] = []
        """Starts that no job waits for."""
        self._tasks: set[asyncio.Task[WorkerProcess]] = set()
        self._losses = 0
        self._not_before = 0.0

    @property
    def workers(self) -> tuple[WorkerProcess, ...]:
        """Every living worker, those that are starting or leaving included."""
        return tuple(self._workers)

    @property
    def delay_seconds(self) -> float:
        """How long the next start has to wait yet."""
        return max(0.0, self._not_before - time.monotonic())

    async def borrow(self, stopping: asyncio.Event) -> WorkerProcess | None:
        """A worker to use alone: the one used last, or a new one; None when `stopping` is set before there is one.

        Raises WorkerLostError or TimbreError.
        """
        while self._idle:
            worker, timer = self._idle.popitem()
            timer.cancel()
            if worker.alive:
                return worker
        starting = self._starting.pop() if self._starting else self._begin()
        stop = asyncio.ensure_future(stopping.wait())
        await asyncio.wait({starting, stop}, return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        if starting.done():
            return starting.result()
        self._park(starting)
        return None

    def give_back(self, worker: WorkerProcess, *, good: bool) -> None:
        """The job on `worker` is over; `good`: it went as it should, so losses before it are forgotten."""
        worker.listen(None)
        if good:
            self._losses, self._not_before = 0, 0.0
        if worker.alive:
            idle = self._timing.idle_seconds
            self._idle[worker] = asyncio.get_running_loop().call_later(idle, self._retire, worker)

    def lost(self) -> None:
        """A worker that was borrowed has died, or is useless: the next start has to wait."""
        self._losses += 1
        self._not_before = time.monotonic() + self._timing.backoff(self._losses)

    def warm(self) -> None:
        """Have a worker ready. What goes wrong will show when a job needs it."""
        if not self._workers and not self._tasks:
            self._park(self._begin())

    async def close(self) -> None:
        """End every worker, kindly first."""
        for timer in self._idle.values():
            timer.cancel()
        self._idle.clear()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*(worker.leave() for worker in self._workers))
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _begin(self) -> asyncio.Task[WorkerProcess]:
        task = asyncio.get_running_loop().create_task(self._new())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _new(self) -> WorkerProcess:
        while (delay := self.delay_seconds) > 0:
            await asyncio.sleep(delay)
        worker = WorkerProcess(self._timing)
        self._workers.add(worker)
        worker.dead.add_done_callback(lambda _: self._workers.discard(worker))
        try:
            await self._start(worker)
        except WorkerLostError:
            self.lost()
            raise
        except BaseException:
            worker.give_up("ended")
            raise
        return worker

    def _park(self, starting: asyncio.Task[WorkerProcess]) -> None:
        """Nobody waits for this start now: the next job may, or it becomes an idle worker."""

        def done(task: asyncio.Task[WorkerProcess]) -> None:
            if task not in self._starting:
                return
            self._starting.remove(task)
            if not task.cancelled() and task.exception() is None:
                self.give_back(task.result(), good=False)

        self._starting.append(starting)
        starting.add_done_callback(done)

    def _retire(self, worker: WorkerProcess) -> None:
        """Idle for too long."""
        self._idle.pop(worker, None)
        worker.dismiss()
