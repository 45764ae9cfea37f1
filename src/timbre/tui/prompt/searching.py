"""The search of typed lines at work: what is found stands in the prompt until it is taken or left.

Knows nothing of keys or files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.document._document import Selection

from timbre.tui.prompt.line_search import LineSearch, matching
from timbre.tui.prompt.recall import Page, Recall

if TYPE_CHECKING:
    from timbre.tui.prompt.editor import PromptEditor


class Searching:
    """Between the search line, the editor and the typed lines."""

    def __init__(self, line: LineSearch, editor: PromptEditor, recall: Recall) -> None:
        self._line, self._editor, self._recall = line, editor, recall
        self._before = Page()
        self._found: list[int] = []
        self._place = -1

    @property
    def is_open(self) -> bool:
        """Whether one is searching."""
        return self._line.is_open

    @property
    def before(self) -> Page:
        """What stood in the prompt when the search began."""
        return self._before

    def open(self) -> None:
        """Begin, with what stands in the prompt put aside."""
        self._before = self._editor.page
        self._found, self._place = [], -1
        self._line.open()
        self._line.show_place(0, 0)

    def look_for(self, query: str) -> None:
        """Show the newest line that fits."""
        self._found = matching(self._recall.lines, query) if query.strip() else []
        self._place = 0 if self._found else -1
        self._show(query)

    def move(self, by: int) -> None:
        """The next older match (1) or the one after (-1)."""
        query = self._line.query_text
        if not self._found and not query.strip():
            self._found = matching(self._recall.lines, "")
        if self._found:
            self._place = max(0, min(self._place + by, len(self._found) - 1))
            self._show(query)

    def take(self) -> None:
        """Leave what was found in the prompt; without a match, what stood there before."""
        if self._place < 0:
            self.leave()
            return
        self._close(self._recall.find(self._found[self._place], self._before))

    def leave(self, *, is_focus_kept: bool = False) -> None:
        """Back to what stood in the prompt; the focus too, unless it is to stay where it went."""
        self._close(self._before, is_focus_kept)

    def _close(self, page: Page, is_focus_kept: bool = False) -> None:
        self._line.close()
        self._editor.put(page)
        if not is_focus_kept:
            self._editor.focus()

    def _show(self, query: str) -> None:
        self._line.show_place(self._place + 1, len(self._found))
        if self._place < 0:
            self._editor.put(self._before)
            return
        text = self._recall.lines[self._found[self._place]]
        self._editor.put(Page(text))
        start = text.casefold().find(query.strip().casefold()) if query.strip() else -1
        if start >= 0 and "\n" not in text[: start + len(query)]:
            self._editor.selection = Selection((0, start), (0, start + len(query.strip())))
