"""Typed lines and unsent words between the prompt and the disk: restored at the start, kept while one types.

Knows nothing of keys or of how lines are walked through.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from timbre.tui.prompt.keeping import Keeping
from timbre.tui.prompt.recall import Page, Recall

if TYPE_CHECKING:
    from textual.widget import Widget

    from timbre.errors import FileError
    from timbre.tui.prompt.editor import PromptEditor


class Typed:
    """In memory until `connect` says where the disk is."""

    def __init__(self, widget: Widget, editor: PromptEditor, recall: Recall) -> None:
        self._widget, self._editor, self._recall = widget, editor, recall
        self._keeping: Keeping | None = None
        self._is_restored = False

    def connect(self, lines: Path, drafts: Path | None) -> None:
        """Restore what was kept, and keep from now on. Only the first time counts."""
        if self._keeping is None:
            self._keeping = Keeping(lines, drafts, self._refused)
            for line in self._recall.lines:
                self._keeping.add(line)
            self._widget.run_worker(self._restore(self._keeping), group="typed lines")

    def remember(self, line: str) -> None:
        """Keep a line as the newest."""
        if self._recall.add(line) and self._keeping is not None:
            self._keeping.add(line)

    def save(self, now: Page) -> None:
        """Keep every unsent text; `now` is what stands in the prompt."""
        if self._keeping is not None and self._is_restored:
            self._keeping.keep_drafts(self._recall.unsent(now))

    def close(self, now: Page) -> None:
        """Keep the last word, and finish."""
        self.save(now)
        if self._keeping is not None:
            if not self._is_restored:  # left at once: the draft of before stays where it is
                for text in self._recall.unsent(now):
                    self._keeping.add(text)
            self._keeping.close()

    async def _restore(self, keeping: Keeping) -> None:
        typed = len(self._recall.lines)
        kept = await keeping.read()
        lines = list(kept.lines)
        if typed and lines[-typed:] == self._recall.lines[:typed]:
            del lines[-typed:]  # those that were typed before there was a disk
        self._recall.load(lines)
        drafts = list(kept.drafts)
        if drafts and not self._editor.text and self._recall.at is None:
            self._editor.put(Page(drafts.pop(0)))
        for text in reversed(drafts):
            self._recall.add(text)
        self._is_restored = True

    def _refused(self, error: FileError) -> None:
        self._widget.app.notify(f"{error.message} {error.hint}", severity="warning", markup=False)
