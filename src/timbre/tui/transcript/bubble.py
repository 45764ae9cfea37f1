"""What was said: the user's words as a bubble that folds, commands and answers as quiet lines.

Knows nothing of what the words mean.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar, Literal

from textual.content import Content

from timbre.tui.cells import cut
from timbre.tui.transcript.fitting import one_line, shown, wrapped
from timbre.tui.transcript.piece import QUIET, Item, Piece, link

FOLDED_LINES = 6
WHOLE_LINES = 400
"""Even unfolded, no bubble is higher."""
_WIDEST = 76
"""Cells; longer lines are hard to read."""
Tone = Literal["command", "said", "note"]
_LEADS = {"command": "❯ ", "said": "", "note": "△ "}
_STYLES = {"command": QUIET, "said": QUIET, "note": "$text-warning"}
_LINES = {"command": 1, "said": 12, "note": 12}


class BubbleItem(Item):
    """Words of the user."""

    def __init__(self, text: str) -> None:
        self.text = shown(text)
        self.folded = True
        rough = self.text[: _WIDEST * (FOLDED_LINES + 1) * 2]
        self.stop = len(wrapped(rough, _WIDEST // 2, FOLDED_LINES)[0]) >= FOLDED_LINES

    def make(self) -> Piece:
        """A bubble."""
        return Bubble(self)


class Bubble(Piece):
    """The user's words, folded after a few lines."""

    DEFAULT_CSS = """
    Bubble {
        margin: 1 0 0 0;
        padding: 0 1;
        background: $panel;
        border-left: outer $primary;
    }
    Bubble.-marked { border-left: outer $accent; }
    Bubble.-ascii { border-left: ascii $primary; }
    """
    keys: ClassVar[Mapping[str, str]] = {"enter": "fold"}

    def __init__(self, item: BubbleItem) -> None:
        super().__init__(item)
        self._said = item

    def lay(self, width: int) -> list[Content]:
        """The words, and a way to see the rest."""
        said = self._said
        lines, more = wrapped(said.text, min(width, _WIDEST), FOLDED_LINES if said.folded else WHOLE_LINES)
        laid = [Content(line) for line in lines]
        if more and said.folded:
            laid.append(link(cut("… more", width), "fold", "$primary"))
        elif more:
            laid.append(Content(cut("… and so on; the rest is kept but not shown", width)).stylize(QUIET))
        if not said.folded:
            laid.append(link("less", "fold", "$primary"))
        return laid

    def act(self, deed: str) -> None:
        """Fold or unfold."""
        if deed == "fold" and (self._said.folded is False or self._said.stop):
            self._said.folded = not self._said.folded
            self.retell()


class LineItem(Item):
    """A quiet line: a command, an answer, or something the user should know."""

    def __init__(self, text: str, tone: Tone = "said") -> None:
        self.text = one_line(text) if tone == "command" else shown(text)
        self.tone: Tone = tone

    def make(self) -> Piece:
        """A line."""
        return Line(self)


class Line(Piece):
    """A line that does not stand out."""

    DEFAULT_CSS = """
    Line { padding: 0 1 0 2; }
    """

    def __init__(self, item: LineItem) -> None:
        super().__init__(item)
        self._said = item

    def lay(self, width: int) -> list[Content]:
        """A sign of its kind, and the words."""
        said = self._said
        lead, style = _LEADS[said.tone], _STYLES[said.tone]
        if said.tone == "command":
            return [Content(cut(lead + said.text, width)).stylize(style)]
        lines, more = wrapped(said.text, min(width, _WIDEST) - len(lead), _LINES[said.tone])
        if more:
            lines[-1] = cut(lines[-1] + " …", min(width, _WIDEST) - len(lead))
        indent = " " * len(lead)
        return [
            Content((indent if at else lead) + line).stylize(style) for at, line in enumerate(lines or [""])
        ]
