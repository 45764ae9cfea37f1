"""The takes of the history: listed, searched, and found by the words a person would use for one.

Knows nothing of how the history is stored, nor of terminals.
"""

from __future__ import annotations

import re
from pathlib import Path

from timbre.errors import InvalidInputError, UnknownNameError
from timbre.session.archive import Archive
from timbre.session.identity import ALPHABET, LENGTH
from timbre.session.log import History
from timbre.session.state import State, Take

LAST = "last"
_CANDIDATES_SHOWN = 5
_NUMBER = re.compile(r"0|[1-9][0-9]{0,8}")  # ids start with a 0 that more follows


class Library:
    """A view of the takes as they were when first asked for; `refresh` looks again."""

    def __init__(self, history: History) -> None:
        self._archive = Archive(history)
        self._state: State | None = None

    @property
    def state(self) -> State:
        """Every take and session. Raises HistoryError if it cannot be read."""
        if self._state is None:
            self._state = self._archive.state()
        return self._state

    def refresh(self) -> None:
        """Forget what was read, so that later events are seen."""
        self._state = None

    def takes(
        self,
        query: str | None = None,
        limit: int | None = None,
        *,
        session: str | None = None,
        deleted: bool = False,
    ) -> list[Take]:
        """The takes, newest first, at most `limit` of them; deleted ones only if asked for.

        `query`: words that must all occur in the prompt, path, engine or model, in any case and order.
        Raises InvalidInputError for a negative limit.
        """
        if limit is not None and limit < 0:
            raise InvalidInputError(
                f"{limit} is not a number of takes.", "Give 0 or more, for example -n 20."
            )
        words = (query or "").casefold().split()
        found: list[Take] = []
        for take in reversed(self.state.takes.values()):
            if limit is not None and len(found) >= limit:
                break
            if (
                (deleted or take.status != "deleted")
                and session in (None, take.session)
                and _has(take, words)
            ):
                found.append(take)
        return found

    def find(self, reference: str, *, session: str | None = None) -> Take:
        """The take meant by `reference`: `last` (the newest with sound), a number, a path or an id's start.

        A number counts in `session` if that has it, else in the latest session that does. Raises
        UnknownNameError if there is none, InvalidInputError if several ids start like that.
        """
        wanted = reference.strip()
        if not self.state.takes:
            raise UnknownNameError(
                "The history has no takes yet.", 'Make one: timbre make "slow piano at night"'
            )
        if wanted.casefold() == LAST:
            return self._last(session)
        if _NUMBER.fullmatch(wanted):
            return self._numbered(int(wanted), session)
        take = self._at_path(wanted) or self._with_prefix(wanted.lower())
        if take is None:
            names = [LAST, *(Path(take.path).name for take in self.takes(limit=200) if take.path)]
            hint = "Give a number, `last`, the start of an id, or a path. `timbre log` lists the takes."
            raise UnknownNameError.among("take", wanted, names, hint)
        return take

    def _last(self, session: str | None) -> Take:
        for take in self.takes(session=session):
            if take.status in ("done", "partial"):
                return take
        raise UnknownNameError("No take in the history has sound yet.", "`timbre log` shows what went wrong.")

    def _numbered(self, number: int, session: str | None) -> Take:
        known = self.state.sessions
        asked = [session] if session in known else []
        for name in asked + [take.session for take in reversed(self.state.takes.values())]:
            if 1 <= number <= len(known[name].takes):
                return self.state.takes[known[name].takes[number - 1]]
        highest = max(len(each.takes) for each in known.values())
        raise UnknownNameError(
            f"There is no take number {number}; the highest is {highest}.", "`timbre log` lists the takes."
        )

    def _at_path(self, wanted: str) -> Take | None:
        """By the same file, else by the file's name if only a name was given; the newest wins."""
        if not wanted or "\0" in wanted:
            return None
        path = Path(wanted)
        same = {wanted, str(path.absolute()), str(path.resolve())}
        by_name = None
        for take in reversed(self.state.takes.values()):
            if take.path is None or not take.path.endswith(path.name):
                continue
            if take.path in same or str(Path(take.path).resolve()) in same:
                return take
            if by_name is None and path.name == wanted == Path(take.path).name:
                by_name = take
        return by_name

    def _with_prefix(self, prefix: str) -> Take | None:
        if not 1 <= len(prefix) <= LENGTH or any(letter not in ALPHABET for letter in prefix):
            return None
        matches = [take for take in reversed(self.state.takes.values()) if take.id.startswith(prefix)]
        if len(matches) > 1:
            shown = ", ".join(take.id for take in matches[:_CANDIDATES_SHOWN])
            more = ", …" if len(matches) > _CANDIDATES_SHOWN else ""
            raise InvalidInputError(
                f"{len(matches)} takes have an id that starts with {prefix!r}: {shown}{more}",
                "Give more of the id, or the take's number.",
            )
        return matches[0] if matches else None


def _has(take: Take, words: list[str]) -> bool:
    if not words:
        return True
    text = f"{take.prompt}\n{take.path or ''}\n{take.engine}\n{take.model or ''}".casefold()
    return all(word in text for word in words)
