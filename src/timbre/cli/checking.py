"""Checking files of the user's, presets and templates: problems to stdout, a verdict a file to stderr.

Knows nothing of what is in them: a function says what is odd, or raises what is wrong.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from timbre.audio.names import typed_path
from timbre.cli import diagnostics, output
from timbre.errors import FileError, TimbreError, UnknownNameError

NAMING = "its name has to be small letters, digits and hyphens, at most 40, and no word of a command"


@dataclass(frozen=True)
class Checked:
    """The kind of thing that is checked, and where those of the user lie."""

    what: str
    folder: Path
    own: Sequence[Path]
    names: Callable[[], Sequence[str]]
    """Of the built-in ones."""
    load: Callable[[str], Any]
    """A built-in one, by name."""


def check(
    kind: Checked, files: Sequence[str], doubts: Callable[[Path], list[str]], *, strict: bool, as_json: bool
) -> bool:
    """Whether all can be used; without `files`, the user's own. `doubts` of a file: warnings, or it raises.

    Raises FileError for a file that is not there.
    """
    good = True
    paths = [_file(kind, given) for given in files] if files else list(kind.own)
    if not paths:
        diagnostics.say(f"There are no {kind.what}s of your own in {kind.folder}.")
    for path in paths:
        try:
            found = [] if path is None else doubts(path)
            broken = None
        except TimbreError as error:
            found, broken = [], error
        name = "It" if path is None else path.name
        if broken is not None:
            _tell(path, f"{broken.message} {broken.hint}".strip(), "error", as_json)
        for each in found:
            _tell(path, each, "warning", as_json)
        good = good and broken is None and not (strict and found)
        if not as_json:
            diagnostics.say(_verdict(name, broken is not None, len(found)))
    return good


def _file(kind: Checked, given: str) -> Path | None:
    """The file meant by a path or a name of the user's; None for a built-in one, which is in order."""
    path = typed_path(given)
    if path.is_file():
        return path
    if path.suffix:
        raise FileError(f"There is no file {given}.", "Check the path.")
    own = {each.stem: each for each in kind.own}
    if given in own:
        return own[given]
    if given in kind.names():
        kind.load(given)
        return None
    raise UnknownNameError.among(kind.what, given, {*own, *kind.names()})


def _tell(path: Path | None, message: str, kind: str, as_json: bool) -> None:
    place = re.match(re.escape(str(path)) + r":(\d+): ", message)
    if as_json:
        line = int(place[1]) if place else None
        text = message[place.end() :] if place else message
        output.json_line({"file": str(path), "line": line, "kind": kind, "message": text})
        return
    shown = message if place or message.startswith(str(path)) else f"{path}: {message}"
    output.line(f"{'warning: ' if kind == 'warning' else ''}{shown}")


def _verdict(name: str, broken: bool, warnings: int) -> str:
    if broken:
        return f"{name} cannot be used."
    if warnings:
        return f"{name}: {warnings} warning{'' if warnings == 1 else 's'}; it can be used."
    return f"{name} is in order."
