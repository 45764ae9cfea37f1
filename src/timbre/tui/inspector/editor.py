"""The two ways to give a value in place: a line to type on, and a list to choose from.

Knows nothing of what the value is for; the panel opens, places and closes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList
from textual.widgets.option_list import Option

from timbre.tui.inspector.cells import plain

if TYPE_CHECKING:
    from textual import events


class Given(Message):
    """A `value` was typed or chosen in `editor`."""

    def __init__(self, editor: ValueInput | ValueList, value: str) -> None:
        super().__init__()
        self.editor = editor
        self.value = value


class Left(Message):
    """`editor` was left without a value. `lost_focus`: something else was gone to."""

    def __init__(self, editor: ValueInput | ValueList, *, lost_focus: bool = False) -> None:
        super().__init__()
        self.editor = editor
        self.lost_focus = lost_focus


class ValueInput(Input):
    """One line over the value. Enter gives it, Esc leaves."""

    DEFAULT_CSS = """
    ValueInput {
        layer: above;
        position: absolute;
        background: $surface-lighten-2;
        &:focus { background: $surface-lighten-2; background-tint: $primary 15%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Leave", show=False),
        Binding("up,down", "stay", show=False),
    ]

    def __init__(self, value: str, hint: str) -> None:
        super().__init__(value, placeholder=plain(hint), compact=True)

    def on_mount(self) -> None:
        """No blinking where nothing should move."""
        self.cursor_blink = self.app.animation_level != "none"

    def action_leave(self) -> None:
        """Leave the value as it was."""
        self.post_message(Left(self))

    def action_stay(self) -> None:
        """The list does not scroll away beneath the line."""

    async def action_submit(self) -> None:
        """Give what was typed."""
        self.post_message(Given(self, plain(self.value)))

    def on_blur(self) -> None:
        """Something else was gone to; another window is no reason to leave."""
        if self.app.app_focus:
            self.post_message(Left(self, lost_focus=True))


class ValueList(OptionList):
    """The choices below the value. Enter or a click gives one, a letter jumps, Esc leaves."""

    DEFAULT_CSS = """
    ValueList {
        layer: above;
        position: absolute;
        overlay: screen;
        constrain: inside inside;
        width: auto;
        height: auto;
        max-height: 12;
        padding: 0;
        scrollbar-size-vertical: 1;
        border: round $primary 60%;
        background: $panel;
        &:focus { border: round $primary; background: $panel; background-tint: $foreground 0%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Leave", show=False)]

    def __init__(self, choices: Sequence[str], chosen: str, mark: str) -> None:
        options = [Option(Content(f"{mark if each == chosen else ' '} {plain(each)} ")) for each in choices]
        super().__init__(*options, markup=False)
        self._choices = tuple(choices)
        if chosen in self._choices:
            self.highlighted = self._choices.index(chosen)

    def action_leave(self) -> None:
        """Leave the value as it was."""
        self.post_message(Left(self))

    def check_consume_key(self, key: str, character: str | None = None) -> bool:  # noqa: ARG002
        """Letters and digits are this list's while it is open."""
        return character is not None and character.isprintable() and not character.isspace()

    def on_key(self, event: events.Key) -> None:
        """To the next choice that begins with the letter."""
        if event.character is None or not self.check_consume_key(event.key, event.character):
            return
        event.stop()
        event.prevent_default()
        count, start = len(self._choices), (self.highlighted or 0) + 1
        for index in ((start + step) % count for step in range(count)):
            if self._choices[index].lower().startswith(event.character.lower()):
                self.highlighted = index
                return

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """One was chosen."""
        event.stop()
        self.post_message(Given(self, self._choices[event.option_index]))

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Nobody outside needs to know."""
        event.stop()

    def on_blur(self) -> None:
        """Something else was gone to; another window is no reason to leave."""
        if self.app.app_focus:
            self.post_message(Left(self, lost_focus=True))
