"""The head of the history: the session's title, to be changed in place, and the way to the other sessions.

Knows nothing of takes but how many there are.
"""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget
from textual.widgets import Input

from timbre.tui.history.line import fitted

TITLE_MAX_CHARACTERS = 200


def quoted(name: str) -> str:
    """`name` as one value of a command line; plain where nothing in it could be misread."""
    if not any(sign in name for sign in "\"'\\") and name == " ".join(name.split()):
        return name
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


class TitleLine(Widget, can_focus=True):
    """The title and, at the right, how many takes there are and a sign that opens the list of sessions."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "sessions", "The other sessions", show=False),
        Binding("r", "rename", "Rename the session", show=False),
        Binding("down", "leave", "To the takes", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"history--title", "history--count"}
    DEFAULT_CSS = """
    TitleLine {
        height: 1;
        & > .history--title { text-style: bold; color: $foreground; }
        & > .history--count { color: $text-muted; }
        &:hover { background: $foreground 6%; }
        &:focus { background: $block-cursor-background; }
        &:focus > .history--title { color: $block-cursor-foreground; }
        &:focus > .history--count { color: $block-cursor-foreground; }
        &:nocolor:focus > .history--title { text-style: bold underline; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._title = ""
        self._takes = 0
        self.unfolded = False

    def show(self, title: str, takes: int, unfolded: bool) -> None:
        """Show these; nothing happens where nothing changed."""
        if (title, takes, unfolded) != (self._title, self._takes, self.unfolded):
            self._title, self._takes, self.unfolded = title, takes, unfolded
            self.refresh()

    def render_line(self, y: int) -> Strip:  # noqa: ARG002
        """The one line."""
        plain = getattr(self.app, "glyphs", "braille") == "ascii"
        title = self.get_component_rich_style("history--title")
        room = max(0, self.size.width - cell_len(self._right))
        return Strip(
            [
                Segment(f" {fitted(self._title, room - 1, '.' if plain else '…')}", title),
                Segment(self._right, self.get_component_rich_style("history--count")),
            ]
        ).adjust_cell_length(self.size.width, title)

    @property
    def _right(self) -> str:
        plain = getattr(self.app, "glyphs", "braille") == "ascii"
        sign = ("^" if self.unfolded else "v") if plain else ("▴" if self.unfolded else "▾")
        return f" {self._takes} {sign} "

    def on_click(self, event: events.Click) -> None:
        """The title is changed, the sign opens the list."""
        event.stop()
        if event.x >= self.size.width - cell_len(self._right):
            self.post_message(Heading.SessionsWanted())
        else:
            self.post_message(Heading.RenameWanted())

    def action_sessions(self) -> None:
        """Enter."""
        self.post_message(Heading.SessionsWanted())

    def action_rename(self) -> None:
        """`r`."""
        self.post_message(Heading.RenameWanted())

    def action_leave(self) -> None:
        """Down."""
        self.post_message(Heading.Left())


class Heading(Widget):
    """The title line, or in its place the field in which the title is written."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "keep", "Keep the title", show=False)]
    DEFAULT_CSS = """
    Heading {
        height: 1;
        & > Input.-textual-compact { display: none; padding: 0 1; }
        &.-naming > Input.-textual-compact { display: block; }
        &.-naming > TitleLine { display: none; }
    }
    """

    class SessionsWanted(Message):
        """The list of sessions should open, or close."""

    class RenameWanted(Message):
        """The title should be written anew."""

    class Named(Message):
        """The session should be called `name` ("": after its first idea), or as it was (None)."""

        def __init__(self, name: str | None) -> None:
            super().__init__()
            self.name = name

    class Left(Message):
        """Down, to the takes."""

    def compose(self) -> ComposeResult:
        """The two."""
        yield TitleLine()
        yield Input(compact=True, max_length=TITLE_MAX_CHARACTERS, placeholder="named after its first idea")

    @property
    def naming(self) -> bool:
        """Whether the title is being written."""
        return self.has_class("-naming")

    def rename(self, name: str) -> None:
        """Let the user write the title, starting from `name`."""
        field = self.query_one(Input)
        field.value = name[:TITLE_MAX_CHARACTERS]
        self.add_class("-naming")
        field.focus()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Escape is ours only while the title is being written."""
        return self.naming if action == "keep" else super().check_action(action, parameters)

    def action_keep(self) -> None:
        """Leave the title as it was."""
        self._done(None)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """The new title."""
        event.stop()
        self._done(" ".join(event.value.split()))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Nobody else's business."""
        event.stop()

    def on_input_blurred(self, event: Input.Blurred) -> None:
        """Something else was clicked."""
        event.stop()
        self._done(None)

    def _done(self, name: str | None) -> None:
        if self.naming:
            self.remove_class("-naming")
            self.post_message(self.Named(name))
