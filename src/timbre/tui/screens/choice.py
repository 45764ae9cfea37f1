"""Two small controls of one line: one of several, and yes or no. Keyboard, mouse, and no need of colour.

Knows nothing of what is chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

if TYPE_CHECKING:
    from textual import events

_GAP = 3


class Choice(Widget, can_focus=True):
    """One of `options` (value → label), side by side. Left and right choose, so does a click."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "step(-1)", "Before", show=False),
        Binding("right,space", "step(1)", "After", show=False),
    ]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"choice--chosen", "choice--other", "choice--off"}
    DEFAULT_CSS = """
    Choice {
        height: 1; width: 1fr; padding: 0 1;
        & > .choice--chosen { color: $accent; text-style: bold; }
        & > .choice--other { color: $foreground; }
        & > .choice--off { color: $text-disabled; }
        &:focus { background: $foreground 10%; }
        &:focus > .choice--chosen { text-style: bold underline; }
    }
    """

    value: reactive[str] = reactive("", init=False)
    off: reactive[frozenset[str]] = reactive(frozenset(), init=False)
    """Values that cannot be chosen now."""

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, choice: Choice, value: str) -> None:
            super().__init__()
            self.choice = choice
            self.value = value

        @property
        def control(self) -> Choice:
            """The choice."""
            return self.choice

    def __init__(self, options: Mapping[str, str], value: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._options = dict(options)
        self.set_reactive(Choice.value, value)

    def render(self) -> Content:
        """`● WAV   ○ FLAC`."""
        plain = getattr(self.app, "glyphs", "braille") == "ascii"
        parts: list[Content] = []
        for value, label in self._options.items():
            chosen = value == self.value and value not in self.off
            style = "off" if value in self.off or self.disabled else "chosen" if chosen else "other"
            mark = ("(*)" if chosen else "( )") if plain else ("●" if chosen else "○")
            parts.append(Content(f"{mark} {label}").stylize(self.get_visual_style(f"choice--{style}")))
        return Content(" " * _GAP).join(parts)

    def watch_value(self, value: str) -> None:
        """Tell of it."""
        self.post_message(self.Changed(self, value))

    def action_step(self, by: int) -> None:
        """Choose the next that can be chosen, round and round."""
        able = self._able()
        if self.value in able:
            self.value = able[(able.index(self.value) + by) % len(able)]

    def on_click(self, event: events.Click) -> None:
        """Choose what was clicked."""
        place = event.get_content_offset(self)
        if place is None:
            return
        width = 5 if getattr(self.app, "glyphs", "braille") == "ascii" else 3
        x = place.x
        for value, label in self._options.items():
            if 0 <= x < len(label) + width:
                if value in self._able():
                    self.value = value
                return
            x -= len(label) + width - 1 + _GAP

    def _able(self) -> list[str]:
        return [value for value in self._options if value not in self.off]


class Tick(Widget, can_focus=True):
    """Yes or no, with what it means and, where it cannot be had, why."""

    ALLOW_SELECT = False
    BINDINGS: ClassVar[list[BindingType]] = [Binding("space", "switch", "Switch", show=False)]
    COMPONENT_CLASSES: ClassVar[set[str]] = {"tick--mark", "tick--label", "tick--note"}
    DEFAULT_CSS = """
    Tick {
        height: 1; width: 1fr; padding: 0 1;
        & > .tick--mark { color: $accent; text-style: bold; }
        & > .tick--note { color: $text-muted; }
        &:focus { background: $foreground 10%; }
        &:focus > .tick--label { text-style: bold underline; }
        &:disabled > .tick--label { color: $text-disabled; }
        &:disabled > .tick--mark { color: $text-disabled; }
        &:disabled > .tick--note { color: $text-disabled; }
    }
    """

    value: reactive[bool] = reactive(False, init=False)

    class Changed(Message):
        """It was switched."""

        def __init__(self, tick: Tick, value: bool) -> None:
            super().__init__()
            self.tick = tick
            self.value = value

        @property
        def control(self) -> Tick:
            """The control."""
            return self.tick

    def __init__(self, label: str, note: str = "", value: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._label, self._note = label, note
        self.set_reactive(Tick.value, value)

    def render(self) -> Content:
        """`[✓] label  note`."""
        yes = "x" if getattr(self.app, "glyphs", "braille") == "ascii" else "✓"
        return _assembled(
            (f"[{yes if self.value else ' '}] ", self.get_visual_style("tick--mark")),
            (self._label, self.get_visual_style("tick--label")),
            (f"  {self._note}" if self._note else "", self.get_visual_style("tick--note")),
        )

    def watch_value(self, value: bool) -> None:
        """Tell of it."""
        self.post_message(self.Changed(self, value))

    def action_switch(self) -> None:
        """Switch it."""
        self.value = not self.value

    def on_click(self) -> None:
        """Switch it."""
        self.action_switch()


def _assembled(*parts: tuple[str, Any]) -> Content:
    pieces: Iterable[Content] = (Content(text).stylize(style) for text, style in parts if text)
    return Content("").join(pieces)
