"""One take, as the history tells it.

Knows nothing of the state around it. A take read through the index fetches its request and result from the
log when they are asked for.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

from timbre.errors import HistoryError
from timbre.session import lines
from timbre.session import payload as read
from timbre.session.events import Cause, CauseKind, Rating
from timbre.session.record import DamagedLineError, Record, decode, parse_object

Status = Literal["done", "partial", "failed", "deleted"]


class Place(NamedTuple):
    """Where in the log a record stands: bytes `offset` to `offset + size`."""

    log: Path
    offset: int
    size: int

    def read(self) -> Record:
        """The record. Raises HistoryError if it is not there any more."""
        try:
            with self.log.open("rb") as file:
                file.seek(self.offset)
                return decode(file.read(self.size))
        except (OSError, DamagedLineError) as error:
            raise HistoryError(
                f"An entry of the history cannot be read: {error} ({self.log}, byte {self.offset}).",
                "Try again; if it happens again, the file was changed by hand or damaged.",
            ) from error


@dataclass(frozen=True, slots=True)
class Take:
    """One attempt at a piece of music. `number` counts from 1 within its session."""

    id: str
    time: str
    session: str
    number: int
    parent: str | None
    prompt: str
    engine: str
    model: str | None
    seed: int | None
    seconds: float | None
    status: Status
    rating: Rating | None
    path: str | None
    cause: Cause | None = None
    elapsed_seconds: float | None = None
    """How long it took to make."""
    first_audio_seconds: float | None = None
    """How long until something could be heard, if that was measured."""
    body: bytes | Place = field(default=b"{}", compare=False, repr=False)
    """The payload of the event that brought the take, or where it stands."""

    @property
    def payload(self) -> dict[str, Any]:
        """The event's payload, parsed anew each time. Raises HistoryError if it has to be read and cannot be."""
        return parse_object(self.body) if isinstance(self.body, bytes) else self.body.read().payload

    @property
    def request(self) -> dict[str, Any]:
        """The whole GenerationRequest as JSON; {} if the event had none."""
        return read.mapping(self.payload.get("request"))

    @property
    def result(self) -> dict[str, Any]:
        """The whole GenerationResult as JSON; {} for a failed take."""
        return read.mapping(self.payload.get("result"))

    @property
    def error(self) -> str | None:
        """What the user was told of a take that failed."""
        return read.text(self.payload.get("error"))

    @property
    def sounds(self) -> bool:
        """True if there is something to hear."""
        return self.status in ("done", "partial")

    def row(self) -> dict[str, Any]:
        """The take as one line of `timbre log --json`."""
        return {key: getattr(self, key) for key in ROW_KEYS}


ROW_KEYS = (
    "id",
    "time",
    "session",
    "number",
    "parent",
    "prompt",
    "engine",
    "model",
    "seed",
    "seconds",
    "status",
    "rating",
    "path",
)


def take_id(record: Record, payload: dict[str, Any]) -> str:
    """The id of the take that a `take.*` event brings."""
    return read.text(payload.get("take")) or record.id


def read_take(record: Record, payload: dict[str, Any], number: int, status: Status) -> Take:
    """The take that an event brings, as number `number` of its session. Odd payloads give an empty take."""
    request = read.mapping(payload.get("request"))
    result = read.mapping(payload.get("result"))
    return Take(
        take_id(record, payload),
        record.time,
        record.session,
        number,
        read.text(request.get("parent")),
        read.text(request.get("prompt")) or "",
        read.text(result.get("engine")) or read.text(request.get("engine")) or "",
        read.text(result.get("model")) or read.text(request.get("model")),
        read.whole(request.get("seed")),
        read.number(result.get("seconds", request.get("seconds"))),
        status,
        None,
        read.text(result.get("path")) or None,
        read_cause(payload.get("cause")),
        read.number(result.get("elapsed_seconds")),
        read.number(payload.get("first_audio_seconds")),
        record.payload_json,
    )


def read_cause(value: object) -> Cause | None:
    """The cause in a payload; None if there is none, or of a kind nobody knows."""
    plain = read.mapping(value)
    kind: CauseKind | None = next((kind for kind in get_args(CauseKind) if kind == plain.get("kind")), None)
    if kind is None:
        return None
    edit = read.mapping(plain.get("edit"))
    return Cause(kind, read.text(plain.get("words")) or "", edit or None, plain.get("chosen") is not False)


def read_lines(log: Path, start: int, end: int) -> list[Record]:
    """The records in bytes `start` to `end` of the log. Raises DamagedLineError, or OSError."""
    found, offset = [], start
    for line in lines.read_from(log, start):
        if offset >= end:
            break
        found.append(decode(line))
        offset += len(line)
    if offset != end:
        raise DamagedLineError("the lines do not end where they did")
    return found
