"""From a request to a finished take on disk: render, post-process, measure, export, describe.

All files of a take appear, or none. Never writes the history or a terminal.
"""

from __future__ import annotations

import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from timbre.audio.analysis import measure
from timbre.audio.exporter import ExportedFile, export, take_name, unique_path, write_file
from timbre.audio.mastering import master
from timbre.audio.metadata import Tags
from timbre.errors import CancelledError, FileError
from timbre.jobs.recipe import Recipe
from timbre.jobs.run import Rendered, open_render, render
from timbre.jobs.staging import MIX, Staging
from timbre.model.clip import Samples
from timbre.model.engine import Cancelled
from timbre.model.events import Event, Progress
from timbre.model.request import GenerationRequest, GenerationResult

RENDER_SHARE = 0.8
"""How much of the progress bar the engine gets; the rest is mastering and writing."""


@dataclass(frozen=True)
class Destination:
    """Where a take goes: an exact `path`, or a new name in `folder` made of `time` and prompt."""

    folder: Path
    time: datetime
    path: Path | None = None
    force: bool = False
    staging: Path | None = None
    """Folder for temporary audio; the system's when None."""
    sidecar: Mapping[str, Any] = field(default_factory=dict)
    """What the sidecar says besides request and result: session, take id, parents."""


@dataclass(frozen=True)
class TakeReady:
    """The last event of a take: everything is on disk. `waveform` [C, T] is the finished audio, for the card."""

    result: GenerationResult
    peaks: Samples
    """[2, N]: lowest and highest sample of N equal stretches, for drawing."""


def make_take(request: GenerationRequest, destination: Destination, cancelled: Cancelled) -> Iterator[Event | TakeReady]:
    """Make the take; engine events, then progress of the finishing, then TakeReady. Raises TimbreError."""
    begin = time.perf_counter()
    _refuse_early(destination)
    with Staging(destination.staging) as staging:
        rendered = open_render(request, staging)
        for event in render(request, rendered, cancelled):
            yield _scaled(event) if isinstance(event, Progress) else event
        yield Progress("master", RENDER_SHARE)
        finished = finish_audio(request, rendered)
        if cancelled():
            raise CancelledError("Cancelled; nothing was saved.")
        yield Progress("measure", 0.93)
        with rendered.timed("measure"):
            measured = measure(finished.samples, finished.sample_rate)
        yield Progress("write", 0.97)
        with rendered.timed("write"):
            files = _write_all(request, rendered, finished, destination, cancelled)
        facts = rendered.facts
        result = GenerationResult(
            path=str(files.audio.path),
            engine=rendered.info.name,
            engine_version=rendered.info.version,
            model=request.model or rendered.info.default_model,
            seed=request.seed,
            seconds=round(finished.samples.shape[1] / finished.sample_rate, 6),
            sample_rate=finished.sample_rate,
            channels=int(finished.samples.shape[0]),
            bpm=facts.bpm,
            key=facts.key,
            metre=facts.metre,
            style=facts.style,
            chords=facts.chords,
            sections=facts.sections,
            measured=measured,
            notes=facts.notes,
            elapsed_seconds=round(time.perf_counter() - begin, 3),
            stage_seconds={name: round(seconds, 3) for name, seconds in rendered.stages.items()},
            licence=rendered.info.licence.output,
            sha256=files.audio.sha256,
            audio_sha256=files.audio.audio_sha256,
            sidecar=str(files.audio.path.with_suffix(".json")),
            stems=tuple(str(path) for path in files.stems),
            midi=str(files.midi) if files.midi else None,
        )
        files.write_sidecar(request, result, destination)
        yield TakeReady(result, finished.peaks())
