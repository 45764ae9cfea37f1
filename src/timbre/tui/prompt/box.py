"""The prompt: editor, menu of commands, typed lines, search and `$EDITOR` as one. Posts what is to be said.

Knows nothing of what lines mean; suggestions come from whoever connects them.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar

from textual import events, on
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from timbre.conversation.lines import LINE_MAX_CHARACTERS
from timbre.errors import TimbreError
from timbre.tui.prompt import keys as prompt_keys
from timbre.tui.prompt.asking import Suggest
from timbre.tui.prompt.completing import Completing
from timbre.tui.prompt.debounce import Debounce
from timbre.tui.prompt.deeds import Deeds
from timbre.tui.prompt.editor import PromptEditor
from timbre.tui.prompt.line_search import LineSearch
from timbre.tui.prompt.recall import Page, Recall
from timbre.tui.prompt.searching import Searching
from timbre.tui.prompt.slash_menu import SlashMenu
from timbre.tui.prompt.typed import Typed

MARKER, ASCII_MARKER = "❯ ", "> "
FIRST_WORDS = "describe some music: warm lo-fi piano, 80 bpm, rainy night"
WORDS = "type an idea, an edit or /command"
TYPING_SECONDS = 0.15
DRAFT_SECONDS = 1.0
SLIM_ROWS = 16
"""A screen lower than this leaves no room for a frame."""


class PromptBox(Widget):
    """Posts `Say` for what was sent and `Typing` while one types. `connect` it once the session is known."""

    DEFAULT_CSS = """
    PromptBox {
        height: auto;
        layout: vertical;
        background: $surface;
        border: round $border-blurred;
        border-subtitle-color: $text-muted;
        padding: 0 1;
        &:focus-within { border: round $primary; }
        & > #prompt-line { height: auto; }
        & #prompt-marker { width: 2; height: 1; color: $accent; text-style: bold; }
        &.-slim { border: none; }
    }
    """
    BINDINGS: ClassVar = []

    has_take: reactive[bool] = reactive(False)
    """Whether there is a take to change: the empty prompt says what one could type."""

    class Typing(Message):
        """The text has been `text` for a moment."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._editor = PromptEditor(placeholder=Content(FIRST_WORDS))
        self._menu = SlashMenu()
        self._search_line = LineSearch()
        self._recall = Recall()
        self._completing = Completing(self, self._editor, self._menu)
        self._searching = Searching(self._search_line, self._editor, self._recall)
        self._typed = Typed(self, self._editor, self._recall)
        self._deeds = Deeds(self, self._editor, self._completing, self._searching, self._recall)
        self._typing = Debounce(self, TYPING_SECONDS, self._post_typing)
        self._saving = Debounce(self, DRAFT_SECONDS, self.save_draft)
        self._seen: tuple[str, object] = ("", None)
        self._fitted = Size(0, 0)
        self._bind(prompt_keys.defaults())

    def compose(self) -> ComposeResult:
        """The menu and the search lie over what is above the text."""
        yield self._menu
        yield self._search_line
        with Horizontal(id="prompt-line"):
            yield Static(MARKER, id="prompt-marker", markup=False)
            yield self._editor

    def connect(
        self,
        suggest: Suggest | None = None,
        lines_path: Path | None = None,
        keys: Mapping[str, str] | None = None,
        draft_path: Path | None = None,
    ) -> None:
        """Give it what it needs, at once or bit by bit; what is None stays as it is.

        `suggest` gives suggestions for the text before the cursor (called in a thread); `lines_path` is where typed
        lines are kept, `draft_path` where the unsent text is (`studio-draft` beside them); `keys` are the keys in
        force by id, as in `conversation.keys`.
        """
        if suggest is not None:
            self._completing.connect(suggest)
        if keys is not None:
            self._bind({**prompt_keys.defaults(), **keys})
        if lines_path is not None:
            self._typed.connect(lines_path, draft_path)

    @property
    def text(self) -> str:
        """What stands in the prompt, or stood there when a search began."""
        return self._page.text

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines typed before, oldest first."""
        return tuple(self._recall.lines)

    def focus_editor(self) -> None:
        """Go to the prompt."""
        self._editor.focus()

    def focus(self, scroll_visible: bool = True) -> PromptBox:
        """Go to the prompt."""
        self._editor.focus(scroll_visible)
        return self

    def draft(self, text: str) -> None:
        """Put `text` into the prompt and go there. What was unsent comes back after it, or with ↓."""
        self._leave_search()
        self._editor.put(self._recall.visit(text, self._editor.page))
        self._editor.is_recalled = not text.endswith(" ")
        self._editor.focus()

    def recall_last(self) -> None:
        """Take the last words for music up again; with none, the last line."""
        self._leave_search()
        index = self._recall.last_prompt()
        if index is not None:
            self._editor.put(self._recall.go(index, self._editor.page))
        self._editor.focus()

    def find_line(self) -> None:
        """Search the lines typed before; once more for an older match."""
        if self._searching.is_open:
            self._searching.move(1)
        elif self._recall.lines:
            self._completing.rest()
            self._searching.open()
        else:
            self.app.notify("Nothing was typed before.", timeout=3)

    def remember(self, line: str) -> None:
        """Keep a line as if it had been typed here: an example that was clicked, a button's words."""
        self._typed.remember(line)

    def busy_note(self, text: str) -> None:
        """Say something short in the frame, such as what is being made; "" for nothing."""
        self.border_subtitle = Content(text) if text else ""

    def open_editor(self) -> None:
        """Write the prompt in $VISUAL or $EDITOR; the studio goes on behind it."""
        self._leave_search()
        self.run_worker(self._edit_outside(), group="editor", exclusive=True)

    def save_draft(self) -> None:
        """Keep the unsent text now."""
        self._typed.save(self._page)

    def action_do(self, deed: str) -> None:
        """What a key does; what it has nothing to do for is left to the app."""
        self._sync()
        if not self._deeds.do(deed):
            raise SkipAction

    def on_mount(self) -> None:
        """Fit the screen, whatever its size becomes."""
        prompt_keys.know_alt_enter()
        self._bind(self._keys)
        if self.app.animation_level == "none":
            self._editor.cursor_blink = False
        if getattr(self.app, "glyphs", "") == "ascii":
            self.query_one("#prompt-marker", Static).update(ASCII_MARKER)
            self._menu.pointer = ASCII_MARKER
        self.screen.screen_layout_refresh_signal.subscribe(self, self._fit)

    def on_unmount(self) -> None:
        """Keep the last word."""
        self._typed.close(self._page)

    def watch_has_take(self, has_take: bool) -> None:
        """Propose what can be typed now."""
        self._editor.placeholder = Content(WORDS if has_take else FIRST_WORDS)

    @on(TextArea.Changed)
    @on(TextArea.SelectionChanged)
    def _changed(self, event: Message) -> None:
        event.stop()
        self._sync()

    @on(PromptEditor.TooLong)
    def _too_long(self, event: PromptEditor.TooLong) -> None:
        event.stop()
        self.app.notify(
            f"That would be {event.count:,} characters; {LINE_MAX_CHARACTERS:,} is the most. "
            "Nothing was added; what was typed is still there.",
            severity="warning",
            markup=False,
        )

    @on(SlashMenu.Chosen)
    def _chosen(self, event: SlashMenu.Chosen) -> None:
        event.stop()
        self._completing.take(event.row)
        self._editor.focus()

    @on(LineSearch.Changed)
    def _look_for(self, event: LineSearch.Changed) -> None:
        event.stop()
        self._searching.look_for(event.query)

    @on(Input.Submitted)
    def _take_match(self, event: Input.Submitted) -> None:
        event.stop()
        self._searching.take()

    @on(LineSearch.Left)
    def _search_left(self, event: LineSearch.Left) -> None:
        event.stop()
        if self.app.app_focus and self._searching.is_open:
            self._searching.leave(is_focus_kept=True)

    @on(events.DescendantBlur)
    def _blurred(self) -> None:
        self._saving.drop()
        self.save_draft()

    def _sync(self) -> None:
        """Take note of what stands in the editor now."""
        now = (self._editor.text, self._editor.selection)
        if self._searching.is_open or now == self._seen:
            return
        if now[0] != self._seen[0]:
            self._typing.touch()
            self._saving.touch()
        self._seen = now
        self._completing.update()

    def _leave_search(self) -> None:
        if self._searching.is_open:
            self._searching.leave()

    @property
    def _page(self) -> Page:
        return self._searching.before if self._searching.is_open else self._editor.page

    def _post_typing(self) -> None:
        self.post_message(self.Typing(self.text))

    def _bind(self, keys: Mapping[str, str]) -> None:
        """Answer to `keys`, and have the editor and the search leave them, and those of the app, alone."""
        self._keys = self._completing.keys = keys
        self._bindings = prompt_keys.bindings(keys)
        taken = prompt_keys.taken(keys)
        self._editor.bind_keys(taken, prompt_keys.split(keys, "undo"), prompt_keys.split(keys, "redo"))
        self._search_line.bind_keys(taken, prompt_keys.search_hint(keys))
        if self.is_mounted:
            self.refresh_bindings()

    def _fit(self, _screen: object = None) -> None:
        size = self.app.size
        if size != self._fitted:
            self._fitted = size
            self._editor.fit(size.height)
            self.set_class(size.height < SLIM_ROWS, "-slim")
            self._menu.fit()

    async def _edit_outside(self) -> None:
        from timbre.tui.prompt import external

        try:
            command = external.editor_command()
            text = await external.edit_over(self.app, self._editor.text, command)
        except TimbreError as error:
            self.app.notify(f"{error.message} {error.hint}".strip(), severity="warning", markup=False)
        else:
            if text != self._editor.text:
                self._editor.rewrite(text)
        self._editor.focus()
