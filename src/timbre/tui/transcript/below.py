"""The small sign over a list that something new has come below. Knows nothing of the list."""

from __future__ import annotations

from textual import events
from textual.app import RenderResult
from textual.content import Content
from textual.message import Message
from textual.widget import Widget


class Below(Widget):
    """Says that there is something new below, and goes there when clicked."""

    DEFAULT_CSS = """
    Below {
        dock: bottom;
        layer: above;
        width: 9;
        height: 1;
        background: $accent;
        color: $background;
        text-style: bold;
        text-align: center;
        pointer: pointer;
        display: none;
    }
    """
    ALLOW_SELECT = False

    class Wanted(Message):
        """The user wants to be at the end."""

    def render(self) -> RenderResult:
        """An arrow and a word."""
        ascii_only = getattr(self.app, "glyphs", "braille") == "ascii"
        return Content(f" {'v' if ascii_only else '↓'} new ")

    def on_click(self, event: events.Click) -> None:
        """Go there."""
        event.stop()
        self.post_message(self.Wanted())
