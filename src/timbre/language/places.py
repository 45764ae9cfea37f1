"""Wishes for single places: "starts with solo bass", "no drums in the intro", "a bigger last chorus", "at 0:20".

Knows nothing of bars or of how a form is laid out; a place is named as PlaceWish names it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from timbre.language.text import fold
from timbre.language.vocabulary import vocabulary
from timbre.model.brief import SECONDS_RANGE

_ORDER = {
    "first": "first", "opening": "first", "1st": "first", "second": "second", "2nd": "second", "third": "third",
    "3rd": "third", "last": "last", "final": "last", "closing": "last", "concluding": "last",
}  # fmt: skip
_STRETCHES = {
    "first half": "first half", "opening half": "first half", "second half": "second half",
    "last half": "second half", "other half": "second half", "latter half": "second half",
    "middle section": "middle", "middle part": "middle", "middle": "middle",
    "start": "start", "beginning": "start", "opening": "start", "very start": "start", "very beginning": "start",
    "first section": "start", "first part": "start", "first bars": "start", "end": "end", "very end": "end",
    "close": "end", "finale": "end", "last section": "end", "last part": "end", "last bars": "end",
    "final section": "end", "final part": "end", "ending": "end", "finish": "end",
}  # fmt: skip
_NO_PLACE = ("solo", "hook", "break", "ending", "bass drop", "build")
"""Spellings of sections that are everyday words where no article stands before them."""
_UNITS = {"s": 1.0, "m": 60.0}
_IN_WORDS = {
    "ten": 10,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty": 40,
    "one": 1,
    "a": 1,
    "two": 2,
    "three": 3,
}
_COUNTED = rf"\d{{1,3}}(?:\.\d{{1,3}})?|{'|'.join(_IN_WORDS)}"
_UNIT = r"s|secs?|seconds?|minutes?|mins?"


def _time(n: str) -> str:
    """A regular expression for "0:20", "12 seconds"; its groups end with `n`."""
    clock = rf"(?P<min{n}>\d{{1,2}}):(?P<sec{n}>[0-5]\d)(?:\.\d+)?"
    return rf"(?:{clock}|(?P<count{n}>{_COUNTED})[ \-]?(?P<unit{n}>{_UNIT})(?![a-z]))"


_AT = re.compile(
    r"\b(?P<how>at|after|from|until|till|by|before|up to|around|starting at|starting from|for the first|past)"
    rf" (?:about |around |the )?{_time('')}(?:[ \-]mark\b| in\b| onwards?\b| on\b)?"
    rf"|(?<![\w:.]){_time('2')} (?P<late>in(?:to (?:it|the (?:song|piece|track)))?)\b"
    r"(?! (?:length|total|duration|the|a)\b)"
)
_MOMENTS = (
    "second",
    "minute",
    "min",
    "way ",
    ":",
    *(f"{n}s" for n in range(10)),
    *(f"{n} s" for n in range(10)),
)
"""Some of these stands in every text that names a moment."""
_UNTIL = ("until", "till", "before", "up to", "for the first")
_HALFWAY = re.compile(
    r"\b(?:from )?half ?way (?:through|in)(?: the (?:song|piece|track))?\b|\bfrom the middle on\b"
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place as PlaceWish names it, and the folded stretch [start, end) that says so.

    `seconds` with where "start": up to that moment; with "end": from that moment on.
    """

    where: str
    seconds: float | None = None
    start: int = 0
    end: int = 0
    until: bool = False
    """Said with "until": what comes before the place is meant, not the place."""


def place_of(phrase: str) -> Place | None:
    """The place that a whole phrase names: "in the second half", "the last chorus", "at 0:20", "chorus"; else None."""
    folded = fold(phrase).lower().strip(" .,!")
    for place in find_places(folded):
        if place.start == 0 and place.end == len(folded):
            return place
    bare = _section(folded.removeprefix("the ").removeprefix("every ").removeprefix("each "))
    return Place(bare, None, 0, len(folded)) if bare else None


