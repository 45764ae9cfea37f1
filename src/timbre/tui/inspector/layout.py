"""An inspection as lines of a given width: headings that fold, one line a field, what was not said hidden.

Pure. Knows nothing of widgets, colours or keys; a span's role says what it is, the view how that looks.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from timbre.tui.inspector.cells import cut, plain, wrap
from timbre.tui.inspector.lines import INDENT, Folds, Line, Span, fit, is_on, unsaid
from timbre.tui.inspector.marks import UNICODE, Marks
from timbre.tui.inspector.rows import Rows

if TYPE_CHECKING:
    from timbre.conversation.inspection import InspectedField, Inspection

ABOUT_WORDS = "Words"
"""The group after which notes and words that changed nothing are told."""


def lay_out(
    inspection: Inspection, width: int, folds: Folds | None = None, marks: Marks = UNICODE
) -> tuple[Line, ...]:
    """The lines of `inspection`, none of them wider than `width` cells (1 or more)."""
    return tuple(_Layout(max(1, width), folds or Folds(), marks).lines(inspection))


@dataclass(frozen=True)
class _Layout:
    width: int
    folds: Folds
    marks: Marks

    def lines(self, inspection: Inspection) -> Iterator[Line]:
        groups: dict[str, list[InspectedField]] = {}
        for field in inspection.fields:
            if field.kind != "fact" or field.value or field.was or field.group == "Words":
                groups.setdefault(field.group, []).append(field)
        switches = {name for name, fields in groups.items() if all(each.kind == "switch" for each in fields)}
        labels = [cell_len(each.label) for each in inspection.fields if each.group not in switches]
        names = min(max(labels, default=0), max(5, self.width * 36 // 100))
        rows = Rows(self.width, names, self.marks)
        for name, fields in groups.items():
            yield self.heading(name, fields, inspection)
            if not self.folded(name, fields):
                yield from self.fields(fields, rows, name in switches)
            if name == ABOUT_WORDS:
                yield from self.notes(inspection)
        if ABOUT_WORDS not in groups:
            yield from self.notes(inspection)

    def fields(self, fields: list[InspectedField], rows: Rows, switches: bool) -> Iterator[Line]:
        """What is in a group: all that was said, and a line for the rest."""
        hidden = [each for each in fields if unsaid(each)]
        for field in fields:
            if not unsaid(field):
                yield rows.toggle(field) if switches else rows.row(field)
        if hidden:
            yield self.more(fields[0].group, hidden)
            if not self.folds.unsaid:
                yield from map(rows.row, hidden)

    def folded(self, name: str, fields: list[InspectedField]) -> bool:
        """Whether a group is folded away; one nothing of which can be set is, until it is unfolded."""
        return (name in self.folds.groups) != _unable(fields)

    def heading(self, name: str, fields: list[InspectedField], inspection: Inspection) -> Line:
        folded = self.folded(name, fields)
        mark = self.marks.folded if folded else self.marks.unfolded
        spans = [Span(f" {mark} ", "rule"), Span(plain(name), "heading"), Span(" ", "blank")]
        rest = self.width - sum(cell_len(span.text) for span in spans) - 1
        if folded:
            if _unable(fields):
                engine = next((plain(each.value) for each in inspection.fields if each.name == "engine"), "")
                told = f"{engine or 'the engine'} takes none"
            else:
                told = _summary(fields)
            spans.append(Span(cut(told, rest, self.marks.ellipsis), "summary"))
        else:
            spans.append(Span(self.marks.rule * rest, "rule"))
        tells = f"Enter {'unfolds' if folded else 'folds'} it."
        return Line(fit(spans, self.width, self.marks), "heading", f"group:{name}", tells=tells)

    def more(self, name: str, hidden: list[InspectedField]) -> Line:
        text = f"{len(hidden)} {'more ' if self.folds.unsaid else ''}not said"
        mark = self.marks.ellipsis if self.folds.unsaid else self.marks.unfolded
        names = ", ".join(plain(each.label) for each in hidden)
        spans = (Span(" " * INDENT, "blank"), Span(f"{mark} {text}", "more"))
        return Line(
            fit(spans, self.width, self.marks), "more", f"more:{name}", tells=f"Nothing was said of {names}."
        )

    def notes(self, inspection: Inspection) -> Iterator[Line]:
        told = [plain(note) for note in inspection.notes if plain(note)]
        ignored = ", ".join(plain(word) for word in inspection.ignored)
        if ignored:
            told.append(f"changed nothing: {ignored}")
        for text in told:
            for index, line in enumerate(wrap(text, self.width - INDENT - 1)):
                begin = f" {self.marks.note} " if index == 0 else " " * INDENT
                yield Line(fit((Span(begin, "rule"), Span(line, "note")), self.width, self.marks))


def _unable(fields: list[InspectedField]) -> bool:
    """Whether nothing of a group can be set now."""
    return len(fields) > 1 and not any(field.enabled for field in fields)


def _summary(fields: list[InspectedField]) -> str:
    """A folded group in a few words."""
    on = [plain(each.label) for each in fields if each.kind == "switch" and is_on(each)]
    if all(each.kind == "switch" for each in fields):
        return ", ".join(on) if on else "none on"
    said = [plain(each.next or each.value) for each in fields if each.kind != "switch"]
    return ", ".join([each for each in said if each] + on)
