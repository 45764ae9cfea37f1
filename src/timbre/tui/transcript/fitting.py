"""Foreign text made fit to be shown: cleaned, cut and wrapped by the cells it takes.

Knows nothing of widgets or colours.
"""

from __future__ import annotations

import os
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from timbre.tui.cells import cut

_CHARACTERS_A_CELL = 4
"""More than this many characters a cell (piles of accents) are not looked at."""


def shown(text: str) -> str:
    """`text` without control characters, tabs as spaces, and no empty lines at the ends."""
    from timbre.model.text import clean

    return clean(text).replace("\t", "    ").strip("\n")


def one_line(text: str) -> str:
    """The same on one line, with single spaces."""
    return " ".join(shown(text).split())


def cut_path(path: str, cells: int) -> str:
    """`path` within `cells`; folders in its middle go first, then the end of the name, its suffix last."""
    if cell_len(path) <= cells:
        return path
    head, name = os.path.split(path)
    left = cells - cell_len(name) - 2
    if left < 1:
        stem, suffix = Path(name).stem, Path(name).suffix
        room = cells - cell_len(suffix)
        return cut(stem, room) + suffix if room > cells // 2 else cut(name, cells)
    start = set_cell_size(head[: left * _CHARACTERS_A_CELL], left).rstrip().rstrip(os.sep)
    return f"{start}…{os.sep}{name}"


def near(path: str) -> str:
    """`path` as people write it: from here or from home, where that is shorter."""
    home = str(Path.home())
    found = "~" + path[len(home) :] if path.startswith(home + os.sep) else path
    try:
        here = os.path.relpath(path)
    except (ValueError, OSError):
        return found
    return found if here.startswith("..") else min(found, here, key=len)


def wrapped(text: str, width: int, most: int) -> tuple[list[str], bool]:
    """At most `most` lines of `text`, each within `width` cells, and whether there would be more."""
    width = max(width, 2)
    enough = (most + 1) * width * 2
    part = text[:enough]
    if part.count("\n") > most:
        part = "\n".join(part.split("\n")[: most + 1])
    lines = [line.plain for line in Content(part).wrap(width)]
    return lines[:most], len(lines) > most or len(part) < len(text)


def clock(seconds: float) -> str:
    """`8.0 s`, `1:05`."""
    return f"{int(seconds // 60)}:{int(seconds % 60):02d}" if seconds >= 60 else f"{seconds:.1f} s"
