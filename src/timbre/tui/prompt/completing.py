"""What happens with the menu and the ghost while one types: when they show, what Tab and Enter take.

Knows nothing of typed lines or of what commands do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from timbre.tui.prompt import offers
from timbre.tui.prompt.asking import Asking, Suggest
from timbre.tui.prompt.offers import Row

if TYPE_CHECKING:
    from textual.widget import Widget

    from timbre.conversation.completion import Suggestion
    from timbre.tui.prompt.editor import PromptEditor
    from timbre.tui.prompt.slash_menu import SlashMenu

_ASKED_CHARACTERS = 120
"""So much of the text before the cursor is looked at for words."""


class Completing:
    """Between the editor and the menu. `keys` are those in force, by id, for the menu to name."""

    def __init__(self, widget: Widget, editor: PromptEditor, menu: SlashMenu) -> None:
        self._editor, self._menu = editor, menu
        self._asking = Asking(widget, self._answered)
        self._is_dismissed = False
        self.keys: Mapping[str, str] = {}

    def connect(self, suggest: Suggest | None) -> None:
        """Where values and words come from; None while nobody knows them."""
        self._asking.suggest = suggest

    def update(self) -> None:
        """The text or the cursor changed."""
        text = self._editor.text
        if not text.startswith("/"):
            self._is_dismissed = False
        if self._editor.is_recalled or not self._editor.cursor_at_end_of_text:
            self.rest()
        elif text.startswith("/") and "\n" not in text:
            self._command(text)
        else:
            self._menu.close()
            self._words(self._editor.before_cursor[-_ASKED_CHARACTERS:])

    def close(self) -> bool:
        """Escape: close the menu, or let the ghost go; whether there was one."""
        if self._menu.is_open:
            self._is_dismissed = True
            self._menu.close()
            return True
        if self._editor.suggestion:
            self._editor.suggestion = ""
            return True
        return False

    def rest(self) -> None:
        """Show nothing, and wait for no answer."""
        self._asking.drop()
        self._editor.suggestion = ""
        self._menu.close()

    def move(self, by: int) -> bool:
        """Down (1) or up (-1) in the menu; whether there is one to move in."""
        if self._menu.best is None:
            return False
        self._menu.move(by)
        return True

    def tab(self) -> bool:
        """Take the ghost, or what the menu offers; a command without its menu gets it back. Whether it did."""
        if self._editor.accept_ghost():
            return True
        row = self._menu.best
        if row is not None:
            self.take(row)
            return True
        text = self._editor.text
        if text.startswith("/") and "\n" not in text and self._editor.cursor_at_end_of_text:
            was_hidden = self._is_dismissed or self._editor.is_recalled
            self._is_dismissed = self._editor.is_recalled = False
            self.update()
            return was_hidden or self._menu.is_open
        return False

    def take(self, row: Row) -> None:
        """Put `row` into the text."""
        self._menu.close()
        self._editor.type(row.text, row.replaces)

    def enter(self) -> bool:
        """Whether Enter sends what now stands in the editor; otherwise it completed something."""
        row = self._menu.chosen
        text = self._editor.text
        command, rest = offers.command_in(text) if text.startswith("/") else (None, "")
        if row is None or (command is not None and not self._menu.moved and " " not in text):
            is_begun = command is not None and " " not in text and offers.needs_more(command)
            if is_begun and self._menu.is_open and not rest:
                self._editor.type(" ")
                return False
            return True
        self.take(row)
        return row.sends

    def _command(self, text: str) -> None:
        self._editor.suggestion = ""
        if self._is_dismissed:
            return
        if " " not in text:
            self._asking.drop()
            self._menu.offer(offers.command_rows(text, self.keys), mark_first=True)
            return
        command, rest = offers.command_in(text)
        if command is None or command.takes == "nothing":
            self._menu.close()
        elif command.values == "words":
            self._menu.offer(offers.value_rows(text, ()), mark_first=False)
            self._words(text if len(text) < _ASKED_CHARACTERS else rest[-_ASKED_CHARACTERS:])
        elif command.values and self._asking.suggest is not None:
            self._menu.offer(offers.narrowed(self._menu.rows, text), mark_first=False)
            self._asking.ask(text)
        else:
            self._menu.offer(offers.value_rows(text, ()), mark_first=False)

    def _words(self, before: str) -> None:
        if before[-1:].isalpha() or before[-1:] in "'-":
            self._asking.ask(before)
        else:
            self._asking.drop()
            self._editor.suggestion = ""

    def _answered(self, before: str, found: list[Suggestion]) -> None:
        editor = self._editor
        text = editor.text
        if editor.is_recalled or not editor.cursor_at_end_of_text or not text.endswith(before):
            return
        command, _ = offers.command_in(text) if text.startswith("/") and "\n" not in text else (None, "")
        if command is not None and command.values != "words":
            if not self._is_dismissed and text == before:
                self._menu.offer(offers.value_rows(text, found), mark_first=False)
        elif editor.selection.is_empty:
            editor.show_ghost(offers.ghost(before, found))
