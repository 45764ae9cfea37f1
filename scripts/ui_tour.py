"""The animated tour: an idea, a change, variations, a comparison and an export, as one would do them.

Knows nothing of how the studio is driven (`ui_stage.py`) or drawn (`terminal_picture.py`).
"""

from __future__ import annotations

from pathlib import Path

import terminal_picture
from PIL import Image
from ui_stage import Actor, Stage

SIZE = (120, 36)
CELL, FONT_SIZE = (8, 16), 13
COLOURS = 64
LETTERS_A_FRAME = 4
IDEA, EDIT = "warm lo-fi piano, 80 bpm, rainy night", "slower, add strings"


class Film:
    """Frames and how long each is seen."""

    def __init__(self, actor: Actor) -> None:
        self._actor = actor
        self._frames: list[Image.Image] = []
        self._milliseconds: list[int] = []

    async def hold(self, milliseconds: int) -> None:
        """The screen as it is now, for so long."""
        await self._actor.pilot.pause()
        frame = terminal_picture.picture(self._actor.app, CELL, FONT_SIZE)
        if self._frames and frame.tobytes() == self._frames[-1].tobytes():
            self._milliseconds[-1] += milliseconds
        else:
            self._frames.append(frame)
            self._milliseconds.append(milliseconds)

    async def type(self, text: str) -> None:
        """Someone types."""
        for at in range(0, len(text), LETTERS_A_FRAME):
            await self._actor.press(*text[at : at + LETTERS_A_FRAME])
            await self.hold(160)
        await self._actor.breathe(0.5)

    async def making(self, *fractions: float) -> None:
        """The take grows."""
        for fraction in fractions:
            await self._actor.halfway(fraction)
            await self.hold(220)
        await self._actor.settle()

    async def playing(self, *places: float) -> None:
        """It sounds."""
        for place in places:
            await self._actor.hear(place)
            await self.hold(260)

    def save(self, path: Path) -> None:
        """One palette for all frames, so that only what changes is stored."""
        few = self._frames[:: max(1, len(self._frames) // 8)]
        whole = Image.new("RGB", (few[0].width, few[0].height * len(few)))
        for number, frame in enumerate(few):
            whole.paste(frame, (0, number * frame.height))
        palette = whole.quantize(COLOURS, method=Image.Quantize.MEDIANCUT)
        frames = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in self._frames]
        frames[0].save(
            path, save_all=True, append_images=frames[1:], duration=self._milliseconds, loop=0, optimize=False
        )


async def tour(stage: Stage, path: Path) -> None:
    """Play it and write the film."""
    async with stage.open(*SIZE) as actor:
        film = Film(actor)
        await film.hold(1200)
        await film.type(IDEA)
        await film.hold(1400)
        await actor.press("enter")
        await film.making(0.1, 0.3, 0.5, 0.7, 0.9)
        await film.playing(0.12, 0.16, 0.2, 0.24)
        await film.hold(1400)
        await film.type(EDIT)
        await film.hold(1200)
        await actor.press("enter")
        await film.making(0.2, 0.5, 0.8)
        await film.playing(0.12, 0.16, 0.2)
        await film.hold(1600)
        await _choose(film, actor)
        await _export(film, actor)
    film.save(path)
    print(f"drew {path.stem}, {path.stat().st_size / 1e6:.2f} MB")


async def _choose(film: Film, actor: Actor) -> None:
    await film.type("/var")
    await film.hold(1000)
    await film.type("iations 2")
    await actor.press("enter")
    await film.making(0.3, 0.6)
    await film.hold(1200)
    await film.type("/compare")
    await actor.press("enter")
    await actor.breathe()
    await actor.press("tab")
    await film.playing(0.3, 0.34)
    await film.hold(900)
    for place in (0.38, 0.42):
        await actor.press("b")
        await film.playing(place)
        await film.hold(1100)
    await actor.press("p")
    await actor.settle()
    await film.hold(1400)
    await actor.silence()


async def _export(film: Film, actor: Actor) -> None:
    await actor.press("ctrl+o")
    await actor.breathe()
    await film.hold(900)
    await actor.press("right")
    await film.hold(500)
    await actor.press("tab", "tab", "space")
    await film.hold(1200)
    await actor.press("enter")
    await actor.settle()
    await film.hold(3000)
