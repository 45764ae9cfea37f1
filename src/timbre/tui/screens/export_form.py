"""The fields of the export dialog, a row a question, and what is chosen in them.

Knows nothing of the disk, or of what the choice leads to.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from timbre.model.text import clean
from timbre.tui.cells import cut_start
from timbre.tui.screens.choice import Choice, Tick
from timbre.tui.screens.export_line import BITS, FORMATS, LOSSLESS, Verdict, Wish

if TYPE_CHECKING:
    from textual.app import ComposeResult

_MARKS = {"fine": "✓", "new folder": "✓", "exists": "!", "wrong": "✗"}


class ExportForm(VerticalScroll, can_focus=False):
    """The dialog's inside. `first` is what is chosen at the beginning; `words` is what the take was made of."""

    DEFAULT_CSS = """
    ExportForm {
        width: 78; max-width: 100%; height: auto; max-height: 100%;
        border: round $accent; background: $surface; padding: 0 1;
        border-title-color: $accent; border-title-style: bold; border-subtitle-color: $text-muted;
        .row { height: 1; }
        .label { width: 9; color: $text-muted; }
        .note { height: 1; padding-left: 10; color: $text-muted; text-wrap: nowrap; text-overflow: ellipsis; }
        #words { height: 1; text-wrap: nowrap; text-overflow: ellipsis; text-style: italic; }
        Input { width: 1fr; border: none; height: 1; padding: 0 1; background: $panel; }
        Input:focus { border: none; background: $foreground 15%; }
        #path { color: $foreground; }
        #verdict.-fine { color: $success; }
        #verdict.-exists { color: $warning; }
        #verdict.-wrong { color: $error; }
        #line { height: auto; max-height: 3; padding: 0 1; color: $primary; background: $panel; }
        #buttons { height: 1; align-horizontal: right; }
        Button { margin-left: 2; min-width: 12; }
        &.-roomy {
            padding: 1 2;
            #path { height: auto; max-height: 2; text-wrap: wrap; }
            .gap { margin-top: 1; }
            #buttons { margin-top: 1; }
        }
    }
    """

    def __init__(self, first: Wish, words: str, capabilities: Collection[str], **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self._first, self._words, self._capabilities = first, words, capabilities
        self.border_title = f"Export take {first.number}"
        self.border_subtitle = "Tab moves · ←→ chooses · Space ticks"

    def compose(self) -> ComposeResult:
        """One row a question."""
        first = self._first
        yield Static(Content(self._words), id="words")
        with Horizontal(classes="row gap"):
            yield Static("Format", classes="label")
            yield Choice({name: name.upper() for name in FORMATS}, first.audio_format, id="format")
        yield Static("", id="format-note", classes="note")
        with Horizontal(classes="row"):
            yield Static("Bits", classes="label")
            yield Choice({name: name for name in BITS}, first.bits, id="bits")
        yield Static("", id="bits-note", classes="note")
        for name, label, note, heading in (
            ("stems", "stems", "each instrument group as its own file", "Also"),
            ("midi", "MIDI", "the notes, for another instrument or program", ""),
        ):
            able = name in self._capabilities
            with Horizontal(classes="row gap" if heading else "row"):
                yield Static(heading, classes="label")
                yield Tick(label, note if able else "this take's engine has none", id=name, disabled=not able)
        with Horizontal(classes="row gap"):
            yield Static("Folder", classes="label")
            yield Input(first.folder, id="folder", select_on_focus=False)
        with Horizontal(classes="row"):
            yield Static("File", classes="label")
            yield Input(first.name, id="name", select_on_focus=False)
        yield Static("", id="path", classes="note")
        yield Static("", id="verdict", classes="note")
        with Horizontal(classes="row", id="force-row"):
            yield Static("", classes="label")
            yield Tick("replace it", "what is there now is lost", id="force")
        yield Static("", id="line", classes="gap")
        with Horizontal(id="buttons"):
            yield Button("Cancel", id="cancel", compact=True)
            yield Button("Export", id="export", variant="primary", compact=True)

    def on_mount(self) -> None:
        """Nothing is to be replaced yet."""
        self._offer_force(False)

    @property
    def wish(self) -> Wish:
        """What is chosen at the moment."""
        return Wish(
            self._first.number,
            self.choice("format").value,
            self.choice("bits").value,
            self.field("folder").value,
            self.field("name").value,
            self.tick("stems").value,
            self.tick("midi").value,
            self.tick("force").value and self.tick("force").display,
        )

    def explain(self, audio_format: str, bits: str) -> None:
        """Say what the choice is good for."""
        self._note("format-note", FORMATS[audio_format])
        own = f"{audio_format.upper()} chooses its own."
        self._note("bits-note", BITS[bits] if audio_format in LOSSLESS else own)

    def show_line(self, path: str, line: str) -> None:
        """The whole path, and the line that says all this; both "" if there is none."""
        rows = 2 if self.has_class("-roomy") else 1
        self._note("path", cut_start(path, max(10, self.query_one("#path").size.width) * rows))
        self._note("line", line)
        self.query_one("#export", Button).disabled = not line

    def judged(self, verdict: Verdict) -> None:
        """Show whether the choice can be written."""
        self._note("verdict", f"{_MARKS[verdict.kind]} {clean(verdict.text)}")
        shown = self.query_one("#verdict")
        shown.set_class(verdict.kind in ("fine", "new folder"), "-fine")
        shown.set_class(verdict.kind == "exists", "-exists")
        shown.set_class(verdict.kind == "wrong", "-wrong")
        self._offer_force(verdict.taken)
        self.query_one("#export", Button).disabled = verdict.kind in ("exists", "wrong")

    def choice(self, name: str) -> Choice:
        """`format` or `bits`."""
        return self.query_one(f"#{name}", Choice)

    def tick(self, name: str) -> Tick:
        """`stems`, `midi` or `force`."""
        return self.query_one(f"#{name}", Tick)

    def field(self, name: str) -> Input:
        """`folder` or `name`."""
        return self.query_one(f"#{name}", Input)

    def _offer_force(self, offered: bool) -> None:
        self.tick("force").display = offered
        self.query_one("#force-row").display = offered

    def _note(self, name: str, text: str) -> None:
        self.query_one(f"#{name}", Static).update(Content(text))
