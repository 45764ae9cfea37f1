"""Everything that is wrong with a style file, and what is thin in it, each with its line.

Knows nothing of terminals. Loading a style stops at the first error; here all are found.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from timbre.engines.composer.style import Style, problems_of
from timbre.engines.composer.style_advice import advice
from timbre.engines.composer.style_files import STYLE_FOLDER, parse, read_file, resolved
from timbre.errors import TimbreError
from timbre.model.toml_places import Place, line_at, places

_AT_LINE = re.compile(r"^[^:]*?, line (\d+): ")
_ROUNDS = 8
_NEEDED = ("metre", "form", "form.cycle", "sections", "instruments", "harmony", "modes", "tempo")
"""Without these there is nothing to give advice on."""
_WRONG = {
    "greater_than_equal": "it is {ge:g} or more",
    "greater_than": "it is more than {gt:g}",
    "less_than_equal": "it is {le:g} or less",
    "less_than": "it is less than {lt:g}",
    "too_short": "it needs at least {min_length}",
    "literal_error": "use one of {expected}",
    "finite_number": "it must be a finite number",
    "float_type": "it must be a number",
    "float_parsing": "it must be a number",
    "int_type": "it must be a whole number",
    "int_parsing": "it must be a whole number",
    "int_from_float": "it must be a whole number",
    "string_type": "it must be text in quotes",
    "bool_type": "it must be true or false",
    "bool_parsing": "it must be true or false",
    "tuple_type": "it must be a list [ … ]",
    "dict_type": "it must be a table",
    "model_type": "it must be a table",
    "model_attributes_type": "it must be a table",
}


@dataclass(frozen=True)
class Problem:
    """One finding. A warning does not keep the style from being used."""

    line: int | None
    field: str
    message: str
    warning: bool = False

    def said(self, file_name: str) -> str:
        """`house.toml, line 12: tempo.low: …`."""
        place = f"{file_name}, line {self.line}" if self.line else file_name
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


def check_style(text: str, name: str, own: bool = True) -> list[Problem]:
    """All problems of a style file's text, by line; of what is inherited, what is thin is not told again.

    `own`: whether it is the user's, and may extend others of theirs.
    """
    file_name = f"{name}.toml"
    try:
        table = parse(text, file_name)
    except TimbreError as error:
        return [_syntax(error.message, file_name)]
    lines = places(text)
    try:
        whole = resolved(table, name, file_name, own)
    except TimbreError as error:
        message = error.message.removeprefix(f"{file_name}: ").removeprefix("extends: ")
        return [Problem(lines.get(("extends",)), "extends", message)]
    style, found = _validated({"name": name, **whole})
    if style is not None:
        bad = [path for path, _ in found]
        found += [
            each for each in problems_of(style) if not any(path[: len(each[0])] == each[0] for path in bad)
        ]
    problems = [Problem(line_at(lines, path), _dotted(path), message) for path, message in found]
    if style is not None and not any(each.field in _NEEDED for each in problems):
        problems += [
            Problem(line, _dotted(path), message, warning=True)
            for path, message in advice(style)
            if (line := line_at(lines, path)) is not None or "extends" not in table
        ]
    return sorted(dict.fromkeys(problems), key=lambda each: (each.line or 0, each.field, each.message))


def _syntax(message: str, file_name: str) -> Problem:
    found = _AT_LINE.match(message)
    if found is None:
        return Problem(None, "", message.removeprefix(f"{file_name}: "))
    return Problem(int(found[1]), "", message[found.end() :])


def _validated(table: dict[str, Any]) -> tuple[Style | None, list[tuple[Place, str]]]:
    """The style without its bad fields, where anything is left of it, and what was bad."""
    found: list[tuple[Place, str]] = []
    table = deepcopy(table)
    for _ in range(_ROUNDS):
        try:
            return Style.model_validate(table), found
        except ValidationError as error:
            errors = error.errors(include_url=False)
            known, new = [path for path, _ in found], [_in_words(each) for each in errors]
            within = {path[:n] for path, _ in new for n in range(len(path))}
            found += [each for each in new if each[0] not in within and not _holds(each[0], known)]
            bad = [_of_key(e["loc"]) for e in errors if e["type"] != "missing"]
            for each in sorted(bad, key=_depth_first):
                _prune(table, each)
            for each in (e["loc"] for e in errors if e["type"] == "missing"):
                _stand_in(table, each)
    return None, found


def _holds(path: Place, known: Iterable[Place]) -> bool:
    """Whether the element at `path` is one of `known`, or lacks only what was taken out of it."""
    return any(each[: len(path)] == path for each in known)


def _of_key(path: Place) -> Place:
    """The path of the key itself where pydantic says that a key is wrong."""
    return path[:-1] if path and path[-1] == "[key]" else path


def _depth_first(path: tuple[str | int, ...]) -> tuple[tuple[int, str], ...]:
    """List items are taken out from the back, so that the numbers of those before them stay right."""
    return tuple((-part, "") if isinstance(part, int) else (0, str(part)) for part in path)


def _prune(table: Any, path: tuple[str | int, ...]) -> None:
    """Take the element at `path` out, if it is there."""
    for part in path[:-1]:
        table = _entry(table, part)
    last = path[-1] if path else ""
    within = isinstance(table, list) and isinstance(last, int) and last < len(table)
    if within or (isinstance(table, dict) and last in table):
        del table[last]


def _stand_in(table: Any, path: Place) -> None:
    """Put what a plain style has there in place of what is missing, so that the rest can be looked at."""
    plain: Any = _plain_style()
    for part in path[:-1]:
        plain = plain[0] if isinstance(part, int) and isinstance(plain, list) else _entry(plain, part)
        table = _entry(table, part)
    if isinstance(table, dict) and isinstance(plain, dict) and path[-1] in plain:
        table[path[-1]] = deepcopy(plain[path[-1]])


def _entry(table: Any, part: str | int) -> Any:
    try:
        return table[part]
    except (KeyError, IndexError, TypeError):
        return None


@lru_cache(maxsize=1)
def _plain_style() -> dict[str, Any]:
    return parse(read_file(STYLE_FOLDER / "pop.toml"), "pop.toml")


def _in_words(error: Any) -> tuple[Place, str]:
    """pydantic's finding as a path of the file and what is wrong there."""
    path = _of_key(error["loc"])
    kind, value = error["type"], error.get("input")
    if path != error["loc"]:
        return path, f"{str(path[-1])!r} is unknown; {_guess(str(path[-1]), _choices(error))}"
    if kind == "extra_forbidden":
        return path, f"there is no such key; {_guess(str(path[-1]), _keys_at(path[:-1]))}"
    if kind == "missing":
        return path, "it is missing, and a style needs it"
    if kind == "value_error":
        return path, str(error["msg"]).removeprefix("Value error, ")
    reason = _WRONG.get(kind, str(error["msg"])[:1].lower() + str(error["msg"])[1:])
    with_limits = {**error.get("ctx", {}), "expected": ", ".join(_choices(error))}
    try:
        reason = reason.format(**with_limits)
    except (KeyError, ValueError, IndexError):
        reason = str(error["msg"])
    return path, f"{_shown(value)} cannot be; {reason}"


