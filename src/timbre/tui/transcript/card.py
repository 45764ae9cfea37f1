"""A take as the transcript knows it: waiting, being made, done, partial, failed, cancelled or deleted.

Knows nothing of widgets; replies and the history move it along.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from timbre.tui.transcript.facts import Facts, facts_of, facts_of_take
from timbre.tui.transcript.fitting import one_line

if TYPE_CHECKING:
    from timbre.audio.waveform import Peaks
    from timbre.conversation.replies import AudioMade, ProgressLine, TakeFinished, TakeQueued
    from timbre.errors import TimbreError
    from timbre.session.take import Take

Stage = Literal["queued", "making", "done", "partial", "failed", "cancelled", "deleted"]
_SAME_KIND = {"again": "/again", "variation": "/variations 1"}


@dataclass(eq=False)
class Card:
    """One take. Fields that only some stages have are empty in the others."""

    take: str
    stage: Stage
    words: str
    """What led to it."""
    prompt: str = ""
    """The whole idea."""
    changes: str = ""
    """Against its parent; "" for a new idea."""
    parent: int | None = None
    number: int | None = None
    kind: str = ""
    """`idea`, `edit`, `again` or `variation`."""
    job: str = ""
    place: int = 0
    """In `/queue`, from 1."""
    position: int | None = None
    """Among those that wait; 0 is next."""
    progress: ProgressLine | None = None
    grown: list[AudioMade] = field(default_factory=list)
    """Stretches made so far."""
    peaks: Peaks | None = None
    gone: bool = False
    """Whether the file was looked for and not found."""
    seconds: float | None = None
    """Asked for."""
    path: str = ""
    next: tuple[str, ...] = ()
    error: str = ""
    hint: str = ""
    rating: str | None = None
    current: bool = False
    parent_current: bool = False
    """Whether its parent is the current take."""
    playing: bool = False
    played: float | None = None
    """How much has been played, 0..1."""
    wished: bool | None = None
    """Whether the user wants the details; None: they never said."""
    past: Take | None = None
    """What the history says, until its facts are asked for."""
    _facts: Facts | None = None

    @property
    def sounds(self) -> bool:
        """Whether there is something to hear."""
        return self.stage in ("done", "partial")

    @property
    def going(self) -> bool:
        """Whether it is on its way."""
        return self.stage in ("queued", "making")

    @property
    def opened(self) -> bool:
        """Whether the details are shown: of the current take, the newest, and where the user wants them."""
        return self.current or bool(self.next) if self.wished is None else self.wished

    @property
    def facts(self) -> Facts:
        """What there is to know of it, read when it is asked for first."""
        if self._facts is None:
            self._facts = facts_of_take(self.past) if self.past is not None and self.sounds else Facts()
        return self._facts

    @property
    def seconds_total(self) -> float:
        """Length it will have, as far as is known."""
        known = self.progress.seconds_total if self.progress is not None else None
        return known or self.seconds or max((made.to_seconds for made in self.grown), default=1.0)

    def retry(self) -> str:
        """The line that asks for it once more."""
        if self.kind in _SAME_KIND:
            return _SAME_KIND[self.kind]
        return f"/edit {self.words}" if self.kind == "edit" else f"/generate {self.words}"

    def grow(self, made: AudioMade) -> None:
        """Another stretch is there; one from the beginning means a new attempt."""
        if made.from_seconds <= 0:
            self.grown.clear()
        self.grown.append(made)

    def finish(self, reply: TakeFinished) -> None:
        """It is on disk."""
        result = reply.ready.result
        self.take, self.number, self.parent = reply.take, reply.number, reply.parent
        self.stage = "partial" if reply.partial else "done"
        self.changes, self.next, self.path = reply.changes, reply.next, result.path
        self.prompt = reply.request.prompt
        self.peaks = reply.ready.peaks
        self._facts = facts_of(reply.request, result)
        self.progress, self.position = None, None
        self.grown.clear()

    def fail(self, error: TimbreError) -> None:
        """It will not be."""
        self.stage, self.error, self.hint = "failed", error.message, error.hint
        self.grown.clear()


def queued(reply: TakeQueued) -> Card:
    """The card of a take that has just been asked for."""
    words = one_line(reply.words)
    kind = "idea" if not reply.changes else "edit"
    if reply.words == "again":
        kind = "again"
    elif reply.words.startswith("variation ") and reply.changes.startswith("variation "):
        kind = "variation"
    return Card(
        reply.take,
        "queued",
        words,
        prompt=reply.request.prompt,
        changes=reply.changes,
        parent=reply.parent,
        kind=kind,
        job=reply.job,
        seconds=reply.request.seconds,
    )


def remembered(take: Take, parent: int | None) -> Card:
    """The card of a take of the history; `parent` is its parent's number."""
    cause = take.cause
    kind = cause.kind if cause is not None else "idea"
    words = cause.words if cause is not None and cause.words else take.prompt
    card = Card(
        take.id,
        take.status,
        one_line(words),
        prompt=take.prompt,
        changes=words if kind != "idea" else "",
        parent=parent,
        number=take.number,
        kind=kind,
        path=take.path or "",
        rating=take.rating,
        past=take,
    )
    if take.status == "failed":
        card.error = take.error or "It could not be made."
    return card
