"""One row of the history as the pieces of one line: what fits, where it stands, what a click on it means.

Pure: knows nothing of widgets or colours; styles go by name. Widths are in terminal cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from rich.cells import cell_len, set_cell_size

from timbre.tui.history import times
from timbre.tui.history.rows import HeadingRow, Row, SessionRow, TakeRow

if TYPE_CHECKING:
    from datetime import date

WORDS_LEAST = 10
_ENGINE_FROM, _TIME_FROM, _LENGTH_FROM = 38, 46, 24
"""From so many columns on these are shown."""
OWN_ENGINE = "composer"


@dataclass(frozen=True)
class Glyphs:
    """The signs of a row."""

    current: str = "▸"
    playing: str = "▶"
    liked: str = "♥"
    likeable: str = "♡"
    disliked: str = "✗"
    new: str = "+"
    other: str = "◇"
    rule: str = "─"
    cut: str = "…"
    ascii: bool = False


PLAIN = Glyphs(">", "*", "+", ".", "x", "+", "@", "-", ".", ascii=True)
_ASCII_GUIDES = str.maketrans("├└│╴", "|`|-")


class Part(NamedTuple):
    """A piece of a line. `zone` is what a click on it means: "" the row, `fold`, `unfold`, `rate`."""

    text: str
    style: str
    zone: str = ""


@dataclass(frozen=True)
class Look:
    """What a row looks like beside what it is."""

    today: date
    glyphs: Glyphs = Glyphs()
    current: bool = False
    playing: bool = False
    letter: str = ""
    """`A` … if the take is marked for a comparison."""
    hot: bool = False
    """Whether the cursor or the mouse is on it."""


def line_of(row: Row, width: int, look: Look) -> tuple[Part, ...]:
    """The pieces of `row`, together exactly `width` cells."""
    if isinstance(row, TakeRow):
        parts = _take_line(row, width, look)
    elif isinstance(row, SessionRow):
        parts = _session_line(row, width, look)
    else:
        parts = _heading_line(row, width, look)
    return _trimmed(parts, width)


def zone_at(parts: Sequence[Part], column: int) -> str:
    """What a click on that column means."""
    for part in parts:
        column -= cell_len(part.text)
        if column < 0:
            return part.zone
    return ""


def fitted(text: str, width: int, cut: str = "…") -> str:
    """`text` in exactly `width` cells: cut with a sign, or filled up with blanks."""
    if width <= 0:
        return ""
    if cell_len(text) > width:
        text = set_cell_size(text, width - 1).rstrip() + cut
    return set_cell_size(text, width)


def _take_line(row: TakeRow, width: int, look: Look) -> list[Part]:
    take, signs = row.take, look.glyphs
    playing = look.playing
    sign = signs.playing if playing else signs.current if look.current else " "
    left = [
        Part(sign, "playing" if playing else "current"),
        Part(look.letter or " ", "mark" if look.letter else "guide"),
    ]
    guides = _guides(row, width, signs)
    if guides:
        left.append(Part(guides, "guide", "fold"))
    style = _words_style(row)
    left.append(Part(f"{take.number} ", "context" if row.context else "number"))
    right = _facts(row, width, look)
    room = width - sum(cell_len(part.text) for part in (*left, *right))
    if row.folded:
        more = f" +{row.after}"
        if room - cell_len(more) >= WORDS_LEAST // 2:
            words = fitted(row.words, min(cell_len(row.words), room - cell_len(more)), signs.cut)
            fill = " " * (room - cell_len(words) - cell_len(more))
            return [*left, Part(words, style), Part(more, "folded", "unfold"), Part(fill, style), *right]
    return [*left, Part(fitted(row.words, room, signs.cut), style), *right]


def _words_style(row: TakeRow) -> str:
    if row.context:
        return "context"
    if row.take.status == "failed":
        return "failed"
    return "idea" if row.idea else "words"


def _facts(row: TakeRow, width: int, look: Look) -> list[Part]:
    """What stands at the right: engine, time, length, rating."""
    from timbre.model.text import clean

    take, signs = row.take, look.glyphs
    parts: list[Part] = []
    engine = " ".join(clean(take.engine[:40]).split())
    if engine and engine != OWN_ENGINE:
        named = f" {fitted(engine, min(cell_len(engine), 10), signs.cut)}"
        parts.append(Part(named if width >= _ENGINE_FROM else f" {signs.other}", "facts"))
    if width >= _TIME_FROM:
        parts.append(Part(f" {times.moment(take.time, look.today):>6}", "facts"))
    if take.status == "failed":
        parts.append(Part(" failed", "failed"))
    elif width >= _LENGTH_FROM:
        length = times.length(take.seconds)
        length = f"~{length}" if length and take.status == "partial" else length
        parts.append(Part(f" {length:>4}", "facts"))
    if take.rating == "up":
        parts.append(Part(f" {signs.liked}", "liked", "rate"))
    elif take.rating == "down":
        parts.append(Part(f" {signs.disliked}", "disliked", "rate"))
    else:
        offered = look.hot and not row.session and take.sounds
        parts.append(Part(f" {signs.likeable}" if offered else "  ", "facts", "rate"))
    return parts


def _guides(row: TakeRow, width: int, signs: Glyphs) -> str:
    """The lines of the graph, at most about a third of the width; what is left out is told by a sign."""
    levels = max(1, (width - 16) // 4)
    guides = row.guides
    if row.depth > levels:
        guides = f"{signs.cut} {guides[-2 * (levels - 1) :]}" if levels > 1 else f"{signs.cut} "
    return guides.translate(_ASCII_GUIDES) if signs.ascii else guides


def _session_line(row: SessionRow, width: int, look: Look) -> list[Part]:
    signs = look.glyphs
    if not row.id:
        return [Part(f"{signs.new} ", "current"), Part(fitted(row.words, width - 2, signs.cut), "words")]
    count = f" {row.takes:>3}"
    moment = f" {row.moment:>6}" if width >= _LENGTH_FROM else ""
    room = width - 2 - len(count) - cell_len(moment)
    return [
        Part(f"{signs.current} " if row.open else "  ", "current"),
        Part(fitted(row.words, room, signs.cut), "idea" if row.open else "words"),
        Part(moment + count, "facts"),
    ]


def _heading_line(row: HeadingRow, width: int, look: Look) -> list[Part]:
    signs = look.glyphs
    words = fitted(row.words, min(cell_len(row.words), width - 4), signs.cut)
    rule = signs.rule * max(0, width - cell_len(words) - 3)
    return [Part(f"  {words} ", "heading"), Part(rule, "guide")]


def _trimmed(parts: list[Part], width: int) -> tuple[Part, ...]:
    """The pieces cut to `width` cells, or filled up to it."""
    kept: list[Part] = []
    left = width
    for part in parts:
        size = cell_len(part.text)
        if size > left:
            part = part._replace(text=set_cell_size(part.text, left))
            size = left
        if size:
            kept.append(part)
        left -= size
    if left:
        kept.append(Part(" " * left, "words"))
    return tuple(kept)
