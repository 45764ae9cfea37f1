"""The inspector: what the words mean and what the next take will have, edited where it stands.

Knows nothing of the conversation: it shows the Inspection it is given and says lines such as `/set bpm 90`.
"""

from __future__ import annotations

import shlex
import time
from typing import TYPE_CHECKING, Any

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Static

from timbre.tui.inspector.cells import cut, plain
from timbre.tui.inspector.editor import Given, Left, ValueInput, ValueList
from timbre.tui.inspector.lines import SEED, is_on, locked
from timbre.tui.inspector.marks import marks_for
from timbre.tui.inspector.story import Told, can_take_back, told
from timbre.tui.inspector.view import FieldView
from timbre.tui.messages import Say

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

    from timbre.conversation.inspection import InspectedField, Inspection

_TONES = {
    "head": "bold $foreground",
    "said": "$foreground 70%",
    "warning": "$text-warning",
    "error": "bold $text-error",
}
_EDITOR_MIN_CELLS = 14
_ANSWER_SECONDS = 3.0
"""A refusal that comes later is of something else."""
_NO_TEXT = ("none", "lock", "unlock")
"""Values that nobody typed."""


class Inspector(Widget):
    """Every field with its value, its source and its difference; posts `Say`."""

    DEFAULT_CSS = """
    Inspector {
        layout: vertical;
        layers: below above;
        height: 1fr;
        width: 1fr;
        & > #inspector-title {
            height: 1;
            padding: 0 1;
            text-style: bold;
            text-wrap: nowrap;
            text-overflow: ellipsis;
        }
        & > #inspector-foot {
            height: 5;
            padding: 0 1;
            border-top: solid $foreground 20%;
            text-wrap: nowrap;
        }
        &.-ascii > #inspector-foot { border-top: ascii $foreground 20%; }
    }
    """

    def __init__(self, **widget: Any) -> None:
        super().__init__(**widget)
        self._inspection: Inspection | None = None
        self._title = Static("", id="inspector-title", markup=False)
        self._view = FieldView()
        self._foot = Static("", id="inspector-foot", markup=False)
        self._foot_lines = 4
        self._editor: ValueInput | ValueList | None = None
        self._edited = ""
        """Name of the field the editor is for."""
        self._said = ("", "", 0.0)
        """Name of the field set here and not answered yet, the value that was asked for, and when."""
        self._asked: dict[str, str] = {}
        """Values asked for since the last inspection, so that quick steps add up."""
        self._error = ("", "")
        """Name of the field whose value was refused, and why."""

    def compose(self) -> ComposeResult:
        """Title, fields, foot."""
        yield self._title
        yield self._view
        yield self._foot

    def on_mount(self) -> None:
        """Plain signs where the terminal has no others."""
        self.set_class(getattr(self.app, "glyphs", "braille") == "ascii", "-ascii")
        self.watch(self._view, "scroll_y", self._place, init=False)

    def on_resize(self, event: events.Resize) -> None:
        """A low panel keeps its lines for the fields."""
        height = event.size.height
        self._foot_lines = (
            5 if height >= 30 else 4 if height >= 18 else 3 if height >= 12 else 2 if height >= 8 else 0
        )
        self._foot.display = self._foot_lines > 0
        self._foot.styles.height = self._foot_lines + 1
        self.call_after_refresh(self._place)
        self.call_after_refresh(self._tell)

    def focus(self, scroll_visible: bool = True) -> Inspector:
        """Give the list of fields the focus."""
        self._view.focus(scroll_visible)
        return self

    def show(self, inspection: Inspection) -> None:
        """Show `inspection`. Cursor, scroll, folds and an open editor stay; nothing happens if it is the same."""
        if inspection == self._inspection:
            return
        self._inspection = inspection
        self._asked.clear()
        self._said = ("", "", 0.0)
        self._title.update(Content(plain(inspection.title)))
        self._view.show(inspection)
        field = self._view.field(self._edited)
        if self._editor is not None and (field is None or not field.enabled):
            self._close()
        self.call_after_refresh(self._place)

    def reject(self, message: str) -> None:
        """Tell at the foot why the value just given here was refused, and take its text up again.

        Nothing happens where nothing was set here just now: the refusal is of something else.
        """
        name, text, when = self._said
        self._said = ("", "", 0.0)
        field = self._view.field(name)
        if field is None or time.monotonic() - when > _ANSWER_SECONDS:
            return
        self._asked.pop(name, None)
        self._error = (name, message)
        focused = self.screen.focused
        if focused is None or self in focused.ancestors:
            self._view.go_to(name)
            if field.enabled and field.kind == "text" and text not in _NO_TEXT:
                self._type(field, text)
        self._tell()

    @on(FieldView.Acted)
    def _act(self, event: FieldView.Acted) -> None:
        event.stop()
        field = event.field
        if event.act == "clear":
            if can_take_back(field):
                self._say(field, "none")
            return
        if not field.enabled or field.kind == "fact" or not field.line:
            return
        if field.name == SEED:
            if event.act == "type":
                self._type(field, self._now(field))
            elif event.act == "open":
                self._say(field, "unlock" if locked(field) else "lock")
        elif field.kind == "switch" and event.act == "open":
            on_now = self._asked.get(field.name, "on" if is_on(field) else "off") == "on"
            self._say(field, "off" if on_now else "on")
        elif field.kind == "choice" and event.act in ("forth", "back"):
            self._step(field, 1 if event.act == "forth" else -1)
        elif field.kind == "choice" and event.act == "open" and field.choices:
            self._choose(field)
        elif field.kind == "text" and event.act == "open":
            self._type(field, self._now(field))

    def _now(self, field: InspectedField) -> str:
        """What the next take will have as far as is known here."""
        now = self._asked.get(field.name, field.next or field.value)
        return "" if now in ("–", "none") else now

    def _step(self, field: InspectedField, step: int) -> None:
        if not field.choices:
            return
        now = self._now(field)
        before = field.choices.index(now) if now in field.choices else (-1 if step > 0 else 0)
        self._say(field, field.choices[(before + step) % len(field.choices)])

    def _say(self, field: InspectedField, value: str) -> None:
        self._said = (field.name, value, time.monotonic())
        self._asked[field.name] = value
        self._error = ("", "")
        quoted = shlex.quote(value) if set(value) & set("'\"\\") else value
        self.post_message(Say(field.line.replace("{}", quoted)))
        self._tell()

    def _type(self, field: InspectedField, text: str) -> None:
        self._open(field, ValueInput(plain(text), field.valid))

    def _choose(self, field: InspectedField) -> None:
        mark = marks_for(getattr(self.app, "glyphs", "braille")).on
        self._open(field, ValueList(field.choices, self._now(field), mark))

    def _open(self, field: InspectedField, editor: ValueInput | ValueList) -> None:
        self._close()
        self._editor, self._edited = editor, field.name
        self.mount(editor)
        self._place()
        editor.focus(scroll_visible=False)
        self._tell()

    def _close(self, *, refocus: bool = True) -> None:
        editor, self._editor, self._edited = self._editor, None, ""
        if editor is None:
            return
        if refocus:
            self._view.focus(scroll_visible=False)
        editor.remove()
        self._tell()

    def _place(self) -> None:
        """Put the editor where its value is; out of sight with it."""
        editor = self._editor
        if editor is None:
            return
        place = self._view.place(self._edited)
        editor.styles.visibility = "hidden" if place is None else "visible"
        if place is None:
            return
        x, y = place.x, place.y + 1
        if isinstance(editor, ValueInput):
            right = place.right
            x = max(0, min(x, right - _EDITOR_MIN_CELLS))
            editor.styles.width = max(1, right - x)
            editor.styles.offset = (x, y)
        else:
            editor.styles.offset = (max(0, x - 3), y + 1)

    @on(Given)
    def _given(self, event: Given) -> None:
        event.stop()
        if event.editor is not self._editor:
            return
        field = self._view.field(self._edited)
        self._close()
        if field is None:
            return
        pinned = field.source == "set" or bool(field.next)
        if not event.value:
            if can_take_back(field):
                self._say(field, "none")
        elif not (pinned and event.value == plain(self._now(field))):
            self._say(field, event.value)

    @on(Left)
    def _left(self, event: Left) -> None:
        event.stop()
        if event.editor is self._editor:
            self._error = ("", "")
            self._close(refocus=not event.lost_focus)

    @on(Input.Changed)
    @on(Input.Submitted)
    def _typed(self, event: Input.Changed | Input.Submitted) -> None:
        event.stop()

    @on(FieldView.Moved)
    def _moved(self, event: FieldView.Moved) -> None:
        event.stop()
        line = self._view.line()
        if self._error[0] and (line is None or line.key != f"field:{self._error[0]}"):
            self._error = ("", "")
        self._tell()

    def _tell(self) -> None:
        """Fill the foot with the story of the line under the cursor."""
        width = max(1, self._view.size.width - 2)
        line = self._view.line()
        lines: list[Told] = []
        if line is not None and line.field is not None:
            name = line.field.name
            error = self._error[1] if self._error[0] == name else ""
            editing = self._editor is not None and self._edited == name
            lines = told(line.field, width, self._foot_lines, error=error, editing=editing)
        elif line is not None and line.tells:
            lines = [Told(cut(line.tells, width), "said")]
        marks = marks_for(getattr(self.app, "glyphs", "braille"))
        content = Content("\n").join(
            Content.styled(marks.shown(each.text), _TONES[each.tone]) for each in lines
        )
        self._foot.update(content)
