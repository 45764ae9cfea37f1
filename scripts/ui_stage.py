"""The studio on a stage: the real composer and the real session, no terminal, no sound card, a clock that is told.

Knows nothing of what is played on it or of pictures; `make_ui.py` does.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta, timezone, tzinfo
from pathlib import Path
from typing import Any

import miniaudio

from timbre.config.glance import Looks
from timbre.config.settings import Settings
from timbre.conversation.opening import Opening
from timbre.conversation.requesting import Wishes
from timbre.session import identity
from timbre.session.paths import Paths
from timbre.tui.history import content
from timbre.tui.prompt.editor import PromptEditor
from timbre.tui.studio import Studio

BEGIN = datetime(2026, 3, 14, 20, 5, tzinfo=timezone.utc)
PATIENCE_SECONDS = 60.0
SEEDS = range(11, 1000)


class Clock:
    """Stands in for `datetime`: the evening of `BEGIN`, a few seconds later at every look."""

    def __init__(self) -> None:
        self._now = BEGIN

    def now(self, _: tzinfo | None = None) -> datetime:
        """The time on the stage."""
        self._now += timedelta(seconds=4)
        return self._now

    def later(self, **by: float) -> None:
        """Let time pass."""
        self._now += timedelta(**by)


class Stage:
    """One home and one evening; studios open in it one after the other."""

    def __init__(self, folder: Path) -> None:
        """`folder` becomes the user's home, and the working folder lies in it."""
        (folder / "Music").mkdir(parents=True)
        os.environ.update(HOME=str(folder), TZ="UTC", TIMBRE_HOME=str(folder / ".timbre"))
        if hasattr(time, "tzset"):
            time.tzset()
        os.chdir(folder / "Music")
        self.clock = Clock()
        self._seeds = iter(SEEDS)
        identity.datetime = content.datetime = self.clock  # type: ignore[attr-defined]

    @asynccontextmanager
    async def open(self, width: int, height: int, *, theme: str = "timbre") -> AsyncIterator[Actor]:
        """A studio that goes on with the session, if there is one."""
        order = Opening(Wishes(), Settings(theme=theme), surface="studio", backends=(miniaudio.Backend.NULL,))
        looks = Looks(theme=theme, reduced_motion=True, waveform="braille", notifications="off")
        app = Studio(lambda _: order, Paths.from_environment(), looks)
        async with app.run_test(size=(width, height), notifications=True) as pilot:
            actor = Actor(app, pilot)
            await actor.until(lambda: app.talk is not None)
            app.talk.desk.random_seed = lambda: next(self._seeds)
            app.talk.desk.now = self.clock.now
            app.screen.query_one(PromptEditor).cursor_blink = False
            await actor.settle()
            yield actor
            app.session.leave()
            await actor.until(lambda: app.talk is None)


class Actor:
    """Someone at the keyboard."""

    def __init__(self, app: Studio, pilot: Any) -> None:
        self.app, self.pilot = app, pilot

    async def until(self, true: Callable[[], object]) -> None:
        """Wait for it. Raises TimeoutError after a minute."""
        limit = asyncio.get_running_loop().time() + PATIENCE_SECONDS
        while not true():
            if asyncio.get_running_loop().time() > limit:
                raise TimeoutError("the scene does not go on")
            await self.pilot.pause(0.01)

    async def settle(self) -> None:
        """Until everything that was said is done and drawn."""
        app = self.app
        await self.until(lambda: app.session.quiet and app.talk is not None and not app.talk.work.busy)
        await app.talk.shown()
        await self.until(lambda: not app.session.showing.due)
        await self.breathe()

    async def breathe(self, seconds: float = 0.3) -> None:
        """Let what is under way be drawn."""
        await self.pilot.pause(seconds)
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        """Press keys."""
        await self.pilot.press(*keys)
        await self.breathe(0.05)

    async def write(self, text: str) -> None:
        """Have `text` in the prompt, as if typed."""
        self.app.prompt.focus_editor()
        self.app.prompt.draft(text)
        await self.breathe()

    async def say(self, line: str) -> None:
        """Say a line and wait until all that follows is over."""
        self.app.say(line, typed=True)
        await self.breathe(0.05)
        await self.settle()

    async def halfway(self, fraction: float = 0.5) -> None:
        """Until the running job is so far."""
        await self.until(lambda: (self.app.queue.fraction or 0.0) >= fraction)
        await self.pilot.pause()

    async def hear(self, fraction: float) -> None:
        """Let playback be at a place, so that pictures of it agree."""
        self.app.session.sound.seek(fraction)
        await self.breathe(0.15)

    async def silence(self) -> None:
        """Stop the sound."""
        self.app.session.sound.stop()
        await self.breathe(0.15)
