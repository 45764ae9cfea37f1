"""Walking through the lines typed before, with every unsent word kept on the way.

Pure: knows nothing of widgets, files or what lines mean.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from timbre.conversation.commands import BY_NAME


@dataclass(frozen=True)
class Page:
    """What stands in the prompt: its text, and whatever the editor wants back with it (cursor, undo)."""

    text: str = ""
    cursor: Any = None
    undo: Any = None


class Recall:
    """The typed lines, the unsent drafts, and which of them is in the prompt.

    Each move takes the page that is in the prompt now, and gives the one to show; None is no move.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []
        """Oldest first."""
        self._drafts: list[Page] = [Page()]
        self._at: int | None = None
        self._changed: dict[int, Page] = {}
        self._visitor = ""

    @property
    def at(self) -> int | None:
        """Index of the typed line in the prompt; None for a draft."""
        return self._at

    def load(self, older: Iterable[str]) -> None:
        """Put `older` lines, oldest first, before those typed since the start."""
        before = list(older)
        self.lines[:0] = before
        self._changed = {index + len(before): page for index, page in self._changed.items()}
        if self._at is not None:
            self._at += len(before)

    def add(self, line: str) -> bool:
        """Keep a line as the newest; False if it is the newest already, or empty."""
        if not line.strip() or (self.lines and self.lines[-1] == line):
            return False
        self.lines.append(line)
        return True

    def older(self, now: Page) -> Page | None:
        """The line typed before the one in the prompt."""
        index = len(self.lines) if self._at is None else self._at
        return self.go(index - 1, now) if index > 0 else None

    def newer(self, now: Page) -> Page | None:
        """The line typed after; after the newest comes the draft, and then any other draft."""
        if self._at is not None:
            return self.go(self._at + 1, now)
        if len(self._drafts) < 2:
            return None
        self._drafts.pop()
        if now.text.strip() and now.text != self._visitor:
            self._drafts.insert(0, now)
        return self._drafts[-1]

    def go(self, index: int, now: Page) -> Page:
        """The line at `index`, or the draft beyond the last."""
        self._store(now)
        if index >= len(self.lines):
            self._at = None
            return self._drafts[-1]
        self._at = index
        return self._changed.get(index, Page(self.lines[index]))

    def find(self, index: int, now: Page) -> Page:
        """The line at `index` as it was typed; a change of it that was not sent becomes a draft."""
        self.go(index, now)
        changed = self._changed.pop(index, None)
        if changed is not None:
            self._drafts.insert(0, changed)
        return Page(self.lines[index])

    def visit(self, text: str, now: Page) -> Page:
        """A draft from elsewhere on top of the others; what was unsent comes back after it.

        It takes the place of one that came before and was left as it was.
        """
        self._store(now)
        self._at = None
        if self._drafts[-1].text.strip() and self._drafts[-1].text != self._visitor:
            self._drafts.append(Page())
        self._drafts[-1] = Page(text)
        self._visitor = text
        return self._drafts[-1]

    def sent(self) -> Page:
        """What was in the prompt is sent: the draft that waits beneath it, or nothing."""
        if self._at is None:
            self._drafts.pop()
        if not self._drafts:
            self._drafts.append(Page())
        self._at = None
        self._changed.clear()
        return self._drafts[-1]

    def unsent(self, now: Page) -> tuple[str, ...]:
        """Every unsent text, the one nearest to the prompt first."""
        self._store(now)
        pages = [*reversed(self._drafts), *self._changed.values()]
        if self._at is not None and self._at in self._changed:
            pages.insert(0, self._changed[self._at])
        return tuple(dict.fromkeys(page.text for page in pages if page.text.strip()))

    def last_prompt(self) -> int | None:
        """Index of the newest line that was words for music, else of the newest of all; None without lines."""
        for index in range(len(self.lines) - 1, -1, -1):
            if _is_music(self.lines[index]):
                return index
        return len(self.lines) - 1 if self.lines else None

    def _store(self, now: Page) -> None:
        if self._at is None:
            self._drafts[-1] = now
        elif now.text != self.lines[self._at]:
            self._changed[self._at] = now
        else:
            self._changed.pop(self._at, None)


def _is_music(line: str) -> bool:
    if not line.startswith("/"):
        return True
    name, _, rest = line[1:].partition(" ")
    command = BY_NAME.get(name.lower())
    return command is not None and command.name in ("generate", "new", "edit") and bool(rest.strip())
