"""The conversation: a line in, typed replies out, takes in between. Chat and studio are views of this.

Decides whether a line is a command, an answer, an edit of the current take or a new idea, and says which.
Knows nothing of terminals.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from typing import Literal

from pydantic import ValidationError

from timbre.conversation import comparing, making
from timbre.conversation.acting import acts_of
from timbre.conversation.desk import Desk
from timbre.conversation.guiding import dropped_file
from timbre.conversation.lines import Invocation, read_line
from timbre.conversation.ordering import Order
from timbre.conversation.queueing import offer_interrupted
from timbre.conversation.replies import Reply
from timbre.conversation.settings import follow
from timbre.conversation.visiting import LEAVING
from timbre.conversation.work import Work
from timbre.errors import HistoryError, TimbreError
from timbre.language.edits.edit import Playing
from timbre.model.problems import explain_validation
from timbre.model.request import GenerationRequest

YES = ("yes", "y", "ok", "okay", "sure", "yes please", "ja", "oui", "sí", "si")
NO = ("no", "n", "nope", "no thanks", "nein", "non")
ON_CURRENT = ("again", "variations", "edit", "ask", "generate", "export", "undo", "redo", "take")
"""Commands that wait for the take on its way, as it is the one they are about."""
LOOKING = ("takes", "list", "queue", "session", "explain", "help", "copy", "open", "quit")
"""Commands that change nothing."""


class Conversation:
    """One session at one desk. `handle` lines, show what `replies` yields."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.work = Work(desk)
        self._acts = acts_of(desk, self.work)
        self._waiting: deque[tuple[str, Invocation | None, Order | None]] = deque()
        """Lines about takes that are on their way, and the take that was so when they were said."""
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
        offer_interrupted(self.desk, self.work)

    async def handle(self, line: str) -> bool:
        """Do what `line` says; jobs go on after this returns. False if it could not be done (and was told so)."""
        line = line.strip()
        if not line:
            return True
        with suppress(HistoryError):  # told when something is to be written
            self.desk.session.catch_up()
        try:
            if await self._answered(line):
                return True
            dropped = dropped_file(line)
            if dropped is not None:
                self.desk.heard(line)
                follow(self.desk, dropped)
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

    def interrupt(self) -> Literal["job", "sound", ""]:
        """Ctrl-C: stop the running job, or else the sound; what was stopped, if anything."""
        if self.work.cancel():
            return "job"
        if self.desk.speaker.playing:
            self.work.also(asyncio.ensure_future(self.desk.speaker.stop()))
            return "sound"
        return ""

    async def close(self) -> None:
        """Fall silent and let go of what waits; the supervisor ends the jobs."""
        if self._later is not None:
            self._later.cancel()
        comparing.close(self.desk)
        await self.desk.speaker.close()

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
        if edit is None and making.is_unread(self.desk, line, pending=self.work.pending is not None):
            self.desk.note(making.UNREAD)
        elif edit is None:
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
        if self._waiting and (invocation is None or _in_turn(invocation)):
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
        self._waiting.append((line, invocation, self.work.pending))
        self.desk.say("That comes after the take being made now.")
        if len(self._waiting) == 1:
            self._later = asyncio.ensure_future(self._catch_up())
            self.work.also(self._later)

    async def _catch_up(self) -> None:
        """Do what was put off, each when the take it builds on is there."""
        lost: GenerationRequest | None = None
        looked_at: set[str] = set()
        while self._waiting:
            line, invocation, then = self._waiting[0]
            order = self.work.pending or then
            if order is not None and order.take not in looked_at:
                await order.over.wait()
                looked_at.add(order.take)
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


def _in_turn(invocation: Invocation) -> bool:
    """Whether what waits would mean something else if this came first."""
    name, values = invocation.command.name, invocation.values
    leaves = name == "session" and bool(values) and values[0].lower() in LEAVING
    return leaves or name in (*ON_CURRENT, "new")
