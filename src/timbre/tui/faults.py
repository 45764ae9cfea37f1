"""What nobody foresaw: logged with its traceback, told in a sentence, and never shown as a traceback.

Knows nothing of what the studio does. A fault in a widget ends the studio; one behind the scenes does not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Sequence
from typing import TYPE_CHECKING, Any

from textual.worker import WorkerFailed

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.widget import Widget

    from timbre.tui.studio import Studio

TOLD_SECONDS = 10.0


class Faults:
    """Belongs to one studio."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._told: set[str] = set()
        self.fatal: Exception | None = None
        """What the studio ended of, if it did."""

    def end(self, error: Exception) -> None:
        """The studio cannot go on; the first fault is the one that counts."""
        while isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            error = error.error
        if self.fatal is None:
            self.fatal = error

    def of_panic(self, renderables: Sequence[RenderableType]) -> Exception:
        """What Textual would have put on the terminal, as an error whose cause is for the log."""
        from io import StringIO

        from rich.console import Console

        page = StringIO()
        Console(file=page, width=200, color_system=None).print(*renderables)
        error = RuntimeError("the terminal cannot be read or written any more")
        error.__cause__ = RuntimeError(page.getvalue())
        return error

    def tell(self, error: BaseException, what: str) -> None:
        """The studio goes on. `what` did not work; the same fault is told and logged once."""
        from timbre.session.fault_log import log_fault
        from timbre.tui.sequences import one_line

        short = one_line(f"{type(error).__name__}: {error}", 300)
        if f"{what} {short}" in self._told:
            return
        self._told.add(f"{what} {short}")
        where = log_fault(self._studio.paths.log, error, what)
        text = f"Something went wrong ({what}): {short}. {where} Please report it."
        self._studio.notify(text, severity="error", timeout=TOLD_SECONDS, markup=False)

    def of_loop(self, loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        """asyncio's exception handler: a task that failed while nobody waited for it."""
        error = context.get("exception")
        if isinstance(error, Exception) and self._studio.is_running:
            self.tell(error, "a task in the background")
        else:
            loop.default_exception_handler(context)


def in_background(widget: Widget | Studio, work: Awaitable[object], what: str, **options: Any) -> None:
    """Run `work` as a worker of `widget`; a fault in it ends neither the studio nor goes unnoticed."""
    app: Any = widget.app

    async def watched() -> None:
        try:
            await work
        except Exception as error:  # the edge of a task that nobody waits for
            faults = getattr(app, "faults", None)
            if faults is None:  # some other app, such as a test's
                raise
            faults.tell(error, what)

    widget.run_worker(watched(), exit_on_error="faults" not in vars(app), **options)
