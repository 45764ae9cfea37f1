"""The takes of a session as a tree: who came from whom, which is current, where undo and redo lead.

Knows nothing of music, files or records. Nothing is ever cut off: undo goes back, a new take after it starts
a branch beside the old one, redo goes forward along the branch last followed.
"""

from __future__ import annotations

from collections.abc import Iterator


class TakeTree:
    """Grows by `add`; only takes that sound (are neither failed nor deleted) can be current.

    Going back from a take leads to its parent, or from a take without one (a new idea) to the take that was
    current when it came. That is always an older take, so that no walk runs in circles.
    """

    def __init__(self) -> None:
        self.current: str | None = None
        self.children: dict[str | None, list[str]] = {}
        """Parent → children in the order they came; those of None have no parent in this session."""
        self._back: dict[str, str | None] = {}
        self._followed: dict[str, str] = {}
        self._sounding: dict[str, None] = {}

    def add(self, take: str, parent: str | None, *, sounds: bool, chosen: bool) -> None:
        """A new take; it becomes current if it `sounds` and is `chosen`. One that is known changes nothing."""
        if take in self._back:
            return
        known = parent if parent in self._back else None
        self.children.setdefault(known, []).append(take)
        before = self._back[take] = known if known is not None else self.current
        if not sounds:
            return
        self._sounding[take] = None
        if chosen:
            self.current = take
            if before is not None:
                self._followed[before] = take

    def choose(self, take: str | None) -> None:
        """Go to any take that sounds."""
        if take in self._sounding:
            self.current = take

    def undo(self, origin: str | None, to: str | None) -> None:
        """Go back from `origin` to `to`, remembering the way for `redo`."""
        if to in self._sounding and to is not None:
            self.current = to
            if to in self._before(origin):
                self._followed[to] = str(origin)

    def redo(self, origin: str | None, to: str | None) -> None:
        """Go forward from `origin` to `to`."""
        if to in self._sounding and to is not None:
            self.current = to
            if origin is not None and origin in self._before(to):
                self._followed[origin] = to

    def delete(self, take: str) -> None:
        """The take sounds no more. If it was current, the nearest one before it is, else the newest left."""
        self._sounding.pop(take, None)
        if self.current == take:
            self.current = self._sounding_before(take) or next(reversed(self._sounding), None)

    @property
    def undo_target(self) -> str | None:
        """Where going back from the current take leads; None if there is nothing before it."""
        return self._sounding_before(self.current)

    @property
    def redo_target(self) -> str | None:
        """Where going forward leads: the child last followed; None if there was none."""
        take = self._followed.get(self.current or "")
        while take is not None and take not in self._sounding:
            take = self._followed.get(take)
        return take

    def _sounding_before(self, take: str | None) -> str | None:
        return next((each for each in self._before(take) if each in self._sounding), None)

    def _before(self, take: str | None) -> Iterator[str]:
        """The takes before `take`, nearest first."""
        take = self._back.get(take or "")
        while take is not None:
            yield take
            take = self._back.get(take)
