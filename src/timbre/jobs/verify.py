"""`timbre verify`: make a file again from the recipe inside it and compare, sample by sample.

Knows nothing of terminals.
"""

from __future__ import annotations

import hashlib
import json
import math
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import numpy as np

from timbre.audio.files import read_audio
from timbre.audio.metadata import read_recipe
from timbre.engines.registry import find_engine
from timbre.errors import (
    CapabilityError,
    EngineError,
    FileError,
    InvalidInputError,
    MissingError,
    UnknownNameError,
)
from timbre.jobs.apart import take_events
from timbre.jobs.recipe import Recipe, model_label
from timbre.jobs.take import Destination, TakeReady
from timbre.model.request import GenerationResult

Word = Literal["identical", "equivalent", "different", "cannot"]
EXIT_CODES: dict[str, int] = {"identical": 0, "equivalent": 10, "different": 11, "cannot": 12}
EQUIVALENT_DB = -90.0


@dataclass(frozen=True)
class Verdict:
    """The answer, in a word and a sentence.

    `difference_db`: the loudest difference in dB full scale; None when there is none or the two cannot be compared.
    """

    word: Word
    detail: str
    difference_db: float | None = None


def verify(path: Path) -> Verdict:
    """Re-render `path` in a temporary folder and compare. Raises FileError when the file cannot be read."""
    if not path.is_file():
        raise FileError(f"There is no file {path}.", "`timbre log` lists the takes and their files.")
    text = read_recipe(path)
    if text is None:
        return Verdict(
            "cannot", "there is no recipe in this file; Timbre did not make it, or its tags were removed."
        )
    try:
        recipe = _with_model(Recipe.from_json(text), path)
        reason = _why_not(recipe)
        if reason:
            return Verdict("cannot", reason)
        with tempfile.TemporaryDirectory(prefix="timbre-verify-") as folder:
            result = _make_again(recipe, Path(folder), path.suffix)
            return _compare(path, result, recipe)
    except (InvalidInputError, UnknownNameError, MissingError, CapabilityError, EngineError) as error:
        return Verdict("cannot", f"{error.message} {error.hint}".rstrip())


def _with_model(recipe: Recipe, path: Path) -> Recipe:
    """Where the model was a folder, the recipe knows its name only; the sidecar beside the file knows where it lies.

    The fingerprint of the weights is in the recipe, so another folder of that name is never taken for it.
    """
    name, weights = recipe.request.model, recipe.request.weights
    if name is None or weights is None:
        return recipe
    try:
        story = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        model = story["request"]["model"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return recipe
    if not isinstance(model, str) or model_label(model) != name or not Path(model).is_dir():
        return recipe
    return recipe.model_copy(update={"request": recipe.request.model_copy(update={"model": model})})


def _why_not(recipe: Recipe) -> str:
    entry = find_engine(recipe.request.engine)
    if entry.info is None:
        return f"the engine {entry.name} is broken: {entry.problem}"
    if entry.info.determinism == "none":
        return f"{entry.info.title} does not give the same sound twice."
    if any(item.kind != "midi" for item in recipe.request.conditioning):
        return "the take listened to another file, which is not in the recipe."
    return ""


def _make_again(recipe: Recipe, folder: Path, suffix: str) -> GenerationResult:
    destination = Destination(folder, datetime.now().astimezone(), folder / f"again{suffix}", sidecar=None)
    for event in take_events(recipe.request, destination):
        if isinstance(event, TakeReady):
            return event.result
    raise EngineError("The take was not finished.")


def _compare(path: Path, result: GenerationResult, recipe: Recipe) -> Verdict:
    now = find_engine(recipe.request.engine).info
    version = now.version if now else recipe.engine_version
    changed = (
        f" (made with version {recipe.engine_version}, this is {version})"
        if version != recipe.engine_version
        else ""
    )
    theirs, ours = read_audio(path), read_audio(Path(result.path))
    if hashlib.sha256(path.read_bytes()).hexdigest() == result.sha256:
        return Verdict("identical", "every byte is the same.")
    if theirs.samples.shape != ours.samples.shape or theirs.sample_rate != ours.sample_rate:
        return Verdict(
            "different",
            f"the file has {theirs.seconds:.3f} s at {theirs.sample_rate} Hz, its recipe makes {ours.seconds:.3f} s "
            f"at {ours.sample_rate} Hz{changed}.",
        )
    peak = float(np.abs(theirs.samples - ours.samples).max(initial=0.0))
    if peak == 0.0:
        return Verdict(
            "equivalent", "the audio is the same to the bit; other bytes of the file (tags) are not."
        )
    level = 20 * math.log10(peak)
    if level <= EQUIVALENT_DB:
        return Verdict("equivalent", f"the loudest difference is {level:.0f} dB{changed}.", level)
    return Verdict(
        "different",
        f"the loudest difference is {level:.0f} dB: this is not what its recipe makes{changed}.",
        level,
    )
