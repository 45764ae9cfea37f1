"""`timbre export`: a take in another format, with stems or MIDI. The terminal side of `jobs`.

By the rules of `jobs.exporting`.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from timbre.audio.exporter import unique_path
from timbre.audio.names import typed_path
from timbre.cli import listing
from timbre.cli.progress import ProgressLine
from timbre.errors import CapabilityError
from timbre.jobs.apart import take_events
from timbre.jobs.exporting import convert, repeatable
from timbre.jobs.recipe import Recipe
from timbre.jobs.take import Destination, TakeReady
from timbre.model.events import Progress
from timbre.model.request import GenerationRequest, Outputs


def export_take(
    reference: str, outputs: Outputs, out: Path | None, *, json_sidecar: bool, force: bool
) -> dict[str, Any]:
    """Write the take again; the paths as `--json` prints them. Raises TimbreError; the original is never touched."""
    recipe, source, name, whole = _recipe_of(reference)
    folder = Path("outputs") if source is None else source.parent
    target = out or unique_path(folder, name, outputs.format)
    if whole and _repeatable(recipe):
        return _make_again(recipe.request, outputs, target, json_sidecar=json_sidecar, force=force)
    if json_sidecar:
        raise CapabilityError(
            "This take cannot be made again exactly, so there is no sidecar of it.",
            "Leave --json-sidecar out.",
        )
    path = convert(source, target, outputs, force)
    return {"path": str(path), "stems": [], "midi": None, "sidecar": None, "remade": False}


def _recipe_of(reference: str) -> tuple[Recipe, Path | None, str, bool]:
    """The recipe of a file or take, its file if still there, a name for copies, and whether it is all of the take."""
    direct = typed_path(reference)
    if direct.is_file():
        recipe = listing.recipe_of_file(direct, "To change any audio file, use: timbre master FILE")
        return recipe, direct, direct.stem, True
    take = listing.find_take(reference)
    request = GenerationRequest.model_validate(take.request)
    version = str((take.result or {}).get("engine_version", ""))
    path = Path(take.path) if take.path else None
    recipe = Recipe.of(request, version)
    name = path.stem if path else f"take-{take.number}"
    return recipe, path if path and path.is_file() else None, name, take.status != "partial"


def _repeatable(recipe: Recipe) -> bool:
    return repeatable(recipe.request.engine, recipe.engine_version)


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
