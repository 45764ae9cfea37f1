"""Keeps typed lines and drafts on disk, in order and off the event loop; in memory where the disk refuses.

Knows nothing of the prompt.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from timbre.errors import FileError
from timbre.tui.prompt.lines_file import Kept, LinesFile

DRAFT_NAME = "studio-draft"
T = TypeVar("T")


class Keeping:
    """One thread does one thing after another. `trouble` is told once, from the event loop's thread or at the end."""

    def __init__(self, lines: Path, drafts: Path | None, trouble: Callable[[FileError], None]) -> None:
        self._file = LinesFile(lines, lines.with_name(DRAFT_NAME) if drafts is None else drafts)
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="timbre-lines")
        self._trouble = trouble
        self._is_refused = False
        self._drafts: tuple[str, ...] | None = None
        self._loop = asyncio.get_running_loop()

    async def read(self) -> Kept:
        """What was kept before; nothing where it cannot be read."""
        future = self._do(self._file.read)
        if future is None:
            return Kept()
        try:
            kept = await asyncio.wrap_future(future)
        except FileError:
            return Kept()
        if self._drafts is None:
            self._drafts = kept.drafts
        return kept

    def add(self, line: str) -> None:
        """Keep a line that was sent."""
        self._do(lambda: self._file.add(line))

    def keep_drafts(self, texts: Sequence[str]) -> None:
        """Keep unsent texts in the place of those before."""
        drafts = tuple(texts)
        if drafts != self._drafts:
            self._drafts = drafts
            self._do(lambda: self._file.keep_drafts(drafts))

    def close(self) -> None:
        """Finish what was begun."""
        self._disk.shutdown(wait=True)

    def _do(self, act: Callable[[], T]) -> Future[T] | None:
        if self._is_refused:
            return None
        future = self._disk.submit(act)
        future.add_done_callback(self._done)
        return future

    def _done(self, future: Future[T]) -> None:
        error = None if future.cancelled() else future.exception()
        if isinstance(error, FileError) and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._refused, error)

    def _refused(self, error: FileError) -> None:
        if not self._is_refused:
            self._is_refused = True
            self._trouble(error)
