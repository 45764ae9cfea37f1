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
from rich.cells import cell_len, set_cell_size

from fakes.supervisor import FakeSupervisor
from timbre.config.glance import Looks
from timbre.config.settings import Settings
from timbre.conversation.opening import Opening
from timbre.conversation.requesting import Wishes
from timbre.session.paths import Paths
from timbre.tui.studio import Studio

PATIENCE_SECONDS = 30.0
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
            try:
                yield app, pilot
            finally:
                app.session.leave()
                gone = lambda: app._exit or not app.is_running  # noqa: E731
                await until(pilot, gone, "the session closes, and all its workers with it")

    def play(self, scene: Scene, size: tuple[int, int] = (120, 40), **opening: Any) -> None:
        """Run a scene in a new studio."""

        async def whole() -> None:
            async with self.open(size, **opening) as (app, pilot):
                await scene(app, pilot)

        asyncio.run(asyncio.wait_for(whole(), 150))


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


def read(app: Studio, widget: Any) -> str:
    """What can be read on a widget, on one line: sentences stay whole where they were wrapped."""
    area = widget.region
    rows = seen(app).split("\n")[area.y : area.bottom]
    cut = [set_cell_size(chop(row, area.x), area.width) for row in rows]
    return " ".join(" ".join(cut).translate(_FRAMES).split())


def chop(line: str, cells: int) -> str:
    """`line` without its first `cells` cells."""
    while cells > 0 and line:
        cells -= cell_len(line[0])
        line = line[1:]
    return line


_FRAMES = str.maketrans("▌▏▕│", "    ")


def find_text(app: Studio, words: str, within: Any = None, nth: int = 0) -> tuple[int, int]:
    """Column and row of the screen where `words` stand, the `nth` time (−1: the last), in a widget if one is given."""
    places = []
    area = app.screen.region if within is None else within.region
    for row, line in enumerate(seen(app).split("\n")):
        at = line.find(words)
        while at >= 0:
            column = cell_len(line[:at])
            if area.contains(column, row):
                places.append((column, row))
            at = line.find(words, at + 1)
    if not places:
        where = "the screen" if within is None else f"{within}"
        pytest.fail(f"{words!r} is not on {where}:\n{seen(app)}")
    return places[nth]


async def click_text(
    pilot: Any, app: Studio, words: str, within: Any = None, nth: int = 0, button: int = 1
) -> None:
    """Click where `words` stand, in the middle of them, as a person would: once they have come to rest."""
    before = None
    place = find_text(app, words, within, nth)
    while place != before:
        await pilot.pause(0.02)
        before, place = place, find_text(app, words, within, nth)
    column, row = place
    await click_at(pilot, app, column + (cell_len(words) - 1) // 2, row, button)


async def click_at(pilot: Any, app: Studio, column: int, row: int, button: int = 1) -> None:
    """Click that place of the screen; the event names the widget there, as a terminal's would."""
    widget, area = app.screen.get_widget_at(column, row)
    await pilot.click(widget, offset=(column - area.x, row - area.y), button=button)
    await pilot.pause()


async def drag(pilot: Any, widget: Any, start: float, *ways: float) -> None:
    """Press at `start` (0..1 of the widget's width), go by `ways` and let go at the last."""
    area = widget.content_region
    row = area.y + area.height // 2
    places = [(area.x + min(round(at * area.width), area.width - 1), row) for at in (start, *ways)]
    await pilot.mouse_down(offset=places[0])
    for place in places[1:]:
        await pilot.hover(offset=place)
    await pilot.mouse_up(offset=places[-1])
    await pilot.pause()
