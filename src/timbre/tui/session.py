"""The conversation behind the studio: opened after the first paint, spoken to in order, shown as it answers.

Knows nothing of how things look. All heavy imports happen here, in a thread, while the user may already type.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from timbre.errors import TimbreError
from timbre.tui.showing import Showing
from timbre.tui.sound import Sound

if TYPE_CHECKING:
    from timbre.conversation.controller import Conversation
    from timbre.conversation.opening import Ground, Opening
    from timbre.tui.studio import Studio

SLICE_SECONDS = 0.004
"""So long replies are shown in a row before everything else gets its turn."""
PREVIEW_MOST_CHARACTERS = 2_000


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

    @property
    def quiet(self) -> bool:
        """Whether everything that was said has been taken in."""
        return not self._speaking and self._said.empty()

    def begin(self) -> None:
        """Open the conversation, now that the studio can be seen."""
        self._studio.run_worker(self._run(), name="conversation", exit_on_error=True)

    def say(self, line: str, *, typed: bool = False) -> None:
        """Put a line on its way; what is said before the conversation is open waits for it."""
        self._said.put_nowait((line, typed))

    def leave(self) -> None:
        """End the conversation, then the studio."""
        self._leaving.set()

    def preview(self, text: str) -> None:
        """Show what the words being typed would mean, or the current take where there are none."""
        self.showing.words = text.strip()[:PREVIEW_MOST_CHARACTERS]
        self.showing.inspect()

    async def _run(self) -> None:
        studio = self._studio
        try:
            order, ground = await asyncio.to_thread(_prepare, studio)
        except TimbreError as error:
            await self._stuck(error)
            return
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
                if typed or line.startswith("/"):
                    self.showing.user(line)
                await talk.handle(line)
                self.showing.changed()
            self._speaking = False


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
