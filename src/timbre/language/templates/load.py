"""Templates by name, built-in and the user's own, and the reading of their files.

Every mistake is named with file and line. Knows nothing of filling in.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from timbre.errors import InvalidInputError, TimbreError, UnknownNameError
from timbre.language.presets.load import NAMING, is_name, own_files
from timbre.language.presets.values import unknown_field
from timbre.language.templates.slots import KINDS, Slot, read_slot
from timbre.language.templates.syntax import Piece, TemplateError, defaults, pieces
from timbre.language.toml_lines import read_toml
from timbre.model.text_file import read_text
from timbre.model.toml_places import line_at, places

FOLDER = Path(__file__).parent
MOST_BYTES = 64_000
_TOP = ("title", "description", "text", "slots")
_SLOT = ("kind", "description", "choices", "low", "high")
_LONGEST = 200
_MOST_CHOICES = 64


@dataclass(frozen=True, slots=True)
class Template:
    """A prompt with slots."""

    name: str
    title: str
    description: str
    text: str
    """As it is written, with its slots."""
    parts: tuple[Piece, ...]
    slots: tuple[Slot, ...]
    """In the order they come."""
    path: str = ""
    """The file, for a template of the user's own."""


def template_names(folder: Path | None = None) -> tuple[str, ...]:
    """Built-in names and those in `folder`, in alphabetical order, each once. Reads no file."""
    own = (path.stem for path in own_files(folder) if is_name(path.stem))
    return tuple(sorted({*_built_in_names(), *own}))


def misnamed(folder: Path | None) -> list[Path]:
    """Files in the user's folder whose name no template can have, so that they are not read."""
    return [path for path in own_files(folder) if not is_name(path.stem)]


def load_template(name: str, folder: Path | None = None) -> Template:
    """A template by name; one in `folder` hides a built-in. Raises UnknownNameError, InvalidInputError, FileError."""
    if folder is not None and name in (path.stem for path in own_files(folder)):
        return read_own(folder / f"{name}.toml")
    if name not in _built_in_names():
        raise UnknownNameError.among("template", name, template_names(folder))
    return _built_in(name)


def read_own(path: Path) -> Template:
    """The template in a file. Raises FileError, InvalidInputError or UnknownNameError, naming file and line."""
    if not is_name(path.stem):
        raise InvalidInputError(
            f"{path} cannot be used: {NAMING.replace('a preset', 'a template')}.", "Rename the file."
        )
    return read_template(path.stem, read_text(path, "a template", MOST_BYTES), str(path))


def read_template(name: str, text: str, path: str = "") -> Template:
    """A template from TOML text. Raises InvalidInputError or UnknownNameError naming file and line."""
    where = path or f"{name}.toml"
    table = read_toml(text, where)
    lines = places(text)

    def wrong(error: TimbreError, *at: str | int) -> TimbreError:
        kind = UnknownNameError if isinstance(error, UnknownNameError) else InvalidInputError
        message = error.message if error.message.endswith((".", "?")) else f"{error.message}."
        return kind(f"{where}:{line_at(lines, at) or 1}: {message}", error.hint)

    for key in table:
        if key not in _TOP:
            raise wrong(unknown_field(key, _TOP, "a template"), key)
    for key in ("title", "description", "text"):
        if not isinstance(table.get(key, ""), str):
            raise wrong(InvalidInputError(f"{key} must be text", f'Write {key} = "…".'), key)
    if not table.get("text", "").strip():
        raise wrong(
            InvalidInputError("there is no text", 'Write text = "{mood=warm} piano, {seconds=20} seconds".'),
            "text",
        )
    try:
        parts = pieces(table["text"])
    except TemplateError as error:
        raise wrong(error, "text") from error
    wanted = defaults(parts)
    about = table.get("slots", {})
    if not isinstance(about, dict):
        raise wrong(
            InvalidInputError("slots must be tables", "Write [slots.mood] and its fields below."), "slots"
        )
    for slot in about:
        if slot not in wanted:
            raise wrong(unknown_slot(slot, tuple(wanted)), "slots", slot)
    slots = []
    for slot, default in wanted.items():
        try:
            slots.append(_slot(slot, default, about.get(slot, {})))
        except _FieldError as error:
            raise wrong(error, "slots", slot, error.field) from error
        except TimbreError as error:
            raise wrong(error, "text") from error
    title, description = table.get("title", name), table.get("description", "")
    return Template(name, title, description, table["text"], parts, tuple(slots), path)


def unknown_slot(name: str, known: tuple[str, ...]) -> InvalidInputError:
    """The error for a table about a slot that the text does not have."""
    error = unknown_field(name, known, "the text")
    return InvalidInputError(
        error.message.replace("unknown field", "the text has no slot"), f"Slots: {', '.join(known)}."
    )


class _FieldError(InvalidInputError):
    def __init__(self, field: str, message: str, hint: str) -> None:
        super().__init__(message, hint)
        self.field = field


def _slot(name: str, default: str | None, table: Any) -> Slot:
    if not isinstance(table, dict):
        raise _FieldError("", f"slots.{name} must be a table", f"Write [slots.{name}] and its fields below.")
    for key, value in table.items():
        if key not in _SLOT:
            error = unknown_field(key, _SLOT, f"[slots.{name}]")
            raise _FieldError(key, error.message, error.hint)
        if key == "kind" and (not isinstance(value, str) or value not in KINDS):
            raise _FieldError(key, f"{value!r} is no kind of slot", f"Kinds: {', '.join(KINDS)}.")
        if key == "description" and not (isinstance(value, str) and len(value) <= _LONGEST):
            raise _FieldError(key, "description must be short text", 'Write description = "…".')
        if key == "choices" and not _are_choices(value):
            raise _FieldError(key, "choices must be a list of texts", 'Write choices = ["one", "two"].')
        if key in ("low", "high") and not _is_number(value):
            raise _FieldError(key, f"{key} is {str(value)[:40]!r}, not a number", f"Write {key} = 10.")
    if table.get("low", -math.inf) > table.get("high", math.inf):
        raise _FieldError("low", "low is more than high", "Exchange them.")
    return read_slot(name, default, table)


def _are_choices(value: Any) -> bool:
    return (
        isinstance(value, list)
        and 0 < len(value) <= _MOST_CHOICES
        and all(isinstance(item, str) and 0 < len(item) <= _LONGEST for item in value)
    )


def _is_number(value: Any) -> bool:
    return not isinstance(value, bool) and isinstance(value, (int, float)) and math.isfinite(value)


@lru_cache(maxsize=1)
def _built_in_names() -> frozenset[str]:
    return frozenset(path.stem for path in FOLDER.glob("*.toml"))


@lru_cache(maxsize=64)
def _built_in(name: str) -> Template:
    return read_template(name, (FOLDER / f"{name}.toml").read_text("utf-8"), "")
