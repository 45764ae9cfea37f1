"""The search of the history while it goes on: its words, where it looks, and what was read for it so far.

Knows nothing of widgets. `gather` and `look_everywhere` may take a while and belong into a thread.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from timbre.errors import TimbreError
from timbre.tui.history import search
from timbre.tui.history.rows import Graph, Row

if TYPE_CHECKING:
    from datetime import date

    from timbre.session.state import State
    from timbre.session.take import Take

Look = Callable[[], "State"]
FACTS_MAX = 2000
"""Of so many takes of all sessions, the newest, key and tempo are read too; each is a look into the log."""


@dataclass(frozen=True)
class Found:
    """What a search gave."""

    rows: tuple[Row, ...] = ()
    count: int = 0
    among: int = 0
    problem: str = ""


class Finding:
    """One search after the other. What was read of a take is kept: it never changes."""

    def __init__(self) -> None:
        self.query = ""
        self.everywhere = False
        self.look: Look | None = None
        """How to read the whole history; None if only this session can be searched."""
        self._facts: dict[str, str] = {}
        self._entries: dict[str, tuple[Take, date, search.Entry]] = {}

    @property
    def wanted(self) -> tuple[str, ...]:
        """The words all of which are to be met."""
        return search.split(self.query)

    def here(self, takes: Mapping[str, Take], graph: Graph, today: date) -> Found:
        """Search the open session."""
        entries = {identity: self._entry(takes[identity], today) for identity in graph.parents}
        rows, count = search.found_rows(takes, graph, entries, self.wanted)
        return Found(rows, count, len(entries))

    def gather(self, takes: Mapping[str, Take], today: date, stopped: Callable[[], bool]) -> bool:
        """Read keys and tempos of the `takes` that were not read yet; whether there was anything new."""
        missing = [take for take in takes.values() if take.id not in self._facts]
        for take in missing:
            if stopped():
                return False
            self._read(take)
            self._entry(take, today)
        return bool(missing)

    def look_everywhere(
        self, here: str, wanted: tuple[str, ...], today: date, stopped: Callable[[], bool]
    ) -> Found:
        """Search all sessions; `here` is the open one."""
        from timbre.session.events import ONE_SHOT_SESSION

        if self.look is None:
            return Found()
        try:
            state = self.look()
        except TimbreError as error:
            return Found(problem=error.message)
        for take in list(state.takes.values())[-FACTS_MAX:]:
            if stopped():
                return Found()
            if take.id not in self._facts and take.status != "deleted":
                self._read(take)
        titles = search.titles_of(state, ONE_SHOT_SESSION)
        entries = search.all_entries(state, today, self._facts, titles)
        rows, count = search.library_rows(state, entries, titles, here, wanted)
        return Found(rows, count, len(entries))

    def _read(self, take: Take) -> None:
        try:
            self._facts[take.id] = search.facts_of(take)
        except TimbreError:  # the log was changed by hand: the rest of it can still be found
            self._facts[take.id] = ""
        self._entries.pop(take.id, None)

    def _entry(self, take: Take, today: date) -> search.Entry:
        kept = self._entries.get(take.id)
        if kept is None or kept[0] is not take or kept[1] != today:
            kept = take, today, search.entry(take, today, self._facts.get(take.id, ""))
            self._entries[take.id] = kept
        return kept[2]
