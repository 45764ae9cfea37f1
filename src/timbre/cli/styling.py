"""`timbre styles`: the composer's styles, listed, told and checked. The terminal side of the style files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from timbre.audio.names import typed_path
from timbre.cli import diagnostics, output
from timbre.engines.composer import style_words as words
from timbre.engines.composer.style import Style, load_style, style_names
from timbre.engines.composer.style_check import Problem, check_style
from timbre.engines.composer.style_files import (
    NAME,
    NAMING,
    STYLE_FOLDER,
    find_file,
    misnamed,
    own_folder,
    read_file,
)
from timbre.errors import FileError, TimbreError, UnknownNameError


def show_all(*, as_json: bool) -> None:
    """Every style, a line each; a broken file of the user's is told and passed over."""
    rows = []
    for path in misnamed():
        diagnostics.warn(f"{path.name} is passed over: {NAMING}. Rename it.")
    for name, style in diagnostics.usable(style_names(), load_style).items():
        if as_json:
            output.json_line(_facts(style))
        tempo = f"{style.tempo.low:g}–{style.tempo.high:g}"
        mark = " (yours)" if find_file(name).own else ""
        rows.append([name + mark, tempo, ", ".join(words.metres(style)), style.description])
    if as_json:
        return
    output.table(["style", "bpm", "metre", "what it is"], rows)
    diagnostics.say("timbre styles show NAME tells more; your own go into " + str(own_folder()) + ".")


def show(name: str, *, as_json: bool) -> None:
    """One style. Raises UnknownNameError, InvalidInputError."""
    style = load_style(_meant(name))
    if as_json:
        output.json_line(_facts(style))
        return
    output.line(f"{style.title}: {style.description}")
    rows = [[what, text] for what, text in _told(style).items()]
    output.table(["", ""], rows)
    diagnostics.say(f"Hear it: timbre make {_typed(words.example(style))}")


def check(files: Sequence[str], *, strict: bool, as_json: bool) -> bool:
    """Whether all the files can be used; without `files`, the user's own. Problems go to stdout. Raises FileError."""
    good = True
    folder = own_folder()
    if not files and not (files := [str(path) for path in sorted(folder.glob("*.toml"))]):
        diagnostics.say(f"There are no styles of your own in {folder}.")
    for given in files:
        path, own = _file(given)
        found = _problems(path, own)
        counted = [problem for problem in found if strict or not problem.warning]
        good = good and not counted
        for problem in found:
            _tell(problem, path, as_json)
        if not as_json:
            diagnostics.say(_verdict(path.name, found))
    return good


def _problems(path: Path, own: bool) -> list[Problem]:
    try:
        text = read_file(path)
    except FileError:
        raise
    except TimbreError as error:
        return [Problem(None, "", error.message)]
    found = check_style(text, path.stem, own=own)
    if not NAME.match(path.stem):
        found.insert(0, Problem(None, "file name", f"{path.stem!r} is no name of a style; {NAMING}"))
    return found


def _tell(problem: Problem, path: Path, as_json: bool) -> None:
    if as_json:
        kind = "warning" if problem.warning else "error"
        output.json_line(
            {
                "file": str(path),
                "line": problem.line,
                "field": problem.field,
                "kind": kind,
                "message": problem.message,
            }
        )
        return
    said = problem.said(str(path))
    output.line(f"{'warning: ' if problem.warning else ''}{said}{'' if said.endswith(('.', '?')) else '.'}")


def _verdict(name: str, found: Sequence[Problem]) -> str:
    errors = sum(not problem.warning for problem in found)
    warnings = len(found) - errors
    if not found:
        return f"{name} is in order."
    count = [
        f"{n} {what}{'' if n == 1 else 's'}" for n, what in ((errors, "error"), (warnings, "warning")) if n
    ]
    return f"{name}: {' and '.join(count)}{'' if errors else '; it can be used'}."


def _file(given: str) -> tuple[Path, bool]:
    """The file meant by a path or a style's name, and whether it is checked as the user's own."""
    path = typed_path(given)
    if path.is_file():
        return path, path.resolve().parent != STYLE_FOLDER.resolve()
    if path.suffix:
        raise FileError(f"There is no file {given}.", "Check the path.")
    try:
        found = find_file(_meant(given))
    except UnknownNameError as error:
        raise UnknownNameError(f"There is no file and no style called {given[:80]!r}.", error.hint) from error
    return found.path, found.own


def _meant(name: str) -> str:
    return "-".join(name.lower().replace("_", " ").split())


def _typed(prompt: str) -> str:
    return prompt if prompt.startswith("--") else f'"{prompt}"'


def _told(style: Style) -> dict[str, str]:
    return {
        "tempo": words.tempo_words(style),
        "metre": ", ".join(words.metres(style)),
        "modes": words.mode_words(style),
        "groove": words.groove_words(style),
        "harmony": words.harmony_words(style),
        "players": words.player_words(style),
        "sections": ", ".join(style.sections),
        "form": words.form_words(style),
        "mix": words.mix_words(style),
        "example": words.example(style),
        "file": str(find_file(style.name).path),
    }


def _facts(style: Style) -> dict[str, Any]:
    tempo = style.tempo
    return {
        "name": style.name,
        "title": style.title,
        "description": style.description,
        "own": find_file(style.name).own,
        "bpm": {"low": tempo.low, "typical": tempo.typical, "high": tempo.high},
        "metres": list(words.metres(style)),
        "modes": style.modes,
        "instruments": {role: dict(names) for role, names in style.instruments.items()},
        "sections": {name: list(section.layers) for name, section in style.sections.items()},
        "told": _told(style),
    }
