"""Running the studio in this terminal, from the first paint to a clean end.

Knows nothing of what it shows.
"""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timbre.conversation.opening import Opening
    from timbre.session.paths import Paths
    from timbre.tui.studio import Studio


def run_studio(opening: Callable[[list[str]], Opening], paths: Paths) -> int:
    """Show the studio until the user leaves; the exit code.

    `opening` is asked behind the first picture, in a thread, for what the conversation is started with; it may raise
    TimbreError, and adds what is wrong with the settings to the list.
    """
    from timbre.config.glance import glance
    from timbre.session.presence import present
    from timbre.tui.studio import Studio as App

    with present(paths) as owner:
        studio = App(opening, paths, glance(paths.config), owner)
        return asyncio.run(_run(studio)) or 0


async def _run(studio: Studio) -> int | None:
    """Being told to end is the same as wanting to leave."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, studio.session.leave)
    result = await studio.run_async()
    return studio.return_code or result
