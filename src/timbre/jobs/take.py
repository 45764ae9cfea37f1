"""From a request to a finished take on disk: render, post-process, measure, export, describe.

All files of a take appear, or none. Never writes the history or a terminal.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from timbre.audio.analysis import measure
from timbre.audio.exporter import export, take_name, unique_path
from timbre.audio.metadata import Tags
from timbre.audio.waveform import peaks
from timbre.errors import CancelledError, FileError
from timbre.jobs.finishing import Audio, finish_audio
from timbre.jobs.recipe import Recipe, model_label
from timbre.jobs.run import Rendered, open_render, render
from timbre.jobs.sidecar import TakeFiles, write_companions, write_sidecar
from timbre.jobs.staging import Staging
from timbre.model.clip import Samples
from timbre.model.engine import Cancelled
from timbre.model.events import Event, Progress
from timbre.model.request import GenerationRequest, GenerationResult, Measured

RENDER_SHARE = 0.8
"""How much of the progress bar the engine gets; the rest is mastering and writing."""
PEAKS = 480
_NAME_TRIES = 100


@dataclass(frozen=True)
class Destination:
    """Where a take goes: an exact `path`, or a new name in `folder` made of `time` and prompt."""

    folder: Path
    time: datetime
    path: Path | None = None
    force: bool = False
    staging: Path | None = None
    """Folder for temporary audio; the system's when None."""
    sidecar: Mapping[str, Any] | None = field(default_factory=dict)
    """What the sidecar says besides request and result (session, take id, parents); None writes no sidecar."""


@dataclass(frozen=True)
class TakeReady:
    """The last event of a take: everything is on disk."""

    result: GenerationResult
    peaks: Samples
    """[2, N] float32: lowest and highest sample of N equal stretches, for drawing."""
    request: GenerationRequest | None = None
    """What was made, with the choices the engine made for this machine; None: just what was asked for."""


def make_take(
    request: GenerationRequest, destination: Destination, cancelled: Cancelled
) -> Iterator[Event | TakeReady]:
    """Make the take; engine events, then progress of the finishing, then TakeReady. Raises TimbreError."""
    begin = time.perf_counter()
    _refuse_early(request, destination)
    with Staging(destination.staging) as staging:
        rendered = open_render(request, staging)
        request = rendered.request
        for event in render(rendered, cancelled):
            yield _scaled(event) if isinstance(event, Progress) else event
        yield Progress("master", RENDER_SHARE)
        audio = finish_audio(request, rendered)
        _stop_if(cancelled)
        yield Progress("measure", 0.93)
        with rendered.timed("measure"):
            measured = measure(audio.samples, audio.sample_rate)
        _stop_if(cancelled)
        yield Progress("write", 0.97)
        with rendered.timed("write"):
            files = _write(request, rendered, audio, destination)
        try:
            result = _result(
                request,
                rendered,
                audio,
                measured,
                files,
                destination.sidecar is not None,
                time.perf_counter() - begin,
            )
            if destination.sidecar is not None:
                write_sidecar(
                    files, request, result, destination.sidecar, destination.time, destination.force
                )
            drawn = peaks(audio.samples, PEAKS)
        except BaseException:
            files.remove()
            raise
        yield TakeReady(result, drawn, request)


def _write(
    request: GenerationRequest, rendered: Rendered, audio: Audio, destination: Destination
) -> TakeFiles:
    """Audio first (it takes the name), then what goes with it; all of it or nothing."""
    tags = _tags(request, rendered)
    for _ in range(_NAME_TRIES):
        path = _path(request, destination)
        try:
            exported = export(
                audio.samples,
                audio.sample_rate,
                path,
                request.outputs.format,
                request.outputs.bits,
                tags,
                destination.force,
            )
        except FileError:
            if destination.path is None and path.exists():
                continue  # another Timbre took the name between looking and writing
            raise
        break
    else:
        raise FileError(
            f"No free name could be found in {destination.folder}.", "Choose a file name with -o."
        )
    files = TakeFiles(exported)
    try:
        write_companions(files, request, rendered, audio, destination.force)
    except BaseException:
        files.remove()
        raise
    return files


def _result(
    request: GenerationRequest,
    rendered: Rendered,
    audio: Audio,
    measured: Measured,
    files: TakeFiles,
    with_sidecar: bool,
    elapsed: float,
) -> GenerationResult:
    facts, info = rendered.facts, rendered.info
    return GenerationResult(
        path=str(files.audio.path),
        engine=info.name,
        engine_version=info.version,
        model=model_label(request.model) or info.default_model,
        seed=request.seed,
        seconds=round(audio.samples.shape[1] / audio.sample_rate, 6),
        sample_rate=audio.sample_rate,
        channels=int(audio.samples.shape[0]),
        bpm=facts.bpm,
        key=facts.key,
        metre=facts.metre,
        style=facts.style,
        chords=facts.chords,
        sections=facts.sections,
        measured=measured,
        notes=facts.notes,
        elapsed_seconds=round(elapsed, 3),
        stage_seconds={name: round(seconds, 3) for name, seconds in rendered.stages.items()},
        licence=facts.licence or info.licence.output,
        details={**dict(facts.details), **{f"plug-in {name}": sha for name, sha in audio.plugins.items()}},
        sha256=files.audio.sha256,
        audio_sha256=files.audio.audio_sha256,
        sidecar=str(files.audio.path.with_suffix(".json")) if with_sidecar else None,
        stems=tuple(str(path) for path in files.stems),
        midi=str(files.midi) if files.midi else None,
    )


def _tags(request: GenerationRequest, rendered: Rendered) -> Tags:
    words = " ".join(request.prompt.split())
    return Tags(
        title=words if len(words) <= 80 else words[:79] + "…",
        prompt=request.prompt,
        engine=f"{rendered.info.name} {rendered.info.version}",
        model=model_label(request.model) or rendered.info.default_model or "",
        seed=request.seed,
        bpm=rendered.facts.bpm,
        key=rendered.facts.key or "",
        licence=rendered.facts.licence or rendered.info.licence.output,
        comment=f"Made with Timbre from the words: {words}"[:400],
        recipe_json=Recipe.of(request, rendered.info.version).to_json(),
    )


def _path(request: GenerationRequest, destination: Destination) -> Path:
    if destination.path is not None:
        return destination.path.absolute()
    stem = take_name(destination.time, request.prompt)
    return unique_path(destination.folder, stem, request.outputs.format).absolute()


def _refuse_early(request: GenerationRequest, destination: Destination) -> None:
    """Say that a name is taken before the work, not after it. Raises FileError."""
    path = destination.path
    if path is None or destination.force:
        return
    family = [path]
    if destination.sidecar is not None:
        family.append(path.with_suffix(".json"))
    if request.outputs.midi:
        family.append(path.with_suffix(".mid"))
    if request.outputs.stems:
        family.append(path.with_name(f"{path.stem}-stems"))
    for member in family:
        if member.exists() or member.is_symlink():
            raise FileError(f"{member} already exists.", "Choose another name, or overwrite it with --force.")


def _stop_if(cancelled: Cancelled) -> None:
    if cancelled():
        raise CancelledError("Cancelled; nothing was saved.")


def _scaled(event: Progress) -> Progress:
    return Progress(event.stage, event.fraction * RENDER_SHARE, event.seconds_made)
