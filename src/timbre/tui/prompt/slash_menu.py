"""The list above the prompt: commands and values to choose from, by key or mouse.

Knows nothing of what they do or where they come from; the prompt says what it shows and when.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.content import Content
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from timbre.tui.prompt.offers import Row

ROWS_MAX = 8
_LABEL_SHARE, _LABEL_MAX = 0.45, 30
"""How much of the width the names may take, and how many cells at most."""
_LEAST_HELP = 16


class SlashMenu(Widget):
    """At most eight rows; the list moves under them. Never has the focus: the editor's keys move in it."""

    DEFAULT_CSS = """
    SlashMenu {
        display: none;
        overlay: screen;
        constrain: inside inside;
        height: auto;
        background: $panel;
        color: $foreground;
        border: round $border;
        border-title-color: $text-muted;
        border-subtitle-color: $text-muted;
        & .menu--name { text-style: bold; }
        & .menu--mark { color: $accent; text-style: bold underline; }
        & .menu--arguments { color: $foreground 60%; }
        & .menu--help { color: $foreground 75%; }
        & .menu--key { color: $accent; }
        & .menu--chosen { background: $primary 25%; }
        & .menu--hover { background: $foreground 6%; }
    }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "menu--name",
        "menu--mark",
        "menu--arguments",
        "menu--help",
        "menu--key",
        "menu--chosen",
        "menu--hover",
    }
    can_focus = False

    class Chosen(Message):
        """A row was clicked."""

        def __init__(self, row: Row) -> None:
            super().__init__()
            self.row = row

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[Row, ...] = ()
        self._at = -1
        self._first = 0
        self._hover = -1
        self._label_width = 0
        self.moved = False
        """Whether the user went through the rows."""
        self.pointer = "▸ "
        """What stands before the marked row; two cells."""

    @property
    def is_open(self) -> bool:
        """Whether it is on the screen."""
        return bool(self._rows)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is offered."""
        return self._rows

    @property
    def chosen(self) -> Row | None:
        """The row that is marked."""
        return self._rows[self._at] if 0 <= self._at < len(self._rows) else None

    @property
    def best(self) -> Row | None:
        """The row that is marked, else the first that can be chosen."""
        return self.chosen or next((row for row in self._rows if not row.is_hint), None)

    def offer(self, rows: Sequence[Row], *, mark_first: bool) -> None:
        """Show `rows`, or close without any. `mark_first`: Enter takes the first unless the user moves."""
        rows = tuple(rows)
        if rows == self._rows:
            return
        self._rows, self._first, self._hover, self.moved = rows, 0, -1, False
        self._at = 0 if rows and mark_first and not rows[0].is_hint else -1
        self._label_width = max((cell_len(_left(row)) for row in rows), default=0)
        self.display = bool(rows)
        if rows:
            self._place()
            self._title()
            self.refresh()

    def close(self) -> None:
        """Show nothing."""
        self.offer((), mark_first=False)

    def move(self, by: int) -> None:
        """Mark the next row (1) or the one before (-1), round and round."""
        choosable = [index for index, row in enumerate(self._rows) if not row.is_hint]
        if not choosable:
            return
        self.moved = True
        if self._at < 0:
            self._at = choosable[0 if by > 0 else -1]
        else:
            self._at = choosable[(choosable.index(self._at) + by) % len(choosable)]
        self._first = min(max(self._first, self._at - ROWS_MAX + 1), self._at)
        self._title()
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One row: what it is called, what it does, its key."""
        index = self._first + y
        base = self.rich_style
        if index >= len(self._rows) or y >= ROWS_MAX:
            return Strip.blank(self.size.width, base)
        row, width = self._rows[index], self.size.width
        if index == self._at:
            base = self.get_component_rich_style("menu--chosen")
        elif index == self._hover:
            base = self.get_component_rich_style("menu--hover")
        return Strip(self._segments(row, width, index == self._at, base), width)

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Mark lightly what a click would choose."""
        self._hover = self._first + event.y - 1
        self.refresh()

    def on_leave(self) -> None:
        """Nothing is under the mouse."""
        self._hover = -1
        self.refresh()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Move the list."""
        event.stop()
        self._scroll(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Move the list."""
        event.stop()
        self._scroll(-1)

    def on_click(self, event: events.Click) -> None:
        """Choose."""
        event.stop()
        index = self._first + event.y - 1
        if 0 <= event.y - 1 < ROWS_MAX and index < len(self._rows) and not self._rows[index].is_hint:
            self.post_message(self.Chosen(self._rows[index]))

    def _scroll(self, by: int) -> None:
        self._first = max(0, min(self._first + by, len(self._rows) - ROWS_MAX))
        self.refresh()

    def fit(self) -> None:
        """Lie right above the prompt again after its place changed."""
        if self._rows:
            self._place()

    def _place(self) -> None:
        box = self.parent
        if not isinstance(box, Widget):
            return
        height = min(len(self._rows), ROWS_MAX) + 2
        left, top = box.gutter.left, box.gutter.top
        wanted = (-left, -height - top)
        if self.styles.height is None or self.styles.height.value != height:
            self.styles.height = height
        if self.styles.width is None or self.styles.width.value != box.outer_size.width:
            self.styles.width = box.outer_size.width
        self.styles.offset = wanted

    def _title(self) -> None:
        row = self.chosen
        is_cut = row is not None and cell_len(_left(row)) > _LABEL_MAX
        self.border_title = Content(_left(row)) if row is not None and is_cut else ""
        if len(self._rows) > ROWS_MAX:
            self.border_subtitle = f"{max(self._at, 0) + 1} of {len(self._rows)}"
        else:
            self.border_subtitle = ""

    def _segments(self, row: Row, width: int, is_chosen: bool, base: Style) -> list[Segment]:
        def style(name: str) -> Style:
            return self.get_component_rich_style(f"menu--{name}") + ground

        ground = Style(bgcolor=base.bgcolor)
        key = f" {row.key} " if row.key else ""
        room = width - 3 - cell_len(key)
        label_width = min(self._label_width, max(12, min(int(width * _LABEL_SHARE), _LABEL_MAX)), room)
        if not any(each.help for each in self._rows) or room - label_width < _LEAST_HELP:
            label_width = room
        help_width = max(0, room - label_width - 2)
        pointer = self.pointer if is_chosen else "  "
        pieces = [Segment(pointer, style("key"))]
        pieces += _marked(row.label, row.marks, label_width, style("name"), style("mark"))
        used = sum(cell_len(piece.text) for piece in pieces) - 2
        if used < label_width:
            text = _cut(f" {row.arguments}" if row.arguments else "", label_width - used)
            pieces.append(Segment(set_cell_size(text, label_width - used), style("arguments")))
        if help_width:
            pieces.append(Segment("  ", base))
            pieces += _marked(row.help, row.help_marks, help_width, style("help"), style("mark"))
        left = width - cell_len(key) - sum(cell_len(piece.text) for piece in pieces)
        return [*pieces, Segment(" " * max(0, left), base), Segment(key, style("key"))]


def _left(row: Row) -> str:
    return f"{row.label} {row.arguments}" if row.arguments else row.label


def _cut(text: str, width: int) -> str:
    """`text` in at most `width` cells, with … where something is missing."""
    text = text.replace("\n", " ").replace("\t", " ")
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(0, width - 1)).rstrip() + "…" if width > 0 else ""


def _marked(text: str, marks: frozenset[int], width: int, plain: Style, marked: Style) -> list[Segment]:
    """`text` cut to `width` cells, its marked letters emphasised."""
    text = _cut(text, width)
    if not marks:
        return [Segment(text, plain)]
    pieces: list[Segment] = []
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or (index in marks) != (start in marks):
            pieces.append(Segment(text[start:index], marked if start in marks else plain))
            start = index
    return pieces
