"""`timbre export`: a take in another format, with stems or MIDI. The terminal side of `jobs`.

A take is made again from its recipe, so that nothing is converted twice; where that would change the sound (another
engine version, an engine that never repeats itself) the file is converted instead.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from timbre.audio.exporter import export, unique_path
from timbre.audio.files import read_audio
from timbre.audio.metadata import read_recipe, read_tags
from timbre.cli import listing
from timbre.cli.progress import ProgressLine
from timbre.engines.registry import find_engine
from timbre.errors import CapabilityError, FileError, InvalidInputError
from timbre.jobs.apart import take_events
from timbre.jobs.recipe import Recipe
from timbre.jobs.take import Destination, TakeReady
from timbre.model.events import Progress
from timbre.model.request import GenerationRequest, Outputs


def export_take(
    reference: str, outputs: Outputs, out: Path | None, *, json_sidecar: bool, force: bool
) -> dict[str, Any]:
    """Write the take again; the paths as `--json` prints them. Raises TimbreError; the original is never touched."""
    recipe, source, name = _recipe_of(reference)
    folder = Path("outputs") if source is None else source.parent
    target = out or unique_path(folder, name, outputs.format)
    if _repeatable(recipe):
        return _make_again(recipe.request, outputs, target, json_sidecar=json_sidecar, force=force)
    if outputs.stems or outputs.midi or json_sidecar:
        raise CapabilityError(
            "Another version of its engine made this take: stems, MIDI and sidecar can no longer be made from it.",
            "Export the audio alone, or make a new take with --stems --midi.",
        )
    if source is None:
        raise FileError(
            "The take's file is gone and its engine has changed since.",
            "Make a new take from the same words.",
        )
    clip = read_audio(source)
    exported = export(
        clip.samples, clip.sample_rate, target, outputs.format, outputs.bits, read_tags(source), force
    )
    return {
        "path": str(exported.path.absolute()),
        "stems": [],
        "midi": None,
        "sidecar": None,
        "remade": False,
    }


def _recipe_of(reference: str) -> tuple[Recipe, Path | None, str]:
    """The recipe behind a file or a take of the history, its file if that is still there, and a name for copies."""
    direct = Path(reference).expanduser()
    if direct.is_file():
        text = read_recipe(direct)
        if text is None:
            raise InvalidInputError(
                f"{direct} holds no recipe: Timbre did not make it, or its tags were removed.",
                "To change any audio file, use: timbre master FILE",
            )
        return Recipe.from_json(text), direct, direct.stem
    take = listing.find_take(reference)
    request = GenerationRequest.model_validate(take.request)
    version = str((take.result or {}).get("engine_version", ""))
    path = Path(take.path) if take.path else None
    recipe = Recipe.of(request, version)
    return recipe, path if path and path.is_file() else None, path.stem if path else f"take-{take.number}"


def _repeatable(recipe: Recipe) -> bool:
    info = find_engine(recipe.request.engine).info
    return info is not None and info.determinism != "none" and info.version == recipe.engine_version


def _make_again(
    request: GenerationRequest, outputs: Outputs, target: Path, *, json_sidecar: bool, force: bool
) -> dict[str, Any]:
    destination = Destination(
        target.parent,
        datetime.now().astimezone(),
        target,
        force,
        sidecar={"exported": True} if json_sidecar else None,
    )
    with ProgressLine("compose") as progress:
        for event in take_events(request.model_copy(update={"outputs": outputs}), destination):
            if isinstance(event, Progress):
                progress.show(event)
            elif isinstance(event, TakeReady):
                result = event.result
    return {
        "path": result.path,
        "stems": list(result.stems),
        "midi": result.midi,
        "sidecar": result.sidecar,
        "remade": True,
    }
