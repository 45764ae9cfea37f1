"""The whole studio, driven by keys and clicks, over a supervisor that makes tones at once; no sound device."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import miniaudio
import pytest

from fakes.supervisor import FakeSupervisor
from timbre.config.glance import Looks
from timbre.config.settings import Settings
from timbre.conversation.opening import Opening
from timbre.conversation.requesting import Wishes
from timbre.session.paths import Paths
from timbre.tui.studio import Studio

PATIENCE_SECONDS = 10.0
Scene = Callable[[Studio, Any], Coroutine[Any, Any, None]]


@dataclass
class Theatre:
    """A home, and studios in it, one after the other."""

    folder: Path
    supervisor: FakeSupervisor = field(default_factory=lambda: FakeSupervisor(audio=True))
    settings: dict[str, Any] = field(default_factory=dict)
    real: bool = False
    """Use worker processes and the real composer."""
    backends: tuple[Any, ...] | None = (miniaudio.Backend.NULL,)
    seeds: list[int] = field(default_factory=lambda: list(range(1001, 1100)))
    """Of the takes to come, where nobody says one."""

    @property
    def paths(self) -> Paths:
        return Paths.under(self.folder / "home")

    @asynccontextmanager
    async def open(
        self, size: tuple[int, int] = (120, 40), **opening: Any
    ) -> AsyncIterator[tuple[Studio, Any]]:
        """The studio with its session open."""
        settings = Settings(outputs=str(self.folder / "outputs"), reduced_motion=True, **self.settings)
        order = Opening(
            wishes=Wishes(default_seconds=4.0),
            settings=settings,
            surface="studio",
            backends=self.backends,
            supervisor=None if self.real else lambda: self.supervisor,
            **opening,
        )
        looks = Looks(
            settings.theme, settings.reduced_motion, settings.waveform, settings.notifications, settings.keys
        )
        app = Studio(lambda _: order, self.paths, looks)
        async with app.run_test(size=size, notifications=True) as pilot:
            await until(pilot, lambda: app.talk is not None, "the session opens")
            app.talk.desk.random_seed = lambda: self.seeds.pop(0)
            await settle(pilot, app)
            yield app, pilot
            app.session.leave()
            await until(pilot, lambda: app.talk is None, "the session closes")

    def play(self, scene: Scene, size: tuple[int, int] = (120, 40), **opening: Any) -> None:
        """Run a scene in a new studio."""

        async def whole() -> None:
            async with self.open(size, **opening) as (app, pilot):
                await scene(app, pilot)

        asyncio.run(asyncio.wait_for(whole(), 60))


async def until(pilot: Any, true: Callable[[], object], what: str) -> None:
    """Until `true()`, for a bounded time."""
    limit = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    while not true():
        if asyncio.get_running_loop().time() > limit:
            pytest.fail(f"it never came about that {what}")
        await pilot.pause(0.01)


async def settle(pilot: Any, app: Studio) -> None:
    """Until everything said was done, shown and drawn."""
    await until(pilot, lambda: app.session.quiet and not app.talk.work.busy, "all is done")
    await app.talk.shown()
    await until(pilot, lambda: not app.session.showing.due, "all is drawn")
    await pilot.pause()


async def say(pilot: Any, app: Studio, line: str) -> None:
    """Type a line, press Enter, and wait until all that follows is over."""
    app.prompt.draft(line)
    await pilot.pause()
    await pilot.press("enter")
    await pilot.pause()
    await settle(pilot, app)


def seen(app: Studio) -> str:
    """The screen as text."""
    return "\n".join(
        "".join(segment.text for segment in strip) for strip in app.screen._compositor.render_strips()
    )
