"""Putting the history on the disk itself without anybody waiting for the disk.

What was said is in the file at once, and survives the death of the process; this makes it survive a power cut too, a
moment later. Knows nothing of what is written.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

from timbre.errors import HistoryError


class Flushing:
    """Calls `flush` in a thread after `soon`, however often that was asked for meanwhile."""

    def __init__(self, flush: Callable[[], None], tell: Callable[[str], None]) -> None:
        """`flush` may raise HistoryError, which is told in a sentence."""
        self._flush = flush
        self._tell = tell
        self._wanted = False
        self._task: asyncio.Task[None] | None = None

    def soon(self) -> None:
        """Something was written."""
        self._wanted = True
        if self._task is None or self._task.done():
            self._task = asyncio.get_running_loop().create_task(self._run())

    async def end(self) -> None:
        """Until everything written is on the disk."""
        if self._task is not None:
            with suppress(asyncio.CancelledError):
                await asyncio.shield(self._task)

    async def _run(self) -> None:
        while self._wanted:
            self._wanted = False
            try:
                await asyncio.to_thread(self._flush)
            except HistoryError as error:
                self._tell(f"{error.message} {error.hint}".strip())
