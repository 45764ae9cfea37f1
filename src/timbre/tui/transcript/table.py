"""Tables within the width there is: columns cut by cells, long ones folded until somebody wants to see all.

Knows nothing of what they list.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from textual.content import Content

from timbre.tui.cells import cut
from timbre.tui.transcript.fitting import one_line, shown, wrapped
from timbre.tui.transcript.piece import QUIET, Item, Piece, link

FOLDED_ROWS = 12
WHOLE_ROWS = 300
_GAP = 2
_NARROWEST = 4
_CELL_LINES = 8


@dataclass(eq=False)
class TableItem(Item):
    """A table, folded at first."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    folded: bool = True
    cursor_rests: bool = True

    @property
    def stop(self) -> bool:  # type: ignore[override]
        """Enter unfolds it."""
        return self.cursor_rests

    def make(self) -> Piece:
        """A table."""
        return Table(self)


class Table(Piece):
    """Columns under their names."""

    DEFAULT_CSS = """
    Table {
        margin: 1 0;
        padding: 0 1;
        border-left: outer $border-blurred;
    }
    Table.-marked { background: $surface; border-left: outer $accent; }
    Table.-ascii { border-left: ascii $border; }
    """
    keys: ClassVar[Mapping[str, str]] = {"enter": "fold"}

    def __init__(self, item: TableItem) -> None:
        super().__init__(item)
        self._told = item
        self._more = False

    def lay(self, width: int) -> list[Content]:
        """Title, names of the columns, rows, and a way to see the rest."""
        told = self._told
        most = FOLDED_ROWS if told.folded else WHOLE_ROWS
        names = [one_line(name) for name in told.columns]
        rows = [[one_line(cell) for cell in row] for row in told.rows[:most]]
        widths, cut_short = widths_of([names, *rows], width)
        laid = [Content(cut(one_line(told.title), width)).stylize("bold")] if told.title else []
        if any(names):
            laid.append(Content(_row(names, widths)).stylize(QUIET))
        for row in rows:
            laid += [Content(_row(row, widths))] if told.folded else _tall_row(row, widths)
        hidden = len(told.rows) - len(rows)
        self._more = cut_short or hidden > 0
        if told.folded and hidden:
            laid.append(link(cut(f"… {hidden} more", width), "fold", "$primary"))
        elif told.folded and cut_short:
            laid.append(link(cut("… whole", width), "fold", "$primary"))
        elif hidden:
            laid.append(Content(cut(f"… {hidden} more are not shown", width)).stylize(QUIET))
        if not told.folded:
            laid.append(link("less", "fold", "$primary"))
        return laid

    def act(self, deed: str) -> None:
        """Fold or unfold."""
        if deed == "fold" and (self._more or not self._told.folded):
            self._told.folded = not self._told.folded
            self.retell()


def widths_of(rows: list[list[str]], width: int) -> tuple[list[int], bool]:
    """Cells for each column so that all fit into `width`, and whether any is cut.

    The widest give way first; columns for which there is no room at all are left out.
    """
    count = max((len(row) for row in rows), default=0)
    wanted = [max((cell_len(row[at]) for row in rows if at < len(row)), default=0) for at in range(count)]
    most_columns = max(1, (width + _GAP) // (_NARROWEST + _GAP))
    wanted = wanted[:most_columns]
    room = width - _GAP * max(0, sum(1 for each in wanted if each) - 1)
    found = list(wanted)
    while sum(found) > room and max(found, default=0) > _NARROWEST:
        most = max(found)
        tied = [at for at, each in enumerate(found) if each == most]
        below = max((each for each in found if each < most), default=_NARROWEST)
        step = max(1, min(most - max(below, _NARROWEST), -(-(sum(found) - room) // len(tied))))
        for at in tied:
            found[at] -= step
    return found, found != wanted or count > most_columns


def _row(cells: list[str], widths: list[int]) -> str:
    parts = []
    for cell, width in zip(cells, widths, strict=False):
        if width:
            short = cut(cell, width)
            parts.append(short + " " * (width - cell_len(short)))
    return (" " * _GAP).join(parts).rstrip()


def _tall_row(cells: list[str], widths: list[int]) -> list[Content]:
    """A row whose cells go over several lines."""
    columns = [
        wrapped(shown(cell), width, _CELL_LINES)[0] if width else []
        for cell, width in zip(cells, widths, strict=False)
    ]
    height = max((len(column) for column in columns), default=1)
    return [
        Content(_row([column[at] if at < len(column) else "" for column in columns], widths))
        for at in range(height)
    ]
