"""Acts about presets: `/preset` lists, shows, switches and saves them.

Knows nothing of how takes are made. Every function raises TimbreError.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from timbre.audio.atomic import write_file
from timbre.conversation.desk import Desk
from timbre.conversation.heard import request_of
from timbre.conversation.replies import Listed
from timbre.errors import FileError, InvalidInputError, TimbreError
from timbre.language.presets import Preset, load_preset, preset_names, preset_text
from timbre.language.presets.load import NAMING, RESERVED, is_name
from timbre.language.presets.reading import read_preset
from timbre.language.presets.words import rows
from timbre.model.request import GenerationRequest
from timbre.model.text import shortened
from timbre.session import events
from timbre.session.paths import private_folder

_ON, _OFF, _NONE = "on", "off", "none"
_FORCE = "--force"


@dataclass(frozen=True)
class Saved:
    """A preset that was written."""

    preset: Preset
    path: Path
    hides: bool
    """Whether it hides a built-in one of the same name."""


def save_preset(
    folder: Path,
    name: str,
    request: GenerationRequest,
    *,
    title: str = "",
    description: str = "",
    force: bool = False,
) -> Saved:
    """Write what `request` wishes for as the preset `name` in `folder`; whole or not at all.

    Raises InvalidInputError for a name that none can have, FileError where one exists and `force` is not given.
    """
    if not is_name(name):
        why = f"{name!r} is a word of the commands about presets" if name in RESERVED else NAMING
        raise InvalidInputError(f"A preset cannot be called {name[:60]!r}: {why}.", "Choose another name.")
    path = folder / f"{name}.toml"
    master = None if request.post.master == "auto" else request.post.master
    told = " ".join(request.prompt.split())
    text = preset_text(
        request.brief,
        title=title or name.replace("-", " ").capitalize(),
        description=description or f"Saved from: {told}",
        master=master,
        lufs=request.post.lufs,
    )
    _refuse_empty(name, request, text)
    if not force and (path.exists() or path.is_symlink()):
        raise FileError(f"There is a preset {name!r} of yours already: {path}", "Add --force to replace it.")
    try:
        private_folder(folder)
    except OSError as error:
        raise FileError(
            f"{folder} cannot be made: {error.strerror}.", "Check the permissions of the folder above it."
        ) from error
    write_file(path, text.encode("utf-8"), force)
    return Saved(load_preset(name, folder), path, name in preset_names())


def _refuse_empty(name: str, request: GenerationRequest, text: str) -> None:
    """Raise InvalidInputError where there is nothing to save, before anything is written."""
    try:
        read_preset(name, text)
    except TimbreError as error:
        raise InvalidInputError(
            f"{shortened(request.prompt, 60)!r} wishes for nothing that a preset could hold: {error.message}",
            "Save a take whose words say more: timbre explain shows what they mean.",
        ) from error


def preset(desk: Desk, values: tuple[str, ...]) -> None:
    """`/preset`: list them, show or save one, or switch some."""
    first = values[0].lower() if values else "list"
    if first == "list":
        _list(desk)
    elif first == "show":
        _show(desk, _one(values[1:], "/preset show NAME"))
    elif first == "save":
        _save(desk, values[1:])
    elif first == _NONE:
        _switch_all_off(desk)
    else:
        _switch(desk, values)


def _list(desk: Desk) -> None:
    folder, names_on = desk.paths.presets, desk.wishes.presets
    listed = []
    for name in preset_names(folder):
        try:
            about = load_preset(name, folder).description
        except TimbreError as error:
            about = f"cannot be used: {error.message}"
        place = f"on ({names_on.index(name) + 1})" if len(names_on) > 1 and name in names_on else _ON
        listed.append((name, place if name in names_on else "", about))
    desk.tell(Listed(("preset", "", "description"), tuple(listed)))


def _show(desk: Desk, name: str) -> None:
    found = load_preset(name, desk.paths.presets)
    desk.tell(Listed(("field", "value"), tuple(rows(found)), f"{found.title}: {found.description}"))


def _save(desk: Desk, values: tuple[str, ...]) -> None:
    force = _FORCE in values
    said = [value for value in values if value != _FORCE]
    if not said:
        raise InvalidInputError("The preset needs a name.", "Type: /preset save NAME [TAKE]")
    take = desk.take(" ".join(said[1:]))
    saved = save_preset(desk.paths.presets, said[0], request_of(take), force=force)
    hides = "; it hides the built-in one" if saved.hides else ""
    desk.say(f"Take {take.number} is saved as preset {said[0]}{hides}: {saved.path}")


def _switch(desk: Desk, values: tuple[str, ...]) -> None:
    """`a b`: both on, in this order; `-a`: off; `a off`; one name alone: on if it was off, and off if it was on."""
    last = values[-1].lower()
    switch = last if len(values) > 1 and last in (_ON, _OFF) else ""
    names = values[:-1] if switch else values
    before = desk.state.presets
    plan: dict[str, bool] = {}
    for said in names:
        name = said.lstrip("+-")
        alone = len(names) == 1 and said == name
        plan[name] = (
            False
            if said.startswith("-") or switch == _OFF
            else name not in before
            if alone and not switch
            else True
        )
    for name, on in plan.items():
        if not on and name in desk.options.presets:
            raise InvalidInputError(f"{name} was asked for with --preset.", "Start `timbre chat` without it.")
        if on or name not in before:
            load_preset(name, desk.paths.presets)
    for name, on in plan.items():
        _record(desk, name, on)
    _tell(desk, plan)


def _switch_all_off(desk: Desk) -> None:
    on = desk.state.presets
    if not on:
        desk.say("No preset is on.")
        return
    for name in on:
        _record(desk, name, False)
    _tell(desk, dict.fromkeys(on, False))


def _record(desk: Desk, name: str, on: bool) -> None:
    desk.record(events.preset_switched(name, on))
    desk.new_presets = [each for each in desk.new_presets if each != name]
    if on:
        desk.new_presets.append(name)


def _tell(desk: Desk, plan: dict[str, bool]) -> None:
    told = []
    for word, names in (
        (_ON, [n for n, on in plan.items() if on]),
        (_OFF, [n for n, on in plan.items() if not on]),
    ):
        if names:
            many = len(names) > 1
            told.append(f"Preset{'s' if many else ''} {', '.join(names)} {'are' if many else 'is'} {word}")
    desk.say(f"{'. '.join(told)} for the next takes.")


def _one(values: tuple[str, ...], usage: str) -> str:
    if len(values) != 1:
        raise InvalidInputError("Which preset?", f"Type: {usage}; /preset lists them.")
    return values[0]
