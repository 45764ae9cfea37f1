"""An order: a take to be made, why, and what goes with it.

Knows nothing of how jobs run.
"""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field

from timbre.conversation.desk import Desk
from timbre.jobs.recipe import model_label
from timbre.jobs.take import Destination
from timbre.model.request import GenerationRequest
from timbre.session.events import Cause
from timbre.session.identity import new_id
from timbre.session.live import OpenSession

MESSAGES_IN_SIDECAR = 200


@dataclass
class Order:
    """A take to be made, and why."""

    request: GenerationRequest
    cause: Cause
    changes: str = ""
    """In words; "" for a new idea."""
    take: str = field(default_factory=new_id)
    job: str = field(default_factory=new_id)
    session: OpenSession | None = None
    began: float = field(default_factory=time.monotonic)
    first_audio_seconds: float | None = None
    over: asyncio.Event = field(default_factory=asyncio.Event)


def destination(desk: Desk, order: Order) -> Destination:
    """A new name in the folder for takes, and what the sidecar tells: the talk so far, parents and edits."""
    state = desk.state
    said = [
        {"author": message.role, "text": message.text} for message in state.messages[-MESSAGES_IN_SIDECAR:]
    ]
    parent = order.request.parent
    line = state.line_of(parent) if parent is not None and parent in state.takes else ()
    edits = [take.cause.words for take in line if take.cause and take.cause.kind == "edit"]
    if order.cause.kind == "edit":
        edits.append(order.cause.words)
    return Destination(
        folder=desk.outputs,
        time=desk.now(),
        sidecar={
            "session": desk.session.id,
            "take": order.take,
            "messages": said,
            "parents": [{"take": take.id, "number": take.number, "path": take.path} for take in line],
            "edits": edits,
        },
    )


def past_runs(desk: Desk, request: GenerationRequest) -> list[tuple[float, float]]:
    """Earlier runs of the same engine and model in this session."""
    return [
        (take.seconds, take.elapsed_seconds)
        for take in desk.state.takes.values()
        if take.engine == request.engine
        and model_label(request.model) in (None, take.model)
        and take.seconds is not None
        and take.elapsed_seconds is not None
    ]


def suggestions(order: Order, number: int) -> tuple[str, ...]:
    """Two lines that work next."""
    if order.cause.kind == "variation":
        return (f"/take {number}", "/compare")
    if order.cause.kind == "edit":
        return ("undo", "/export flac --stems")
    if order.cause.kind == "again":
        return (f"/compare {max(1, number - 1)} {number}", "undo")
    slower = (order.request.brief.bpm or 0) >= 100
    return ("slower, add strings" if slower else "brighter, add strings", "/variations 3")
