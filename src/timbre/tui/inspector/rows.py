"""One field as one line: its name, its value with what differs, and where that is from at the right edge.

Pure. Knows nothing of groups, widgets, colours or keys.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rich.cells import cell_len

from timbre.model.text import counted
from timbre.tui.inspector.cells import cut, plain
from timbre.tui.inspector.lines import INDENT, SEED, Line, Role, Span, fit, is_on, is_yes, locked
from timbre.tui.inspector.marks import Marks

if TYPE_CHECKING:
    from timbre.conversation.inspection import InspectedField


@dataclass(frozen=True)
class Rows:
    """Makes lines of at most `width` cells, values beginning after `label_width` cells of name."""

    width: int
    label_width: int
    marks: Marks

    def toggle(self, field: InspectedField) -> Line:
        """A line of a group of switches: the mark, then the name."""
        on = is_on(field)
        text = f"{self.marks.on if on else self.marks.off} {plain(field.label)}"
        if not field.enabled:
            return self.put(field, "", [Span(text, "disabled")], INDENT)
        spans = [Span(text, "on" if on else "off")]
        before = field.value if field.next and field.next != field.value else field.was
        if before:
            now: Role = "next" if field.next else "changed"
            spans += [Span("  ", "blank"), Span(plain(before), "was")]
            spans += [Span(f" {self.marks.next if field.next else self.marks.arrow} ", "arrow")]
            spans += [Span("on" if on else "off", now)]
        return self.put(field, "", spans, INDENT)

    def row(self, field: InspectedField) -> Line:
        """Label, value and where that is from."""
        label = cut(plain(field.label), self.label_width, self.marks.ellipsis)
        label += " " * (self.label_width + 1 - cell_len(label))
        at = INDENT + self.label_width + 1
        return self.put(field, label, list(self.values(field)), at)

    def values(self, field: InspectedField) -> Iterator[Span]:
        marks = self.marks
        value = plain(field.value)
        role: Role = "default" if field.source in ("default", "") or not value else "value"
        if field.name == SEED:
            kept = locked(field)
            yield Span(f"{marks.on if kept else marks.off} ", "on" if kept else "off")
            value = value or ("" if field.next else "any")
        elif field.kind == "switch":
            on = is_yes(value)
            value = f"{marks.on if on else marks.off} {value or 'off'}"
            role = "on" if on else "off"
        usual = plain(field.because) if field.group == "Words" and field.source == "default" else ""
        shown = value or ("" if field.was or field.next else usual) or marks.nothing
        if not field.enabled:
            yield Span(value or plain(field.why) or marks.nothing, "disabled")
            return
        coming = plain(field.next)
        if field.was:
            yield from self.difference(plain(field.was), _without_unit(shown, coming))
        elif value or not coming:
            yield Span(_without_unit(shown, coming), role)
        if coming:
            yield Span(f"{' ' if field.was or value else ''}{marks.next} ", "arrow")
            yield Span(coming, "next")
        if field.kind == "choice":
            yield Span(f" {marks.choose}", "choice")

    def difference(self, was: str, now: str) -> Iterator[Span]:
        """What is another than in the take before; of a list, what came and went, then what stayed."""
        before, after = was.split(", "), now.split(", ")
        kept = [each for each in after if each in before]
        if not kept or len(kept) == len(after) == len(before):
            yield Span(_without_unit(was, now), "was")
            yield Span(f" {self.marks.arrow} ", "arrow")
            yield Span(now, "changed")
            return
        for each in after:
            if each not in before:
                yield Span(f"+{each} ", "changed")
        for each in before:
            if each not in after:
                yield Span(f"{self.marks.minus}{each} ", "was")
        yield Span(", ".join(kept), "value")

    def put(self, field: InspectedField, label: str, values: list[Span], at: int) -> Line:
        """The line with its source at the right edge, as much of that as there is room for."""
        used = at + sum(cell_len(span.text) for span in values)
        room = self.width - used - 1
        heard = self.heard(field, room)
        if heard is not None:
            values.append(heard)
            used += cell_len(heard.text)
            room -= cell_len(heard.text)
        source = self.source(field, room - 1)
        indent = Span(" " * INDENT, "blank")
        spans = [indent, Span(label, "label" if field.enabled else "disabled"), *values]
        if source is not None:
            gap = self.width - 1 - used - cell_len(source.text)
            spans += [Span(" " * gap, "blank"), source]
        fitted = fit(spans, self.width - 1, self.marks)
        editable = at + 2 if field.name == SEED else at
        return Line(fitted, "field", f"field:{field.name}", field, editable, max(editable + 1, used))

    def heard(self, field: InspectedField, room: int) -> Span | None:
        """What was measured, where it is not what was asked, in at most `room` cells less a few for the source."""
        value = plain(field.value)
        heard = plain(field.measured).partition(",")[0]
        if not heard or heard == value or not field.enabled:
            return None
        source = self.source(field, 12)
        room -= cell_len(source.text) + 2 if source is not None else 0
        short = octave(field) or _without_unit(heard, value)
        fitting = (text for text in (f" ({short} heard)", f" ({short})") if cell_len(text) <= room)
        text = next(fitting, "")
        return Span(text, "heard") if text else None

    def source(self, field: InspectedField, room: int) -> Span | None:
        """Where a value is from, in at most `room` cells; only its sign where there is little."""
        marks, because = self.marks, plain(field.because)
        role: Role
        if not field.enabled:
            text, sign, role = plain(field.why) if field.value else "", "", "disabled"
        elif field.name == SEED:
            text, sign, role = ("locked" if locked(field) else "free"), "", "set" if locked(field) else "off"
        elif field.source == "set":
            text, sign, role = f"{marks.pin} set", marks.pin, "set"
        elif field.source == "stated":
            text, sign, role = because, marks.quotes, "stated"
        elif field.source == "implied":
            text, sign, role = f"{marks.follows} {because}", marks.follows, "implied"
        else:
            return None
        if cell_len(text) > room >= 8:
            text = cut(text, room, marks.ellipsis)
        elif cell_len(text) > room:
            text = sign
        return Span(text, role) if text and cell_len(text) <= room else None


def octave(field: InspectedField) -> str:
    """`double time` and the like where the tempo heard is the same beat counted otherwise."""
    if field.name != "bpm":
        return ""
    asked, heard = (plain(text).partition(" ")[0] for text in (field.value, field.measured))
    try:
        return counted(float(heard), float(asked))
    except (ValueError, ZeroDivisionError):
        return ""


def _without_unit(text: str, other: str) -> str:
    """`text` without its last word where `other` ends in the same: `80 bpm` beside `68 bpm` is `80`."""
    head, _, unit = text.rpartition(" ")
    same = head and unit == other.rpartition(" ")[2] and head[-1:].isdigit()
    return head if same else text
