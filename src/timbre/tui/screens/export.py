"""The export dialog: format, bits, stems, MIDI and where to; it gives back the `/export` line that says so.

Knows nothing of how files are written; what can be typed is all it can ask for.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from textual import on, work
from textual.binding import Binding, BindingType
from textual.screen import ModalScreen
from textual.widgets import Button, Input

from timbre.errors import InvalidInputError, TimbreError
from timbre.model.text import clean
from timbre.tui.cells import one_line
from timbre.tui.screens.choice import Choice, Tick
from timbre.tui.screens.export_form import ExportForm
from timbre.tui.screens.export_line import (
    BITS,
    FORMATS,
    LOSSLESS,
    Wish,
    format_of_name,
    free_name,
    judge,
    line_of,
    name_for,
    target,
)

if TYPE_CHECKING:
    from textual import events
    from textual.app import ComposeResult

ROOMY_ROWS = 26


class ExportScreen(ModalScreen[str | None]):
    """Ask how take `number` shall be exported. The answer is an `/export` line, or None.

    `capabilities` are those of the take's engine; `name` is the suggested file name, with or without an ending:
    where it is taken, the next free one is suggested.
    """

    AUTO_FOCUS = "#format"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Cancel", show=False),
        Binding("enter", "export", "Export", show=False),
        Binding("up", "app.focus_previous", "Before", show=False),
        Binding("down", "app.focus_next", "After", show=False),
    ]
    DEFAULT_CSS = """
    ExportScreen { align: center middle; background: $background 60%; }
    """

    def __init__(
        self,
        number: int,
        title: str,
        folder: Path,
        name: str,
        capabilities: Collection[str] = (),
        audio_format: str = "wav",
        bits: str = "16",
    ) -> None:
        super().__init__()
        audio_format = audio_format if audio_format in FORMATS else "wav"
        self._bits = bits if bits in BITS else "16"
        """The wish, where the format can have it."""
        self._file_name = clean(name)
        self._suggested = name_for(self._file_name, audio_format)
        """What the file is called while the user has not said otherwise."""
        first = Wish(number, audio_format, self._bits, _typeable(folder), self._suggested)
        self._form = ExportForm(first, one_line(title), capabilities, id="dialog")

    def compose(self) -> ComposeResult:
        """The form alone."""
        yield self._form

    def on_mount(self) -> None:
        """Show what the first choice means."""
        self._changed()

    def on_resize(self, event: events.Resize) -> None:
        """Air where there is room for it."""
        self._form.set_class(event.size.height >= ROOMY_ROWS, "-roomy")
        self.call_after_refresh(self._show_line)

    def action_cancel(self) -> None:
        """Leave; nothing is exported."""
        self.dismiss(None)

    def action_export(self) -> None:
        """Give back the line, if it can be done."""
        self._finish()

    def on_click(self, event: events.Click) -> None:
        """A click beside the dialog leaves it."""
        if event.widget is self:
            self.action_cancel()

    @on(Button.Pressed, "#export")
    @on(Input.Submitted)
    def _confirmed(self) -> None:
        self.action_export()

    @on(Button.Pressed, "#cancel")
    def _cancelled(self) -> None:
        self.action_cancel()

    @on(Choice.Changed, "#format")
    def _format_changed(self, event: Choice.Changed) -> None:
        name = self._form.field("name")
        if name.value == self._suggested:
            self._suggested = name.value = name_for(self._file_name, event.value)
        else:
            name.value = name_for(name.value, event.value)
        self._elsewhere()

    @on(Choice.Changed, "#bits")
    def _bits_changed(self, event: Choice.Changed) -> None:
        if self._form.choice("format").value == "wav" or event.value != "24":
            self._bits = event.value
        self._changed()

    @on(Input.Changed)
    @on(Tick.Changed, "#stems")
    @on(Tick.Changed, "#midi")
    def _field_changed(self) -> None:
        said = format_of_name(self._form.field("name").value)
        if said and said != self._form.choice("format").value:
            self._form.choice("format").value = said
        self._elsewhere()

    @on(Tick.Changed, "#force")
    def _forced(self) -> None:
        self._changed()

    def _elsewhere(self) -> None:
        """Other files are meant now: leave to replace the last ones does not hold for them."""
        self._form.tick("force").value = False
        self._changed()

    def _changed(self) -> None:
        """Show what the choice means now, and look whether it can be written."""
        audio_format, bits = self._form.choice("format").value, self._form.choice("bits")
        bits.disabled = audio_format not in LOSSLESS
        bits.off = frozenset({"float"}) if audio_format == "flac" else frozenset()
        if audio_format == "flac" and bits.value == "float":
            bits.value = "24"
        elif audio_format == "wav" and self._bits == "float":
            bits.value = "float"
        self._form.explain(audio_format, bits.value)
        self._show_line()
        self._check()

    def _show_line(self) -> None:
        wish = self._form.wish
        try:
            self._form.show_line(str(target(wish)), line_of(wish))
        except InvalidInputError:
            self._form.show_line("", "")

    @work(group="check", exclusive=True)
    async def _check(self) -> None:
        wish = self._form.wish
        verdict = await asyncio.to_thread(judge, wish)
        if verdict.kind == "exists" and wish.name == self._suggested:
            with suppress(TimbreError):
                free = await asyncio.to_thread(free_name, wish)
                if wish == self._form.wish:
                    self._suggested = self._form.field("name").value = free
                    return
        if wish == self._form.wish:
            self._form.judged(verdict)

    @work(group="finish", exclusive=True)
    async def _finish(self) -> None:
        wish = self._form.wish
        verdict = await asyncio.to_thread(judge, wish)
        self._form.judged(verdict)
        if verdict.kind == "exists":
            self._form.tick("force").focus()
        elif verdict.kind == "wrong":
            self._form.field(verdict.field).focus()
        else:
            self.dismiss(line_of(wish))


def _typeable(folder: Path) -> str:
    """The folder as one would type it: from home where it lies there."""
    try:
        return str("~" / folder.absolute().relative_to(Path.home()))
    except (ValueError, RuntimeError):
        return str(folder)
