"""Waveforms of takes made long ago, wanted as they come into view: one at a time, the newest wish first.

Knows nothing of cards or of how files are read.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timbre.model.clip import Samples

WAITING_MOST = 24
"""Wishes older than these are forgotten: whoever comes back to them will ask again."""


class Drawings:
    """What is wanted by path. `begin` starts `work` as a task that ends with its owner."""

    def __init__(self, begin: Callable[[], None]) -> None:
        self._begin = begin
        self._wanted: OrderedDict[str, Callable[[Samples | None], None]] = OrderedDict()
        self._busy = False

    def want(self, path: str, then: Callable[[Samples | None], None]) -> None:
        """Call `then` with the peaks [2, N] of the file, or None if it is gone or cannot be read."""
        self._wanted[path] = then
        self._wanted.move_to_end(path)
        while len(self._wanted) > WAITING_MOST:
            self._wanted.popitem(last=False)
        if not self._busy:
            self._busy = True
            self._begin()

    def forget(self) -> None:
        """Nobody wants anything any more."""
        self._wanted.clear()

    async def work(self) -> None:
        """Read until nothing is wanted any more."""
        from timbre.tui.peaks import peaks_of

        try:
            while self._wanted:
                path, then = self._wanted.popitem()
                then(await peaks_of(path))
        finally:
            self._busy = False
