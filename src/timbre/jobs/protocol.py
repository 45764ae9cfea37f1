"""What supervisor and worker say to each other: one JSON object per line, typed, versioned, capped in length.

Audio never travels here, only where it lies. Knows nothing of processes or pipes. Types a reader does not know are
passed over, so that either side may learn new ones first; fields it does not know are ignored.
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, JsonValue, TypeAdapter, ValidationError

from timbre.errors import FileError, InvalidInputError
from timbre.jobs.take import Destination
from timbre.model.request import GenerationRequest, GenerationResult

VERSION = 1
"""Raised when an old reader would misunderstand a new writer. Both sides refuse another number."""
MAX_LINE_BYTES = 4 << 20

JobId = Annotated[str, Field(min_length=1, max_length=100)]
Fraction = Annotated[FiniteFloat, Field(ge=0, le=1)]
Seconds = Annotated[FiniteFloat, Field(ge=0)]
Frames = Annotated[int, Field(ge=0, le=1 << 40)]


class ProtocolError(ValueError):
    """A line that is no message. Never reaches a user: bad lines are counted and passed over."""


class _Message(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class Place(_Message):
    """`take.Destination` as plain data."""

    folder: str
    time: datetime
    path: str | None = None
    force: bool = False
    staging: str | None = None
    sidecar: dict[str, JsonValue] | None = None

    @classmethod
    def of(cls, destination: Destination) -> Place:
        """Plain data of `destination`, with absolute paths. Raises FileError for names that are no Unicode."""
        return cls(
            folder=_plain(destination.folder),
            time=destination.time,
            path=None if destination.path is None else _plain(destination.path),
            force=destination.force,
            staging=None if destination.staging is None else _plain(destination.staging),
            sidecar=None if destination.sidecar is None else dict(destination.sidecar),
        )

    def destination(self) -> Destination:
        """The destination these data describe."""
        return Destination(
            folder=Path(self.folder),
            time=self.time,
            path=None if self.path is None else Path(self.path),
            force=self.force,
            staging=None if self.staging is None else Path(self.staging),
            sidecar=self.sidecar,
        )


class Load(_Message):
    """Import the engine, so that the first job need not wait for that. No answer but an error."""

    type: Literal["load"] = "load"
    engine: str


class Run(_Message):
    """Make this take. The mix is appended to the file `preview` as it is made."""

    type: Literal["run"] = "run"
    job: JobId
    request: GenerationRequest
    place: Place
    preview: str


class Update(_Message):
    """Change a running stream (no engine can, yet: workers pass over it)."""

    type: Literal["update"] = "update"
    job: JobId
    changes: dict[str, JsonValue]


class Cancel(_Message):
    """Stop that job; with `keep`, make a partial take of what there is."""

    type: Literal["cancel"] = "cancel"
    job: JobId
    keep: bool = False


class Bye(_Message):
    """Leave (to the worker), or: leaving (from it)."""

    type: Literal["bye"] = "bye"


class Hello(_Message):
    """The first thing a worker says."""

    type: Literal["hello"] = "hello"
    protocol: int
    timbre: str = ""


class Beat(_Message):
    """The worker is alive; sent all the time."""

    type: Literal["beat"] = "beat"


class Started(_Message):
    """The engine has loaded; this is the length and the form of what it will make."""

    type: Literal["started"] = "started"
    job: JobId
    seconds: Seconds
    sample_rate: Annotated[int, Field(ge=1_000, le=384_000)]
    channels: Annotated[int, Field(ge=1, le=64)]


class Progress(_Message):
    """`model.events.Progress` of that job."""

    type: Literal["progress"] = "progress"
    job: JobId
    stage: Annotated[str, Field(max_length=80)]
    fraction: Fraction
    seconds_made: Seconds = 0.0


class Chunk(_Message):
    """`count` more frames of the mix lie in the preview file, from frame `offset` on (float32 LE, interleaved)."""

    type: Literal["chunk"] = "chunk"
    job: JobId
    offset: Frames
    count: Annotated[int, Field(gt=0, le=1 << 40)]


class Stem(_Message):
    """A stem's file is finished."""

    type: Literal["stem"] = "stem"
    job: JobId
    name: Annotated[str, Field(max_length=80)]
    path: str


class Result(_Message):
    """The take is on disk. `partial`: it was cancelled, and this is what there was.

    `request`: what was made, where the engine made choices; None: just what was asked for.
    """

    type: Literal["result"] = "result"
    job: JobId
    result: GenerationResult
    peaks: tuple[list[FiniteFloat], list[FiniteFloat]] = ([], [])
    partial: bool = False
    request: GenerationRequest | None = None


class Error(_Message):
    """The job (None: loading) failed. `kinds` are class names, the most special first."""

    type: Literal["error"] = "error"
    job: JobId | None = None
    kinds: Annotated[list[str], Field(max_length=20)]
    message: str
    hint: str = ""
    exit_code: int = 1
    out_of_memory: bool = False


ToWorker = Load | Run | Update | Cancel | Bye
FromWorker = Hello | Beat | Started | Progress | Chunk | Stem | Result | Error | Bye


def encode(message: ToWorker | FromWorker) -> bytes:
    """One line, with its `\\n`. Raises InvalidInputError for a message over `MAX_LINE_BYTES`."""
    line = message.model_dump_json().encode() + b"\n"
    if len(line) > MAX_LINE_BYTES:
        raise InvalidInputError(
            f"This take's description has {len(line) / 2**20:.1f} MiB; {MAX_LINE_BYTES >> 20} MiB is the most.",
            "Start a new session, or use a shorter prompt.",
        )
    return line


def decode_to_worker(line: bytes) -> ToWorker | None:
    """The message in `line`; None for a type this version does not know. Raises ProtocolError."""
    message: ToWorker | None = _decode(_to_worker(), line)
    return message


def decode_from_worker(line: bytes) -> FromWorker | None:
    """The message in `line`; None for a type this version does not know. Raises ProtocolError."""
    message: FromWorker | None = _decode(_from_worker(), line)
    return message


@lru_cache(maxsize=1)
def _to_worker() -> TypeAdapter[Any]:
    return TypeAdapter(Annotated[ToWorker, Field(discriminator="type")])


@lru_cache(maxsize=1)
def _from_worker() -> TypeAdapter[Any]:
    return TypeAdapter(Annotated[FromWorker, Field(discriminator="type")])


def _decode(adapter: TypeAdapter[Any], line: bytes) -> Any:
    if not line.startswith(b"{") or len(line) > MAX_LINE_BYTES:
        raise ProtocolError(f"{len(line)} bytes that are no message")
    try:
        return adapter.validate_json(line)
    except ValidationError as error:
        problem = error.errors(include_url=False, include_input=False)[0]
        if problem["type"] == "union_tag_invalid":
            return None
        raise ProtocolError(f"{'.'.join(str(part) for part in problem['loc'])}: {problem['msg']}") from error


def _plain(path: Path) -> str:
    text = str(path.absolute())
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise FileError(
            f"The name of {path.absolute().as_posix().encode(errors='replace').decode()} is not Unicode text.",
            "Choose another folder with -o, or rename it.",
        ) from error
    return text
