"""The bottom line: the keys that matter now, clickable; of the panel with the focus, its own keys too.

Knows nothing of what they do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual import events
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from timbre.conversation.keys import KEYS, PANEL_KEYS, shown

_BY_ID = {key.id: key for key in KEYS}
_LEAD = ("help", "palette")
"""Always there: they lead to the rest."""
_TYPING = ("tab", "quit", "export", "again", "search", "seed")
_PANELS = (
    "play",
    "like",
    "dislike",
    "compare",
    "loop",
    "prompt",
    "export",
    "quit",
    "search",
    "again",
    "seed",
)
"""After the panel's own keys."""


class KeyBar(Widget):
    """One line. Shows what the prompt has keys for, or the panel with the focus; `stop` while there is a job."""

    DEFAULT_CSS = """
    KeyBar { dock: bottom; height: 1; background: $panel; color: $foreground 75%; }
    KeyBar > .key-bar--key { color: $accent; text-style: bold; }
    KeyBar > .key-bar--word { color: $foreground 75%; }
    """
    COMPONENT_CLASSES: ClassVar[set[str]] = {"key-bar--key", "key-bar--word"}

    def __init__(self, keys: Mapping[str, str], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._keys = keys
        self._panel = ""
        self._busy = self._comparing = False
        self._places: list[tuple[int, int, str]] = []

    def focus_on(self, panel: str) -> None:
        """Which panel has the focus (as in `PANEL_KEYS`); "" for the prompt, where letters are words, not keys."""
        if panel != self._panel:
            self._panel = panel
            self.refresh()

    def going_on(self, busy: bool, comparing: bool) -> None:
        """Whether there is something to stop, and whether takes are compared."""
        if (busy, comparing) != (self._busy, self._comparing):
            self._busy, self._comparing = busy, comparing
            self.refresh()

    def render_line(self, _y: int) -> Strip:
        """The line, and where in it each key is."""
        key_style = self.get_component_rich_style("key-bar--key")
        word_style = self.get_component_rich_style("key-bar--word")
        segments, column = [Segment(" ", word_style)], 1
        self._places = []
        for name, told, deed in self._shown():
            word = f" {told}  "
            wide = cell_len(name) + cell_len(word)
            if column + wide > self.size.width + 2:
                break
            segments += [Segment(name, key_style), Segment(word, word_style)]
            self._places.append((column, column + wide, deed))
            column += wide
        return Strip(segments).adjust_cell_length(self.size.width, word_style)

    def on_click(self, event: events.Click) -> None:
        """Do what the key under the mouse does."""
        for start, end, deed in self._places:
            if start <= event.x < end and deed == "tab":
                self.screen.focus_next()
            elif start <= event.x < end and deed:
                self.app.run_key(deed)  # type: ignore[attr-defined]

    def _shown(self) -> Iterator[tuple[str, str, str]]:
        """Key, its word, and what a click does ("" for nothing), the most wanted first."""
        yield from self._of(*_LEAD)
        if self._comparing and self._panel:
            yield from self._of("compare", "prefer")
        if self._comparing:
            yield shown(self._keys.get("cancel", "").split(",")[0]), "close A/B", "cancel"
        elif self._busy:
            yield from self._of("cancel")
        if not self._panel:
            yield from self._of(*_TYPING)
            return
        own = [key for key in PANEL_KEYS if key.panel == self._panel and key.footer]
        for key in own:
            yield shown(key.keys).replace(", ", " "), key.footer, ""
        if self._panel == "Welcome":
            yield from self._of("prompt", "quit")
            return
        taken = {each for key in own for each in key.keys.split(",")}
        taken |= {self._keys.get("compare", "")} if self._comparing else set()
        yield from self._of(*(name for name in _PANELS if self._keys.get(name, "") not in taken))

    def _of(self, *names: str) -> Iterator[tuple[str, str, str]]:
        for name in names:
            if name == "tab":
                yield "Tab", "panels", name
            elif self._keys.get(name):
                yield shown(self._keys[name].split(",")[0]), _BY_ID[name].footer, name

    def region_of(self, key_id: str) -> Region | None:
        """Where the key stands in the line, for tests."""
        for start, end, key in self._places:
            if key == key_id:
                return Region(start, 0, end - start, 1)
        return None
