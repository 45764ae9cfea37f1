"""`timbre presets`: listed, shown, saved, checked and removed. The terminal side of `language.presets`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from timbre.audio.names import typed_path
from timbre.audio.presets import preset_names as mastering_names
from timbre.cli import checking, diagnostics, listing, output
from timbre.conversation.presetting import save_preset
from timbre.engines.composer.style_files import style_names
from timbre.errors import FileError, InvalidInputError, UnknownNameError
from timbre.language.presets import Preset, applied, load_preset, preset_names
from timbre.language.presets.load import is_name, misnamed, own_files, read_own
from timbre.language.presets.words import as_data, in_a_line, rows
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest
from timbre.session.paths import Paths


def show_all(*, as_json: bool) -> None:
    """Every preset, a line each; a file of the user's that cannot be used is told and passed over."""
    folder = Paths.from_environment().presets
    for path in misnamed(folder):
        diagnostics.warn(f"{path.name} is passed over: {checking.NAMING}. Rename it.")
    presets = diagnostics.usable(preset_names(folder), lambda each: load_preset(each, folder)).values()
    for preset in presets:
        if as_json:
            output.json_line(as_data(preset))
    if as_json:
        return
    table = [[_marked(preset), preset.description, in_a_line(preset)] for preset in presets]
    output.table(["preset", "description", "sets"], table)
    diagnostics.say('Use them: timbre make "with a flute" --preset rainy-cafe --preset no-drums')
    diagnostics.say(f"timbre presets NAME tells more; your own go into {folder}.")


def show(name: str, *, as_json: bool) -> None:
    """One preset. Raises UnknownNameError, InvalidInputError, FileError."""
    preset = _meant(name)
    if as_json:
        output.json_line(as_data(preset))
        return
    output.line(f"{preset.title}: {preset.description}")
    table = [list(row) for row in rows(preset)]
    output.table(["sets", "to"], [*table, *([["file", preset.path]] if preset.path else [])])
    diagnostics.say(f'Use it: timbre make "with a flute" --preset {preset.name}')


def save(name: str, take: str, title: str, description: str, *, force: bool, as_json: bool) -> None:
    """What a take or a file was asked for, as a preset. Raises TimbreError."""
    request = _request_of(take)
    folder = Paths.from_environment().presets
    saved = save_preset(folder, name, request, title=title, description=description, force=force)
    if saved.hides:
        diagnostics.say(f"It hides Timbre's own preset {name}.")
    if as_json:
        output.json_line(as_data(saved.preset))
        return
    output.line(str(saved.path))
    diagnostics.say(f'Use it: timbre make "…" --preset {name}')


def check(files: Sequence[str], *, strict: bool, as_json: bool) -> bool:
    """Whether all the files can be used; without `files`, the user's own. Problems go to stdout. Raises FileError."""
    folder = Paths.from_environment().presets
    named = checking.Checked("preset", folder, own_files(folder), preset_names, load_preset)
    return checking.check(named, files, lambda path: _doubts(read_own(path)), strict=strict, as_json=as_json)


def remove(name: str) -> None:
    """Remove the user's own file. Raises UnknownNameError, InvalidInputError for a built-in one, FileError."""
    folder = Paths.from_environment().presets
    path = folder / f"{name}.toml"
    if not is_name(name) or not path.exists():
        if name in preset_names():
            raise InvalidInputError(
                f"{name} is Timbre's own and stays.", "A preset of yours with the same name hides it."
            )
        own = [each.stem for each in own_files(folder)]
        raise UnknownNameError.among("preset of yours", name, own)
    try:
        path.unlink()
    except OSError as error:
        raise FileError(f"{path} cannot be removed: {error.strerror}.", "Check its permissions.") from error
    output.line(str(path))


def tell_held(brief: Brief, names: Sequence[str], folder: Path) -> None:
    """What presets under `brief`, the meaning of the words alone, did not get to set."""
    for held in applied(brief, [load_preset(name, folder) for name in names]).held:
        diagnostics.say(f"Note: {held.text}")


def _request_of(reference: str) -> GenerationRequest:
    """What the take or file was made from. Raises TimbreError."""
    direct = typed_path(reference)
    if direct.is_file():
        return listing.recipe_of_file(direct, "Only what Timbre made can be saved as a preset.").request
    take = listing.find_take(reference)
    try:
        return GenerationRequest.model_validate(take.request)
    except ValueError as error:
        raise InvalidInputError(
            f"Take {take.number} holds no recipe that this Timbre can read.",
            "Save another one; `timbre log` lists the takes.",
        ) from error


def _doubts(preset: Preset) -> list[str]:
    """What is odd in a preset that can be read."""
    masters = (*mastering_names(Paths.from_environment().mastering), "auto")
    found = []
    if preset.master is not None and preset.master not in masters:
        found.append(UnknownNameError.among("mastering preset", preset.master, masters).message)
    style = dict(preset.fields).get("style")
    if style is not None and style not in style_names():
        found.append(UnknownNameError.among("style", style, style_names()).message)
    if not preset.description:
        found.append("There is no description.")
    return found


def _marked(preset: Preset) -> str:
    return f"{preset.name} (yours)" if preset.path else preset.name


def _meant(name: str) -> Preset:
    paths = Paths.from_environment()
    try:
        return load_preset(name, paths.presets)
    except UnknownNameError as error:
        if name not in mastering_names(paths.mastering) or error.message.startswith(str(paths.presets)):
            raise
        raise UnknownNameError(
            f"{name!r} is a mastering preset.", f"Type: timbre presets --mastering {name}"
        ) from error
