"""What each command does: the registry's names bound to acts.

Knows nothing of how lines are read.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from timbre.conversation import (
    asking,
    browsing,
    comparing,
    exporting,
    listening,
    making,
    presetting,
    queueing,
    settings,
    templating,
    visiting,
)
from timbre.conversation.desk import Desk
from timbre.conversation.lines import Invocation
from timbre.conversation.replies import Goodbye
from timbre.conversation.work import Work
from timbre.errors import InvalidInputError
from timbre.model.request import PARTS

Act = Callable[[Invocation], Awaitable[None]]


def acts_of(desk: Desk, work: Work) -> dict[str, Act]:
    """Command's name → its act, for every command. Acts raise TimbreError."""

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
        count, parts = _count_and_parts(said.values)
        making.variations(desk, work, count, parts=parts)

    async def quit_(_said: Invocation) -> None:
        desk.tell(Goodbye())

    return {
        "generate": generate,
        "new": new,
        "edit": edit,
        "ask": lambda said: asking.ask(desk, work, said.text),
        "again": _plain(lambda _: making.again(desk, work)),
        "variations": variations,
        "queue": _plain(lambda said: queueing.queue(desk, work, said.values)),
        "cancel": _plain(lambda said: queueing.cancel(work, said.values)),
        "undo": _plain(lambda _: making.undo(desk)),
        "redo": _plain(lambda _: making.redo(desk)),
        "takes": _plain(lambda _: browsing.takes(desk)),
        "take": _plain(lambda said: making.go_to(desk, _needed(said))),
        "list": lambda said: browsing.library(desk, said.text),
        "rate": _plain(lambda said: browsing.rate(desk, said.values)),
        "compare": lambda said: comparing.compare(desk, said.values),
        "prefer": _plain(lambda said: comparing.prefer(desk, " ".join(said.values))),
        "play": lambda said: listening.play(desk, said.values),
        "stop": lambda _: listening.stop(desk),
        "loop": lambda said: listening.play(desk, said.values, loop=True),
        "seek": lambda said: listening.seek(desk, said.values),
        "volume": lambda said: listening.volume(desk, said.values),
        "set": _plain(lambda said: settings.change_setting(desk, said.text)),
        "preset": _plain(lambda said: presetting.preset(desk, said.values)),
        "template": _plain(lambda said: templating.template(desk, work, said.values)),
        "engine": _plain(lambda said: settings.choose_engine(desk, said.values)),
        "model": _plain(lambda said: settings.choose_model(desk, said.text)),
        "guide": _plain(lambda said: settings.guide(desk, said.values)),
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


def _count_and_parts(values: tuple[str, ...]) -> tuple[int, tuple[str, ...]]:
    """`3 melody bass` as (3, ("melody", "bass")); the number may be left out. Raises InvalidInputError."""
    count, parts = making.VARIATIONS_DEFAULT, tuple(value.lower().strip(",") for value in values)
    if parts and parts[0].isascii() and parts[0].isdecimal():
        count, parts = int(parts[0][:6]), parts[1:]
    unknown = [part for part in parts if part not in PARTS]
    if unknown:
        raise InvalidInputError(
            f"{unknown[0][:40]!r} is neither a number of takes nor a part.",
            f"Type: /variations 3, or name parts to make anew: {', '.join(PARTS)}.",
        )
    return count, parts
