"""Carrying out `timbre chat`: one desk, one supervisor, one conversation, and a clean way out.

Knows nothing of what is said.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path

from timbre.cli import diagnostics, output
from timbre.cli.chat_lines import stdin_lines
from timbre.cli.chat_plain import run_plain
from timbre.cli.chat_show import Screen
from timbre.config.settings import Settings
from timbre.conversation.controller import Conversation
from timbre.conversation.desk import Desk
from timbre.conversation.editing import WordEdits
from timbre.conversation.requesting import Wishes
from timbre.conversation.speaker import Speaker
from timbre.engines.registry import find_engine
from timbre.errors import CancelledError
from timbre.jobs.supervisor import Supervisor
from timbre.language.presets import load_preset
from timbre.session.live import OpenSession
from timbre.session.log import History
from timbre.session.paths import Paths
from timbre.session.presence import present
from timbre.session.sessions import Sessions

SURFACE = "chat"
AGAIN_SECONDS = 5.0
"""A second Ctrl-C within this time leaves, whatever goes on."""
WELCOME = (
    'Say what to play: "warm lo-fi piano, 80 bpm, rainy night". Then change it: "slower, add strings". '
    "/help lists the commands, Ctrl-D leaves."
)


@dataclass(frozen=True)
class ChatOrder:
    """What `timbre chat` was started with."""

    wishes: Wishes
    settings: Settings
    seed: int | None = None
    new: bool = False
    session: str | None = None
    play: bool = False
    as_json: bool = False


def chat(order: ChatOrder) -> int:
    """Talk until the user leaves or the input ends; the exit code. Raises TimbreError if it cannot begin."""
    paths = Paths.from_environment()
    find_engine(order.wishes.engine)
    for name in order.wishes.presets:
        load_preset(name, paths.presets)
    with present(paths) as owner:
        try:
            return asyncio.run(_chat(order, paths, owner))
        except (KeyboardInterrupt, asyncio.CancelledError):
            raise CancelledError("Left; everything finished was kept.") from None


async def _chat(order: ChatOrder, paths: Paths, owner: str) -> int:
    history = History(paths)
    sessions = Sessions(history)
    session = _open(sessions, order)
    screen = Screen(as_json=order.as_json, bar=not is_interactive())
    with ExitStack() as held:
        async with Supervisor() as supervisor:
            supervisor.warm(order.wishes.engine)
            desk = Desk(
                paths=paths,
                sessions=sessions,
                session=session,
                supervisor=supervisor,
                speaker=Speaker(volume_percent=order.settings.volume),
                edits=WordEdits(),
                options=order.wishes,
                seed=order.seed,
                outputs=Path(order.settings.outputs).expanduser(),
                owner=owner,
                autoplay=order.play or order.settings.autoplay,
            )
            talk = Conversation(desk)
            shows = asyncio.ensure_future(_show(talk, screen))
            body = asyncio.ensure_future(_talk(talk, screen, order))
            held.callback(_catch_signals(talk, body))
            try:
                if history.damage_notice:
                    diagnostics.warn(history.damage_notice)
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
    if is_interactive() or talk.failure is None:
        return 0
    return talk.failure.exit_code


def is_interactive() -> bool:
    """Whether a person types on a terminal that can do more than print."""
    return sys.stdin.isatty() and sys.stdout.isatty() and os.environ.get("TERM", "dumb") != "dumb"


def _open(sessions: Sessions, order: ChatOrder) -> OpenSession:
    """The session asked for, else the one last used, else a new one."""
    found = None
    if order.session is not None:
        found = sessions.find(order.session)
    elif not order.new:
        found = sessions.latest()
    if found is None:
        session = sessions.start(SURFACE)
        if output.is_terminal():
            diagnostics.say(WELCOME)
        return session
    session = sessions.resume(found.id, SURFACE)
    state = session.state
    current = state.takes.get(state.current or "")
    where = f", at take {current.number}" if current is not None else ""
    count = len(state.takes)
    diagnostics.say(
        f"Going on with “{state.title}”: {count} take{'' if count == 1 else 's'}{where}. "
        "For a new session: timbre chat --new"
    )
    return session


async def _talk(talk: Conversation, screen: Screen, order: ChatOrder) -> None:
    if is_interactive() and not order.as_json:
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
