"""A partial take: what a cancelled job had made, kept as a file of its own, marked as partial.

The audio is the preview: unmastered, at the engine's rate. Knows nothing of workers.
"""

from __future__ import annotations

from pathlib import Path, PurePath

import numpy as np

from timbre.audio.exporter import export, take_name, unique_path
from timbre.audio.metadata import Tags
from timbre.audio.waveform import peaks
from timbre.engines.registry import engine_info
from timbre.jobs.preview import BYTES_PER_SAMPLE
from timbre.jobs.recipe import model_label
from timbre.jobs.sidecar import TakeFiles, write_sidecar
from timbre.jobs.take import PEAKS, Destination, TakeReady
from timbre.model.clip import Samples
from timbre.model.engine import EngineInfo
from timbre.model.request import AUTO, GenerationRequest, GenerationResult, Measured

SHORTEST_SECONDS = 1.0
"""Less than this is not worth a file."""
_CEILING = 0.99


def keep_partial(
    request: GenerationRequest, destination: Destination, preview: Path, sample_rate: int, channels: int
) -> TakeReady | None:
    """Make a file (and a sidecar) of the preview; None when there is too little. Raises TimbreError.

    It is named `…-partial`, never overwrites, and carries no recipe: it cannot be made again.
    """
    try:
        frames = preview.stat().st_size // (BYTES_PER_SAMPLE * channels)
    except OSError:
        return None
    if frames < SHORTEST_SECONDS * sample_rate:
        return None
    samples: Samples = np.memmap(preview, dtype="<f4", mode="r", shape=(frames, channels)).T
    peak = max(float(samples.max()), -float(samples.min()))
    if peak > _CEILING:
        samples = samples * np.float32(_CEILING / peak)
    info = engine_info(request.engine)
    licence = _licence(request, info)
    named = destination.path
    stem = take_name(destination.time, request.prompt) if named is None else named.stem
    folder = destination.folder if named is None else named.parent
    exported = export(
        samples,
        sample_rate,
        unique_path(folder.absolute(), f"{stem}-partial", request.outputs.format),
        request.outputs.format,
        request.outputs.bits,
        Tags(
            prompt=request.prompt,
            engine=f"{info.name} {info.version}",
            model=model_label(request.model) or "",
            seed=request.seed,
            licence=licence,
            comment="Partial",
        ),
    )
    seconds = round(samples.shape[1] / sample_rate, 6)
    files = TakeFiles(exported)
    try:
        result = GenerationResult(
            path=str(exported.path),
            engine=info.name,
            engine_version=info.version,
            model=model_label(request.model) or info.default_model,
            seed=request.seed,
            seconds=seconds,
            sample_rate=sample_rate,
            channels=channels,
            measured=Measured(seconds=seconds),
            notes=("Partial: cancelled before it was finished, and not mastered.",),
            licence=licence,
            sha256=exported.sha256,
            audio_sha256=exported.audio_sha256,
            sidecar=None if destination.sidecar is None else str(exported.path.with_suffix(".json")),
        )
        if destination.sidecar is not None:
            context = {**destination.sidecar, "partial": True}
            write_sidecar(files, request, result, context, destination.time, force=False)
    except BaseException:
        files.remove()
        raise
    return TakeReady(result, peaks(samples, PEAKS))


def _licence(request: GenerationRequest, info: EngineInfo) -> str:
    """What may be done with it, as far as the request tells: which preset of a SoundFont sounded is not known."""
    if request.sounds is None:
        return info.licence.output
    name = "a SoundFont" if request.sounds.file == AUTO else PurePath(request.sounds.file).name
    return f"yours; sounds from {name}: its own terms apply"
