"""What the fields of a preset may hold: TOML values as values of a Brief, each checked by itself.

Knows nothing of files and lines: `reading` says where a value stands.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from timbre.errors import InvalidInputError, TimbreError, UnknownNameError, nearest
from timbre.language.chords import chord_names
from timbre.language.ensembles import ONLY
from timbre.language.parse import key_name
from timbre.language.sections import form_of
from timbre.language.vocabulary import Kind, vocabulary
from timbre.language.vocabulary.naming import entries_named
from timbre.model.brief import Brief, PartWish, PlaceWish
from timbre.model.request import PARTS

M = TypeVar("M", bound=BaseModel)
FIELDS = (
    "bpm", "key", "metre", "chords", "genres", "style", "moods", "valence", "energy", "instruments", "without",
    "form", "ending", "seconds", "bars", "density", "brightness", "swing", "production", "loop", "vocals",
)  # fmt: skip
"""What `[brief]` of a preset may hold."""
PART_FIELDS = tuple(name for name in PartWish.model_fields if name != "name")
PLACE_FIELDS = tuple(PlaceWish.model_fields)
VALID = {
    "bpm": "30 to 300 beats per minute",
    "key": 'a tonic and a mode: "A minor", "F# dorian"',
    "metre": 'beats and unit: "4/4", "3/4", "6/8"',
    "chords": 'a list of chords: ["Am", "F", "C", "G"]',
    "genres": 'a list of genres: ["jazz", "blues (0.5)"]',
    "style": 'the name of a style: "jazz-swing"',
    "moods": 'a list of moods: ["calm", "hopeful"]',
    "valence": "−1 (sad) to 1 (happy)",
    "energy": "−1 (calm) to 1 (wild)",
    "instruments": 'a list of instruments: ["piano", "strings"]',
    "without": 'a list of instruments or parts: ["drums"]',
    "form": 'a list of sections: ["intro 4", "verse 8", "chorus"]',
    "ending": '"natural", "abrupt" or "fade"',
    "seconds": "1 to 900 seconds",
    "bars": "1 to 512, a whole number",
    "density": "−1 (sparse) to 1 (busy)",
    "brightness": "−1 (dark) to 1 (bright)",
    "swing": "0 (straight) to 1 (triplets)",
    "production": 'a list of words for the sound: ["warm", "vinyl"]',
    "loop": "true or false",
    "vocals": "true or false",
    "lufs": "−40 to −5 LUFS",
}
"""Field → what it takes, in words."""
_NUMBERS = ("bpm", "valence", "energy", "seconds", "density", "brightness", "swing")
_TEXTS = ("key", "metre", "style", "ending")
_SWITCHES = ("loop", "vocals")
_MOST_ITEMS = 64
_LONGEST = 80
_WEIGHED = re.compile(r"([^()]{1,60}) \(((?:0?\.\d{1,4})|1(?:\.0)?|0\.\d{1,4})\)")
_STYLE = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
ALONE = (ONLY, "solo")
"""Production words that say that nobody else plays; they go where other players are named."""
KIT_PIECES = ("kick", "snare", "hi-hats", "cymbals", "toms")
_STRETCHES = ("start", "end", "middle", "first half", "second half")
_ORDINALS = ("first ", "second ", "third ", "last ")


class ItemError(InvalidInputError):
    """Item `index` of a list is wrong."""

    def __init__(self, index: int, error: TimbreError) -> None:
        super().__init__(error.message, error.hint)
        self.index = index
        self.error = error


def field_value(name: str, value: Any) -> Any:
    """The value of a field of `[brief]`, as a Brief has it. Raises TimbreError (ItemError for an item of a list)."""
    given = value
    if name in _NUMBERS:
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise _not(name, value)
        value = float(value)
    elif name == "bars":
        if isinstance(value, bool) or not isinstance(value, int):
            raise _not(name, value)
    elif name in _SWITCHES:
        if not isinstance(value, bool):
            raise _not(name, value)
    elif name in _TEXTS:
        value = _text(name, value)
    else:
        value = _items(name, value)
    try:
        return getattr(Brief.model_validate({name: value}), name)
    except ValidationError as error:
        raise _not(name, given) from error


def part_wish(name: str, table: Any) -> PartWish:
    """The wish for a player, from its table. Raises TimbreError."""
    fields = _known(table, PART_FIELDS, f"[parts.{name}]")
    checked: dict[str, Any] = {
        key: _words(key, fields[key]) for key in ("words", "production") if key in fields
    }
    if "production" in checked:
        checked["production"] = tuple(canonical("production", each) for each in checked["production"])
    for key in set(fields) - set(checked):
        _number(key, fields[key])
    return _model(PartWish, {**fields, **checked, "name": player(name)})


def place_wish(table: Any) -> PlaceWish:
    """The wish for a place, from its table. Raises TimbreError."""
    fields = _known(table, PLACE_FIELDS, "[[places]]")
    if "where" not in fields:
        raise InvalidInputError("there is no `where`", 'Say where: where = "chorus", "intro", "second half".')
    checked: dict[str, Any] = {
        key: tuple(player(each) for each in _words(key, fields[key]))
        for key in ("only", "add", "without")
        if key in fields
    }
    for key in set(fields) - set(checked) - {"where"}:
        _number(key, fields[key])
    return _model(PlaceWish, {**fields, **checked, "where": _place(fields["where"])})


def canonical(kind: Kind, name: str) -> str:
    """The canonical name of what `name` is called, an alias or itself. Raises TimbreError with "did you mean"."""
    if kind == "production" and name in ALONE:
        return name
    exact = vocabulary().named(kind, name)
    found = (exact,) if exact is not None else entries_named(kind, name)
    if len(found) != 1:
        raise InvalidInputError(f"{name!r} is not one name", f"Write them as a list, one {kind} an item.")
    return dict(found[0].choices).get("default", found[0].name)


def player(name: str) -> str:
    """The canonical name of an instrument, a part or a piece of the kit. Raises TimbreError."""
    known = {*PARTS, *KIT_PIECES}
    if name in known:
        return name
    try:
        return canonical("instrument", name)
    except UnknownNameError as error:
        instruments = (entry.name for entry in vocabulary().entries if entry.kind == "instrument")
        raise UnknownNameError.among("player", name, {*known, *instruments}, error.hint) from error


def number_in(name: str, value: Any, low: float, high: float) -> float:
    """`value` if it is a number in low … high. Raises InvalidInputError."""
    fine = not isinstance(value, bool) and isinstance(value, (int, float)) and low <= value <= high
    if not fine:
        raise _not(name, value)
    return float(value)


def _text(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise _not(name, value)
    if name == "key":
        found = key_name(value) if len(value) <= _LONGEST else None
        if found is None:
            raise InvalidInputError(f"{value[:_LONGEST]!r} is not a key", f"Write {VALID['key']}.")
        return found
    if name == "style" and not _STYLE.match(value):
        raise _not(name, value)
    return value


def _items(name: str, value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise InvalidInputError(f"{name} must be a list of names", f'Write {name} = ["…", "…"].')
    if len(value) > _MOST_ITEMS:
        raise InvalidInputError(f"{name} has {len(value)} items", f"{_MOST_ITEMS} are the most.")
    read = _READERS[name]
    result: list[Any] = []
    for index, item in enumerate(value):
        try:
            if len(item) > _LONGEST:
                raise InvalidInputError(f"{item[:20]!r}… is too long for a name", VALID[name])
            result += read(item)
        except TimbreError as error:
            raise ItemError(index, error) from error
    return tuple(result)


def _genre(item: str) -> list[tuple[str, float]]:
    found = _WEIGHED.fullmatch(item)
    name, weight = (found[1], float(found[2])) if found else (item, 1.0)
    return [(canonical("genre", name), weight)]


def _ruled_out(item: str) -> list[str]:
    from timbre.language.edits.things import ruled_out

    exact = vocabulary().named("instrument", item)
    if exact is not None and not exact.choices:
        return [item]
    found = (exact,) if exact is not None else entries_named("instrument", item)
    return [name for entry in found for name in (ruled_out(entry) if entry.choices else (entry.name,))]


def _chord(item: str) -> list[str]:
    chord_names(item)
    return [item]


_READERS: dict[str, Callable[[str], list[Any]]] = {
    "genres": _genre,
    "moods": lambda item: [canonical("mood", item)],
    "instruments": lambda item: [canonical("instrument", item)],
    "production": lambda item: [canonical("production", item)],
    "without": _ruled_out,
    "chords": _chord,
    "form": lambda item: list(form_of(item)),
}


def _words(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(
        isinstance(item, str) and 0 < len(item) <= _LONGEST for item in value
    ):
        raise InvalidInputError(f"{key} must be a list of names", f'Write {key} = ["…", "…"].')
    return tuple(value)


def _number(key: str, value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise InvalidInputError(f"{key} is {_shown(value)}, not a number", f"Write {key} = 0.5, or the like.")


def _known(table: Any, names: tuple[str, ...], where: str) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise InvalidInputError(f"{where} must be a table", f"Begin a line with {where}.")
    for key in table:
        if key not in names:
            raise unknown_field(key, names, where)
    return table


def unknown_field(key: str, names: tuple[str, ...], where: str) -> InvalidInputError:
    """The error for a field that `where` does not have, with a guess."""
    close = nearest(key, names)
    meant = f"; did you mean {close!r}?" if close else ""
    return InvalidInputError(
        f"unknown field {key[:_LONGEST]!r}{meant}", f"Fields of {where}: {', '.join(names)}."
    )


def _place(where: Any) -> str:
    sections = tuple(dict.fromkeys(vocabulary().grammar.sections.values()))
    text = where if isinstance(where, str) else ""
    bare = next((text.removeprefix(each) for each in _ORDINALS if text.startswith(each)), text)
    if text not in _STRETCHES and bare not in sections:
        close = nearest(text, (*sections, *_STRETCHES)) if text else None
        raise InvalidInputError(
            f"{_shown(where)} is no place of a piece" + (f"; did you mean {close!r}?" if close else ""),
            f"Places: {', '.join((*sections, *_STRETCHES))}, and first, second, third or last of a section.",
        )
    return text


def _model(model: type[M], fields: dict[str, Any]) -> M:
    try:
        return model.model_validate(fields)
    except ValidationError as error:
        first = error.errors()[0]
        name = str(first["loc"][0]) if first["loc"] else ""
        said = first["msg"][:1].lower() + first["msg"][1:]
        raise InvalidInputError(
            f"{name} is {_shown(fields.get(name))}: {said}", f"Change {name}, or leave it out."
        ) from error


def _not(name: str, value: Any) -> InvalidInputError:
    return InvalidInputError(f"{name} is {_shown(value)}", f"{name} is {VALID[name]}.")


def _shown(value: Any) -> str:
    return repr(value)[:_LONGEST]
