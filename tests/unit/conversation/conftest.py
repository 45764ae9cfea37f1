"""A conversation over a supervisor that makes nothing: its jobs end as the test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest

from fakes.supervisor import FakeSupervisor
from timbre.conversation.controller import Conversation
from timbre.conversation.desk import Desk
from timbre.conversation.editing import WordEdits
from timbre.conversation.replies import Failed, Noted, Reply, Said, TakeFinished
from timbre.conversation.requesting import Wishes
from timbre.conversation.speaker import Piece, Speaker
from timbre.errors import MissingError
from timbre.session.log import History
from timbre.session.paths import Paths
from timbre.session.sessions import Sessions


class FakeSpeaker(Speaker):
    """Remembers what it was given; deaf where `device` is false."""

    def __init__(self) -> None:
        super().__init__()
        self.device = True
        self.played: list[tuple[list[Piece], bool]] = []
        self.sounding = False

    @property
    def playing(self) -> bool:
        return self.sounding

    async def play(self, pieces: list[Piece], *, loop: bool = False, at_seconds: float = 0.0) -> None:
        self._sound(pieces, loop)
        self._piece, self._group = pieces[0], ()

    async def play_bank(
        self, pieces: list[Piece], index: int = 0, *, at_seconds: float = 0.0, loop: bool = False
    ) -> None:
        self._sound(pieces, loop)
        self._piece, self._group = pieces[index], tuple(pieces)

    def _sound(self, pieces: list[Piece], loop: bool) -> None:
        if not self.device:
            raise MissingError("There is no sound device to play on.", "Normal here.")
        self.played.append((pieces, loop))
        self.sounding = True

    async def stop(self) -> None:
        self.sounding = False

    async def wait(self) -> None:
        self.sounding = False


@dataclass
class Stage:
    """A home, and conversations in it."""

    folder: Path
    supervisor: FakeSupervisor = field(default_factory=FakeSupervisor)
    speaker: FakeSpeaker = field(default_factory=FakeSpeaker)
    options: Wishes = field(default_factory=lambda: Wishes(default_seconds=4.0))
    seeds: list[int] = field(default_factory=lambda: list(range(1001, 1100)))
    seed: int | None = None
    autoplay: bool = False

    @property
    def paths(self) -> Paths:
        return Paths.under(self.folder / "home")

    @property
    def history(self) -> History:
        return History(self.paths)

    def desk(self, *, new: bool = False) -> Desk:
        sessions = Sessions(self.history)
        latest = None if new else sessions.latest()
        session = sessions.start("chat") if latest is None else sessions.resume(latest.id, "chat")
        return Desk(
            paths=self.paths,
            sessions=sessions,
            session=session,
            supervisor=self.supervisor,
            speaker=self.speaker,
            edits=WordEdits(),
            options=self.options,
            seed=self.seed,
            outputs=self.folder / "outputs",
            autoplay=self.autoplay,
            random_seed=lambda: self.seeds.pop(0),
            now=lambda: datetime(2026, 11, 22, 14, 15, 30, tzinfo=timezone.utc),
        )

    def play(
        self, scene: Callable[[Conversation], Coroutine[Any, Any, None]], *, new: bool = False
    ) -> list[Reply]:
        """Run a scene; every reply."""

        async def whole() -> list[Reply]:
            self.supervisor.begin()
            talk = Conversation(self.desk(new=new))
            talk.open()
            await asyncio.wait_for(scene(talk), 20)
            await talk.close()
            self.last = talk
            replies = talk.desk.replies
            return [replies.get_nowait() for _ in range(replies.qsize())]

        return asyncio.run(whole())

    def lines(self, *lines: str, new: bool = False) -> list[Reply]:
        """Say these lines, each when the last is done, as in a pipe."""

        async def scene(talk: Conversation) -> None:
            for line in lines:
                await talk.handle(line)
                await talk.idle()

        return self.play(scene, new=new)

    @property
    def state(self):
        """The session as the history on disk tells it."""
        sessions = Sessions(self.history)
        found = sessions.latest()
        from timbre.session.view import fold_session

        return fold_session(found.id, sessions.archive.records_of(found.id).records)

    def numbers(self) -> dict[int, int | None]:
        """Take number → number of its parent."""
        takes = self.state.takes
        return {
            take.number: takes[take.parent].number if take.parent in takes else None
            for take in takes.values()
        }

    def current(self) -> int | None:
        """The current take's number."""
        state = self.state
        return state.takes[state.current].number if state.current else None


def said(replies: list[Reply]) -> list[str]:
    return [reply.text for reply in replies if isinstance(reply, Said)]


def noted(replies: list[Reply]) -> list[str]:
    return [reply.text for reply in replies if isinstance(reply, Noted)]


def failures(replies: list[Reply]) -> list[str]:
    return [reply.error.message for reply in replies if isinstance(reply, Failed)]


def finished(replies: list[Reply]) -> list[TakeFinished]:
    return [reply for reply in replies if isinstance(reply, TakeFinished)]


@pytest.fixture
def stage(tmp_path) -> Stage:
    return Stage(tmp_path)


@pytest.fixture
def read():
    """Readers of replies by kind."""

    class Readers:
        said = staticmethod(said)
        noted = staticmethod(noted)
        failures = staticmethod(failures)
        finished = staticmethod(finished)

    return Readers
