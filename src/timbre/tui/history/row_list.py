"""The rows of the history on the screen: only the lines that are seen are drawn, each once; a cursor among them.

Knows nothing of keys or the mouse, nor of sessions.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from timbre.tui.history.line import PLAIN, Glyphs, Look, Part, line_of
from timbre.tui.history.row_messages import PlaceChanged
from timbre.tui.history.rows import HeadingRow, Row, TakeRow

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_STYLES = (
    "number", "words", "idea", "context", "failed", "guide", "facts", "liked", "disliked", "current",
    "playing", "mark", "heading", "folded",
)  # fmt: skip


class RowList(ScrollView, can_focus=True, inherit_bindings=False):
    """A list of rows with a cursor."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"history--{name}" for name in (*_STYLES, "cursor", "hover")}
    DEFAULT_CSS = """
    RowList {
        height: 1fr;
        overflow-x: hidden;
        scrollbar-size-vertical: 1;
        scrollbar-gutter: stable;
        & > .history--number { color: $text-muted; }
        & > .history--words { color: $foreground; }
        & > .history--idea { color: $foreground; text-style: bold; }
        & > .history--context { color: $foreground 45%; }
        & > .history--failed { color: $foreground 45%; text-style: italic; }
        & > .history--guide { color: $foreground 25%; }
        & > .history--facts { color: $text-muted; }
        & > .history--liked { color: $error; text-style: bold; }
        & > .history--disliked { color: $text-muted; }
        & > .history--current { color: $accent; text-style: bold; }
        & > .history--playing { color: $success; text-style: bold; }
        & > .history--mark { color: $warning; text-style: bold reverse; }
        & > .history--heading { color: $text-muted; text-style: italic; }
        & > .history--folded { color: $primary; }
        & > .history--hover { background: $foreground 6%; }
        & > .history--cursor { background: $foreground 12%; }
        &:focus > .history--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
        }
        &:nocolor:focus > .history--cursor { text-style: underline; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self.today = date.min
        self.empty: tuple[str, ...] = ()
        """What is said where there are no rows."""
        self.marks: list[str] = []
        """Takes marked for a comparison, in that order."""
        self._rows: tuple[Row, ...] = ()
        self._places: dict[str, int] = {}
        self._cursor = -1
        self._hover = -1
        self._current = ""
        self._playing = ""
        self._strips: dict[int, Strip] = {}
        self._styles: dict[str, Style] = {}

    @property
    def row(self) -> Row | None:
        """The row the cursor is on."""
        return self._rows[self._cursor] if 0 <= self._cursor < len(self._rows) else None

    @property
    def columns(self) -> int:
        """Cells a line has; one is kept for the scrollbar."""
        return max(0, self.scrollable_content_region.width)

    @property
    def rows(self) -> Sequence[Row]:
        """What is shown."""
        return self._rows

    def show(self, rows: tuple[Row, ...], *, cursor: str | None = None) -> None:
        """Show `rows`. The cursor goes to the row with the key `cursor`, or stays on the one it is on.

        What is seen moves as little as it can. A row that is gone leaves the cursor where it was.
        """
        at, line = self.row, self._cursor - round(self.scroll_y)
        seen = 0 <= line < self.size.height
        self._rows = rows
        self._places = {row.key: place for place, row in enumerate(rows)}
        wanted = cursor if cursor is not None else at.key if at is not None else None
        place = self._places.get(wanted or "", -1)
        kept = place >= 0 and at is not None and self._rows[place].key == at.key
        if place < 0:
            place = min(max(self._cursor, 0), len(rows) - 1)
        self._cursor = self._landing(place, 1)
        self._hover = -1
        self._strips.clear()
        self.virtual_size = Size(self.columns, max(len(rows), 1))
        if kept and seen and self._cursor >= 0:
            self.scroll_to(y=max(0, self._cursor - line), animate=False, force=True)
        else:
            self._reveal()
        self.refresh()
        self._tell()

    def point(self, current: str, playing: str) -> None:
        """Which take is the current one and which plays (ids, "" for none)."""
        changed = {self._current, current} if current != self._current else set()
        changed |= {self._playing, playing} if playing != self._playing else set()
        self._current, self._playing = current, playing
        self._redraw(*(self._places.get(key, -1) for key in changed))

    def go_to(self, key: str) -> bool:
        """Put the cursor on the row with that key; whether there is one."""
        place = self._places.get(key, -1)
        if place >= 0:
            self._set_cursor(place)
        return place >= 0

    def unmark(self) -> bool:
        """Take all marks away; whether there were any."""
        were = bool(self.marks)
        self._redraw(*(self._places.get(key, -1) for key in self.marks))
        self.marks = []
        if were:
            self.post_message(PlaceChanged())
        return were

    # Drawing

    def render_line(self, y: int) -> Strip:
        """The line that stands at `y` of what is seen, drawn when it is first asked for."""
        place = y + round(self.scroll_y)
        if not self._rows:
            return self._empty_line(place)
        if place >= len(self._rows):
            return Strip.blank(self.columns, self.rich_style)
        strip = self._strips.get(place)
        if strip is None:
            strip = self._strips[place] = self._drawn(place)
        return strip

    def _parts(self, place: int) -> tuple[Part, ...]:
        row = self._rows[place]
        key = row.key if isinstance(row, TakeRow) else ""
        letter = LETTERS[self.marks.index(key) % len(LETTERS)] if key and key in self.marks else ""
        glyphs = PLAIN if getattr(self.app, "glyphs", "braille") == "ascii" else Glyphs()
        hot = place == self._hover or (place == self._cursor and self.has_focus)
        here, plays = bool(key) and key == self._current, bool(key) and key == self._playing
        return line_of(row, self.columns, Look(self.today, glyphs, here, plays, letter, hot))

    def _drawn(self, place: int) -> Strip:
        over = "cursor" if place == self._cursor else "hover" if place == self._hover else ""
        segments = []
        for part in self._parts(place):
            style = self._style(part.style)
            segments.append(Segment(part.text, style + self._over(over) if over else style))
        return Strip(segments, self.columns)

    def _style(self, name: str) -> Style:
        style = self._styles.get(name)
        if style is None:
            style = self._styles[name] = self.get_component_rich_style(f"history--{name}")
        return style

    def _over(self, name: str) -> Style:
        """What lies over the styles of a line: the background, and for the cursor in focus the colour too."""
        style = self._style(name)
        whole = name == "cursor" and self.has_focus
        return Style(
            bgcolor=style.bgcolor,
            color=style.color if whole else None,
            underline=style.underline if whole else None,
        )

    def _empty_line(self, place: int) -> Strip:
        if 0 < place <= len(self.empty):
            text = f"  {self.empty[place - 1]}"
            return Strip([Segment(text, self._style("facts"))]).adjust_cell_length(
                self.columns, self.rich_style
            )
        return Strip.blank(self.columns, self.rich_style)

    def _redraw(self, *places: int) -> None:
        for place in places:
            if place >= 0:
                self._strips.pop(place, None)
                self.refresh_line(place)

    def notify_style_update(self) -> None:
        """The theme, or the focus, has changed."""
        self._styles.clear()
        self._strips.clear()
        super().notify_style_update()

    def on_resize(self) -> None:
        """Lines are as long as the view is wide."""
        self._strips.clear()
        self.virtual_size = Size(self.columns, max(len(self._rows), 1))
        self._reveal()

    # The cursor

    def _landing(self, place: int, step: int) -> int:
        """The nearest row the cursor can stand on, from `place` on in the direction of `step`, else the other way."""
        for way in (step, -step):
            at = place
            while 0 <= at < len(self._rows):
                if not isinstance(self._rows[at], HeadingRow):
                    return at
                at += way
        return -1

    def _set_cursor(self, place: int, step: int = 1) -> None:
        before, self._cursor = self._cursor, self._landing(place, step)
        if self._cursor != before:
            self._redraw(before, self._cursor)
            self._tell()
        self._reveal()

    def _tell(self) -> None:
        if self.row is not None:
            self.post_message(PlaceChanged())

    def _reveal(self) -> None:
        """Scroll as little as needed to see the cursor, and the heading over it."""
        height, at, top = self.size.height, self._cursor, round(self.scroll_y)
        if at < 0 or height <= 0:
            return
        first = at - 1 if at > 0 and isinstance(self._rows[at - 1], HeadingRow) else at
        if first < top:
            self.scroll_to(y=first, animate=False, force=True)
        elif at >= top + height:
            self.scroll_to(y=at - height + 1, animate=False, force=True)
