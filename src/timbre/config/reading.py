"""The settings in force: defaults, overridden by `config.toml`, overridden by the environment.

Nothing wrong in them ever stops Timbre: it is passed over and told. Knows nothing of terminals.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from pydantic import ValidationError

from timbre.config.problems import Problem, bad_value, line_of, unknown_name
from timbre.config.settings import MASTERS, TABLES, Settings, names, variable
from timbre.errors import InvalidInputError, TimbreError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE_MAX_BYTES = 2**20
_AT_LINE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")

Source = Literal["default", "file", "environment"]


@dataclass
class Loaded:
    """The settings, where each comes from, and what was passed over."""

    settings: Settings = field(default_factory=Settings)
    sources: dict[str, Source] = field(default_factory=dict)
    """Setting → source; one that is not here is the default."""
    problems: list[Problem] = field(default_factory=list)


def load(path: Path, environment: Mapping[str, str] | None = None) -> Loaded:
    """The settings by the file `path`, if it exists, and the environment. Raises nothing."""
    loaded = Loaded()
    values: dict[str, Any] = {}
    _from_file(path, values, loaded)
    _from_environment(os.environ if environment is None else environment, values, loaded)
    loaded.settings = Settings.model_validate(values)
    return loaded


def check(name: str, value: object) -> Any:
    """`value` as the setting holds it. Raises UnknownNameError, or InvalidInputError naming the valid values."""
    table, _, key = name.partition(".")
    if table not in Settings.model_fields or (key and table not in TABLES):
        raise unknown_name(name)
    try:
        if key:
            return getattr(Settings.model_validate({table: {key: value}}), table)[key]
        found = getattr(Settings.model_validate({name: value}), name)
    except ValidationError as error:
        raise bad_value(name, value) from error
    if name == "sounds" and not found.strip():
        raise bad_value(name, value)
    if name == "master" and found not in MASTERS and found not in _own_masters():
        raise bad_value(name, value)
    return found


def _own_masters() -> tuple[str, ...]:
    """The mastering presets in the user's folder."""
    from timbre.audio.presets import preset_names
    from timbre.session.paths import Paths

    return preset_names(Paths.from_environment().mastering)


def read_text(path: Path) -> str:
    """The file's text, "" if there is none. Raises InvalidInputError if it is not text, OSError."""
    try:
        with path.open("rb") as file:
            data = file.read(FILE_MAX_BYTES + 1)
    except FileNotFoundError:
        return ""
    if len(data) > FILE_MAX_BYTES:
        raise InvalidInputError(f"the file is larger than {FILE_MAX_BYTES:,} bytes.", "Shorten it.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInputError(f"line {line} is not UTF-8 text.", "Save the file as UTF-8.") from error


def parse(text: str) -> dict[str, Any]:
    """The TOML in `text`. Raises InvalidInputError whose message starts with the line."""
    try:
        found: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _AT_LINE.search(str(error))
        line = place.group(1) if place and place.group(1) else text.count("\n") + 1
        reason = _AT_LINE.sub("", str(error))
        raise InvalidInputError(
            f"line {line}: {reason[:1].lower()}{reason[1:]}.",
            'Write NAME = VALUE, with text in "quotes".',
        ) from error
    except RecursionError as error:
        raise InvalidInputError("it is nested too deeply.", "Write NAME = VALUE.") from error
    return found


def _from_file(path: Path, values: dict[str, Any], loaded: Loaded) -> None:
    try:
        text = read_text(path)
        given = parse(text)
    except InvalidInputError as error:
        hint = f"{error.hint} The defaults are used until it is mended."
        loaded.problems.append(Problem(str(path), error.message, hint))
        return
    except OSError as error:
        message = f"it cannot be read: {error.strerror or error}."
        loaded.problems.append(Problem(str(path), message, "The defaults are used."))
        return
    for table in TABLES:
        if isinstance(given.get(table), dict):
            given |= {f"{table}.{key}": value for key, value in given.pop(table).items()}
    for name, value in given.items():
        try:
            _put(name, check(name, value), "file", values, loaded)
        except TimbreError as error:
            line = line_of(text, name)
            where = str(path) if line is None else f"{path}, line {line}"
            loaded.problems.append(Problem(where, error.message, error.hint))


def _from_environment(environment: Mapping[str, str], values: dict[str, Any], loaded: Loaded) -> None:
    for name in names():
        value = environment.get(variable(name), "").strip()
        if value and name not in TABLES:
            try:
                _put(name, check(name, value), "environment", values, loaded)
            except TimbreError as error:
                loaded.problems.append(Problem(variable(name), error.message, "The variable is passed over."))


def _put(name: str, value: Any, source: Source, values: dict[str, Any], loaded: Loaded) -> None:
    table, _, key = name.partition(".")
    if key:
        values.setdefault(table, {})[key] = value
    else:
        values[name] = value
    loaded.sources[table] = source
