"""What the keys of the prompt do, by the ids of `conversation.keys`, and in which order they look for what is open.

Knows nothing of which keys they are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from timbre.tui.messages import Say

if TYPE_CHECKING:
    from timbre.tui.prompt.box import PromptBox
    from timbre.tui.prompt.completing import Completing
    from timbre.tui.prompt.editor import PromptEditor
    from timbre.tui.prompt.recall import Recall
    from timbre.tui.prompt.searching import Searching


class Deeds:
    """Each deed says whether it did anything; if not, the key is the app's."""

    def __init__(
        self,
        box: PromptBox,
        editor: PromptEditor,
        completing: Completing,
        searching: Searching,
        recall: Recall,
    ) -> None:
        self._box, self._editor = box, editor
        self._completing, self._searching, self._recall = completing, searching, recall
        self._deeds: Mapping[str, Callable[[], bool]] = {
            "send": self.send,
            "newline": self._newline,
            "older": lambda: self._walk(-1),
            "newer": lambda: self._walk(1),
            "older_or_up": lambda: self._walk(-1, is_arrow=True),
            "newer_or_down": lambda: self._walk(1, is_arrow=True),
            "find_line": self._find_line,
            "edit_last": self._edit_last,
            "editor": self._open_editor,
            "complete": self._complete,
            "close": self._close,
        }

    def do(self, deed: str) -> bool:
        """Do it; whether there was something to do."""
        return self._deeds[deed]()

    def send(self) -> bool:
        """Enter: take a match, complete a command, or send."""
        from timbre.model.text import clean

        if self._searching.is_open:
            self._searching.take()
            return True
        if not self._completing.enter():
            return True
        text = clean(self._editor.text).strip()
        if text:
            self._completing.rest()
            self._box.remember(text)
            self._box.post_message(Say(text, typed=True))
            self._editor.put(self._recall.sent())
            self._box.save_draft()
        return True

    def _newline(self) -> bool:
        if self._searching.is_open:
            return False
        self._editor.type("\n")
        return True

    def _walk(self, by: int, *, is_arrow: bool = False) -> bool:
        """-1 is up and older, 1 is down and newer: in the matches, the menu, the text, the typed lines."""
        editor = self._editor
        if self._searching.is_open:
            self._searching.move(-by)
            return True
        if self._completing.move(by):
            return True
        has_rows_left = not (editor.is_on_first_row if by < 0 else editor.is_on_last_row)
        walk = self._recall.older if by < 0 else self._recall.newer
        page = None if is_arrow and has_rows_left else walk(editor.page)
        if page is not None:
            editor.put(page)
        elif by < 0:
            editor.action_cursor_up()
        else:
            editor.action_cursor_down()
        return True

    def _find_line(self) -> bool:
        self._box.find_line()
        return True

    def _edit_last(self) -> bool:
        self._box.recall_last()
        return True

    def _open_editor(self) -> bool:
        self._box.open_editor()
        return True

    def _complete(self) -> bool:
        if self._searching.is_open:
            self._searching.take()
            return True
        return self._completing.tab()

    def _close(self) -> bool:
        if self._searching.is_open:
            self._searching.leave()
            return True
        return self._completing.close()
