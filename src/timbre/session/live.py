"""A session that is open: its state, kept in step with what is written to the history.

Knows nothing of how takes are made or shown.
"""

from __future__ import annotations

from timbre.errors import HistoryError, InvalidInputError, UnknownNameError
from timbre.session import events
from timbre.session.archive import Archive
from timbre.session.events import Event
from timbre.session.record import Record
from timbre.session.view import SessionFold, SessionState


class OpenSession:
    """One session, read once and then followed. `sessions.Sessions` opens it."""

    def __init__(self, archive: Archive, session: str) -> None:
        self.id = session
        self._history = archive.history
        self._fold = SessionFold(session)
        self._own: set[str] = set()
        stretch = archive.records_of(session)
        self._end = stretch.end
        for record in stretch.records:
            self._take_in(record)
        self._own.update(record.id for record in self._history.unsaved)

    @property
    def state(self) -> SessionState:
        """The session as it is now, by what this process has written and read."""
        return self._fold.view()

    def add(self, event: Event, *, author: str = "user", durable: bool = True) -> SessionState:
        """Write an event of this session and return the state after it.

        Raises HistoryError if it could not be saved; it is kept in memory then, and in `state`. Raises
        InvalidInputError, changing nothing, if its payload is not plain JSON.
        """
        unsaved = len(self._history.unsaved)
        try:
            record = self._history.append(*event, session=self.id, author=author, durable=durable)
        except HistoryError:
            for kept in self._history.unsaved[unsaved:]:
                self._own.add(kept.id)
                self._take_in(kept)
            raise
        self._own.add(record.id)
        self._take_in(record)
        return self.state

    def catch_up(self) -> SessionState:
        """Take in what other processes have written since, and return the state. Raises HistoryError."""
        for record, offset, size in self._history.placed(self._end):
            self._end = offset + size
            if record.id in self._own:
                self._own.discard(record.id)
            else:
                self._take_in(record)
        return self.state

    def undo(self) -> SessionState:
        """Back to the take before the current one. Raises InvalidInputError if there is none."""
        current, target = self.state.current, self.state.undo_target
        if current is None or target is None:
            raise InvalidInputError("There is nothing to undo.", "`/takes` lists the takes of this session.")
        return self.add(events.take_undone(current, target))

    def redo(self) -> SessionState:
        """Forward again to the take that was last undone. Raises InvalidInputError if there is none."""
        current, target = self.state.current, self.state.redo_target
        if current is None or target is None:
            raise InvalidInputError("There is nothing to redo.", "`/takes` lists the takes of this session.")
        return self.add(events.take_redone(current, target))

    def choose(self, take: str) -> SessionState:
        """To any take of this session. Raises UnknownNameError, or InvalidInputError if it has no sound."""
        found = self.state.takes.get(take)
        if found is None:
            raise UnknownNameError(
                f"This session has no take {take[:80]!r}.", "`/takes` lists the takes of this session."
            )
        if not found.sounds:
            raise InvalidInputError(
                f"Take {found.number} has no sound: it is {found.status}.", "Choose another: `/takes`."
            )
        return self.add(events.take_chosen(take))

    def _take_in(self, record: Record) -> None:
        if self._fold.concerns(record):
            self._fold.apply(record)
