"""Jobs of the conversation: submitted, followed to their end, every step in the history and told.

Only this process writes the history; workers never do. Knows nothing of words or commands.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from timbre.conversation.desk import Desk, Question
from timbre.conversation.live import Live
from timbre.conversation.ordering import Order, destination, past_runs, suggestions
from timbre.conversation.replies import (
    ExportQueued,
    JobEnded,
    Outcome,
    TakeFinished,
    TakeQueued,
    TakeStarted,
)
from timbre.conversation.requesting import OF_ENGINE
from timbre.conversation.telling import drawn, outcome_of, picture_of, told_of
from timbre.errors import HistoryError, InvalidInputError, TimbreError
from timbre.jobs.events import (
    JobCancelled,
    JobChunk,
    JobDone,
    JobEvent,
    JobFailed,
    JobRetrying,
    JobStarted,
    LastEvent,
)
from timbre.jobs.job import Job
from timbre.jobs.take import Destination, TakeReady
from timbre.model.request import GenerationRequest, GenerationResult
from timbre.session import events
from timbre.session.identity import new_id

COMPOSER = "composer"
REPORT = "Please report this."
logger = logging.getLogger(__name__)


class Work:
    """Every job that is not over."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._tasks: set[asyncio.Task[None]] = set()
        self.jobs: dict[str, Job] = {}
        """Id → job, oldest first."""
        self.orders: dict[str, Order] = {}

    @property
    def busy(self) -> bool:
        """Whether anything is going on."""
        return bool(self._tasks)

    @property
    def pending(self) -> Order | None:
        """The newest take on its way that will be the current one of the session that is open now."""
        found = (order for order in reversed(self.orders.values()) if self._is_open(order))
        return next((order for order in found if order.cause.chosen), None)

    def in_order(self) -> tuple[Job, ...]:
        """The jobs as `/queue` numbers them from 1: what runs, then what waits, next first."""
        last = len(self.jobs)

        def place(job: Job) -> tuple[bool, int]:
            return job.state == "queued", last if job.position is None else job.position

        return tuple(sorted(self.jobs.values(), key=place))

    async def idle(self) -> None:
        """Until nothing is going on."""
        while self._tasks:
            await asyncio.wait(tuple(self._tasks))

    def also(self, task: asyncio.Task[None]) -> None:
        """Something else that has to end before all is idle."""
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        error = None if task.cancelled() else task.exception()
        if isinstance(error, TimbreError):
            self._desk.fail(error)
        elif error is not None:
            logger.error("a job could not be followed", exc_info=error)
            self._desk.fail(TimbreError(f"Something went wrong: {type(error).__name__}: {error}", REPORT))

    def submit(self, order: Order) -> Job:
        """Queue a take of the session that is open now. Raises InvalidInputError or FileError."""
        desk = self._desk
        order.session = desk.session
        job = desk.supervisor.submit(
            order.request, destination(desk, order), job_id=order.job, past=past_runs(desk, order.request)
        )
        queued = events.job_queued(order.job, order.take, order.request, owner=desk.owner, cause=order.cause)
        desk.record(queued, session=order.session)
        desk.new_presets.clear()
        self.orders[order.job] = order
        self.jobs[job.id] = job
        parent = desk.state.takes.get(order.request.parent or "")
        words = order.cause.words or order.request.prompt
        number = parent.number if parent else None
        desk.tell(TakeQueued(job.id, order.take, order.request, words, order.changes, number))
        self.also(asyncio.ensure_future(self._take(job, order)))
        return job

    def cancel(self, job: Job | None = None) -> bool:
        """Stop a job, or the one that runs; whether there was one."""
        if job is None:
            job = next((each for each in self.in_order() if not each.stopping.is_set()), None)
        if job is None:
            return False
        job.cancel(keep_partial=job.id in self.orders)
        return True

    async def export(self, request: GenerationRequest, target: Destination, number: int) -> GenerationResult:
        """Make take `number` again at `target`, without a place in the session. Raises TimbreError."""
        job = self._desk.supervisor.submit(request, target, 1, job_id=new_id())
        self.jobs[job.id] = job
        self._desk.tell(ExportQueued(job.id, number))
        outcome: Outcome = "failed"
        try:
            last = await self._events(job, lambda _: None)
            outcome = outcome_of(last)
        finally:
            self.jobs.pop(job.id, None)
            self._desk.tell(JobEnded(job.id, outcome))
        if isinstance(last, JobDone):
            return last.result
        if isinstance(last, JobFailed):
            raise last.error
        raise InvalidInputError("The export was cancelled; nothing was written.")

    async def _events(self, job: Job, see: Callable[[JobEvent], None]) -> LastEvent:
        """Tell of a job's progress until its end."""
        async for event in job.events():
            told = told_of(event)
            if told is not None:
                self._desk.tell(told)
            elif isinstance(event, JobRetrying):
                smaller = ", asking for less" if event.smaller else ""
                self._desk.note(f"{event.cause.message} Trying once more{smaller}.")
            see(event)
        return await job.wait()

    async def _take(self, job: Job, order: Order) -> None:
        desk = self._desk
        heard = desk.autoplay and order.cause.chosen
        live: Live | None = None
        if heard:
            live = Live(desk.speaker, self.also, desk.unheard, order.take, lambda: self._is_open(order))

        def see(event: JobEvent) -> None:
            if isinstance(event, JobStarted):
                self._at_home(order)
                started = events.job_started(job.id, event.attempt)
                self._desk.record(started, session=order.session, author="timbre", durable=False)
                words = order.cause.words or order.request.prompt
                self._desk.tell(TakeStarted(job.id, order.request.prompt, words))
            elif isinstance(event, JobChunk):
                if order.first_audio_seconds is None:
                    order.first_audio_seconds = round(time.monotonic() - order.began, 3)
                if live is not None:
                    live.chunk(event)
                if self._desk.draws:
                    self._desk.tell(drawn(event))
            elif isinstance(event, JobRetrying) and live is not None:
                live.again()

        outcome: Outcome = "failed"
        try:
            last = await self._events(job, see)
            outcome = outcome_of(last)
            self._at_home(order)
            if live is not None:
                live.end(Path(last.result.path) if isinstance(last, JobDone) else None)
            if isinstance(last, JobDone):
                await self._done(order, last)
            elif isinstance(last, JobFailed):
                self._failed(order, last)
            else:
                await self._cancelled(order, last)
        finally:
            self.jobs.pop(job.id, None)
            self.orders.pop(job.id, None)
            order.over.set()
            self._desk.tell(JobEnded(job.id, outcome))

    def _is_open(self, order: Order) -> bool:
        """Whether the session the order was given in is on the desk."""
        return order.session is not None and order.session.id == self._desk.session.id

    def _at_home(self, order: Order) -> None:
        """See the order's session as it is now: it may have been left, and be open again, since."""
        session = self._desk.session
        if order.session is None or order.session is session:
            return
        if order.session.id == session.id:
            order.session = session
            return
        with suppress(HistoryError):  # told when something is to be written
            order.session.catch_up()

    async def _done(self, order: Order, done: JobDone) -> None:
        event = events.take_done(
            order.take,
            done.request,
            done.result,
            cause=order.cause,
            first_audio_seconds=order.first_audio_seconds,
        )
        self._desk.record(event, session=order.session, author="timbre")
        self._finished(order, done.request, TakeReady(done.result, done.peaks))

    def _failed(self, order: Order, failed: JobFailed) -> None:
        desk, error = self._desk, failed.error
        event = events.take_failed(order.take, failed.request, error.message, cause=order.cause)
        desk.record(event, session=order.session, author="timbre")
        desk.fail(error, order.job)
        if failed.offer_composer and self._is_open(order):

            async def with_composer() -> None:
                plain = {"engine": COMPOSER, **dict.fromkeys((*OF_ENGINE, "weights"))}
                request = failed.request.model_copy(update=plain)
                self.submit(Order(request, order.cause, order.changes))

            desk.ask(
                Question(
                    f"Shall the built-in composer make it instead of {failed.request.engine}?",
                    with_composer,
                    lambda: None,
                )
            )

    async def _cancelled(self, order: Order, last: JobCancelled) -> None:
        """A job that ended with Timbre stays in the history as interrupted, to be offered again."""
        desk = self._desk
        if last.partial is not None:
            kept = order.session is not None and order.session.state.current is None
            cause = order.cause._replace(chosen=kept)
            event = events.take_partial(order.take, last.request, last.partial, cause=cause)
            desk.record(event, session=order.session, author="timbre")
            picture = await asyncio.to_thread(picture_of, Path(last.partial.path))
            self._finished(order, last.request, TakeReady(last.partial, picture), partial=True)
        elif last.by == "user":
            desk.record(events.take_cancelled(order.take, last.request), session=order.session)
            desk.say("Cancelled; nothing was kept.", job=order.job)

    def _finished(
        self, order: Order, request: GenerationRequest, ready: TakeReady, partial: bool = False
    ) -> None:
        if order.session is None:
            return
        state = order.session.state
        take = state.takes[order.take]
        parent = state.takes.get(take.parent or "")
        facts = {"engine": ready.result.engine, "seed": ready.result.seed, "seconds": ready.result.seconds}
        what = order.changes or order.cause.words
        message = events.message_added(
            new_id(),
            "assistant",
            f"{what}; {'partial ' if partial else ''}take {take.number}",
            take=take.id,
            job=order.job,
            generation=facts,
        )
        self._desk.record(message, session=order.session, author="timbre")
        self._desk.tell(
            TakeFinished(
                order.job,
                take.id,
                take.number,
                request,
                ready,
                order.changes,
                parent.number if parent else None,
                suggestions(order, take.number),
                partial,
            )
        )
