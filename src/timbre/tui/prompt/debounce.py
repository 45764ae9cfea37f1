"""A deed that waits until nothing has happened for a while.

Knows nothing of the deed.
"""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from textual.timer import Timer
    from textual.widget import Widget


class Debounce:
    """`touch()` as often as you like: `do` runs once, `seconds` after the last time. Costs next to nothing."""

    def __init__(self, widget: Widget, seconds: float, do: Callable[[], None]) -> None:
        self._widget, self._seconds, self._do = widget, seconds, do
        self._touched = 0.0
        self._timer: Timer | None = None

    def touch(self) -> None:
        """Something happened."""
        self._touched = monotonic()
        if self._timer is None:
            self._timer = self._widget.set_timer(self._seconds, self._due)

    def drop(self) -> None:
        """Do nothing after all."""
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _due(self) -> None:
        self._timer = None
        left = self._touched + self._seconds - monotonic()
        if left > 0.001:
            self._timer = self._widget.set_timer(left, self._due)
        else:
            self._do()
