"""What the conversation answers: typed, in order, whatever surface shows it.

Knows nothing of terminals, widgets or files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from timbre.errors import TimbreError
from timbre.jobs.take import TakeReady
from timbre.model.clip import Samples
from timbre.model.request import GenerationRequest

Outcome = Literal["done", "partial", "failed", "cancelled"]


@dataclass(frozen=True)
class Said:
    """A sentence."""

    text: str


@dataclass(frozen=True)
class Noted:
    """Something the user should know that nobody asked for: not saved, no sound device, an odd setting."""

    text: str


@dataclass(frozen=True)
class Listed:
    """A table; `title` may be empty."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    title: str = ""


@dataclass(frozen=True)
class TakeQueued:
    """A take has been asked for and waits for its turn."""

    job: str
    take: str
    request: GenerationRequest
    words: str
    """What led to it: the idea, or the edit."""
    changes: str
    """What it changes against its parent, in words; "" for a new idea."""
    parent: int | None
    """The parent's number."""


@dataclass(frozen=True)
class ExportQueued:
    """A take is to be made again for an export."""

    job: str
    number: int


@dataclass(frozen=True)
class JobMoved:
    """A waiting job stands elsewhere in the queue; `position` 0 is next."""

    job: str
    position: int


@dataclass(frozen=True)
class TakeStarted:
    """A worker has begun with a take."""

    job: str
    prompt: str
    words: str
    """What led to it: the idea, or the edit."""


@dataclass(frozen=True)
class ProgressLine:
    """Where a job is. `fraction` 0..1; seconds of audio made, of waiting left."""

    job: str
    stage: str
    fraction: float
    seconds_made: float = 0.0
    seconds_total: float | None = None
    speed: float | None = None
    seconds_left: float | None = None


@dataclass(frozen=True)
class AudioMade:
    """Another stretch of the take exists, for drawing. Told only where the desk `draws`."""

    job: str
    peaks: Samples
    """[2, N] float32: lowest and highest sample of N equal stretches between the two times."""
    from_seconds: float
    to_seconds: float


@dataclass(frozen=True)
class TakeFinished:
    """A take is on disk; everything a card shows."""

    job: str
    take: str
    number: int
    """Within the session, from 1."""
    request: GenerationRequest
    ready: TakeReady
    changes: str
    """What it changed against its parent, in words; "" for a new idea."""
    parent: int | None
    """The parent's number."""
    next: tuple[str, ...]
    """Lines to type next."""
    partial: bool = False


@dataclass(frozen=True)
class JobEnded:
    """A job is over, whatever came of it; the last that is told of it."""

    job: str
    outcome: Outcome = "done"


@dataclass(frozen=True)
class Compared:
    """Takes are compared, from now until one is preferred: one letter each. In order everywhere."""

    takes: tuple[str, ...]
    """Their ids."""
    numbers: tuple[int, ...]
    letters: tuple[str, ...]
    gains_db: tuple[float, ...]
    """What each is turned down by (0 or less), so that all are equally loud."""
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    """What differs: its name, then a value for each take."""


@dataclass(frozen=True)
class Exported:
    """Files were written: the audio first."""

    paths: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """A question; the next line may answer it with one of `answers`."""

    question: str
    answers: tuple[str, ...] = ("yes", "no")


@dataclass(frozen=True)
class Failed:
    """Something could not be done."""

    error: TimbreError
    job: str = ""
    """The job that failed, if it was one."""


@dataclass(frozen=True)
class Copied:
    """Text for the clipboard, for a surface that has one."""

    text: str
    what: Literal["path", "prompt", "recipe"]


@dataclass(frozen=True)
class Opened:
    """The user wants to see a file or folder outside Timbre."""

    path: str


@dataclass(frozen=True)
class SessionOpened:
    """Another session is on the desk now."""

    session: str


@dataclass(frozen=True)
class Goodbye:
    """The user wants to leave."""


Reply = (
    Said
    | Noted
    | Listed
    | TakeQueued
    | ExportQueued
    | JobMoved
    | TakeStarted
    | ProgressLine
    | AudioMade
    | TakeFinished
    | JobEnded
    | Compared
    | Exported
    | Asked
    | Failed
    | Copied
    | Opened
    | SessionOpened
    | Goodbye
)
