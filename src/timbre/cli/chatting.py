"""Carrying out `timbre chat`: one desk, one supervisor, one conversation, and a clean way out.

Knows nothing of what is said.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import ExitStack, suppress

from timbre.cli import diagnostics, output
from timbre.cli.chat_lines import stdin_lines
from timbre.cli.chat_plain import run_plain
from timbre.cli.chat_show import Screen
from timbre.cli.full_screen import can_show
from timbre.conversation.controller import Conversation
from timbre.conversation.opening import Ground, Opening, check, conversation, going_on, lay_ground
from timbre.errors import CancelledError
from timbre.session.paths import Paths
from timbre.session.presence import present

AGAIN_SECONDS = 5.0
"""A second Ctrl-C within this time leaves, whatever goes on."""
WELCOME = (
    'Say what to play: "warm lo-fi piano, 80 bpm, rainy night". Then change it: "slower, add strings". '
    "/help lists the commands, Ctrl-D leaves."
)


def chat(order: Opening, *, as_json: bool = False) -> int:
    """Talk until the user leaves or the input ends; the exit code. Raises TimbreError if it cannot begin."""
    paths = Paths.from_environment()
    check(order, paths)
    with present(paths) as owner:
        try:
            return asyncio.run(_chat(order, paths, owner, as_json))
        except (KeyboardInterrupt, asyncio.CancelledError):
            raise CancelledError("Left; everything finished was kept.") from None


async def _chat(order: Opening, paths: Paths, owner: str, as_json: bool) -> int:
    ground = lay_ground(order, paths)
    _greet(ground)
    screen = Screen(as_json=as_json, bar=not can_show())
    with ExitStack() as held:
        async with conversation(order, paths, owner, ground) as talk:
            shows = asyncio.ensure_future(_show(talk, screen))
            body = asyncio.ensure_future(_talk(talk, screen, as_json))
            held.callback(_catch_signals(talk, body))
            try:
                if ground.history.damage_notice:
                    diagnostics.warn(ground.history.damage_notice)
                await asyncio.wait({body, shows}, return_when=asyncio.FIRST_COMPLETED)
                if shows.done():
                    shows.result()
                await body
                await talk.shown()
            finally:
                body.cancel()
                await talk.close()
                shows.cancel()
                await asyncio.gather(body, shows, return_exceptions=True)
    if can_show() or talk.failure is None:
        return 0
    return talk.failure.exit_code


def _greet(ground: Ground) -> None:
    if ground.resumed:
        diagnostics.say(f"{going_on(ground.session)} For a new session: timbre chat --new")
    elif output.is_terminal():
        diagnostics.say(WELCOME)


async def _talk(talk: Conversation, screen: Screen, as_json: bool) -> None:
    if can_show() and not as_json:
        from timbre.cli.chat_terminal import run_terminal

        await run_terminal(talk, screen)
    else:
        await run_plain(talk, screen, stdin_lines())


async def _show(talk: Conversation, screen: Screen) -> None:
    async for reply in talk.replies():
        screen.show(reply)


def _catch_signals(talk: Conversation, body: asyncio.Future[None]) -> Callable[[], None]:
    """Ctrl-C stops the running job first and leaves second; being told to end leaves at once. Returns the undoing."""
    loop = asyncio.get_running_loop()
    caught: list[int] = []
    pressed_at = -AGAIN_SECONDS

    def interrupt() -> None:
        nonlocal pressed_at
        again = loop.time() - pressed_at < AGAIN_SECONDS
        pressed_at = loop.time()
        stopped = "" if again else talk.interrupt()
        if not stopped:
            body.cancel()
            return
        diagnostics.say(f"Stopping the {stopped}; Ctrl-C again leaves.")

    for name, act in (("SIGINT", interrupt), ("SIGTERM", body.cancel), ("SIGHUP", body.cancel)):
        number = getattr(signal, name, None)
        if number is not None:
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, act)
                caught.append(number)

    def undo() -> None:
        for number in caught:
            with suppress(RuntimeError, ValueError):
                loop.remove_signal_handler(number)

    return undo
