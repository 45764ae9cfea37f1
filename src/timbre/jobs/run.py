"""The one way to run an engine: request in, events out, finished files at the end.

Writes audio, stems, MIDI and sidecar; whatever stops it, no half take stays behind. Never writes the history:
that is the caller's, after the files are safe.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from timbre.engines.registry import create_engine, engine_info
from timbre.errors import CancelledError, CapabilityError, EngineError, TimbreError
from timbre.jobs.mastering import settle_mastering
from timbre.jobs.staging import MIX, Staging
from timbre.model.engine import Cancelled, Engine, EngineInfo, Settling
from timbre.model.events import AudioChunk, Event, Finished, PieceFacts, Progress, ScoreReady, Started
from timbre.model.request import GenerationRequest

_GUIDES = {"midi": "a MIDI file", "melody": "a melody", "audio": "a recording"}


@dataclass
class Rendered:
    """What an engine made, still in staging."""

    info: EngineInfo
    engine: Engine
    request: GenerationRequest
    """As it is made: with the choices that were left to the machine."""
    staging: Staging
    sample_rate: int
    facts: PieceFacts = field(default_factory=PieceFacts)
    midi: bytes | None = None
    stages: dict[str, float] = field(default_factory=dict)
    """Stage name → seconds of wall time."""

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add the wall time of the block to `stage`."""
        begin = time.perf_counter()
        try:
            yield
        finally:
            self.stages[stage] = self.stages.get(stage, 0.0) + time.perf_counter() - begin


def check_capabilities(request: GenerationRequest, info: EngineInfo) -> None:
    """Refuse what the engine cannot do, before any work. Raises CapabilityError."""
    wanted = {
        "stems": request.outputs.stems,
        "midi": request.outputs.midi,
        "part-seeds": bool(request.part_seeds),
    }
    for capability, asked in wanted.items():
        if asked and capability not in info.capabilities:
            raise CapabilityError(
                f"{info.title} cannot make {capability}.", "Leave that option out, or use --engine composer."
            )
    if request.sounds is not None and "soundfonts" not in info.capabilities:
        raise CapabilityError(
            f"{info.title} does not play SoundFonts.", "Leave --sounds out, or use --engine composer."
        )
    needed = {"midi": "midi-guide", "melody": "melody", "audio": "audio-guide"}
    for item in request.conditioning:
        if needed[item.kind] not in info.capabilities:
            raise CapabilityError(
                f"{info.title} cannot follow {_GUIDES[item.kind]} ({item.name or item.sha256[:12]}).",
                "Leave the guide out, or choose an engine that follows one: timbre engines",
            )
    if request.adapters and "adapters" not in info.capabilities:
        raise CapabilityError(f"{info.title} takes no adapters.", "Leave the adapter out.")
    if request.seconds is not None and not info.min_seconds <= request.seconds <= info.max_seconds:
        raise CapabilityError(
            f"{info.title} makes {info.min_seconds:g} to {info.max_seconds:g} seconds, not {request.seconds:g}.",
            "Change --seconds or choose another engine.",
        )
    for name in ("temperature", "top_k", "top_p", "guidance"):
        if getattr(request, name) is not None and name not in info.sampling:
            raise CapabilityError(
                f"{info.title} has no {name.replace('_', '-')} to set.",
                f"Leave --{name.replace('_', '-')} out.",
            )
    for name, able in (("precision", info.precisions), ("device", info.devices)):
        wanted_of = getattr(request, name)
        if wanted_of is not None and wanted_of not in able:
            raise CapabilityError(
                f"{info.title} has no {name} {wanted_of!r}{'' if able else ', nor any to choose'}.",
                f"Choose one of: {', '.join(able)}." if able else f"Leave --{name} out.",
            )
    if request.model is not None and request.model not in info.models and not info.open_models:
        known = ", ".join(info.models) or "no models to choose from"
        raise CapabilityError(f"{info.title} has no model {request.model!r}.", f"It has: {known}.")


def render(rendered: Rendered, cancelled: Cancelled) -> Iterator[Event]:
    """Run the engine into `rendered`, passing its events on. Raises TimbreError; CancelledError when stopped."""
    begin = time.perf_counter()
    engine, request = rendered.engine, rendered.request
    with rendered.timed("load"):
        engine.prepare(request)
    finished = False
    stage, since = "start", time.perf_counter()
    events = engine.generate(request, cancelled)
    while True:
        try:
            event = next(events, None)
        except TimbreError:
            raise
        except (
            ArithmeticError,
            LookupError,
            TypeError,
            ValueError,
            AttributeError,
            RuntimeError,
            OSError,
        ) as error:
            raise EngineError(
                f"{rendered.info.title} failed: {type(error).__name__}: {error}",
                "Try another seed; if it happens again, please report it with the prompt and seed.",
            ) from error
        if cancelled():
            raise CancelledError("Cancelled; nothing was saved.")
        if event is None:
            break
        if isinstance(event, Started):
            rendered.sample_rate = event.sample_rate
        elif isinstance(event, AudioChunk):
            rendered.staging.append(event.stem or MIX, event.samples)
        elif isinstance(event, ScoreReady):
            rendered.midi = event.midi
        elif isinstance(event, Progress) and event.stage != stage:
            now = time.perf_counter()
            rendered.stages[stage] = rendered.stages.get(stage, 0.0) + now - since
            stage, since = event.stage, now
        elif isinstance(event, Finished):
            rendered.facts, finished = event.facts, True
        yield event
    rendered.stages[stage] = rendered.stages.get(stage, 0.0) + time.perf_counter() - since
    rendered.stages["engine total"] = time.perf_counter() - begin
    if not finished:
        raise EngineError(
            f"{rendered.info.title} stopped before it had finished.", "Try again, or with another seed."
        )


def open_render(request: GenerationRequest, staging: Staging) -> Rendered:
    """Check the request against the engine, settle it, and make the empty result to render into.

    Raises TimbreError.
    """
    info = engine_info(request.engine)
    check_capabilities(request, info)
    begin = time.perf_counter()
    engine = create_engine(request.engine)
    settled = settle_mastering(engine.settle(request) if isinstance(engine, Settling) else request)
    loaded = {"load": time.perf_counter() - begin}
    return Rendered(info, engine, settled, staging, info.sample_rate, stages=loaded)
