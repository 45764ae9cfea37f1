"""What the history says in words: of the take under the cursor, of a search, of an empty list.

Pure. Knows nothing of widgets.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from timbre.tui.history import times
from timbre.tui.history.line import OWN_ENGINE
from timbre.tui.history.rows import Row, SessionRow, TakeRow

if TYPE_CHECKING:
    from datetime import date

    from timbre.tui.history.finding import Found

NO_TAKES = ("No takes yet.", "Type an idea below.")
_RATED = {"up": "♥", "down": "✗", None: ""}


def one_line(text: str) -> str:
    """`text` on one line, safe to show."""
    from timbre.model.text import clean

    return " ".join(clean(text).split())


def nothing_found(found: Found, *, can_widen: bool) -> tuple[str, ...]:
    """Said where no take has all the words."""
    if found.problem:
        return ()
    more = ("Ctrl+F: look elsewhere.",) if can_widen else ()
    return ("No take has all the words.", *more)


def found_line(found: Found, *, everywhere: bool, can_widen: bool) -> str:
    """How many were found, and where: "3 of 120 · this session"."""
    where = "all sessions" if everywhere else "this session"
    if found.problem:
        return one_line(found.problem)
    counted = f"{found.count:,} of {found.among:,}"
    return f"{counted} · {where}" if can_widen else counted


def take_lines(row: Row | None, marked: Sequence[tuple[str, int]], today: date) -> str:
    """Two lines or more on the row under the cursor: its facts, then all its words. `marked`: letter and number."""
    if len(marked) > 1:
        pairs = ", ".join(f"{letter} {number}" for letter, number in marked)
        return f"{pairs}\nEnter compares, Esc clears."
    if isinstance(row, SessionRow):
        return f"{row.words}\nEnter goes there." if row.id else "A new, empty session."
    if not isinstance(row, TakeRow):
        return ""
    take = row.take
    engine = one_line(take.engine[:40])
    facts = [str(take.number), times.when(take.time, today), _length(row), _RATED[take.rating]]
    facts.append("" if engine == OWN_ENGINE else engine)
    told = " · ".join(fact for fact in facts if fact)
    return f"{told}\n{row.words}"


def _length(row: TakeRow) -> str:
    length = times.length(row.take.seconds)
    if row.take.status == "failed":
        return "failed"
    return f"stopped at {length}" if length and row.take.status == "partial" else length
