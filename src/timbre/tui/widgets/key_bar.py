"""The bottom line: the keys that matter now, clickable.

Knows nothing of what they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from timbre.conversation.keys import KEYS, Key, shown


class KeyBar(Widget):
    """One line. Shows the keys with a `footer` word; panels' keys while the prompt has not the focus."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; background: $panel; color: $foreground 75%; }
    KeyBar > .key-bar--key { color: $accent; text-style: bold; }
    KeyBar > .key-bar--word { color: $foreground 75%; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--word"}

    def __init__(self, keys: Mapping[str, str], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keys = keys
        self._typing = True
        self._places: list[tuple[int, int, str]] = []

    def typing(self, now: bool) -> None:
        """Whether the prompt has the focus: letters are words then, not keys."""
        if now != self._typing:
            self._typing = now
            self.refresh()

    def render_line(self, _y: int) -> Strip:
        """The line, and where in it each key is."""
        key_style = self.get_component_rich_style("key-bar--key")
        word_style = self.get_component_rich_style("key-bar--word")
        segments, column = [Segment(" ", word_style)], 1
        self._places = []
        for key in self._shown():
            first = self._keys[key.id].split(",")[0]
            name, word = shown(first), f" {key.footer}  "
            wide = cell_len(name) + cell_len(word)
            if column + wide > self.size.width + 2:
                break
            segments += [Segment(name, key_style), Segment(word, word_style)]
            self._places.append((column, column + wide, key.id))
            column += wide
        return Strip(segments).adjust_cell_length(self.size.width, word_style)

    def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        for start, end, key in self._places:
            if start <= event.x < end:
                self.app.run_key(key)  # type: ignore[attr-defined]

    def _shown(self) -> list[Key]:
        """Help and the palette always fit: they lead to the rest."""
        with_word = [key for key in KEYS if key.footer and self._keys.get(key.id)]
        scopes = ("anywhere",) if self._typing else ("anywhere", "panels")
        found = [key for key in with_word if key.scope in scopes]
        first = [key for key in found if key.id in ("help", "palette")]
        panels = [key for key in found if key.scope == "panels"]
        rest = [key for key in found if key not in first and key not in panels]
        return [*first, *panels, *rest]

    def region_of(self, key_id: str) -> Region | None:
        """Where the key stands in the line, for tests."""
        for start, end, key in self._places:
            if key == key_id:
                return Region(start, 0, end - start, 1)
        return None
