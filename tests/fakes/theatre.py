"""The whole studio, driven by keys and clicks, over a supervisor that makes tones at once; no sound device."""

from __future__ import annotations

import asyncio
import gc
from asyncio.base_events import BaseEventLoop
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import miniaudio
import pytest
from rich.cells import cell_len, set_cell_size
from textual import app as textual_app
from textual import pilot as textual_pilot
from textual._compositor import Compositor
from textual._context import visible_screen_stack
from textual.css.stylesheet import Stylesheet

from fakes.supervisor import FakeSupervisor
from timbre.config.glance import Looks
from timbre.config.settings import Settings
from timbre.conversation.opening import Opening
from timbre.conversation.requesting import Wishes
from timbre.session.paths import Paths
from timbre.tui import showing, tidying
from timbre.tui.studio import Studio

PATIENCE_SECONDS = 30.0
POLL_SECONDS = 0.01
THREAD_SECONDS = 1.0
"""So long a pause waits for a call in a thread, once; then it is taken for one that lasts."""
BUSY_SECONDS = 2.0
"""So long a pause waits for an app that never rests."""
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

    def studio(self, **opening: Any) -> Studio:
        """One that nobody has opened yet."""
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
        return Studio(lambda _: order, self.paths, looks)

    @asynccontextmanager
    async def open(
        self, size: tuple[int, int] = (120, 40), **opening: Any
    ) -> AsyncIterator[tuple[Studio, Any]]:
        """The studio with its session open."""
        app = self.studio(**opening)
        async with app.run_test(size=size, notifications=True) as pilot:
            await until(pilot, lambda: app.talk is not None, "the session opens")
            app.talk.desk.random_seed = lambda: self.seeds.pop(0)
            await settle(pilot, app)
            try:
                yield app, pilot
                seen(app)
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


class Calm:
    """Waits until an event loop has nothing left to do at once and what it shows is drawn.

    Textual's pilot instead sleeps at least 20 ms for every pause and 40 ms for every key, and goes on sleeping
    while any thread of the process, such as one that plays, uses the processor.
    """

    def __init__(self) -> None:
        self._in_threads: set[asyncio.Future[Any]] = set()

    def install(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Every pilot waits like this."""
        run_in_executor = BaseEventLoop.run_in_executor

        def noting(loop: Any, *of: Any) -> asyncio.Future[Any]:
            call = run_in_executor(loop, *of)
            self._in_threads.add(call)
            call.add_done_callback(self._in_threads.discard)
            return call

        async def idle(*_: float) -> None:
            await self.come(textual_app.active_app.get())

        async def processed(pilot: Any, *_: float) -> bool:
            await self.come(pilot.app)
            return pilot.app._exception is None

        monkeypatch.setattr(BaseEventLoop, "run_in_executor", noting)
        monkeypatch.setattr(textual_app, "wait_for_idle", idle)
        monkeypatch.setattr(textual_pilot, "wait_for_idle", idle)
        monkeypatch.setattr(textual_pilot.Pilot, "_wait_for_screen", processed)

    async def come(self, app: Any) -> None:
        """Until nothing is ready to run, no thread works for this loop, and nothing waits to be drawn."""
        loop: Any = asyncio.get_running_loop()
        limit = loop.time() + BUSY_SECONDS
        while loop.time() < limit:
            await asyncio.sleep(0)  # what is due comes among what is ready
            if loop._ready:
                continue
            here = {call for call in self._in_threads if call.get_loop() is loop}
            if here:
                _, lasting = await asyncio.wait(here, timeout=THREAD_SECONDS)
                self._in_threads -= lasting
            elif not _draw(app):
                return


def _draw(app: Any) -> bool:
    """Do at once what app and screens would do at their next tick; whether there was anything."""
    resized = app._resize_timer is not None
    if resized:
        app._check_resize()
    due = [each for each in app._screen_stack if each.is_running and each._update_timer._active.is_set()]
    for screen in due:
        screen._on_timer_update()
    return resized or bool(due)


class Broom:
    """Python's garbage collection as the studio asks for it, for many studios in one process.

    What the tests share is never looked at again, and what studios leave only after every eighth.
    """

    get_threshold, set_threshold, get_count = gc.get_threshold, gc.set_threshold, gc.get_count
    _asked = 0

    @classmethod
    def collect(cls) -> None:
        if cls._asked % 8 == 0:
            gc.collect()
        if cls._asked == 0:
            gc.freeze()
        cls._asked += 1

    freeze = unfreeze = staticmethod(lambda: None)


def hasten(monkeypatch: pytest.MonkeyPatch) -> None:
    """No pause for its own sake, and nothing read twice."""
    Calm().install(monkeypatch)
    learned(monkeypatch)
    monkeypatch.setattr(tidying, "gc", Broom)
    monkeypatch.setattr(showing, "SOON_SECONDS", 0.005)


_RULES: dict[tuple[Any, ...], list[Any]] = {}


def learned(monkeypatch: pytest.MonkeyPatch) -> None:
    """Style rules are parsed once for all apps of this process with the same variables, not once for each."""
    parse = Stylesheet._parse_rules

    def known(self: Any, *of: Any, **more: Any) -> list[Any]:
        key = (*of, *more.items(), *self._variables.items())
        if key not in _RULES:
            _RULES[key] = parse(self, *of, **more)
        return _RULES[key]

    monkeypatch.setattr(Stylesheet, "_parse_rules", known)


def unpainted(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is drawn until somebody looks, as `seen` and clicks on words do: then the whole screen is.

    Everything is laid out all the same. For tests that look after each step anyway.
    """
    draw = Compositor.render_update

    def later(self: Any, full: bool = False, screen_stack: Any = None, simplify: bool = False) -> Any:
        if full:  # somebody takes a picture
            return draw(self, full, screen_stack, simplify)
        visible_screen_stack.set(screen_stack or [])
        self._dirty_regions.clear()
        return None

    monkeypatch.setattr(Compositor, "render_update", later)


async def until(pilot: Any, true: Callable[[], object], what: str) -> None:
    """Until `true()`, for a bounded time."""
    limit = asyncio.get_running_loop().time() + PATIENCE_SECONDS
    pause = 0.0
    while not true():
        if asyncio.get_running_loop().time() > limit:
            pytest.fail(f"it never came about that {what}")
        await pilot.pause(pause)
        pause = POLL_SECONDS


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


def places(app: Studio, words: str, within: Any = None) -> list[tuple[int, int]]:
    """Column and row of the screen wherever `words` stand, in a widget if one is given."""
    found = []
    area = app.screen.region if within is None else within.region
    for row, line in enumerate(seen(app).split("\n")):
        at = line.find(words)
        while at >= 0:
            column = cell_len(line[:at])
            if area.contains(column, row):
                found.append((column, row))
            at = line.find(words, at + 1)
    return found


def find_text(app: Studio, words: str, within: Any = None, nth: int = 0) -> tuple[int, int]:
    """The `nth` of the `places` of `words` (−1: the last)."""
    found = places(app, words, within)
    if not found:
        where = "the screen" if within is None else f"{within}"
        pytest.fail(f"{words!r} is not on {where}:\n{seen(app)}")
    return found[nth]


async def click_text(
    pilot: Any, app: Studio, words: str, within: Any = None, nth: int = 0, button: int = 1
) -> None:
    """Click where `words` stand, in the middle of them, as a person would: once they have come to rest."""
    before = None
    place = find_text(app, words, within, nth)
    while place != before:
        await pilot.pause(POLL_SECONDS)
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
