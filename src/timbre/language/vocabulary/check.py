"""The vocabulary's own checker: every mistake in the TOML files, with file and line.

Knows nothing of prompts. Run by the tests; loading does not pay for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from timbre.errors import InvalidInputError
from timbre.language.toml_lines import line_of, read_toml
from timbre.language.vocabulary.entries import FILES, Entry, Kind
from timbre.language.vocabulary.load import FOLDER, LISTS, phrase_of, split

_ALLOWED = set(Entry._fields) - {"kind", "name"}
_TEXT = {
    "aliases",
    "nearest",
    "guarded",
    "kin",
    "hints",
    "weak",
    "style",
    "metre",
    "kit",
    "family",
    "note",
}
_NUMBERS = {
    "weight": (0, 1),
    "place": (0, 1),
    "swing": (0, 1),
    "bpm": (30, 300),
    "seconds": (1, 900),
    **dict.fromkeys(("valence", "energy", "density", "brightness"), (-1, 1)),
}
_TARGETS: dict[str, Kind] = {
    "genres": "genre",
    "moods": "mood",
    "instruments": "instrument",
    "production": "production",
    "without": "instrument",
}


def problems(styles: Iterable[str] | None = None, sources: dict[str, str] | None = None) -> list[str]:
    """Everything wrong with the vocabulary, as "genres.toml:12: …" lines; empty when it is in order.

    `styles` are the composer's style names (unchecked when None); `sources` file name → TOML text (built-in when None).
    """
    texts = sources or {name: (FOLDER / f"{name}.toml").read_text("utf-8") for name in FILES}
    found: list[str] = []
    tables: dict[str, dict[str, Any]] = {}
    for name, text in texts.items():
        try:
            tables[name] = read_toml(text, f"{name}.toml")
        except InvalidInputError as error:
            found.append(error.message)
    names = {FILES[name]: _names(table) for name, table in tables.items()}
    for name, table in tables.items():
        found += _file_problems(
            name, table, texts[name], names, None if styles is None else frozenset(styles)
        )
    return found


def _names(table: dict[str, Any]) -> frozenset[str]:
    kin = (kin for fields in table.values() for kin in split(str(fields.get("kin", ""))))
    return frozenset([*table, *kin])


def _file_problems(
    name: str,
    table: dict[str, Any],
    text: str,
    names: dict[Kind, frozenset[str]],
    styles: frozenset[str] | None,
) -> Iterator[str]:
    owners: dict[str, str] = {}
    for entry, fields in table.items():
        lists = {key: split(fields[key]) for key in LISTS if isinstance(fields.get(key), str)}
        for key, value in fields.items():
            line = line_of(text, entry, key)
            for problem in _field_problems(key, value, names, styles):
                yield f"{name}.toml:{line}: {entry}: {problem}"
        own = ("kin", "aliases", "nearest", "hints")
        spellings = [entry, *(spelling for key in own for spelling in lists.get(key, ()))]
        for spelling in spellings:
            phrase = phrase_of(spelling)
            if phrase in owners:
                line = line_of(text, entry)
                owner = owners[phrase]
                yield f"{name}.toml:{line}: {entry}: {spelling!r} is already a spelling of {owner!r}"
            owners[phrase] = entry
        for key in ("guarded", "weak"):
            for spelling in lists.get(key, ()):
                if spelling not in spellings:
                    line = line_of(text, entry, key)
                    yield f"{name}.toml:{line}: {entry}: {key} {spelling!r} is not one of its spellings"


def _field_problems(
    key: str, value: Any, names: dict[Kind, frozenset[str]], styles: frozenset[str] | None
) -> Iterator[str]:
    if key not in _ALLOWED:
        yield f"unknown field {key!r}; fields are {', '.join(sorted(_ALLOWED))}"
    elif key in _TEXT and not isinstance(value, str):
        yield f"{key} must be text, not {value!r}"
    elif key in _NUMBERS:
        low, high = _NUMBERS[key]
        if not isinstance(value, (int, float)) or not low <= value <= high:
            yield f"{key} is {value!r}; it must be {low} to {high}"
    elif key == "range" and not (len(value) == 2 and 30 <= value[0] < value[1] <= 300):
        yield f"range is {value!r}; it must be two tempi from 30 to 300, slower first"
    elif key in _TARGETS:
        known = names.get(_TARGETS[key], frozenset(value))
        yield from (
            f"{key} names {item!r}, which is no {_TARGETS[key]}" for item in value if item not in known
        )
    if key in LISTS and isinstance(value, str):
        yield from (
            f"{key} has an empty spelling" for item in value.split(",") if not phrase_of(item.strip() or " ")
        )
    if styles is not None and key == "style" and value not in styles:
        yield f"style {value!r} is unknown; styles are {', '.join(sorted(styles))}"
    if key == "choices":
        yield from (
            f"choices.{style} names {item!r}, which is no instrument"
            for style, item in value.items()
            if item not in names["instrument"]
        )
        if "default" not in value:
            yield "choices needs a default"
        if styles is not None:
            yield from (
                f"choices names style {style!r}, which is unknown"
                for style in value
                if style not in styles | {"default"}
            )
