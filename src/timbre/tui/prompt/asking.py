"""Asks for suggestions in a thread, one question at a time, so that typing never waits for them.

Knows nothing of what is suggested. An answer that comes too late is dropped.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from timbre.errors import TimbreError
from timbre.tui.faults import in_background

if TYPE_CHECKING:
    from textual.widget import Widget

    from timbre.conversation.completion import Suggestion

Suggest = Callable[[str], "Iterable[Suggestion]"]
SUGGESTIONS_MAX = 200


class Asking:
    """`ask(before)`; `answer(before, found)` is called if nothing newer was asked meanwhile."""

    def __init__(self, widget: Widget, answer: Callable[[str, list[Suggestion]], None]) -> None:
        self._widget, self._answer = widget, answer
        self._question: str | None = None
        self._is_busy = False
        self.suggest: Suggest | None = None

    def ask(self, before: str) -> None:
        """What could stand at the end of `before`?"""
        if self.suggest is None:
            return
        self._question = before
        if not self._is_busy:
            self._is_busy = True
            in_background(self._widget, self._work(), "looking for suggestions", group="suggestions")

    def drop(self) -> None:
        """Nothing is wanted any more."""
        self._question = None

    async def _work(self) -> None:
        try:
            while self._question is not None and self.suggest is not None:
                question = self._question
                found = await asyncio.to_thread(_found, self.suggest, question)
                if self._question == question:
                    self._question = None
                    self._answer(question, found)
        finally:
            self._is_busy = False


def _found(suggest: Suggest, before: str) -> list[Suggestion]:
    """At most 200 suggestions; none where the session changes under them or a folder cannot be read."""
    found: list[Suggestion] = []
    try:
        for each in suggest(before):
            found.append(each)
            if len(found) >= SUGGESTIONS_MAX:
                break
    except (TimbreError, OSError, RuntimeError):
        return []
    return found
