"""The desk: what every act of the conversation has at hand, and the two ways out, replies and history.

Knows nothing of terminals. A history that cannot be written costs nobody their music: it is told once.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from timbre.conversation.defaults import with_overrides
from timbre.conversation.flushing import Flushing
from timbre.conversation.replies import Asked, Failed, Noted, Reply, Said
from timbre.conversation.requesting import Wishes
from timbre.conversation.speaker import Speaker
from timbre.errors import HistoryError, InvalidInputError, MissingError, TimbreError, UnknownNameError
from timbre.jobs.job import Job
from timbre.jobs.take import Destination
from timbre.language.edits.edit import Edit, Playing
from timbre.model.brief import Brief
from timbre.model.request import SEED_MAX, GenerationRequest
from timbre.session import events
from timbre.session.events import Event
from timbre.session.identity import new_id
from timbre.session.live import OpenSession
from timbre.session.paths import Paths
from timbre.session.sessions import Sessions
from timbre.session.take import Take
from timbre.session.view import SessionState

if TYPE_CHECKING:
    from timbre.conversation.comparing import Comparison


class Makes(Protocol):
    """What runs jobs; `jobs.supervisor.Supervisor` does."""

    def submit(
        self,
        request: GenerationRequest,
        destination: Destination,
        priority: int = 0,
        *,
        job_id: str | None = None,
        device: str = "",
        past: Any = (),
    ) -> Job:
        """Queue a take."""

    def reorder(self, job: Job, position: int) -> int:
        """Move a waiting job to `position` (0 is next); where it came to stand. Raises InvalidInputError."""


class Edits(Protocol):
    """What reads a line as a change; `language.edits` does."""

    def read(
        self, text: str, brief: Brief, current: Playing, *, force: bool = False, previous: Edit | None = None
    ) -> Edit | None:
        """The edit in `text`; None if it reads like something else. `previous`: what "more" goes on with."""

    def apply(self, edit: Edit, brief: Brief) -> Brief:
        """`brief` with the edit made."""

    def describe(self, edit: Edit) -> str:
        """The edit in words: "tempo 80 → 68, added strings"."""


@dataclass
class Question:
    """What the next line may answer, and what then happens."""

    text: str
    yes: Callable[[], Awaitable[None]]
    no: Callable[[], None]


def random_seed() -> int:
    """A fresh seed."""
    return secrets.randbelow(SEED_MAX + 1)


def local_now() -> datetime:
    """The time here, with its zone."""
    return datetime.now().astimezone()


@dataclass
class Desk:
    """Belongs to one conversation and its event loop."""

    paths: Paths
    sessions: Sessions
    session: OpenSession
    supervisor: Makes
    speaker: Speaker
    edits: Edits
    options: Wishes = field(default_factory=Wishes)
    seed: int | None = None
    """Of every new idea, where the session has no lock."""
    outputs: Path = Path("outputs")
    surface: str = "chat"
    """`chat` or `studio`, for the history."""
    owner: str = ""
    """This running Timbre's name in `job.queued`."""
    autoplay: bool = False
    draws: bool = False
    """Whether takes are drawn while they are made (`AudioMade` replies)."""
    random_seed: Callable[[], int] = random_seed
    now: Callable[[], datetime] = local_now
    replies: asyncio.Queue[Reply] = field(default_factory=asyncio.Queue)
    fresh: bool = False
    """Whether the next words are a new idea, whatever they read like."""
    new_presets: list[str] = field(default_factory=list)
    """Switched on since the last take: the next edit brings them in."""
    question: Question | None = None
    comparison: Comparison | None = None
    """The takes that are compared, from `/compare` until one is preferred or it is closed."""
    failure: TimbreError | None = None
    """What went wrong last."""
    flushing: Flushing | None = None
    """Puts the history on the disk a moment later, where nobody may wait for the disk; None: at once."""
    _warned: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.speaker.broke = self._broke

    @property
    def state(self) -> SessionState:
        """The session as it is now."""
        return self.session.state

    @property
    def wishes(self) -> Wishes:
        """The defaults in force. Raises InvalidInputError where two contradict each other."""
        return with_overrides(self.options, self.state.overrides, self.state.presets)

    def idea_seed(self) -> int:
        """The seed of a new idea."""
        if self.state.seed_lock is not None:
            return self.state.seed_lock
        return self.random_seed() if self.seed is None else self.seed

    def current(self) -> Take:
        """The current take. Raises InvalidInputError if there is none."""
        state = self.state
        if state.current is None:
            raise InvalidInputError(
                "There is no take in this session yet.", 'Type an idea, such as "warm lo-fi piano, 80 bpm".'
            )
        return state.takes[state.current]

    def take(self, reference: str = "") -> Take:
        """The take of this session that is meant: the current one for "", a number, `last`, an id's start.

        Raises UnknownNameError or InvalidInputError.
        """
        wanted = reference.strip().lower().removeprefix("#")
        takes = [take for take in self.state.takes.values() if take.session == self.session.id]
        if not wanted or wanted == "current":
            return self.current()
        sounding = [take for take in takes if take.sounds]
        if wanted == "last" and sounding:
            return sounding[-1]
        if wanted.isascii() and wanted.isdecimal() and len(wanted) < 10:
            found = [take for take in takes if take.number == int(wanted)]
        else:
            found = [take for take in takes if take.id.startswith(wanted)]
        if len(found) == 1:
            return found[0]
        numbers = ", ".join(str(take.number) for take in sounding[-20:]) or "none yet"
        raise UnknownNameError(
            f"This session has no take {reference[:40]!r}.", f"Takes with sound: {numbers}."
        )

    def tell(self, reply: Reply) -> None:
        """Pass a reply on."""
        self.replies.put_nowait(reply)

    def say(self, text: str, **details: Any) -> None:
        """Answer in a sentence, which the history keeps."""
        self.tell(Said(text))
        self.record(events.message_added(new_id(), "assistant", text, **details), author="timbre")

    def answer(self, text: str) -> None:
        """Answer in a sentence that is of no interest later."""
        self.tell(Said(text))

    def heard(self, line: str) -> None:
        """Keep what the user said."""
        self.record(events.message_added(new_id(), "user", line))

    def note(self, text: str) -> None:
        """Tell something nobody asked for."""
        self.tell(Noted(text))

    def fail(self, error: TimbreError, job: str = "") -> None:
        """Tell that something could not be done, or that a job failed."""
        self.failure = error
        self.tell(Failed(error, job))

    def ask(self, question: Question) -> None:
        """Ask; the next line may answer."""
        self.question = question
        self.tell(Asked(question.text))

    def record(
        self, event: Event, *, session: OpenSession | None = None, author: str = "user", durable: bool = True
    ) -> None:
        """Write to the history. What cannot be saved stays in memory, and the user is told once."""
        later = durable and self.flushing is not None
        try:
            (session or self.session).add(event, author=author, durable=durable and not later)
        except HistoryError as error:
            self.note_once(f"{error.message} {error.hint}".strip())
        self.note_once(self.sessions.archive.history.warning)
        if later and self.flushing is not None:
            self.flushing.soon()

    def note_once(self, text: str, subject: str = "") -> None:
        """`note`, unless it was told before; or something else of the same `subject`, if there is one."""
        if text and (subject or text) not in self._warned:
            self._warned.add(subject or text)
            self.note(text)

    @property
    def no_device(self) -> bool:
        """Whether it has been found that there is no sound device."""
        return "device" in self._warned

    def unheard(self, error: TimbreError, path: Path | None = None) -> None:
        """Tell why what was to sound does not. No sound device is a normal state, told once."""
        if not isinstance(error, MissingError):
            self.fail(error)
        elif path is None:
            self.note_once(
                "There is no sound device here: takes are made and written all the same.", "device"
            )
        else:
            self.note_once(
                f"There is no sound device here; all else goes on. The take is in {path}", "device"
            )

    def _broke(self, error: TimbreError) -> None:
        """Sound ended early."""
        if isinstance(error, MissingError):
            self.note(f"{error.message} {error.hint}")
        else:
            self.fail(error)
