"""All the sessions: listed, found, searched, opened, renamed, deleted.

Knows nothing of what is inside them, nor of terminals.
"""

from __future__ import annotations

from dataclasses import dataclass

import timbre
from timbre.errors import InvalidInputError, UnknownNameError
from timbre.session import events
from timbre.session.archive import Archive
from timbre.session.identity import new_id
from timbre.session.live import OpenSession
from timbre.session.log import History
from timbre.session.rows import Spoken
from timbre.session.state import Session

NAME_MAX_CHARACTERS = 200
TEXTS_SHOWN = 3
ID_START_MIN_CHARACTERS = 4


@dataclass(frozen=True)
class Found:
    """A session in which something was found: how many texts, and the newest of them."""

    session: Session
    count: int
    texts: tuple[Spoken, ...]


class Sessions:
    """Looks again at every call, so that what other processes do is seen. Raises HistoryError."""

    def __init__(self, history: History, archive: Archive | None = None) -> None:
        self.archive = Archive(history) if archive is None else archive

    def listed(self, *, deleted: bool = False, one_shot: bool = False) -> list[Session]:
        """The sessions, the one last used first; deleted ones, and that of single commands, only if asked for."""
        return [
            session
            for session in reversed(self.archive.sessions().sessions.values())
            if (deleted or not session.deleted) and (one_shot or session.id != events.ONE_SHOT_SESSION)
        ]

    def find(self, reference: str) -> Session:
        """The session meant by its number in the list (1 is the one last used), a part of its title, or an id's start.

        Raises UnknownNameError if there is none, InvalidInputError if there are several.
        """
        wanted, sessions = reference.strip(), self.listed()
        if wanted.isascii() and wanted.isdecimal() and 1 <= int(wanted[:9]) <= len(sessions):
            return sessions[int(wanted[:9]) - 1]
        folded = " ".join(wanted.casefold().split())
        for matching in (
            [each for each in sessions if folded == each.title.casefold() or each.id == wanted.lower()],
            [
                each
                for each in sessions
                if len(folded) >= ID_START_MIN_CHARACTERS and each.id.startswith(folded)
            ],
            [each for each in sessions if folded and folded in each.title.casefold()],
        ):
            if len(matching) == 1:
                return matching[0]
            if matching:
                shown = ", ".join(repr(each.title) for each in matching[:5])
                raise InvalidInputError(
                    f"{len(matching)} sessions are called like {wanted!r}: {shown}.",
                    "Give its number in the list, or more of its title.",
                )
        raise UnknownNameError.among("session", wanted, [each.title for each in sessions])

    def latest(self) -> Session | None:
        """The session last used, to be resumed; None if there is none yet."""
        return next(iter(self.listed()), None)

    def search(self, query: str, *, limit: int = 50) -> list[Found]:
        """Sessions with a message, prompt or name that has all words of `query`, the one last used first."""
        words = query.split()
        if not words:
            return []
        texts: dict[str, list[Spoken]] = {}
        for text in self.archive.search(words):
            texts.setdefault(text.session, []).append(text)
        found = [
            Found(session, len(texts[session.id]), tuple(reversed(texts[session.id][-TEXTS_SHOWN:])))
            for session in self.listed(one_shot=True)
            if session.id in texts
        ]
        return found[:limit]

    def start(self, surface: str, title: str = "") -> OpenSession:
        """A new session, for `surface` (`chat` or `studio`)."""
        session = OpenSession(self.archive, new_id())
        session.add(events.session_started(timbre.__version__, surface), author="timbre")
        if title:
            session.add(events.session_renamed(_name(title)))
        return session

    def resume(self, session: str, surface: str) -> OpenSession:
        """An earlier session, opened again; one that was deleted is back. Raises UnknownNameError."""
        if session not in self.archive.sessions().sessions:
            raise UnknownNameError(f"There is no session {session[:80]!r}.", "`/session list` shows them.")
        opened = OpenSession(self.archive, session)
        opened.add(events.session_resumed(timbre.__version__, surface), author="timbre")
        return opened

    def rename(self, session: str, title: str) -> None:
        """Give a session a name; "" names it after its first idea again. Raises InvalidInputError."""
        self.archive.history.append(*events.session_renamed(_name(title)), session=session)

    def delete(self, session: str) -> None:
        """Take a session out of the listings. Its events and files stay; `resume` brings it back."""
        self.archive.history.append(*events.session_deleted(), session=session)


def _name(title: str) -> str:
    name = " ".join(title.split())
    if len(name) > NAME_MAX_CHARACTERS:
        raise InvalidInputError(
            f"A session's name can have {NAME_MAX_CHARACTERS} characters; this has {len(name)}.",
            "Give a shorter one.",
        )
    return name
