"""Setting up a conversation: history, session, supervisor, desk; and taking it all down again.

Chat and studio begin here. Knows nothing of terminals.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any, Literal

from timbre.audio.names import typed_path
from timbre.config.settings import Settings
from timbre.conversation.controller import Conversation
from timbre.conversation.desk import Desk
from timbre.conversation.editing import WordEdits
from timbre.conversation.flushing import Flushing
from timbre.conversation.requesting import Wishes
from timbre.conversation.speaker import Speaker
from timbre.engines.registry import find_engine
from timbre.errors import HistoryError
from timbre.jobs.supervisor import Supervisor
from timbre.language.presets import load_preset
from timbre.session.live import OpenSession
from timbre.session.log import LOCK_TIMEOUT_SECONDS, History
from timbre.session.paths import Paths
from timbre.session.sessions import Sessions

Surface = Literal["chat", "studio"]
_LOCK_SECONDS: dict[Surface, float] = {"chat": LOCK_TIMEOUT_SECONDS, "studio": 0.3}
"""How long a word waits for another program that writes the history; a screen must not stand still."""


@dataclass(frozen=True)
class Opening:
    """What a conversation is started with."""

    wishes: Wishes
    settings: Settings
    surface: Surface = "chat"
    seed: int | None = None
    new: bool = False
    session: str | None = None
    play: bool = False
    backends: tuple[Any, ...] | None = None
    """Sound backends, for tests; None is the machine's own."""
    supervisor: Callable[[], Any] | None = None
    """Makes what runs jobs, for tests; None is worker processes."""

    @property
    def autoplay(self) -> bool:
        """Whether takes are heard as they are made."""
        wanted = self.settings.autoplay
        return self.play or wanted == "always" or (wanted == "studio" and self.surface == "studio")


@dataclass(frozen=True)
class Ground:
    """What is there before anything runs."""

    history: History
    sessions: Sessions
    session: OpenSession
    resumed: bool


def check(order: Opening, paths: Paths) -> None:
    """Raise TimbreError if the folder for takes, the engine or a preset asked for cannot be."""
    typed_path(order.settings.outputs)
    find_engine(order.wishes.engine)
    for name in order.wishes.presets:
        load_preset(name, paths.presets)


def lay_ground(order: Opening, paths: Paths) -> Ground:
    """The session asked for, else the one last used, else a new one. Reads files; any thread may do it.

    Raises TimbreError.
    """
    history = History(paths, lock_timeout_seconds=_LOCK_SECONDS[order.surface])
    sessions = Sessions(history)
    found = None
    if order.session is not None:
        found = sessions.find(order.session)
    elif not order.new:
        found = sessions.latest()
    if found is None:
        return Ground(history, sessions, sessions.start(order.surface), resumed=False)
    return Ground(history, sessions, sessions.resume(found.id, order.surface), resumed=True)


@asynccontextmanager
async def conversation(
    order: Opening, paths: Paths, owner: str, ground: Ground
) -> AsyncIterator[Conversation]:
    """A conversation that works while the block lasts; every worker ends with it."""
    backends = None if order.backends is None else list(order.backends)
    async with AsyncExitStack() as last, (order.supervisor or Supervisor)() as supervisor:
        supervisor.warm(order.wishes.engine)
        desk = Desk(
            paths=paths,
            sessions=ground.sessions,
            session=ground.session,
            supervisor=supervisor,
            speaker=Speaker(backends, volume_percent=order.settings.volume),
            edits=WordEdits(),
            options=order.wishes,
            seed=order.seed,
            outputs=typed_path(order.settings.outputs),
            surface=order.surface,
            owner=owner,
            autoplay=order.autoplay,
            draws=order.surface == "studio",
        )
        if order.surface == "studio":
            desk.flushing = Flushing(ground.history.flush, desk.note_once)
            last.push_async_callback(
                desk.flushing.end
            )  # after the supervisor: its jobs' ends are written too
        talk = Conversation(desk)
        try:
            yield talk
        finally:
            await talk.close()
            if ground.history.unsaved:
                with suppress(HistoryError):  # was told when it could not be saved
                    ground.history.save()


def going_on(session: OpenSession) -> str:
    """Where a session that is taken up again stands, in a sentence."""
    state = session.state
    current = state.takes.get(state.current or "")
    where = f", at take {current.number}" if current is not None else ""
    count = len(state.takes)
    return f"Going on with “{state.title}”: {count} take{'' if count == 1 else 's'}{where}."
