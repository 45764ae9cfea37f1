"""The conversation behind the studio: opened after the first paint, spoken to in order, shown as it answers.

Knows nothing of how things look. All heavy imports happen here, in a thread, while the user may already type.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.worker import WorkerError

from timbre.errors import TimbreError
from timbre.tui.showing import Showing
from timbre.tui.sound import Sound

if TYPE_CHECKING:
    from textual.worker import Worker

    from timbre.conversation.controller import Conversation
    from timbre.conversation.opening import Ground, Opening
    from timbre.tui.studio import Studio

SLICE_SECONDS = 0.004
"""So long replies are shown in a row before everything else gets its turn."""
PREVIEW_MOST_CHARACTERS = 2_000
_QUIET = (
    "/cancel",
    "/copy",
    "/engine",
    "/model",
    "/open",
    "/preset",
    "/queue",
    "/rate",
    "/seed",
    "/set",
    "/take",
)
"""What a key or click says without being shown as said: the answer tells enough, and the view stays where it is."""


class StudioSession:
    """Belongs to the studio's event loop."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self.showing = Showing(studio)
        self.sound = Sound(studio)
        self._said: asyncio.Queue[tuple[str, bool]] = asyncio.Queue()
        self._speaking = False
        self._leaving = asyncio.Event()
        self._code = 0
        self._worker: Worker[None] | None = None

    @property
    def quiet(self) -> bool:
        """Whether everything that was said has been taken in."""
        return not self._speaking and self._said.empty()

    def begin(self) -> None:
        """Open the conversation, now that the studio can be seen."""
        self._worker = self._studio.run_worker(self._run(), name="conversation", exit_on_error=True)

    def say(self, line: str, *, typed: bool = False) -> None:
        """Put a line on its way; what is said before the conversation is open waits for it."""
        self._said.put_nowait((line, typed))

    def leave(self) -> None:
        """End the conversation, then the studio."""
        self._leaving.set()

    async def over(self) -> None:
        """Until the conversation is taken down, however the studio ended: nothing is cut off in the middle."""
        if self._worker is not None:
            with suppress(WorkerError):  # it was told as what the studio ended of
                await self._worker.wait()

    def preview(self, text: str) -> None:
        """Show what the words being typed would mean, or the current take where there are none."""
        self.showing.words = text.strip()[:PREVIEW_MOST_CHARACTERS]
        self.showing.inspect()

    async def _run(self) -> None:
        studio = self._studio
        try:
            found = await self._prepared()
        except TimbreError as error:
            await self._stuck(error)
            return
        if found is None:
            studio.exit(self._code)
            return
        order, ground = found
        from timbre.conversation.opening import conversation

        async with conversation(order, studio.paths, studio.owner, ground) as talk:
            studio.talk = talk
            self.showing.opened(talk, ground)
            tasks = [asyncio.ensure_future(each) for each in (self._listen(talk), self._speak(talk))]
            leaving = asyncio.ensure_future(self._until_leaving())
            talk.open()
            studio.tidying.begin()
            try:
                await asyncio.wait({*tasks, leaving}, return_when=asyncio.FIRST_COMPLETED)
                for task in tasks:
                    if task.done():
                        task.result()
            finally:
                for task in (*tasks, leaving):
                    task.cancel()
                await asyncio.gather(*tasks, leaving, return_exceptions=True)
                self.sound.close()
                studio.tidying.end()
                studio.talk = None
        studio.exit(self._code)

    async def _prepared(self) -> tuple[Opening, Ground] | None:
        """What the conversation needs; None if the user leaves before. Raises TimbreError."""
        preparing = asyncio.ensure_future(asyncio.to_thread(_prepare, self._studio))
        leaving = asyncio.ensure_future(self._until_leaving())
        try:
            await asyncio.wait({preparing, leaving}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            leaving.cancel()
            preparing.add_done_callback(_looked_at)
        return preparing.result() if preparing.done() else None

    async def _until_leaving(self) -> None:
        await self._leaving.wait()

    async def _stuck(self, error: TimbreError) -> None:
        """The session cannot be opened: say why, and leave with its exit code when the user wants."""
        from timbre.conversation.replies import Failed

        self._code = error.exit_code
        self._studio.transcript.show(Failed(error))
        await self._leaving.wait()
        self._studio.exit(self._code)

    async def _listen(self, talk: Conversation) -> None:
        """Show every reply, a few milliseconds of them at a time."""
        began = time.perf_counter()
        async for reply in talk.replies():
            self.showing.reply(reply)
            if time.perf_counter() - began > SLICE_SECONDS:
                await asyncio.sleep(0)
                began = time.perf_counter()

    async def _speak(self, talk: Conversation) -> None:
        """Say every line, each when the one before has been taken in."""
        from timbre.model.text import clean

        while True:
            line, typed = await self._said.get()
            self._speaking = True
            line = clean(line).strip()
            if line:
                if typed or (line.startswith("/") and line.partition(" ")[0] not in _QUIET):
                    self.showing.user(line)
                await self._handle(talk, line)
                self.showing.changed()
            self._speaking = False

    async def _handle(self, talk: Conversation, line: str) -> None:
        """Do what a line says; what nobody foresaw in it is told, and the studio goes on."""
        task = asyncio.ensure_future(talk.handle(line))
        try:
            await asyncio.wait({task})
        finally:
            task.cancel()
        error = None if task.cancelled() else task.exception()
        if error is not None:
            self._studio.faults.tell(error, "doing what you said")


def _looked_at(task: asyncio.Future[tuple[Opening, Ground]]) -> None:
    """Nobody waits any more for what this was to give."""
    if not task.cancelled():
        task.exception()


def _prepare(studio: Studio) -> tuple[Opening, Ground]:
    """Everything slow, off the event loop: imports, the history, the vocabulary. Raises TimbreError."""
    from timbre.conversation.opening import check, lay_ground

    order = studio.opening(studio.problems)
    check(order, studio.paths)
    ground = lay_ground(order, studio.paths)
    _warm()
    return order, ground


def _warm() -> None:
    """Load what the first idea, the first edit and the first sound would otherwise wait for."""
    import timbre.audio.player
    import timbre.audio.waveform
    import timbre.conversation.inspecting
    import timbre.jobs.exporting  # noqa: F401
    from timbre.language.edits import read_edit
    from timbre.language.edits.edit import Playing
    from timbre.language.parse import parse

    brief = parse("warm lo-fi piano, 80 bpm, rainy night")
    with suppress(TimbreError):
        read_edit("slower, add strings", brief, current=Playing())
