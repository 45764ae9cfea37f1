"""Text made to fit a line of the screen: cleaned, put on one line, cut and filled by the cells it takes.

Pure. Knows nothing of widgets, colours or what the text says.
"""

from __future__ import annotations

from rich.cells import cell_len, get_character_cell_size, set_cell_size

CHARACTERS_MOST = 2_000
_CHARACTERS_A_CELL = 4
"""More than this many characters a cell (piles of accents) are not looked at."""


def one_line(text: str, most: int = CHARACTERS_MOST) -> str:
    """The first `most` characters of foreign `text`, without anything that could steer a terminal, on one line."""
    from timbre.model.text import clean

    return " ".join(clean(text[:most]).split())


def cut(text: str, cells: int, more: str = "…") -> str:
    """`text` in at most `cells` cells; `more` stands for what is missing."""
    if cells < 1:
        return ""
    short = text[: cells * _CHARACTERS_A_CELL]
    if len(short) == len(text) and cell_len(text) <= cells:
        return text
    room = cells - cell_len(more)
    return set_cell_size(short, room).rstrip() + more if room >= 0 else ""


def fill(text: str, cells: int, more: str = "…") -> str:
    """`text` in exactly `cells` cells: cut, or filled with spaces."""
    return set_cell_size(cut(text, cells, more), cells) if cells > 0 else ""


def cut_start(text: str, cells: int, more: str = "…") -> str:
    """The end of `text` in at most `cells` cells, as of a path, whose end says more than its start."""
    if len(text) <= cells * _CHARACTERS_A_CELL and cell_len(text) <= cells:
        return text
    room, start = cells - cell_len(more), len(text)
    if room < 0:
        return ""
    while start > 0 and (room := room - get_character_cell_size(text[start - 1])) >= 0:
        start -= 1
    return more + text[start:]
