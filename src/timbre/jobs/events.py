"""What a job tells whoever watches it. Typed, ordered; the last is JobDone, JobFailed or JobCancelled.

Knows nothing of workers or surfaces. `job` is always the job's id.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from timbre.errors import TimbreError
from timbre.jobs.preview import Preview
from timbre.model.clip import Samples
from timbre.model.request import GenerationRequest, GenerationResult


@dataclass(frozen=True)
class JobQueued:
    """The job waits; `position` 0 is next. Told again when the position changes."""

    job: str
    position: int


@dataclass(frozen=True)
class JobStarted:
    """A worker has been given the job; `attempt` 2 is the retry, which makes all audio anew."""

    job: str
    attempt: int = 1


@dataclass(frozen=True)
class JobProgress:
    """Where the work is. At most 15 a second."""

    job: str
    stage: str
    fraction: float
    """0..1 of the whole job."""
    seconds_made: float = 0.0
    """Seconds of audio so far."""
    seconds_total: float | None = None
    """Seconds of audio there will be, once known."""
    speed: float | None = None
    """Seconds of audio made per second of waiting; None before there is any."""
    seconds_left: float | None = None
    """Estimated waiting time; None when nobody can tell."""


@dataclass(frozen=True)
class JobChunk:
    """The next stretch of the mix can be heard: a preview at a fixed gain, before mastering."""

    job: str
    preview: Preview
    offset: int
    """First frame."""
    count: int
    """Frames."""

    @property
    def samples(self) -> Samples:
        """[C, T] float32, read from disk now."""
        return self.preview.read(self.offset, self.count)

    @property
    def sample_rate(self) -> int:
        """Hz."""
        return self.preview.sample_rate

    @property
    def channels(self) -> int:
        """Number of channels C."""
        return self.preview.channels


@dataclass(frozen=True)
class JobStem:
    """A stem's file is finished."""

    job: str
    name: str
    path: str


@dataclass(frozen=True)
class JobStopping:
    """The user's wish to cancel has been heard; the worker has not stopped yet."""

    job: str


@dataclass(frozen=True)
class JobRetrying:
    """The worker was lost; after `delay_seconds` the job is tried once more. Audio so far is void."""

    job: str
    cause: TimbreError
    delay_seconds: float
    smaller: bool = False
    """Whether the second try asks for less (it had run out of memory)."""


@dataclass(frozen=True)
class JobDone:
    """The take is on disk. `request` is what was really made (a retry may have asked for less)."""

    job: str
    request: GenerationRequest
    result: GenerationResult
    peaks: Samples
    """[2, N] float32: lowest and highest sample of N equal stretches, for drawing."""


@dataclass(frozen=True)
class JobFailed:
    """No take. `offer_composer`: the embedded engine could try instead, if the user agrees."""

    job: str
    request: GenerationRequest
    error: TimbreError
    offer_composer: bool = False
    detail: str = ""
    """The worker's last words on stderr, cleaned; for the diagnostic log."""


@dataclass(frozen=True)
class JobCancelled:
    """Stopped. `partial` is the take made of what there was, if that was asked for and there was any."""

    job: str
    request: GenerationRequest
    partial: GenerationResult | None = None
    by: Literal["user", "shutdown"] = "user"


Landmark = JobStarted | JobStem | JobStopping | JobRetrying
LastEvent = JobDone | JobFailed | JobCancelled
JobEvent = JobQueued | JobProgress | JobChunk | Landmark | LastEvent
LAST_EVENTS = (JobDone, JobFailed, JobCancelled)
