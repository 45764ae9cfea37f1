"""Carrying out `timbre make`: requests, progress, history, result. The terminal side of `jobs.take`."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from timbre.audio.names import typed_path
from timbre.cli import card, diagnostics, interrupts, output
from timbre.cli.progress import ProgressLine
from timbre.conversation.requesting import Wishes, build_request
from timbre.errors import CancelledError, HistoryError, TimbreError
from timbre.jobs.apart import Apart
from timbre.jobs.take import Destination, TakeReady
from timbre.language.assumed import nothing_understood
from timbre.language.parse import parse
from timbre.model.brief import Brief
from timbre.model.events import AudioChunk, Progress
from timbre.model.request import GenerationRequest
from timbre.model.stream import derive
from timbre.session import events
from timbre.session.identity import new_id
from timbre.session.log import History
from timbre.session.paths import Paths


@dataclass(frozen=True)
class Order:
    """What `timbre make` was asked to do."""

    prompt: str
    wishes: Wishes
    seed: int
    read: Brief | None = None
    """What the prompt means, where the assistant read it."""
    variations: int = 1
    out: Path | None = None
    folder: Path = Path("outputs")
    force: bool = False


def make_takes(order: Order, *, as_json: bool = False, play: bool = False) -> None:
    """Make every take of `order`, log it, show it. Raises TimbreError; takes already finished stay."""
    paths = Paths.from_environment()
    read = order.read or parse(order.prompt)
    requests = [
        build_request(order.prompt, order.wishes, derive(order.seed, n), paths.presets, read)
        for n in range(order.variations)
    ]
    unclear = nothing_understood(order.prompt, read)
    if unclear:
        diagnostics.say(f"Note: {unclear}")
    history = History(paths)
    with Apart() as apart:
        for number, request in enumerate(requests, 1):
            cause = events.Cause("idea" if number == 1 else "variation", order.prompt)
            ready = _make_one(apart, request, _destination(order, number), history, cause)
            if as_json:
                output.json_line(card.as_json(ready.result))
            else:
                card.show(ready.request or request, ready)
            if play:
                from timbre.cli.playing import play_file

                play_file(Path(ready.result.path))


def _make_one(
    apart: Apart, request: GenerationRequest, destination: Destination, history: History, cause: events.Cause
) -> TakeReady:
    """One take with progress; what became of it goes to the history."""
    take = str((destination.sidecar or {})["take"])
    ready: TakeReady | None = None
    begin, first_audio_seconds = time.perf_counter(), None
    try:
        with ProgressLine("compose") as progress:
            for event in apart.take_events(request, destination):
                if isinstance(event, TakeReady):  # its files are there: too late for a Ctrl-C
                    ready = event
                    continue
                interrupts.check()
                if isinstance(event, Progress):
                    progress.show(event)
                elif isinstance(event, AudioChunk) and first_audio_seconds is None:
                    first_audio_seconds = round(time.perf_counter() - begin, 3)
    except KeyboardInterrupt:
        _note(history, events.take_cancelled(take, request))
        raise CancelledError("Cancelled; nothing was saved.") from None
    except TimbreError as error:
        _note(history, events.take_failed(take, request, error.message))
        raise
    if ready is None:
        raise TimbreError("The take was not finished.", "Try again.")
    made = ready.request or request
    done = events.take_done(take, made, ready.result, cause=cause, first_audio_seconds=first_audio_seconds)
    _note(history, done)
    return ready


def _note(history: History, event: events.Event) -> None:
    """Append to the history; a history that cannot be written never costs the user their music."""
    try:
        history.append(*event, session=events.ONE_SHOT_SESSION)
    except HistoryError as error:
        diagnostics.warn(f"{error.message} {error.hint}")
    if history.warning:
        diagnostics.warn(history.warning)


def _destination(order: Order, number: int) -> Destination:
    path = None if order.out is None else typed_path(order.out)
    if path is not None and order.variations > 1:
        path = path.with_name(f"{path.stem}-{number}{path.suffix}")
    return Destination(
        folder=order.folder,
        time=datetime.now().astimezone(),
        path=path,
        force=order.force,
        sidecar={
            "session": events.ONE_SHOT_SESSION,
            "take": new_id(),
            "messages": [{"author": "user", "text": order.prompt}],
        },
    )
