"""The signs of the inspector, for terminals that can show more than ASCII and for those that cannot.

Knows nothing of what is shown with them.
"""

from __future__ import annotations

from dataclasses import dataclass

_ASCII = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'", "–": "-", "−": "-", "…": "."})


@dataclass(frozen=True)
class Marks:
    """One sign for each thing that has one, every one a single cell or plain letters."""

    folded: str = "▸"
    unfolded: str = "▾"
    rule: str = "─"
    cursor: str = "▌"
    on: str = "●"
    off: str = "○"
    pin: str = "◆"
    quotes: str = "“…”"
    follows: str = "←"
    arrow: str = "→"
    next: str = "⇒"
    minus: str = "−"
    choose: str = "▾"
    note: str = "·"
    nothing: str = "–"
    ellipsis: str = "…"
    plain: bool = False
    """Whether only ASCII can be shown."""

    def shown(self, text: str) -> str:
        """`text` with punctuation this terminal can show; as many cells as before."""
        return text.translate(_ASCII) if self.plain else text


UNICODE = Marks()
ASCII = Marks(
    folded="+", unfolded="-", rule="-", cursor=">", on="*", off="o", pin="=", quotes='".."', follows="<",
    arrow="->", next="=>", minus="-", choose="v", note=".", nothing="-", ellipsis="..", plain=True,
)  # fmt: skip
"""For a terminal that shows nothing else."""


def marks_for(glyphs: str) -> Marks:
    """The signs for a terminal of `glyphs` (`braille`, `block` or `ascii`)."""
    return ASCII if glyphs == "ascii" else UNICODE
