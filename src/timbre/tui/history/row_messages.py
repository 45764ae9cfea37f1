"""What the list of the history tells the panel: which row, and what was done to it.

Knows nothing of what these lead to.
"""

from __future__ import annotations

from typing import Literal

from textual.message import Message

from timbre.tui.history.rows import Row

How = Literal["chosen", "clicked", "rated"]


class RowMessage(Message):
    """Something about one row."""

    def __init__(self, row: Row) -> None:
        super().__init__()
        self.row = row


class RowUsed(RowMessage):
    """Enter on the row (`chosen`), a click on it (`clicked`), or on its rating (`rated`)."""

    def __init__(self, row: Row, how: How) -> None:
        super().__init__(row)
        self.how = how


class MenuWanted(RowMessage):
    """What can be done with it is asked for, at column `x` and line `y` of the screen."""

    def __init__(self, row: Row, x: int, y: int) -> None:
        super().__init__(row)
        self.x = x
        self.y = y


class FoldWanted(RowMessage):
    """What follows from it should be folded away (`shut`), or shown again."""

    def __init__(self, row: Row, shut: bool) -> None:
        super().__init__(row)
        self.shut = shut


class PlaceChanged(Message):
    """The cursor is on another row, or other takes are marked for a comparison."""


class ListLeft(Message):
    """Up from the first row."""
