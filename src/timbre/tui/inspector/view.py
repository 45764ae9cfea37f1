"""The list of fields: draws the lines of an inspection, moves a cursor over them, folds groups.

Knows nothing of what a field does: it posts what was asked of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Literal

from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from timbre.tui.inspector.brush import Brush, Look
from timbre.tui.inspector.layout import lay_out
from timbre.tui.inspector.lines import ROLES, SEED, Folds, Line
from timbre.tui.inspector.marks import Marks, marks_for

if TYPE_CHECKING:
    from textual import events

    from timbre.conversation.inspection import InspectedField, Inspection

Act = Literal["open", "type", "switch", "forth", "back", "clear"]
"""Change it, type a value, switch it, the next choice, the one before, take the setting back."""


class FieldView(ScrollView, can_focus=True, inherit_bindings=False):
    """The lines. Up, down, Home, End and Page keys move; Enter folds or asks for a change."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "inspector--line",
        "inspector--hover",
        "inspector--cursor",
        "inspector--bar",
        *(f"inspector--{role}" for role in ROLES),
    }
    DEFAULT_CSS = """
    FieldView {
        height: 1fr;
        overflow-x: hidden;
        overflow-y: auto;
        scrollbar-gutter: stable;
        scrollbar-size-vertical: 1;
        & > .inspector--heading { color: $text-secondary; text-style: bold; }
        & > .inspector--rule { color: $foreground 25%; }
        & > .inspector--summary, & > .inspector--note { color: $foreground 60%; }
        & > .inspector--more { color: $foreground 60%; text-style: italic; }
        & > .inspector--label { color: $foreground 65%; }
        & > .inspector--value { color: $foreground; text-style: bold; }
        & > .inspector--default { color: $foreground 65%; }
        & > .inspector--was, & > .inspector--arrow { color: $foreground 60%; }
        & > .inspector--changed { color: $text-accent; text-style: bold; }
        & > .inspector--next { color: $text-warning; text-style: bold; }
        & > .inspector--heard { color: $foreground 60%; text-style: italic; }
        & > .inspector--stated { color: $text-primary; }
        & > .inspector--implied { color: $foreground 60%; }
        & > .inspector--set { color: $text-warning; }
        & > .inspector--on { color: $text-success; }
        & > .inspector--off { color: $foreground 65%; }
        & > .inspector--choice { color: $foreground 45%; }
        & > .inspector--disabled { color: $foreground 38%; }
        & > .inspector--bar { color: $primary; text-style: bold; }
        & > .inspector--hover { background: $foreground 4%; }
        & > .inspector--cursor { background: $foreground 5%; }
        &:focus > .inspector--cursor { background: $primary 20%; }
    }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", "Up", show=False),
        Binding("down", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home", "edge(-1)", "First", show=False),
        Binding("end", "edge(1)", "Last", show=False),
        Binding("enter", "act('open')", "Change", show=False),
        Binding("number_sign", "act('type')", "Type a seed", show=False),
        Binding("greater_than_sign", "act('forth')", "Next choice", show=False),
        Binding("less_than_sign", "act('back')", "Choice before", show=False),
        Binding("backspace,delete", "act('clear')", "Take back", show=False),
    ]

    class Moved(Message):
        """The cursor is on another line, or its line changed."""

    class Acted(Message):
        """`field` should be changed."""

        def __init__(self, field: InspectedField, act: Act) -> None:
            super().__init__()
            self.field = field
            self.act = act

    def __init__(self) -> None:
        super().__init__()
        self.lines: tuple[Line, ...] = ()
        self._inspection: Inspection | None = None
        self._folds = Folds()
        self._marks: Marks = marks_for("")
        self._cursor = 0
        self._wanted = ""
        """Key of the line the user went to; the cursor is back there as soon as there is such a line again."""
        self._hover = -1
        self._laid_width = 0
        self._brush = Brush(self)

    def on_mount(self) -> None:
        """Learn what the terminal can show."""
        self._marks = marks_for(getattr(self.app, "glyphs", "braille"))
        self._brush.clear(self._marks)

    def show(self, inspection: Inspection) -> None:
        """Show `inspection`; the cursor stays on its field, the list where it is scrolled to."""
        self._inspection = inspection
        self._lay()

    def line(self) -> Line | None:
        """The line under the cursor."""
        return self.lines[self._cursor] if 0 <= self._cursor < len(self.lines) else None

    def field(self, name: str) -> InspectedField | None:
        """The field called `name`, folded away or not."""
        fields = self._inspection.fields if self._inspection else ()
        return next((each for each in fields if each.name == name), None)

    def place(self, name: str) -> Region | None:
        """Where the value of the field `name` is, in the visible part of this widget; None where it cannot be seen."""
        row = self._row(f"field:{name}") - self.scroll_offset.y
        if not 0 <= row < self.scrollable_content_region.height:
            return None
        line = self.lines[row + self.scroll_offset.y]
        return Region(line.value_at, row, max(1, self._laid_width - line.value_at), 1)

    def go_to(self, name: str) -> None:
        """Put the cursor on the field `name`, unfolding what hides it."""
        field = self.field(name)
        if field is None:
            return
        for key in (f"group:{field.group}", f"more:{field.group}"):
            if self._row(f"field:{name}") < 0 and self._row(key) >= 0:
                self._turn(key)
        self._put_cursor(self._row(f"field:{name}"))

    def _row(self, key: str) -> int:
        return next((row for row, line in enumerate(self.lines) if key and line.key == key), -1)

    def _lay(self) -> None:
        self._laid_width = self.scrollable_content_region.width or self._laid_width  # 0 while it is hidden
        if self._inspection is None or self._laid_width <= 0:
            return
        began = bool(self.lines)
        self.lines = lay_out(self._inspection, self._laid_width, self._folds, self._marks)
        self._brush.forget_lines()
        row = self._row(self._wanted)
        if row < 0:
            row = self._nearest(self._cursor, 1) if began else self._first()
        self._cursor = row
        self.virtual_size = Size(self._laid_width, len(self.lines))
        self.refresh()
        self.post_message(self.Moved())

    def _first(self) -> int:
        """The first field, or the first line there is."""
        rows = [row for row, line in enumerate(self.lines) if line.kind == "field"]
        return rows[0] if rows else 0

    def _nearest(self, row: int, step: int) -> int:
        """The line nearest to `row` the cursor can be on, looking in the direction of `step` first."""
        rows = [each for each, line in enumerate(self.lines) if line.key]
        ahead = [each for each in rows if (each - row) * step >= 0]
        if ahead:
            return min(ahead, key=lambda each: abs(each - row))
        return min(rows, key=lambda each: abs(each - row), default=0)

    def _put_cursor(self, row: int) -> None:
        if not 0 <= row < len(self.lines):
            return
        before, self._cursor = self._cursor, row
        self._wanted = self.lines[row].key
        self.refresh_line(before)
        self.refresh_line(row)
        top = 0 if row <= self._nearest(0, 1) else row
        self.scroll_to_region(Region(0, top, self._laid_width, row - top + 1), animate=False, force=True)
        if before != row:
            self.post_message(self.Moved())

    def action_move(self, step: int) -> None:
        """One line on or back; past the last, to the end of what there is to read."""
        row = self._nearest(self._cursor + step, step)
        if (row - self._cursor) * step > 0:
            self._put_cursor(row)
        elif step > 0:
            self.scroll_end(animate=False)
        else:
            self.scroll_home(animate=False)

    def action_page(self, step: int) -> None:
        """One screen on or back."""
        page = max(1, self.scrollable_content_region.height - 1)
        row = min(max(0, self._cursor + step * page), max(0, len(self.lines) - 1))
        self._put_cursor(self._nearest(row, step))

    def action_edge(self, step: int) -> None:
        """To the first or the last line."""
        self._put_cursor(self._nearest(0 if step < 0 else len(self.lines) - 1, step))
        if step > 0:
            self.scroll_end(animate=False)

    def action_act(self, act: Act) -> None:
        """Ask for a change of the field under the cursor, or fold its group."""
        line = self.line()
        if line is None:
            return
        if line.field is not None:
            self.post_message(self.Acted(line.field, act))
        elif act == "open" and line.key:
            self._turn(line.key)

    def _turn(self, key: str) -> None:
        self._folds = self._folds.turned(key)
        self._lay()

    def on_click(self, event: events.Click) -> None:
        """A heading folds; a value opens, a switch switches; elsewhere the cursor goes there."""
        row = event.y + self.scroll_offset.y
        if not 0 <= row < len(self.lines) or event.x >= self._laid_width:
            return
        line = self.lines[row]
        if not line.key:
            return
        self._put_cursor(row)
        field = line.field
        if field is None:
            self._turn(line.key)
        elif field.name == SEED:
            digits = line.value_at <= event.x < line.value_to
            self.post_message(self.Acted(field, "type" if digits else "open"))
        elif field.kind == "switch" or event.x >= line.value_at:
            self.post_message(self.Acted(field, "open"))

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """The line under the pointer stands out."""
        row = event.y + self.scroll_offset.y
        self._hovered(row if 0 <= row < len(self.lines) and self.lines[row].key else -1)

    def on_leave(self) -> None:
        """The pointer is elsewhere."""
        self._hovered(-1)

    def _hovered(self, row: int) -> None:
        if row != self._hover:
            before, self._hover = self._hover, row
            for each in (before, row):
                if each >= 0:
                    self.refresh_line(each)

    def on_resize(self) -> None:
        """Another width means other lines."""
        if self.scrollable_content_region.width != self._laid_width:
            self._lay()

    def notify_style_update(self) -> None:
        """Another theme, or the focus came or went."""
        super().notify_style_update()
        self._brush.clear()

    def watch_has_focus(self, has_focus: bool) -> None:
        """The cursor looks different with the focus."""
        super().watch_has_focus(has_focus)
        self.refresh_line(self._cursor)

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        row = y + self.scroll_offset.y
        width = self.size.width
        if not 0 <= row < len(self.lines):
            return Strip.blank(width, self.rich_style)
        at_cursor = row == self._cursor
        lit = at_cursor and self.has_focus
        hovered = row == self._hover and not at_cursor
        return self._brush.strip(row, self.lines[row], width, Look(at_cursor, lit, hovered))
