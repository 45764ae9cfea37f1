"""The one place that writes to stdout: data for people's eyes and for other programs.

Knows nothing of commands; errors and talk go through `diagnostics`.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from timbre.model.text import clean

if TYPE_CHECKING:
    from rich.console import Console


def is_terminal() -> bool:
    """Whether stdout is a terminal that a person looks at."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def line(text: str = "") -> None:
    """One line of plain text."""
    sys.stdout.write(_encodable(clean(text)) + "\n")
    sys.stdout.flush()


def json_line(data: dict[str, Any]) -> None:
    """One JSON object on one line (ASCII, so that no terminal can be fooled by it)."""
    sys.stdout.write(json.dumps(data, ensure_ascii=True, allow_nan=False) + "\n")
    sys.stdout.flush()


def console(stderr: bool = False) -> Console:
    """A rich console on stdout that neither reads markup nor guesses highlights."""
    from rich.console import Console

    return Console(stderr=stderr, markup=False, highlight=False, emoji=False, soft_wrap=False)


def table(columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = "") -> None:
    """A table on a terminal; tab-separated lines in a pipe."""
    if not is_terminal():
        for row in rows:
            line("\t".join(clean(cell).replace("\t", " ").replace("\n", " ") for cell in row))
        return
    from rich import box
    from rich.table import Table
    from rich.text import Text

    grid = Table(
        *columns, title=title or None, box=box.SIMPLE_HEAD, title_justify="left", header_style="bold"
    )
    for row in rows:
        grid.add_row(*(Text(clean(cell)) for cell in row))
    console().print(grid)


def _encodable(text: str) -> str:
    encoding = sys.stdout.encoding or "utf-8"
    return text.encode(encoding, "replace").decode(encoding)
