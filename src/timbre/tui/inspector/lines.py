"""What a line of the inspector is: spans of text by role, and what is folded away.

Only data. Knows nothing of how lines are made or drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple, get_args

from rich.cells import cell_len

from timbre.tui.inspector.cells import cut
from timbre.tui.inspector.marks import Marks

if TYPE_CHECKING:
    from timbre.conversation.inspection import InspectedField

Role = Literal[
    "heading", "rule", "summary", "more", "label", "value", "default", "was", "arrow", "changed",
    "next", "heard", "stated", "implied", "set", "on", "off", "choice", "disabled", "note", "blank",
]  # fmt: skip
ROLES: tuple[str, ...] = get_args(Role)
INDENT = 3
"""Cells before a label: the cursor's bar, the fold mark, a space."""
SEED = "seed"


class Span(NamedTuple):
    """Some text of one role."""

    text: str
    role: Role


@dataclass(frozen=True)
class Line:
    """One line: `spans` from the left. `key` is "" where the cursor cannot be."""

    spans: tuple[Span, ...]
    kind: Literal["heading", "field", "more", "note"] = "note"
    key: str = ""
    """`group:Words`, `more:Words` or `field:bpm`."""
    field: InspectedField | None = None
    value_at: int = 0
    """First cell of what can be edited."""
    value_to: int = 0
    """The cell after it."""
    tells: str = ""
    """What the panel's foot says of a line that is no field."""

    @property
    def width(self) -> int:
        """In cells."""
        return sum(cell_len(span.text) for span in self.spans)


@dataclass(frozen=True)
class Folds:
    """What is folded away: names of groups, and the fields that nothing was said of."""

    groups: frozenset[str] = frozenset({"Presets", "Files"})
    unsaid: bool = True

    def turned(self, key: str) -> Folds:
        """With the heading or `more` line of `key` turned over."""
        kind, _, name = key.partition(":")
        if kind == "more":
            return Folds(self.groups, not self.unsaid)
        return Folds(self.groups ^ {name}, self.unsaid)


def locked(field: InspectedField) -> bool:
    """Whether the seed `field` is kept for every next take."""
    return field.source == "set"


def is_yes(value: str) -> bool:
    """Whether the value of a switch says that it is on."""
    return value.strip().lower() in ("on", "yes", "true")


def is_on(field: InspectedField) -> bool:
    """Whether the next take has the switch `field` on."""
    return is_yes(field.next or field.value)


def unsaid(field: InspectedField) -> bool:
    """Whether `field` is a wish that nobody had."""
    told = field.value or field.was or field.next or field.measured
    return field.group == "Words" and not told and field.source in ("default", "")


def fit(spans: Iterable[Span], width: int, marks: Marks) -> tuple[Span, ...]:
    """`spans` without what is beyond `width` cells; the last that is left ends in an ellipsis."""
    fitted: list[Span] = []
    for text, role in spans:
        size = cell_len(text)
        shown = cut(marks.shown(text), width, marks.ellipsis)
        if shown:
            fitted.append(Span(shown, role))
        width -= size
        if width < 0:
            break
    return tuple(fitted)
