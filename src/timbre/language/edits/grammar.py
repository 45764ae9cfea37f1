"""The words of edits as data: directions to push in, names of parts, production words that rule each other out.

Knows nothing of Briefs: `push` and the other readers do something with it.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = Path(__file__).with_name("grammar.toml")


@dataclass(frozen=True, slots=True)
class Direction:
    """A way to push a take: axes with their part of the step, a production word, and the way back."""

    name: str
    axes: tuple[tuple[str, float], ...]
    production: str
    less: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """What words stand for. Keys are folded phrases with single spaces."""

    directions: dict[str, Direction]
    """By name."""
    forms: dict[str, str]
    """"darker" → name of the direction."""
    bases: dict[str, str]
    """"dark" → name: after more, less, too, "make it"."""
    nouns: dict[str, str]
    """"energy" → name: after more and less."""
    parts: dict[str, str]
    """"bassline" → "bass"."""
    opposites: dict[str, tuple[str, ...]]
    touch_nouns: dict[str, str]
    """"reverb" → "reverberant": an adjective of touches.toml, said of one player as "more reverb on the snare"."""
    touch_verbs: dict[str, str]
    """"dry out" → "dry": said of one player as "dry out the drums"."""
    complaints: dict[str, str]
    """"weak" → "powerful": what helps where "the kick is weak"."""
    growth: dict[str, float]
    """"bigger" → 1, "builds up" → 1, "quiet" → -1: said of a place."""
    growth_nouns: frozenset[str]
    words: frozenset[str]
    """Every single word above, for mending slips of the finger."""


def split(text: str) -> tuple[str, ...]:
    """The items of a comma-separated list."""
    return tuple(item for item in (part.strip() for part in text.split(",")) if item)


@lru_cache(maxsize=1)
def grammar() -> Grammar:
    """The grammar, read once per process."""
    return build(tomllib.loads(FILE.read_text(encoding="utf-8")))


def build(tables: dict[str, Any]) -> Grammar:
    """The grammar of a parsed file."""
    directions: dict[str, Direction] = {}
    phrases: dict[str, dict[str, str]] = {"forms": {}, "bases": {}, "nouns": {}}
    for name, table in tables["directions"].items():
        axes = tuple((axis, float(part)) for axis, part in table.get("axes", {}).items())
        directions[name] = Direction(name, axes, table.get("production", ""), table["less"])
        for group, found in phrases.items():
            for phrase in split(table.get(group, "")):
                found.setdefault(phrase, name)
    parts = {phrase: name for name, text in tables["parts"].items() for phrase in split(text)}
    known = {word for found in (*phrases.values(), parts) for phrase in found for word in phrase.split()}
    return Grammar(
        directions,
        phrases["forms"],
        phrases["bases"],
        phrases["nouns"],
        parts,
        {name: split(text) for name, text in tables["opposites"].items()},
        {noun: name for name, text in tables["touch_nouns"].items() for noun in split(text)},
        {verb: name for name, text in tables["touch_verbs"].items() for verb in split(text)},
        {word: name for name, text in tables["complaints"].items() for word in split(text)},
        {
            word: sign
            for sign, key in ((1.0, "bigger"), (-1.0, "smaller"))
            for word in split(tables["growth"][key])
        },
        frozenset(split(tables["growth"]["nouns"])),
        frozenset(known),
    )
