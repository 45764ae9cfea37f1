"""Draws lines as strips in the colours of a widget's component classes, and remembers them.

Knows nothing of fields or keys.
"""

from __future__ import annotations

from typing import NamedTuple

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from timbre.tui.inspector.lines import Line
from timbre.tui.inspector.marks import UNICODE, Marks


class Look(NamedTuple):
    """How a line stands out: the cursor is on it, with the focus, or the pointer is."""

    at_cursor: bool
    lit: bool
    hovered: bool


class Brush:
    """Strips of one width; each is made once until the lines or the colours change."""

    def __init__(self, widget: Widget) -> None:
        self._widget = widget
        self._marks = UNICODE
        self._strips: dict[tuple[int, Look], Strip] = {}
        self._styles: dict[tuple[str, Look], Style] = {}

    def clear(self, marks: Marks | None = None) -> None:
        """Other colours, or other signs."""
        self._marks = marks or self._marks
        self._styles.clear()
        self.forget_lines()

    def forget_lines(self) -> None:
        """Other lines."""
        self._strips.clear()

    def strip(self, row: int, line: Line, width: int, look: Look) -> Strip:
        """`line`, which is number `row`, in exactly `width` cells."""
        key = (row, look)
        strip = self._strips.get(key)
        if strip is None or strip.cell_length != width:
            strip = self._strips[key] = self._draw(line, width, look)
        return strip

    def _draw(self, line: Line, width: int, look: Look) -> Strip:
        segments = []
        for text, role in line.spans:
            style = self._style(f"inspector--{role}", look)
            bare = text.lstrip(" ")
            if len(bare) < len(text):
                segments.append(Segment(text[: len(text) - len(bare)], style))
            if bare:
                segments.append(Segment(bare, style))
        strip = Strip(segments, line.width)
        if look.lit and strip.cell_length > 1:
            bar = Strip([Segment(self._marks.cursor, self._style("inspector--bar", look))], 1)
            strip = Strip.join([bar, strip.crop(1)])
        return strip.adjust_cell_length(width, self._style("inspector--line", look))

    def _style(self, name: str, look: Look) -> Style:
        key = (name, look)
        style = self._styles.get(key)
        if style is None:
            row = "cursor" if look.at_cursor else "hover" if look.hovered else "line"
            style = self._widget.get_visual_style(f"inspector--{row}", name).rich_style
            self._styles[key] = style
        return style
