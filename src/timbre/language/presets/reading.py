"""Reading the TOML text of a preset; every mistake is named with file and line.

Knows nothing of folders (`load`) or prompts (`apply`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from timbre.errors import InvalidInputError, TimbreError, UnknownNameError
from timbre.language.presets.load import Preset
from timbre.language.presets.values import (
    FIELDS,
    ItemError,
    canonical,
    field_value,
    number_in,
    part_wish,
    place_wish,
    unknown_field,
)
from timbre.language.toml_lines import read_toml
from timbre.model.brief import Brief
from timbre.model.toml_places import Place, line_at, places

_TEXTS = ("title", "description", "master")
_TOP = (*_TEXTS, "lufs", "whole", "add", "brief", "parts", "places")
_SAYS = ("brief", "parts", "places", "add", "master", "lufs")
_LUFS = (-40.0, -5.0)


@dataclass(frozen=True)
class _File:
    name: str
    text: str

    @cached_property
    def lines(self) -> dict[Place, int]:
        return places(self.text)

    def wrong(self, error: TimbreError, *path: str | int) -> TimbreError:
        """`error` with file and line before its message."""
        kind = UnknownNameError if isinstance(error, UnknownNameError) else InvalidInputError
        message = error.message if error.message.endswith((".", "?")) else f"{error.message}."
        return kind(f"{self.name}:{line_at(self.lines, path) or 1}: {message}", error.hint)


def read_preset(name: str, text: str, path: str = "") -> Preset:
    """A preset from TOML text. Raises InvalidInputError or UnknownNameError naming file and line."""
    file = _File(path or f"{name}.toml", text)
    table = read_toml(text, file.name)
    for key in table:
        if key not in _TOP:
            raise file.wrong(unknown_field(key, _TOP, "a preset"), key)
    for key in _TEXTS:
        if key in table and not isinstance(table[key], str):
            raise file.wrong(InvalidInputError(f"{key} must be text", f'Write {key} = "…".'), key)
    if not isinstance(table.get("whole", False), bool):
        raise file.wrong(InvalidInputError("whole must be true or false", "Write whole = true."), "whole")
    if not any(table.get(key) for key in _SAYS):
        raise file.wrong(
            InvalidInputError(
                "there is no [brief] with anything in it, nor parts, places, add, master or lufs",
                "A preset has to wish for something, such as bpm = 90 under [brief].",
            ),
            "brief",
        )
    return Preset(
        name,
        table.get("title", name),
        table.get("description", ""),
        (*_fields(file, table), *_players(file, table), *_places(file, table)),
        table.get("master"),
        path,
        _added(file, table),
        _lufs(file, table),
        table.get("whole", False),
    )


def _fields(file: _File, table: dict[str, Any]) -> list[tuple[str, Any]]:
    brief = table.get("brief", {})
    if not isinstance(brief, dict):
        raise file.wrong(
            InvalidInputError("brief must be a table: there is no [brief]", "Begin a line with [brief]."),
            "brief",
        )
    found = []
    for key, value in brief.items():
        if key not in FIELDS:
            raise file.wrong(unknown_field(key, FIELDS, "[brief]"), "brief", key)
        try:
            found.append((key, field_value(key, value)))
        except ItemError as error:
            raise file.wrong(error.error, "brief", key, error.index) from error
        except TimbreError as error:
            raise file.wrong(error, "brief", key) from error
    return found


def _players(file: _File, table: dict[str, Any]) -> list[tuple[str, Any]]:
    parts = table.get("parts", {})
    if not isinstance(parts, dict):
        raise file.wrong(
            InvalidInputError("parts must be tables", "Write [parts.piano] and its fields below."), "parts"
        )
    wishes = []
    for name, fields in parts.items():
        try:
            wishes.append(part_wish(name, fields))
        except TimbreError as error:
            raise file.wrong(error, "parts", name, _named(fields, error)) from error
    return _checked(file, "parts", tuple(wishes)) if wishes else []


def _places(file: _File, table: dict[str, Any]) -> list[tuple[str, Any]]:
    given = table.get("places", [])
    if not isinstance(given, list):
        raise file.wrong(
            InvalidInputError("places must be a list of tables", "Write [[places]] and its fields below."),
            "places",
        )
    wishes = []
    for number, fields in enumerate(given):
        try:
            wishes.append(place_wish(fields))
        except TimbreError as error:
            raise file.wrong(error, "places", number, _named(fields, error)) from error
    return _checked(file, "places", tuple(wishes)) if wishes else []


def _checked(file: _File, name: str, wishes: tuple[Any, ...]) -> list[tuple[str, Any]]:
    try:
        Brief.model_validate({name: wishes})
    except ValueError as error:
        raise file.wrong(
            InvalidInputError(f"there are {len(wishes)} {name}", "24 are the most."), name
        ) from error
    return [(name, wishes)]


def _named(fields: Any, error: TimbreError) -> str:
    """The field of a table that an error speaks of, by its first word or the name in quotes."""
    names = [key for key in fields if isinstance(key, str)] if isinstance(fields, dict) else []
    quoted = [key for key in names if repr(key) in error.message or repr(fields[key]) in error.message]
    begun = [key for key in names if error.message.startswith(f"{key} ")]
    inside = [key for key in names for item in _list(fields[key]) if repr(item) in error.message]
    return next(iter((*begun, *quoted, *inside)), "")


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _added(file: _File, table: dict[str, Any]) -> tuple[str, ...]:
    given = table.get("add", [])
    if not isinstance(given, list) or not all(isinstance(item, str) for item in given):
        raise file.wrong(
            InvalidInputError("add must be a list of instruments", 'Write add = ["strings"].'), "add"
        )
    found = []
    for number, item in enumerate(given):
        try:
            found.append(canonical("instrument", item))
        except TimbreError as error:
            raise file.wrong(error, "add", number) from error
    return tuple(dict.fromkeys(found))


def _lufs(file: _File, table: dict[str, Any]) -> float | None:
    if "lufs" not in table:
        return None
    try:
        return number_in("lufs", table["lufs"], *_LUFS)
    except TimbreError as error:
        raise file.wrong(error, "lufs") from error
