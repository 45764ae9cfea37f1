"""Touches: what an adjective asks of the one player, or the one section, that it describes ("punchy kick").

Knows nothing of prompts or edits: `players`, `places` and the edits read those. The words are in touches.toml.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from timbre.language.vocabulary.load import FOLDER, phrase_of, split
from timbre.model.brief import PartWish, PlaceWish

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE = "touches.toml"
MOST_WORDS = 8
MOST_WISHES = 24
LONGEST = 4
"""Words in the longest spelling."""
_NUMBERS = ("level_db", "dynamics", "brightness", "density", "octave")


@dataclass(frozen=True, slots=True)
class Touch:
    """One way of playing or sounding. Units as in PartWish; `energy` -1 … 1 is what it says of a section."""

    name: str
    level_db: float = 0.0
    dynamics: float = 0.0
    brightness: float = 0.0
    density: float = 0.0
    octave: int = 0
    energy: float = 0.0
    production: tuple[str, ...] = ()
    apart: bool = False
    """Says nothing of the whole piece where it describes one player."""
    voice: bool = False
    """Says who sings: counts for voices only."""
    aliases: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    """Spellings in other languages, which may stand behind their noun."""


@lru_cache(maxsize=1)
def touches() -> dict[str, Touch]:
    """Every spelling (as `vocabulary.load.phrase_of` folds it) → its touch."""
    table = tomllib.loads((FOLDER / FILE).read_text("utf-8"))
    found: dict[str, Touch] = {}
    for name, fields in table.items():
        touch = Touch(name, **{key: _value(key, value) for key, value in fields.items()})
        for spelling in (*touch.words, *touch.aliases, name):
            found[phrase_of(spelling)] = touch
    return found


@lru_cache(maxsize=1)
def last_words() -> frozenset[str]:
    """The words that end a spelling, to look no further where none stands."""
    return frozenset(phrase.rsplit(" ", 1)[-1] for phrase in touches())


@lru_cache(maxsize=1)
def foreign() -> frozenset[str]:
    """The spellings that may stand behind their noun ("guitarra suave")."""
    return frozenset(phrase_of(word) for touch in set(touches().values()) for word in touch.words)


@lru_cache(maxsize=4096)
def touch_of(phrase: str) -> Touch | None:
    """What an adjective means for one player, None when it says nothing: "punchy", "softer", "high-pitched"."""
    return touches().get(phrase_of(phrase))


def adverb_of(word: str) -> Touch | None:
    """What an adverb means: "softly", "gently", "heavily"."""
    if not word.endswith("ly"):
        return None
    stem = word.removesuffix("ly")
    return touch_of(stem) or touch_of(stem + "le") or touch_of(stem.removesuffix("i") + "y")


def wish_for(name: str, words: Iterable[str], *, pan: float | None = None, level_db: float = 0.0) -> PartWish:
    """A wish for the player `name` out of adjectives, whose effects add up within the ranges of a PartWish."""
    said = tuple(dict.fromkeys(words))[:MOST_WORDS]
    found = [touch for word in said if (touch := touch_of(word) or adverb_of(word)) is not None]
    sums = {key: sum(getattr(touch, key) for touch in found) for key in _NUMBERS}
    production = tuple(dict.fromkeys(word for touch in found for word in touch.production))
    return PartWish(
        name=name,
        level_db=_within(sums["level_db"] + level_db, 24),
        pan=pan,
        dynamics=_within(sums["dynamics"], 1),
        brightness=_within(sums["brightness"], 1),
        density=_within(sums["density"], 1),
        octave=int(_within(sums["octave"], 2)),
        production=production[:MOST_WORDS],
        words=said,
    )


def merged(wishes: tuple[PartWish, ...], wish: PartWish) -> tuple[PartWish, ...]:
    """`wishes` with one more for the same or another player: effects add up, a new place replaces the old one."""
    for at, other in enumerate(wishes):
        if other.name == wish.name:
            both = {key: _within(getattr(other, key) + getattr(wish, key), 1) for key in _NUMBERS[1:4]}
            joint = other.model_copy(
                update={
                    **both,
                    "level_db": _within(other.level_db + wish.level_db, 24),
                    "octave": int(_within(other.octave + wish.octave, 2)),
                    "pan": other.pan if wish.pan is None else wish.pan,
                    "production": tuple(dict.fromkeys((*other.production, *wish.production)))[:MOST_WORDS],
                    "words": tuple(dict.fromkeys((*other.words, *wish.words)))[:MOST_WORDS],
                }
            )
            return (*wishes[:at], joint, *wishes[at + 1 :])
    return (*wishes, wish)[:MOST_WISHES]


def placed(places: tuple[PlaceWish, ...], wish: PlaceWish) -> tuple[PlaceWish, ...]:
    """`places` with one more; what is said of the same place twice is one wish, the later word winning."""
    for at, other in enumerate(places):
        if (other.where, other.seconds) == (wish.where, wish.seconds):
            joint = other.model_copy(
                update={
                    "only": wish.only or other.only,
                    "add": _joint(other.add, wish.add, wish.without),
                    "without": _joint(other.without, wish.without, (*wish.add, *wish.only)),
                    "energy": _within(other.energy + wish.energy, 1),
                    "semitones": wish.semitones or other.semitones,
                }
            )
            return (*places[:at], *places[at + 1 :], joint)
    return (*places, wish)[:MOST_WISHES]


def _joint(before: tuple[str, ...], more: tuple[str, ...], gone: tuple[str, ...]) -> tuple[str, ...]:
    kept = (name for name in before if name not in gone)
    return tuple(dict.fromkeys((*kept, *more)))[:12]


def _within(value: float, limit: float) -> float:
    return round(max(-limit, min(limit, value)), 3)


def _value(key: str, value: Any) -> Any:
    if key in ("aliases", "words"):
        return split(value)
    return tuple(value) if key == "production" else value
