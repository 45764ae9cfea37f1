"""The conversation: a line in, typed replies out, takes in between. Chat and studio are views of this.

Decides whether a line is a command, an answer, an edit of the current take or a new idea, and says which.
Knows nothing of terminals.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

from pydantic import ValidationError

from timbre.conversation import browsing, exporting, listening, making, settings, visiting
from timbre.conversation.desk import Desk, Question
from timbre.conversation.lines import Invocation, read_line
from timbre.conversation.replies import Goodbye, Reply
from timbre.conversation.work import Order, Work
from timbre.errors import InvalidInputError, TimbreError
from timbre.language.edits.edit import Playing
from timbre.model.problems import explain_validation
from timbre.model.request import GenerationRequest
from timbre.session import events
from timbre.session.presence import is_present
from timbre.session.waiting import QueuedJob

YES = ("yes", "y", "ok", "okay", "sure", "yes please", "ja", "oui", "sí", "si")
NO = ("no", "n", "nope", "no thanks", "nein", "non")
ON_CURRENT = ("again", "variations", "edit", "generate", "export")
"""Commands that wait for the take on its way, as they build on it."""
LOOKING = ("takes", "list", "queue", "session", "explain", "help", "copy", "open", "quit")
"""Commands that change nothing."""

Act = Callable[[Invocation], Awaitable[None]]


class Conversation:
    """One session at one desk. `handle` lines, show what `replies` yields."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.work = Work(desk)
        self._acts = _acts(self)
        self._waiting: deque[tuple[str, Invocation | None]] = deque()
        """Lines about takes that are on their way."""
        self._later: asyncio.Task[None] | None = None

    @property
    def commands(self) -> tuple[str, ...]:
        """Names of the commands there is an act for."""
        return tuple(self._acts)

    @property
    def failure(self) -> TimbreError | None:
        """What went wrong last, if anything did."""
        return self.desk.failure

    async def replies(self) -> AsyncIterator[Reply]:
        """Every reply, for as long as somebody listens. `shown` waits until all were taken."""
        while True:
            reply = await self.desk.replies.get()
            try:
                yield reply
            finally:
                self.desk.replies.task_done()

    async def shown(self) -> None:
        """Until every reply was taken and its listener came back for more."""
        await self.desk.replies.join()

    async def idle(self) -> None:
        """Until no job runs or waits."""
        await self.work.idle()

    def open(self) -> None:
        """Greet: offer again what was interrupted."""
        interrupted = self._interrupted()
        if interrupted:
            what = (
                "A job was interrupted"
                if len(interrupted) == 1
                else f"{len(interrupted)} jobs were interrupted"
            )
            self.desk.ask(
                Question(f"{what} when Timbre ended. Make it now?", self._take_up, self._drop_interrupted)
            )

    async def handle(self, line: str) -> bool:
        """Do what `line` says; jobs go on after this returns. False if it could not be done (and was told so)."""
        line = line.strip()
        if not line:
            return True
        try:
            if await self._answered(line):
                return True
            invocation = read_line(line)
            if self._worth_keeping(line, invocation):
                self.desk.heard(line)
            if self._must_wait(line, invocation):
                self._put_off(line, invocation)
            else:
                await self._do(line, invocation)
        except ValidationError as error:
            return self._failed(explain_validation(error))
        except TimbreError as error:
            return self._failed(error)
        return True

    async def close(self) -> None:
        """Fall silent and let go of what waits; the supervisor ends the jobs."""
        if self._later is not None:
            self._later.cancel()
        await self.desk.speaker.stop()

    def _failed(self, error: TimbreError) -> bool:
        self.desk.fail(error)
        return False

    async def _answered(self, line: str) -> bool:
        """Whether `line` answered an open question. Any other line lets it go."""
        question, self.desk.question = self.desk.question, None
        said = line.lower().strip(" .!")
        if question is None or said not in (*YES, *NO):
            return False
        self.desk.heard(line)
        if said in YES:
            await question.yes()
        else:
            question.no()
        return True

    async def _do(self, line: str, invocation: Invocation | None) -> None:
        if invocation is not None:
            await self._acts[invocation.command.name](invocation)
            return
        edit = None if self.desk.fresh else making.read_change(self.desk, line)
        if edit is None:
            making.new_idea(self.desk, self.work, line)
        else:
            making.change(self.desk, self.work, line, edit)

    def _worth_keeping(self, line: str, invocation: Invocation | None) -> bool:
        """Whether the history shall know of the line: not of mere looking, nor of "again" before there is a take."""
        if invocation is None:
            return True
        looking = invocation.command.name in LOOKING
        return not looking and (line.startswith("/") or self.desk.state.current is not None)

    def _must_wait(self, line: str, invocation: Invocation | None) -> bool:
        """Whether the line is about a take that is on its way. Once one waits, later words wait behind it."""
        if self._waiting and (invocation is None or invocation.command.name in ON_CURRENT):
            return True
        order = self.work.pending
        return order is not None and self._builds_on(line, invocation, order.request)

    def _builds_on(self, line: str, invocation: Invocation | None, request: GenerationRequest) -> bool:
        """Whether the line changes or uses the take made from `request`, and is no idea of its own."""
        if invocation is not None:
            idea = invocation.command.name == "generate" and invocation.text
            return invocation.command.name in ON_CURRENT and not idea
        return not self.desk.fresh and self.desk.edits.read(line, request.brief, Playing()) is not None

    def _put_off(self, line: str, invocation: Invocation | None) -> None:
        self._waiting.append((line, invocation))
        self.desk.say("That comes after the take being made now.")
        if len(self._waiting) == 1:
            self._later = asyncio.ensure_future(self._catch_up())
            self.work.also(self._later)

    async def _catch_up(self) -> None:
        """Do what was put off, each when the take it builds on is there."""
        lost: GenerationRequest | None = None
        while self._waiting:
            line, invocation = self._waiting[0]
            order = self.work.pending
            if order is not None:
                await order.over.wait()
                lost = None if self.desk.state.current == order.take else order.request
            if lost is not None and self._builds_on(line, invocation, lost):
                self.desk.note(f"The take before was not made, so this was left out: {line}")
            else:
                lost = None
                try:
                    await self._do(line, invocation)
                except TimbreError as error:
                    self._failed(error)
            self._waiting.popleft()

    def _interrupted(self) -> tuple[QueuedJob, ...]:
        paths = self.desk.paths
        return tuple(
            job
            for job in self.desk.state.interrupted(lambda owner: is_present(paths, owner))
            if job.id not in self.work.jobs
        )

    async def _take_up(self) -> None:
        """Queue the interrupted jobs again."""
        for job in self._interrupted():
            request = GenerationRequest.model_validate(job.request)
            cause = job.cause or events.Cause("idea", request.prompt)
            changes = "" if cause.kind == "idea" else cause.words
            self.work.submit(Order(request, cause, changes, take=job.take, job=job.id))

    def _drop_interrupted(self) -> None:
        """Let the interrupted jobs go."""
        count = 0
        for job in self._interrupted():
            self.desk.record(events.job_cancelled(job.id))
            count += 1
        self.desk.say("Dropped." if count else "No job was interrupted.")

    async def queue(self, values: tuple[str, ...]) -> None:
        """`/queue`."""
        if not values:
            browsing.queue(self.desk, self.work)
        elif values == ("resume",):
            if not self._interrupted():
                raise InvalidInputError("No job was interrupted.", "/queue shows what runs and waits.")
            await self._take_up()
        elif values == ("drop",):
            self._drop_interrupted()
        else:
            raise InvalidInputError(
                f"/queue does not know {values[0][:40]!r}.", "Type: /queue, /queue resume"
            )

    def cancel(self, values: tuple[str, ...]) -> None:
        """`/cancel`."""
        jobs = list(self.work.jobs.values())
        if not jobs:
            raise InvalidInputError("No job is running.", "/stop ends playback.")
        if values == ("all",):
            for job in jobs:
                self.work.cancel(job)
        elif values:
            number = int(values[0]) if values[0].isdecimal() and len(values[0]) < 6 else 0
            if not 1 <= number <= len(jobs):
                raise InvalidInputError(
                    f"There is no job {values[0][:40]!r}; there are {len(jobs)}.", "/queue lists them."
                )
            self.work.cancel(jobs[number - 1])
        else:
            self.work.cancel()


