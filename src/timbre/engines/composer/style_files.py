"""Where style files lie, which file a name means, and what a file that extends another adds up to.

The user's own files win over built-in ones of the same name. Knows nothing of what the tables mean (`style`).
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from timbre.errors import InvalidInputError, UnknownNameError
from timbre.model.text_file import read_text
from timbre.model.toml_places import Place, line_at, places
from timbre.session.paths import Paths

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

STYLE_FOLDER = Path(__file__).with_name("styles")
MOST_BYTES = 256_000
DEEPEST_TABLE = 16
DEEPEST = 8
"""How many files may extend one another."""
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
NAMING = "a style's file is called by small letters, digits and hyphens, at most 40"
_WEIGHED = (("modes",), ("instruments",))
"""Tables of weights: what a file says of one replaces the base's (of instruments, role by role)."""

Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True)
class StyleFile:
    """One file on disk."""

    name: str
    path: Path
    own: bool
    """Whether it is the user's."""


def own_folder() -> Path:
    """Where the user's own styles lie, whether it exists or not."""
    return Paths.from_environment().config_folder / "styles"


def style_names() -> tuple[str, ...]:
    """Names of all styles, built-in and the user's own, sorted. Reads no file."""
    return tuple(sorted({*_built_in(), *(name for name, _, _ in own_stamp())}))


def own_stamp() -> Stamp:
    """Name, time of change and size of the user's style files: it differs whenever one of them does."""
    try:
        files = [(path.stem, path.stat()) for path in own_folder().glob("*.toml")]
    except OSError:
        return ()
    return tuple(sorted((name, at.st_mtime_ns, at.st_size) for name, at in files if NAME.match(name)))


def misnamed() -> list[Path]:
    """Files in the user's folder whose name no style can have, so that they are not read."""
    try:
        return sorted(path for path in own_folder().glob("*.toml") if not NAME.match(path.stem))
    except OSError:
        return []


def find_file(name: str, skip_own: bool = False) -> StyleFile:
    """The file of a style: the user's own, else the built-in one. Raises UnknownNameError."""
    if not skip_own and any(name == own for own, _, _ in own_stamp()):
        return StyleFile(name, own_folder() / f"{name}.toml", True)
    if name not in _built_in():
        raise UnknownNameError.among("style", name, style_names())
    return StyleFile(name, STYLE_FOLDER / f"{name}.toml", False)


def read_file(path: Path) -> str:
    """The text of a style file. Raises FileError, or InvalidInputError for one that is no text or too large."""
    return read_text(path, "a style", MOST_BYTES, called=path.name)


def parse(text: str, file_name: str) -> dict[str, Any]:
    """The tables of a style file's text. Raises InvalidInputError naming the line."""
    try:
        tables: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)", str(error))
        line = int(found[1]) if found and found[1] else text.count("\n") + 1
        reason = str(error)[: found.start()] if found else str(error)
        raise InvalidInputError(
            f"{file_name}, line {line}: {reason}.", "Check the TOML syntax near that line."
        ) from error
    except RecursionError as error:
        raise InvalidInputError(
            f"{file_name}: it is nested too deeply.", "Write it as the built-in styles are written."
        ) from error
    _check_values(tables, text, file_name)
    return tables


def _check_values(tables: dict[str, Any], text: str, file_name: str) -> None:
    """Refuse what no field of a style can be: numbers that are none, tables in tables without end."""
    waiting: list[tuple[Place, Any]] = [((), tables)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*path, key), item) for key, item in value.items()]
        elif isinstance(value, list):
            waiting += [((*path, number), item) for number, item in enumerate(value)]
        bad = isinstance(value, float) and not math.isfinite(value)
        if bad or len(path) > DEEPEST_TABLE:
            place = line_at(places(text), path[:DEEPEST_TABLE])
            problem = f"{value} is no number to work with" if bad else "it is nested too deeply"
            raise InvalidInputError(
                f"{file_name}, line {place}: {problem}.", "Write it as the built-in styles are written."
            )


def resolved(table: dict[str, Any], name: str, file_name: str, own: bool = True) -> dict[str, Any]:
    """`table` laid over what it `extends`, without that key. Raises InvalidInputError, UnknownNameError."""
    whole = table
    for below in _chain(table, name, file_name, own):
        whole = merged(below, whole)
    return {key: value for key, value in whole.items() if key != "extends"}


def merged(base: dict[str, Any], over: dict[str, Any], path: tuple[str, ...] = ()) -> dict[str, Any]:
    """Tables are merged key by key; lists, values and tables of weights in `over` replace those in `base`."""
    result = dict(base)
    for key, value in over.items():
        here = (*path, key)
        before = base.get(key)
        replaces = here == _WEIGHED[0] or path == _WEIGHED[1]
        if isinstance(value, dict) and isinstance(before, dict) and not replaces:
            result[key] = merged(before, value, here)
        else:
            result[key] = value
    return result


def fingerprint(name: str) -> str | None:
    """SHA-256 of what the user's own files say of a style (not of comments or blanks); None for built-in ones.

    Raises what reading the files raises.
    """
    return _fingerprint(name, str(own_folder()), own_stamp())


@lru_cache(maxsize=64)
def _fingerprint(name: str, folder: str, stamp: Stamp) -> str | None:
    del folder, stamp  # only the key of what is remembered
    file = find_file(name)
    if not file.own:
        return None
    table = parse(read_file(file.path), file.path.name)
    tables = [table, *_chain(table, name, file.path.name, True, own_only=True)]
    text = json.dumps(tables, sort_keys=True, ensure_ascii=True, default=str)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _chain(
    table: dict[str, Any], name: str, file_name: str, own: bool, own_only: bool = False
) -> list[dict[str, Any]]:
    """The tables that `table` extends, nearest first."""
    below: list[dict[str, Any]] = []
    met = {(name, own)}
    while "extends" in table:
        base = table["extends"]
        if not isinstance(base, str) or not base:
            raise InvalidInputError(
                f"{file_name}: extends: {base!r} is not the name of a style.", 'Write extends = "house".'
            )
        try:
            file = find_file(base, skip_own=not own or base == name)
        except UnknownNameError as error:
            raise UnknownNameError(f"{file_name}: extends: {error.message}", error.hint) from error
        if (file.name, file.own) in met or len(below) >= DEEPEST:
            raise InvalidInputError(
                f"{file_name}: extends: {base!r} comes back to itself, or lies more than {DEEPEST} files deep.",
                "Extend a built-in style.",
            )
        if own_only and not file.own:
            break
        met.add((file.name, file.own))
        name, own, file_name = file.name, file.own, file.path.name
        table = parse(read_file(file.path), file_name)
        below.append(table)
    return below


@lru_cache(maxsize=1)
def _built_in() -> frozenset[str]:
    return frozenset(path.stem for path in STYLE_FOLDER.glob("*.toml"))
