"""The editor of the prompt: soft-wrapped text that grows, pastes with a limit, a ghost of the word being typed.

A MIDI file dropped on it (terminals paste its path) becomes the guide. Knows nothing of other commands, typed lines
or what the text means. Keys of the app pass through it.
"""

from __future__ import annotations

import shlex
from collections.abc import Collection
from typing import Any, ClassVar

from rich.text import Text
from textual import events
from textual.actions import SkipAction
from textual.binding import Binding, BindingsMap
from textual.document._document import EditResult, Location
from textual.document._edit import Edit
from textual.document._history import EditHistory
from textual.message import Message
from textual.screen import Screen
from textual.strip import Strip
from textual.widgets import TextArea

from timbre.conversation.guiding import dropped_file
from timbre.conversation.lines import LINE_MAX_CHARACTERS
from timbre.tui.messages import Say
from timbre.tui.prompt.recall import Page

ROWS_MAX = 8
SCREEN_SHARE = 3
"""The editor takes a third of the screen at most."""
LONG_LINE_CHARACTERS = 500
"""From here on rows of a line are painted one by one."""
_UNDO, _REDO = "undo", "redo"


class PromptEditor(TextArea, inherit_bindings=False):
    """A text area of one to eight rows. `app_keys` are keys it leaves to others; `taken` those of the prompt."""

    DEFAULT_CSS = """
    PromptEditor {
        width: 1fr;
        height: auto;
        min-height: 1;
        max-height: 8;
        border: none;
        padding: 0;
        background: transparent;
        scrollbar-size-vertical: 1;
        scrollbar-background: $surface;
        scrollbar-corner-color: $surface;
        &:focus { border: none; }
        & .text-area--suggestion { color: $foreground 45%; }
        & .text-area--placeholder { color: $foreground 50%; }
    }
    """
    BINDINGS: ClassVar = []

    class TooLong(Message):
        """Text was refused: `count` characters together, more than 20,000. Nothing was changed."""

        def __init__(self, count: int) -> None:
            super().__init__()
            self.count = count

    def __init__(self, **options: Any) -> None:
        super().__init__(soft_wrap=True, highlight_cursor_line=False, **options)
        self._keys_of_prompt: frozenset[str] = frozenset()
        self.is_recalled = False
        """Whether the text was put here and not changed by typing since: it opens no menu."""
        self._putting = False
        self.bind_keys(frozenset(), ("ctrl+z",), ("ctrl+y",))

    def bind_keys(self, taken: Collection[str], undo: Collection[str], redo: Collection[str]) -> None:
        """Leave `taken` keys to the prompt and the app; `undo` and `redo` are typing's while it has some."""
        self._keys_of_prompt = frozenset(taken)
        own = BindingsMap()
        for key, binding in BindingsMap(TextArea.BINDINGS):
            if key not in (*taken, *undo, *redo) and binding.action not in (_UNDO, _REDO):
                own._add_binding(binding)
        for keys, action in ((undo, _UNDO), (redo, _REDO)):
            for key in keys:
                own._add_binding(Binding(key, action, show=False))
        self._bindings = own

    @property
    def page(self) -> Page:
        """The text with its cursor and what can be undone."""
        return Page(self.text, self.cursor_location, self.history)

    def put(self, page: Page) -> None:
        """Show `page` in the place of what is there; its cursor and undo come back, or begin anew."""
        undo: EditHistory | None = page.undo
        self._putting = True
        try:
            self.history = _new_history()
            self.load_text(page.text)
            if undo is not None:
                self.history = undo
            self.move_cursor(page.cursor if page.cursor is not None else self.document.end)
        finally:
            self._putting = False
        self.is_recalled = True

    def rewrite(self, text: str) -> None:
        """Replace all the text as one edit that can be undone."""
        self.replace(text, (0, 0), self.document.end, maintain_selection_offset=False)
        self.move_cursor(self.document.end)
        self.is_recalled = True

    def type(self, text: str, instead_of: int = 0) -> None:
        """Insert `text` at the cursor in the place of the last `instead_of` characters of its line."""
        row, column = self.cursor_location
        start = (row, max(0, column - instead_of))
        self.replace(text, start, (row, column), maintain_selection_offset=False)
        self.move_cursor(self.cursor_location)

    @property
    def before_cursor(self) -> str:
        """The text of the cursor's line before it."""
        row, column = self.cursor_location
        return self.document.get_line(row)[:column]

    @property
    def is_on_first_row(self) -> bool:
        """Whether ↑ has nowhere to go in the text."""
        return bool(self.navigator.is_first_wrapped_line(self.cursor_location))

    @property
    def is_on_last_row(self) -> bool:
        """Whether ↓ has nowhere to go in the text."""
        return bool(self.navigator.is_last_wrapped_line(self.cursor_location))

    def show_ghost(self, rest: str) -> None:
        """Show the rest of the word at the cursor, if there is room for it in the row."""
        x, _ = self.wrapped_document.location_to_offset(self.cursor_location)
        self.suggestion = rest if x + len(rest) <= self.wrap_width else ""

    def accept_ghost(self) -> bool:
        """Take the ghost as typed; whether there was one."""
        rest = self.suggestion
        if rest:
            self.type(rest)
        return bool(rest)

    def fit(self, screen_rows: int) -> None:
        """Take at most a third of `screen_rows`, and never more than eight."""
        rows = max(1, min(ROWS_MAX, screen_rows // SCREEN_SHARE))
        if self.styles.max_height is None or self.styles.max_height.value != rows:
            self.styles.max_height = rows

    def edit(self, edit: Edit) -> EditResult:
        """One change of the text, from wherever it comes."""
        if not self._putting:
            self.is_recalled = False
        result = super().edit(edit)
        if not edit.text:
            self.suggestion = ""
        return result

    def find_matching_bracket(self, bracket: str, search_from: Location) -> Location | None:
        """None: brackets mean nothing here, and looking for them takes time."""
        del bracket, search_from
        return None

    def watch_selection(self) -> None:
        """The ghost stands at the end of what is typed, nowhere else."""
        if self.suggestion and not self.cursor_at_end_of_line:
            self.suggestion = ""

    def action_undo(self) -> None:
        """Undo typing while there is some; else the key is the app's."""
        if not self.history.undo_stack:
            raise SkipAction
        self.undo()

    def action_redo(self) -> None:
        """Do typing again that was undone; else the key is the app's."""
        if not self.history.redo_stack:
            raise SkipAction
        self.redo()

    def action_cursor_right(self, select: bool = False) -> None:
        """One character on; a ghost is taken as typed."""
        if select or not self.accept_ghost():
            super().action_cursor_right(select)

    def action_cursor_page_up(self) -> None:
        """A page up; where all the text is seen, the key is the app's."""
        self._skip_if_all_is_seen()
        super().action_cursor_page_up()

    def action_cursor_page_down(self) -> None:
        """A page down; where all the text is seen, the key is the app's."""
        self._skip_if_all_is_seen()
        super().action_cursor_page_down()

    def action_paste(self) -> None:
        """Paste what was copied in the studio."""
        self._paste(self.app.clipboard)

    async def _on_key(self, event: events.Key) -> None:
        writes = event.is_printable or (event.key == "enter" and event.key not in self._keys_of_prompt)
        if writes and not self._is_full:
            return
        if writes:
            self.post_message(self.TooLong(len(self.text) + 1))
        elif not await self._run_own(event.key):
            if event.key in self._keys_of_prompt:
                event.prevent_default()
            return
        event.stop()
        event.prevent_default()

    async def _run_own(self, key: str) -> bool:
        """Run the binding of `key` here or around the editor, in its turn among the letters.

        Textual would look for it after the letters that came in the same moment.
        """
        self._restart_blink()
        for node in self.ancestors_with_self:
            if isinstance(node, Screen):
                break
            for binding in node._bindings.key_to_bindings.get(key, ()):
                if await self.app.run_action(binding.action, node):
                    return True
        return False

    @property
    def _is_full(self) -> bool:
        return self.selection.is_empty and len(self.text) >= LINE_MAX_CHARACTERS

    async def _on_paste(self, event: events.Paste) -> None:
        event.stop()
        event.prevent_default()
        self._paste(event.text)

    def _paste(self, text: str) -> None:
        from timbre.model.text import clean

        dropped = dropped_file(text)
        if dropped is not None:
            self.post_message(Say(f"/guide {shlex.quote(str(dropped))}"))
            return
        text = clean(text.replace("\r\n", "\n").replace("\r", "\n")).replace("\t", " ")
        if not text:
            return
        count = len(self.text) - len(self.selected_text) + len(text)
        if count > LINE_MAX_CHARACTERS:
            self.post_message(self.TooLong(count))
            return
        start, end = sorted(self.selection)
        self.replace(text, start, end, maintain_selection_offset=False)
        self.move_cursor(self.cursor_location)
        self.focus()

    def _render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        wrapped = self.wrapped_document
        if row >= wrapped.height:
            return super()._render_line(y)
        index, section = wrapped._offset_to_line_info[row]
        line = self.document.get_line(index)
        if len(line) < LONG_LINE_CHARACTERS:
            return super()._render_line(y)
        return self._render_section(index, line, section)

    def _render_section(self, index: int, line: str, section: int) -> Strip:
        """One row of a long line, without dividing all of it: that would take longer than the eye waits."""
        offsets = self.wrapped_document.get_offsets(index)
        begin = offsets[section - 1] if section else 0
        end = offsets[section] if section < len(offsets) else len(line)
        is_last = section == len(offsets)
        text = Text(line[begin:end] + (" " if is_last else ""), end="", no_wrap=True)
        first, last = sorted(self.selection)
        if first != last and first[0] <= index <= last[0] and self._theme.selection_style:
            left = first[1] if first[0] == index else 0
            right = last[1] if last[0] == index else len(line)
            text.stylize(self._theme.selection_style, max(0, left - begin), max(0, right - begin))
        row, column = self.cursor_location
        if row == index and begin <= column and (column < end or is_last):
            if is_last and self.suggestion and self.has_focus:
                text = text[: end - begin].append(
                    self.suggestion + " ", self.get_component_rich_style("text-area--suggestion")
                )
            if self._draw_cursor and self._theme.cursor_style:
                text.stylize(self._theme.cursor_style, column - begin, column - begin + 1)
        strip = Strip(text.render(self.app.console), text.cell_len)
        return strip.extend_cell_length(self.scrollable_content_region.width).apply_style(self.rich_style)

    def _skip_if_all_is_seen(self) -> None:
        if self.wrapped_document.height <= self.content_size.height:
            raise SkipAction


def _new_history() -> EditHistory:
    return EditHistory(max_checkpoints=50, checkpoint_timer=2.0, checkpoint_max_characters=100)