def _choices(error: Any) -> list[str]:
    """The values a Literal takes."""
    expected = str(error.get("ctx", {}).get("expected", ""))
    return [text.strip("'") for text in re.split(r", | or ", expected) if text]


def _guess(name: str, known: Iterable[str]) -> str:
    names = sorted(known)
    close = difflib.get_close_matches(name, names, n=1, cutoff=0.55)
    meant = f"did you mean {close[0]!r}? " if close else ""
    return f"{meant}There are: {', '.join(names)}"


def _keys_at(path: Place) -> list[str]:
    """The keys the table at `path` may have."""
    annotation: Any = Style
    for part in path:
        annotation = _inside(annotation, part)
    model = _model(annotation)
    return [key for key in model.model_fields if (model, key) != (Style, "name")] if model else []


def _inside(annotation: Any, part: str | int) -> Any:
    """The type of the element `part` of a value of type `annotation`."""
    model = _model(annotation)
    if model is not None:
        field = model.model_fields.get(str(part))
        return field.annotation if field else None
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is dict:
        return arguments[1]
    if origin in (tuple, list):
        return arguments[0]
    if origin in (Union, UnionType):
        return next((each for each in arguments if each is not type(None)), None)
    return arguments[0] if arguments else None


def _model(annotation: Any) -> type[BaseModel] | None:
    """The table's model, also where it is annotated or may be left out."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    if get_origin(annotation) in (dict, tuple, list) or not get_args(annotation):
        return None
    return next((model for each in get_args(annotation) if (model := _model(each)) is not None), None)


def _dotted(path: Place) -> str:
    """`harmony.progressions[2].chords` with list items counted from 1, as people count."""
    text = ""
    for part in path:
        text += f"[{part + 1}]" if isinstance(part, int) else f".{part}" if text else str(part)
    return text


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