def _acts(talk: Conversation) -> dict[str, Act]:
    """The act of every command."""
    desk, work = talk.desk, talk.work

    async def generate(said: Invocation) -> None:
        if said.text:
            making.new_idea(desk, work, said.text)
        else:
            making.remake(desk, work)

    async def new(said: Invocation) -> None:
        if said.text:
            making.new_idea(desk, work, said.text)
        else:
            desk.fresh = True
            desk.say("The next line is a new idea.")

    async def edit(said: Invocation) -> None:
        desk.current()
        found = making.read_change(desk, said.text, force=True) if said.text else None
        if found is None:
            raise InvalidInputError(
                f"No change could be read in {said.text[:60]!r}.",
                "Say what to change: slower, in D minor, add strings, drop the drums, darker, 20 seconds.",
            )
        making.change(desk, work, said.text, found)

    async def variations(said: Invocation) -> None:
        making.variations(desk, work, _count(said.values) or making.VARIATIONS_DEFAULT)

    async def quit_(_said: Invocation) -> None:
        desk.tell(Goodbye())

    return {
        "generate": generate,
        "new": new,
        "edit": edit,
        "again": _plain(lambda _: making.again(desk, work)),
        "variations": variations,
        "queue": lambda said: talk.queue(said.values),
        "cancel": _plain(lambda said: talk.cancel(said.values)),
        "undo": _plain(lambda _: making.undo(desk)),
        "redo": _plain(lambda _: making.redo(desk)),
        "takes": _plain(lambda _: browsing.takes(desk)),
        "take": _plain(lambda said: making.go_to(desk, _needed(said))),
        "list": _plain(lambda said: browsing.library(desk, said.text)),
        "rate": _plain(lambda said: browsing.rate(desk, said.values)),
        "compare": lambda said: listening.compare(desk, said.values),
        "play": lambda said: listening.play(desk, said.values),
        "stop": lambda _: listening.stop(desk),
        "loop": lambda said: listening.play(desk, said.values, loop=True),
        "set": _plain(lambda said: settings.change_setting(desk, said.values)),
        "preset": _plain(lambda said: settings.preset(desk, said.values)),
        "engine": _plain(lambda said: settings.choose_engine(desk, said.values)),
        "seed": _plain(lambda said: settings.seed(desk, said.values)),
        "export": _behind(work, lambda said: exporting.export_take(desk, work, said.values)),
        "open": _plain(lambda said: browsing.show_folder(desk, said.values)),
        "copy": _plain(lambda said: browsing.copy(desk, said.values)),
        "verify": _behind(work, lambda said: listening.verify(desk, said.values)),
        "session": lambda said: visiting.session(desk, said.values),
        "explain": _plain(lambda said: browsing.explain(desk, said.text)),
        "help": _plain(lambda said: browsing.help_page(desk, said.values)),
        "quit": quit_,
    }


def _behind(work: Work, act: Act) -> Act:
    """An act that goes on while other lines are handled."""

    async def run(said: Invocation) -> None:
        async def whole() -> None:
            await act(said)

        work.also(asyncio.ensure_future(whole()))

    return run


def _plain(act: Callable[[Invocation], Any]) -> Act:
    async def run(said: Invocation) -> None:
        act(said)

    return run


def _needed(said: Invocation) -> str:
    if not said.values:
        raise InvalidInputError("Which take?", f"Type: {said.command.usage}; /takes lists them.")
    return " ".join(said.values)


def _count(values: tuple[str, ...]) -> int:
    if not values:
        return 0
    if not values[0].isascii() or not values[0].isdecimal() or len(values) > 1:
        raise InvalidInputError(f"{' '.join(values)[:40]!r} is not a number of takes.", "Type: /variations 3")
    return int(values[0][:6])
