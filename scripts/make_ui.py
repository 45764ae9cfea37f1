"""Draw docs/ui: pictures of the studio and an animated tour, from scripted sessions with the real composer.

`make_ui.py` draws everything, `make_ui.py pictures` and `make_ui.py tour` one half. Nothing is drawn by hand: what
the pictures show was typed, made and measured while they were taken, so speeds differ from run to run. `make ui`
runs it.
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "ui"
SVG = {"welcome", "take", "edit", "compare", "light", "small"}
"""Pictures that are also drawn as SVG."""

IDEA = "warm lo-fi piano, 80 bpm, rainy night"
EDIT = "slower, add strings"
LONG_IDEAS = (
    "deep house, 122 bpm, Rhodes chords, 3 minutes",
    "string quartet in G minor, 3/4, 84 bpm, 2 minutes",
    "chiptune boss battle, 150 bpm, E minor, 90 seconds",
)


class Camera:
    """Takes pictures of a studio."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor

    async def shot(self, name: str) -> None:
        """docs/ui/NAME.png, and NAME.svg if it is one of those."""
        app = self._actor.app
        await self._actor.breathe(0.1)
        terminal_picture.save(app, FOLDER / f"{name}.png")
        if name in SVG:
            svg = re.sub(r"@font-face \{.*?\}\s*", "", app.export_screenshot(title="timbre"), flags=re.S)
            (FOLDER / f"{name}.svg").write_text(svg, encoding="utf-8")
        print(f"drew {name}")


async def pictures(stage: Stage) -> None:
    """One evening, with terminals of several sizes that go on with the same session."""
    async with stage.open(120, 40) as actor:
        await _first_take(actor)
        await _change(actor)
    for name, width, height in (("small", 80, 24), ("smallest", 60, 20)):
        async with stage.open(width, height) as actor:
            await actor.hear(0.4)
            await Camera(actor).shot(name)
    async with stage.open(120, 40, theme="timbre-light") as actor:
        await actor.hear(0.45)
        await Camera(actor).shot("light")
    async with stage.open(120, 40) as actor:
        await _compare(actor)
        await _look_around(actor)
        await _queue(actor)


async def _first_take(actor: Actor) -> None:
    camera = Camera(actor)
    await camera.shot("welcome")
    await actor.write(IDEA)
    await actor.breathe(0.5)
    await camera.shot("preview")
    await actor.press("enter")
    await actor.halfway()
    await camera.shot("making")
    await actor.settle()
    await actor.hear(0.3)
    await camera.shot("take")
    await actor.silence()


async def _change(actor: Actor) -> None:
    await actor.say(EDIT)
    await actor.hear(0.45)
    await Camera(actor).shot("edit")
    await actor.silence()


async def _compare(actor: Actor) -> None:
    camera = Camera(actor)
    await actor.say("/variations 3")
    await actor.silence()
    await camera.shot("variations")
    await actor.say("/compare 2 3 4")
    await actor.hear(0.4)
    await actor.press("tab", "b")
    await camera.shot("compare")
    await actor.silence()
    await actor.say("/prefer A")


async def _look_around(actor: Actor) -> None:
    camera, app = Camera(actor), actor.app
    app.prompt.focus_editor()
    await actor.press("/", "e", "x")
    await actor.breathe()
    await camera.shot("slash")
    await actor.press("escape", *["backspace"] * 3)
    app.inspector.focus()
    await actor.press("home", "down", "enter")
    await actor.press("7", "6")
    await camera.shot("inspector")
    await actor.press("escape", "ctrl+o")
    await actor.breathe()
    await camera.shot("export")
    await actor.press("escape", "f1")
    await actor.breathe()
    await camera.shot("help")
    await actor.press("escape", "ctrl+p")
    await actor.breathe(0.5)
    await camera.shot("palette")
    await actor.press("escape")


async def _queue(actor: Actor) -> None:
    app = actor.app
    for line in LONG_IDEAS:
        app.say(line, typed=True)
    await actor.until(lambda: app.talk is not None and len(app.talk.work.orders) == len(LONG_IDEAS))
    if app.queue.folded:
        app.run_key("queue_panel")
    await actor.halfway(0.12)
    await Camera(actor).shot("queue")
    app.say("/cancel all")
    await actor.settle()


def main() -> None:
    """Draw what was asked for."""
    wanted = sys.argv[1:] or ["pictures", "tour"]
    if set(wanted) - {"pictures", "tour"}:
        sys.exit(__doc__)
    FOLDER.mkdir(parents=True, exist_ok=True)
    home = Path(tempfile.gettempdir()) / "timbre-ui"
    home.mkdir(mode=0o700)  # one name, so that pictures with paths agree
    try:
        if "pictures" in wanted:
            asyncio.run(pictures(Stage(home / "ada")))
        if "tour" in wanted:
            asyncio.run(ui_tour.tour(Stage(home / "tour"), FOLDER / "tour.gif"))
    finally:
        os.chdir(ROOT)
        shutil.rmtree(home)
    total = sum(path.stat().st_size for path in FOLDER.iterdir())
    print(f"docs/ui: {total / 1e6:.2f} MB")


if __name__ == "__main__":
    from timbre.threads import use_one_blas_thread

    use_one_blas_thread()
    import terminal_picture
    import ui_tour
    from ui_stage import Actor, Stage

    main()