def find_places(folded: str) -> Iterator[Place]:
    """The places named in folded, lower-case text with a preposition or as a moment, in order, never overlapping."""
    if not any(word in folded for word in (*place_words(), *_MOMENTS)):
        return
    end = 0
    for found in _pattern().finditer(folded):
        if found.start() >= end:
            place = _place(found)
            if place is not None:
                end = place.end
                yield place


def where_of(order: str | None, name: str) -> str | None:
    """ "last chorus" from its words; None when the section is unknown: `order` may be "final", "2nd" or None."""
    section = _section(name)
    if section is None:
        return None
    return f"{_ORDER[order]} {section}" if order else section


def sections_pattern() -> str:
    """A regular expression for every spelling of a section, longest first."""
    names = sorted(vocabulary().grammar.sections, key=len, reverse=True)
    return "|".join(re.escape(name) for name in names)


@lru_cache(maxsize=1)
def place_words() -> tuple[str, ...]:
    """Some of these stands in every text that names a place by name."""
    known = {word.split(" ")[-1] for word in (*vocabulary().grammar.sections, *_STRETCHES)}
    return tuple(sorted(known))


def order_pattern() -> str:
    """A regular expression for "first", "final" …"""
    return "|".join(_ORDER)


@lru_cache(maxsize=1)
def _pattern() -> re.Pattern[str]:
    stretches = "|".join(sorted(_STRETCHES, key=len, reverse=True))
    return re.compile(
        rf"{_AT.pattern}|{_HALFWAY.pattern}"
        r"|\b(?P<prep>in|during|for|on|at|throughout|by|until|till|before|over|into|through|from|towards?|with|near)"
        r" (?:(?P<det>the|each|every|all(?: the)?|all of the|its|this) )?(?:very )?"
        rf"(?:(?P<stretch>{stretches})(?: of (?:the |this )?(?:song|piece|track|music|tune|clip|recording))?(?![\w-])"
        rf"|(?:(?P<order>{order_pattern()}) )?(?P<section>{sections_pattern()})(?:e?s)?(?![\w-]))"
    )


def _place(found: re.Match[str]) -> Place | None:
    start, end = found.span()
    late = found["late"] is not None
    if found["how"] or late:
        seconds = _seconds(found, "2" if late else "")
        if not 0 < seconds <= SECONDS_RANGE[1]:
            return None
        until = found["how"] in _UNTIL
        return Place("start" if until else "end", seconds, start, end, until)
    if found["prep"] is None:
        return Place("second half", None, start, end)
    until = found["prep"] in ("until", "till", "before")
    if found["stretch"]:
        bare = found["det"] is None and found["stretch"] in (
            "end",
            "close",
            "finish",
            "start",
            "ending",
            "opening",
        )
        if bare or found["prep"] in ("with", "over", "through") or (found["prep"] == "by" and not until):
            return None
        return Place(_STRETCHES[found["stretch"]], None, start, end, until)
    if found["prep"] in ("with", "by", "over", "into", "through", "from") and found["det"] is None:
        return None
    if found["det"] is None and found["order"] is None and found["section"] in _NO_PLACE:
        return None
    if found["prep"] in ("with", "by", "into", "through"):
        return None
    where = where_of(found["order"], found["section"])
    return Place(where, None, start, end, until) if where else None


def _seconds(found: re.Match[str], suffix: str) -> float:
    if found[f"min{suffix}"]:
        return 60.0 * int(found[f"min{suffix}"]) + int(found[f"sec{suffix}"])
    said = found[f"count{suffix}"]
    count = float(_IN_WORDS.get(said, 0) or said)
    return round(count * _UNITS["m" if found[f"unit{suffix}"].startswith("m") else "s"], 3)


def _section(name: str) -> str | None:
    known = vocabulary().grammar.sections
    if name in _STRETCHES:
        return _STRETCHES[name]
    for spelling in (name, name.removesuffix("s"), name.removesuffix("es")):
        if spelling in known:
            return known[spelling]
    words = name.split(" ")
    if len(words) == 2 and words[0] in _ORDER:
        section = _section(words[1])
        return f"{_ORDER[words[0]]} {section}" if section and " " not in section else None
    return None
