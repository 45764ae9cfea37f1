"""The first thing anybody sees: what this is, and ideas that work at once.

Knows nothing of what the ideas lead to.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from textual.content import Content

from timbre.tui.cells import cut
from timbre.tui.messages import Say
from timbre.tui.transcript.fitting import one_line, wrapped
from timbre.tui.transcript.piece import QUIET, Item, Piece, link

_LINES = (
    "Say what you want to hear; it is made on this computer.",
    "Then say what to change. Every take is kept.",
)
_HOW = "Three ideas to begin with. Click one, or press Tab, then ↓ and Enter; or type your own below."


class WelcomeItem(Item):
    """The greeting."""

    def __init__(self, text: str = "") -> None:
        self.text = text

    def make(self) -> Piece:
        """The greeting."""
        return Welcome(self)


class Welcome(Piece):
    """Two lines on what this is."""

    DEFAULT_CSS = """
    Welcome { margin: 1 0 1 0; padding: 0 1 0 2; }
    """

    def lay(self, width: int) -> list[Content]:
        """The name, and the lines."""
        laid = [Content("Timbre").stylize("bold $primary"), Content("")]
        for line in _LINES:
            laid += [Content(part) for part in wrapped(line, width, 4)[0]]
        laid.append(Content(""))
        for line in wrapped(_HOW, width, 3)[0]:
            laid.append(Content(line).stylize(QUIET))
        return laid


class IdeaItem(Item):
    """An idea that can be taken up at once."""

    stop = True

    def __init__(self, idea: str) -> None:
        self.idea = one_line(idea)

    def make(self) -> Piece:
        """A row."""
        return Idea(self)


class Idea(Piece):
    """An idea; a click or Enter says it."""

    DEFAULT_CSS = """
    Idea { padding: 0 1 0 2; pointer: pointer; }
    Idea:hover { background: $surface; }
    Idea.-marked { background: $surface; text-style: bold; }
    """
    keys: ClassVar[Mapping[str, str]] = {"enter": "say"}

    def __init__(self, item: IdeaItem) -> None:
        super().__init__(item)
        self._idea = item.idea

    def lay(self, width: int) -> list[Content]:
        """The words after an arrow."""
        words = link(cut(self._idea, width - 2), "say")
        return [Content("▸ ").stylize("$accent") + words]

    def act(self, deed: str) -> None:
        """Say it."""
        if deed == "say":
            self.post_message(Say(self._idea, typed=True))
