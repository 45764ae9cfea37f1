"""What the history shows: a session, what of it is folded away, and whether the list of sessions is open.

Knows nothing of widgets.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import is_
from typing import TYPE_CHECKING

from timbre.tui.history.rows import Graph, Row, graph_of, session_rows, take_rows

if TYPE_CHECKING:
    from datetime import date

    from timbre.session.state import Session
    from timbre.session.take import Take
    from timbre.session.view import SessionState


@dataclass(frozen=True)
class Change:
    """What a new state changed. `session`: it is another one; `rows`: the rows are others; `current`: the take is."""

    session: bool = False
    rows: bool = False
    current: bool = False


class Shown:
    """Keeps the graph of the takes as long as these stay the same."""

    def __init__(self) -> None:
        self.state: SessionState | None = None
        self.sessions: tuple[Session, ...] = ()
        self.graph = Graph({None: []}, {}, {})
        self.listing = False
        """Whether the sessions are shown instead of the takes."""
        self._folded: set[str] = set()

    @property
    def current(self) -> str:
        """The current take's id; "" if there is none."""
        return (self.state.current if self.state is not None else None) or ""

    def take(self, identity: str | None) -> Take | None:
        """The take with that id, if there is one."""
        return self.state.takes.get(identity or "") if self.state is not None else None

    def take_in(self, state: SessionState, sessions: Sequence[Session]) -> Change:
        """Show `state` from now on. Tells what that changed."""
        before, self.state, self.sessions = self.state, state, tuple(sessions)
        moved = before is None or before.id != state.id
        same = before is not None and not moved and _same_takes(before, state)
        if moved:
            self._folded.clear()
            self.listing = False
        if not same:
            self.graph = graph_of(state.takes)
        elsewhere = before is None or moved or before.current != state.current
        if elsewhere and self.unfold_to(state.current or ""):
            same = False
        return Change(moved, not same, elsewhere)

    def rows(self, today: date) -> tuple[Row, ...]:
        """The tree, or the list of sessions."""
        if self.state is None:
            return ()
        if self.listing:
            return session_rows(self.sessions, self.state.id, today)
        return take_rows(self.graph, self._folded, today)

    def fold(self, take: str, shut: bool) -> None:
        """Fold away what follows from the take, or show it."""
        (self._folded.add if shut else self._folded.discard)(take)

    def folded(self, take: str) -> bool:
        """Whether what follows from the take is folded away."""
        return take in self._folded

    def unfold_to(self, take: str) -> bool:
        """Make sure the take is not folded away; whether it was."""
        opened = set()
        parent = self.graph.parents.get(take) if self._folded else None
        while parent is not None:
            opened.add(parent)
            parent = self.graph.parents.get(parent)
        opened &= self._folded
        self._folded -= opened
        return bool(opened)


def _same_takes(before: SessionState, after: SessionState) -> bool:
    """Whether both have the very same takes: a rating, for one, brings a new object."""
    return len(before.takes) == len(after.takes) and all(
        map(is_, before.takes.values(), after.takes.values())
    )
