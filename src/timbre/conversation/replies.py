"""What the conversation answers: typed, in order, whatever surface shows it.

Knows nothing of terminals, widgets or files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from timbre.errors import TimbreError
from timbre.jobs.take import TakeReady
from timbre.model.request import GenerationRequest


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
    """A job is over without a take of the session: cancelled, failed, or an export."""

    job: str


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
class Goodbye:
    """The user wants to leave."""


Reply = (
    Said
    | Noted
    | Listed
    | TakeStarted
    | ProgressLine
    | TakeFinished
    | JobEnded
    | Exported
    | Asked
    | Failed
    | Copied
    | Opened
    | Goodbye
)
