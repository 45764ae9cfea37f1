"""What goes with the audio of a take: stems, MIDI, and the JSON sidecar that tells its story.

Knows nothing of engines or of the history.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np

import timbre
from timbre.audio.exporter import ExportedFile, export, write_file
from timbre.errors import EngineError, FileError
from timbre.jobs.finishing import Audio, at_final_rate
from timbre.jobs.recipe import sounds_label
from timbre.jobs.run import Rendered
from timbre.jobs.staging import MIX
from timbre.model.clip import Samples
from timbre.model.request import BitDepth, GenerationRequest, GenerationResult

SIDECAR_SCHEMA = 1
STEM_PEAK = 0.99


@dataclass
class TakeFiles:
    """The files of one take that are on disk so far."""

    audio: ExportedFile
    stems: list[Path] = field(default_factory=list)
    stems_folder: Path | None = None
    midi: Path | None = None

    def remove(self) -> None:
        """Take back everything written for this take."""
        for path in (self.audio.path, self.midi, self.audio.path.with_suffix(".json")):
            if path is not None:
                with suppress(OSError):
                    path.unlink()
        if self.stems_folder is not None:
            shutil.rmtree(self.stems_folder, ignore_errors=True)


def write_companions(
    files: TakeFiles, request: GenerationRequest, rendered: Rendered, audio: Audio, force: bool
) -> None:
    """Stems and MIDI, where asked for. Raises FileError, EngineError."""
    path = files.audio.path
    if request.outputs.stems:
        _write_stems(files, path.with_name(f"{path.stem}-stems"), request, rendered, audio, force)
    if request.outputs.midi:
        if rendered.midi is None:
            raise EngineError(f"{rendered.info.title} promised MIDI and sent none.", "Leave --midi out.")
        files.midi = write_file(path.with_suffix(".mid"), rendered.midi, force)


def _write_stems(
    files: TakeFiles, folder: Path, request: GenerationRequest, rendered: Rendered, audio: Audio, force: bool
) -> None:
    """Every stem and their sum `mix.wav`, before mastering, in 24 bits or float, all equally long.

    Where any of them would clip, all are turned down alike, so that the sum stays exact.
    """
    try:
        folder.mkdir(parents=True, exist_ok=force)
    except OSError as error:
        raise FileError(
            f"The stems folder {folder} cannot be made: {error.strerror}.", "Choose another name with -o."
        ) from error
    files.stems_folder = folder
    signals = {
        name: rendered.staging.signal(name)[:, audio.cut[0] : audio.cut[1]] for name in rendered.staging.names
    }
    final = {name: at_final_rate(signal, request, rendered)[0] for name, signal in signals.items()}
    peak = max((_peak(signal) for signal in final.values()), default=0.0)
    gain = np.float32(min(1.0, STEM_PEAK / peak)) if peak > 0 else np.float32(1.0)
    bits: BitDepth = "float" if request.outputs.bits == "float" else "24"
    for name in sorted(final, key=lambda stem: (stem == MIX, stem)):
        target = folder / f"{name}.wav"
        signal = final[name] if gain == 1.0 else final[name] * gain
        files.stems.append(export(signal, audio.sample_rate, target, "wav", bits, None, force).path)


def _peak(signal: Samples) -> float:
    return max(float(signal.max(initial=0.0)), -float(signal.min(initial=0.0)))


def write_sidecar(
    files: TakeFiles,
    request: GenerationRequest,
    result: GenerationResult,
    context: Mapping[str, Any],
    time: datetime,
    force: bool,
) -> Path:
    """The whole story as JSON beside the audio, but where a SoundFont lies. Raises FileError."""
    told = request.model_copy(update={"sounds": sounds_label(request.sounds)})
    data = {
        "schema": SIDECAR_SCHEMA,
        "timbre": timbre.__version__,
        "time": time.isoformat(timespec="seconds"),
        **context,
        "request": told.model_dump(mode="json"),
        "result": result.model_dump(mode="json"),
    }
    text = json.dumps(data, indent=1, ensure_ascii=False, allow_nan=False) + "\n"
    return write_file(files.audio.path.with_suffix(".json"), text.encode("utf-8"), force)
