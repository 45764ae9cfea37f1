"""The text of a template as pieces: plain words, and slots written {name} or {name=default}.

Two braces stand for one. Knows nothing of what may be put into a slot. Linear in the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from timbre.errors import InvalidInputError

MOST_CHARACTERS = 4_000
MOST_SLOTS = 24
"""Different slots in one template."""
_NAME = re.compile(r"[a-z][a-z0-9_-]{0,31}\Z")
NAMING = "a slot is called by small letters, digits, hyphens and underscores, a letter first, at most 32"
_SHOWN = 40


@dataclass(frozen=True, slots=True)
class Hole:
    """A slot where it stands in the text."""

    name: str
    default: str | None
    offset: int
    """Of its opening brace, in characters."""


Piece = str | Hole


class TemplateError(InvalidInputError):
    """The text of a template is wrong at `line` and `column`, both counted from 1."""

    def __init__(self, text: str, offset: int, what: str, hint: str) -> None:
        self.line = text.count("\n", 0, offset) + 1
        self.column = offset - (text.rfind("\n", 0, offset) + 1) + 1
        self.what = what
        super().__init__(f"line {self.line}, column {self.column} of the text: {what}.", hint)


def pieces(text: str) -> tuple[Piece, ...]:
    """The text taken apart; words between slots come whole, their braces as meant. Raises TemplateError."""
    if len(text) > MOST_CHARACTERS:
        raise TemplateError(
            text, MOST_CHARACTERS, f"the text has {len(text)} characters", f"{MOST_CHARACTERS} are the most."
        )
    found: list[Piece] = []
    words: list[str] = []
    at = 0
    while at < len(text):
        brace = _next_brace(text, at)
        words.append(text[at:brace])
        if brace == len(text):
            break
        if text[brace : brace + 2] in ("{{", "}}"):
            words.append(text[brace])
            at = brace + 2
            continue
        if text[brace] == "}":
            raise TemplateError(
                text, brace, "this brace closes no slot", "Write }} where a brace is meant, or take it out."
            )
        hole, at = _hole(text, brace)
        if any(words):
            found.append("".join(words))
        words = []
        found.append(hole)
    if any(words):
        found.append("".join(words))
    _check(text, [piece for piece in found if isinstance(piece, Hole)])
    return tuple(found)


def text_of(parts: Sequence[Piece]) -> str:
    """The text that `pieces` takes apart into `parts`."""
    return "".join(
        part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else _written(part)
        for part in parts
    )


def defaults(parts: Sequence[Piece]) -> dict[str, str | None]:
    """Slot → its default, in the order they come; None where a value has to be given."""
    found: dict[str, str | None] = {}
    for part in parts:
        if isinstance(part, Hole) and found.get(part.name) is None:
            found[part.name] = part.default
    return found


def is_slot_name(name: str) -> bool:
    """Whether a slot can be called so."""
    return bool(_NAME.match(name))


def _written(hole: Hole) -> str:
    return f"{{{hole.name}}}" if hole.default is None else f"{{{hole.name}={hole.default}}}"


def _next_brace(text: str, at: int) -> int:
    places = [place for place in (text.find("{", at), text.find("}", at)) if place >= 0]
    return min(places, default=len(text))


def _hole(text: str, opening: int) -> tuple[Hole, int]:
    """The slot that opens at `opening`, and the offset after it."""
    closing = text.find("}", opening)
    inner = text.find("{", opening + 1)
    if closing < 0 or 0 <= inner < closing:
        raise TemplateError(
            text, opening, "this slot is not closed", "Close it with }, or write {{ where a brace is meant."
        )
    name, equals, default = text[opening + 1 : closing].partition("=")
    name = name.strip()
    if not is_slot_name(name):
        what = f"{name[:_SHOWN]!r} is no name of a slot" if name else "the slot has no name"
        raise TemplateError(text, opening, what, f"{NAMING[0].upper()}{NAMING[1:]}.")
    if "\n" in default:
        raise TemplateError(text, opening, f"the default of {name} goes over a line", "Keep it on one line.")
    return Hole(name, default.strip() if equals else None, opening), closing + 1


def _check(text: str, holes: Sequence[Hole]) -> None:
    first: dict[str, Hole] = {}
    for hole in holes:
        before = first.get(hole.name)
        if before is None or before.default is None:
            first[hole.name] = hole
        elif hole.default not in (None, before.default):
            raise TemplateError(
                text,
                hole.offset,
                f"{hole.name} has two defaults, {(before.default or '')[:_SHOWN]!r} and "
                f"{(hole.default or '')[:_SHOWN]!r}",
                f"Give it one, and write {{{hole.name}}} elsewhere.",
            )
        if len(first) > MOST_SLOTS:
            raise TemplateError(text, hole.offset, "there are too many slots", f"{MOST_SLOTS} are the most.")
