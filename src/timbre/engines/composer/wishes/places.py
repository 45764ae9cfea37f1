"""Places: which bars of a planned piece the words of a wish mean, and sections made for places it would not have.

Knows nothing of what should happen there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from timbre.engines.composer.section_names import plain_name, usual_name
from timbre.model.brief import Brief, PlaceWish

STRETCHES = ("start", "end", "middle", "first half", "second half")
_ORDINALS = {"first": 0, "second": 1, "third": 2, "last": -1}
_LONGEST_START = 2
"""A first (last) section longer than the piece divided by this is no start (end) of it: a quarter of the piece is."""
_MADE_BARS = 8
"""The longest section made for a place."""


class Named(Protocol):
    """A section: its name, its first bar and how many bars it has."""

    @property
    def name(self) -> str: ...
    @property
    def start(self) -> int: ...
    @property
    def bars(self) -> int: ...


def bars_of(
    wish: PlaceWish, sections: Sequence[Named], bars: int, bar_seconds: float
) -> range | tuple[int, ...]:
    """The bars (counted from 0, below `bars`) that `wish.where` means; empty when the piece has no such place.

    With `seconds`: up to (start) or from (end) the bar line nearest to that moment. A piece of one bar has no
    beginning and no end. The last section of a name that nothing has, for a key change, is the last main one.
    """
    if bars <= 0:
        return ()
    where = wish.where
    if wish.seconds is not None and where in ("start", "end"):
        line = min(bars, max(0, round(wish.seconds / bar_seconds)))
        return range(line) if where == "start" else range(line, bars)
    if where in STRETCHES:
        return _stretch(where, sections, bars)
    found = _meant(where, sections) or (_last_main(sections) if is_key_change(wish) else [])
    return tuple(
        bar for section in found for bar in range(section.start, min(section.start + section.bars, bars))
    )


def is_key_change(wish: PlaceWish) -> bool:
    """Whether all that is wished is that the last return of something is in another key."""
    others = wish.only or wish.add or wish.without or wish.energy
    return bool(wish.semitones) and not others and wish.where.startswith("last ")


def _last_main(sections: Sequence[Named]) -> Sequence[Named]:
    """The last section that is no outro, but not the only one."""
    main = [section for section in sections if usual_name(section.name) != "outro"]
    return main[-1:] if len(sections) > 1 else []


def _stretch(where: str, sections: Sequence[Named], bars: int) -> range:
    if bars == 1:
        return range(0)
    half, third = bars // 2, bars // 3
    if where == "first half":
        return range(max(1, half))
    if where == "second half":
        return range(half, bars)
    if where == "middle":
        return range(third, max(third + 1, bars - third))
    edge = sections[0] if where == "start" else sections[-1]
    length = edge.bars
    if len(sections) == 1 or length * _LONGEST_START > bars:
        length = max(1, bars // 4)
    return range(min(length, bars)) if where == "start" else range(max(0, bars - length), bars)


def _meant(where: str, sections: Sequence[Named]) -> Sequence[Named]:
    """The sections a name means: those called so, else those that are usually called otherwise ("drop": choruses)."""
    ordinal, name = _parted(where)
    found = [section for section in sections if plain_name(section.name) == name]
    found = found or [section for section in sections if usual_name(section.name) == usual_name(name)]
    if ordinal is None:
        return found
    index = _ORDINALS[ordinal]
    return found[index:][:1] if index < len(found) and found else []


def _parted(where: str) -> tuple[str | None, str]:
    """`where` as its ordinal, if it has one, and the section's plain name."""
    first, _, rest = where.partition(" ")
    return (first, plain_name(rest)) if first in _ORDINALS and rest else (None, plain_name(where))


def with_places(named: list[tuple[str, int]], brief: Brief) -> list[tuple[str, int]]:
    """`named` (section, bars) with a section for every place that is wished for and missing, where there is room.

    An intro goes to the beginning, an outro to the end; others take the place of an inner section that is heard
    twice, or the second half of the longest one. The number of bars stays. A stated form is left alone.
    """
    if brief.form:
        return named
    for name in dict.fromkeys(_missing(brief.places)):
        if not any(usual_name(one) == usual_name(name) for one, _ in named):
            named = _made(name, named)
    return named


def _missing(wishes: Iterable[PlaceWish]) -> Iterable[str]:
    return (
        _parted(wish.where)[1] for wish in wishes if wish.where not in STRETCHES and not is_key_change(wish)
    )


def _made(name: str, named: list[tuple[str, int]]) -> list[tuple[str, int]]:
    meant = usual_name(name)
    if meant == "intro":
        return _split(name, named, 0, at_end=False)
    if meant == "outro":
        return _split(name, named, len(named) - 1, at_end=True)
    names = [usual_name(one) for one, _ in named]
    inner = [index for index in range(1, len(named) - 1) if names.count(names[index]) > 1]
    if inner:
        best = min(inner, key=lambda index: (abs(3 * index - 2 * (len(named) - 1)), index))
        return [(name, bars) if index == best else (one, bars) for index, (one, bars) in enumerate(named)]
    longest = max(range(len(named)), key=lambda index: (named[index][1], index))
    return _split(name, named, longest, at_end=True)


def _split(name: str, named: list[tuple[str, int]], index: int, *, at_end: bool) -> list[tuple[str, int]]:
    """Part of the section at `index` becomes one called `name`, at its end or its beginning."""
    old, bars = named[index]
    half = bars // 2
    made = min(_MADE_BARS, half // 4 * 4 or half // 2 * 2 or half)
    if not made:
        return [*named[:index], (name, bars), *named[index + 1 :]] if len(named) > 1 else named
    pieces = [(old, bars - made), (name, made)] if at_end else [(name, made), (old, bars - made)]
    return [*named[:index], *pieces, *named[index + 1 :]]
