"""Running the studio in this terminal, from the first paint to a clean end.

Knows nothing of what it shows.
"""

from __future__ import annotations

import asyncio
import codecs
import logging
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from typing import TYPE_CHECKING

from timbre.session.fault_log import LogFile
from timbre.tui.lettering import plain_where_needed

if TYPE_CHECKING:
    from timbre.conversation.opening import Opening
    from timbre.session.paths import Paths
    from timbre.tui.studio import Studio

CLOSING_SECONDS = 15.0
"""So long the jobs may take to end."""


def run_studio(opening: Callable[[list[str]], Opening], paths: Paths) -> int:
    """Show the studio until the user leaves; the exit code.

    `opening` is asked behind the first picture, in a thread, for what the conversation is started with; it may raise
    TimbreError, and adds what is wrong with the settings to the list. Raises the fault the studio ended of, if it
    did: the terminal is as before then, and everything finished was kept.
    """
    from timbre.config.glance import glance
    from timbre.session.presence import present
    from timbre.tui.studio import Studio as App

    with present(paths) as owner:
        studio = App(opening, paths, glance(paths.config), owner)
        with _logged(paths), _any_bytes(), plain_where_needed():
            return asyncio.run(_run(studio)) or 0


async def _run(studio: Studio) -> int | None:
    """Being told to end is the same as wanting to leave."""
    loop = asyncio.get_running_loop()
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None:
            with suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, studio.session.leave)
    loop.set_exception_handler(studio.faults.of_loop)
    result = await studio.run_async()
    with suppress(asyncio.TimeoutError):
        await asyncio.wait_for(studio.session.over(), CLOSING_SECONDS)
    if studio.faults.fatal is not None:
        raise studio.faults.fatal
    return studio.return_code or result


@contextmanager
def _logged(paths: Paths) -> Iterator[None]:
    """What is logged goes to the file meanwhile, as nobody sees stderr."""
    log = LogFile(paths.log)
    logging.getLogger().addHandler(log)
    try:
        yield
    finally:
        logging.getLogger().removeHandler(log)


@contextmanager
def _any_bytes() -> Iterator[None]:
    """A byte that is not UTF-8, as in a paste from elsewhere, comes as �; Textual's reader would end of it."""
    try:
        from textual.drivers import linux_driver
    except ImportError:  # Windows, whose reader gives text
        yield
        return
    names = vars(linux_driver)
    before = names["getincrementaldecoder"]
    names["getincrementaldecoder"] = lambda name: partial(
        codecs.getincrementaldecoder(name), errors="replace"
    )
    try:
        yield
    finally:
        names["getincrementaldecoder"] = before
