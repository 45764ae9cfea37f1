"""A Brief's form and places laid out in time: stretches with names, lengths and what is wished of each.

For engines that are told section by section. Knows nothing of how the composer lays out a form.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from timbre.model.brief import Brief, PlaceWish

USUAL_SECONDS = 30.0
_SONG = ("intro", "verse", "chorus", "verse", "chorus", "bridge", "chorus", "outro")
_DANCE = ("intro", "build", "drop", "breakdown", "build", "drop", "outro")
_STRETCHES = ("opening", "first half", "second half", "ending")
_OF_STRETCHES = {
    "start": (0,), "first half": (0, 1), "middle": (1, 2), "second half": (2, 3), "end": (3,),
}  # fmt: skip
_SHORT = ("intro", "outro", "opening", "ending", "interlude", "build", "pre-chorus")
_ORDERS = {"first": 0, "second": 1, "third": 2, "last": -1}
_BEATS = 4
_WHOLE = "piece"


@dataclass(frozen=True, slots=True)
class Stretch:
    """One part of the piece: its name, its place in seconds, and the wishes that hold there."""

    name: str
    start: float
    end: float
    wishes: tuple[PlaceWish, ...] = ()


def course(brief: Brief, shortest: float = 0.0) -> tuple[tuple[Stretch, ...], tuple[PlaceWish, ...]]:
    """The stretches in order, and the wishes that fit none; no stretches where nothing was said of any.

    No stretch is made shorter than `shortest` seconds by a wish that cuts at a moment.
    """
    if not brief.form and not brief.places:
        return (), ()
    stretches = _laid_out(brief, shortest)
    for moment in sorted({wish.seconds for wish in brief.places if wish.seconds is not None}):
        stretches = _cut(stretches, moment, shortest)
    left: list[PlaceWish] = []
    for wish in brief.places:
        held = _held(wish, stretches, bool(brief.form) or stretches[0].name != _STRETCHES[0])
        if not held:
            left.append(wish)
        stretches = tuple(
            replace(one, wishes=(*one.wishes, wish)) if i in held else one for i, one in enumerate(stretches)
        )
    return stretches, tuple(left)


def length(brief: Brief) -> float:
    """The length in seconds: stated, by bars and tempo, or the usual one."""
    if brief.seconds:
        return brief.seconds
    if brief.bars and brief.bpm:
        beats = int((brief.metre or "4/4").split("/")[0])
        return round(brief.bars * beats * 60 / brief.bpm, 3)
    return USUAL_SECONDS


def _laid_out(brief: Brief, shortest: float) -> tuple[Stretch, ...]:
    names = tuple(wish.name for wish in brief.form) or _usual(brief.places)
    bars = [wish.bars for wish in brief.form] or [None] * len(names)
    weights = [size or (4 if name in _SHORT else 8) for name, size in zip(names, bars, strict=True)]
    if not brief.form and min(weights) * length(brief) / sum(weights) < shortest:
        needed = {wish.where.split(" ")[-1] for wish in brief.places}
        names = tuple(name for name in dict.fromkeys(names) if name in needed) or (_WHOLE,)
        weights = [1] * len(names)
    unit, at = length(brief) / sum(weights), 0.0
    found = []
    for name, weight in zip(names, weights, strict=True):
        found.append(Stretch(name, round(at, 3), round(at + weight * unit, 3)))
        at += weight * unit
    return tuple(found)


def _usual(places: tuple[PlaceWish, ...]) -> tuple[str, ...]:
    """A usual order of sections in which every place that is spoken of occurs."""
    named = [
        wish.where.split(" ", 1)[-1] if wish.where.split(" ")[0] in _ORDERS else wish.where for wish in places
    ]
    sections = [name for name in named if name not in _OF_STRETCHES and name != "half"]
    if not sections:
        return _STRETCHES if any(wish.seconds is None for wish in places) else (_WHOLE,)
    order = _DANCE if any(name in ("build", "drop", "breakdown") for name in sections) else _SONG
    extra = tuple(name for name in dict.fromkeys(sections) if name not in order)
    return (*order[:-1], *extra, order[-1])


def _cut(stretches: tuple[Stretch, ...], moment: float, shortest: float) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    for one in stretches:
        if one.start + shortest <= moment <= one.end - shortest and one.start < moment < one.end:
            found += [replace(one, end=moment), replace(one, start=moment)]
        else:
            found.append(one)
    return tuple(found)


def _held(wish: PlaceWish, stretches: tuple[Stretch, ...], sections: bool) -> frozenset[int]:
    """Which stretches a wish holds in."""
    end, count = stretches[-1].end, len(stretches)
    if wish.seconds is not None:
        inside = [
            i
            for i, one in enumerate(stretches)
            if (one.end <= wish.seconds + 0.01 if wish.where == "start" else one.start >= wish.seconds - 0.01)
        ]
        return frozenset(inside)
    if wish.where in _OF_STRETCHES:
        if not sections and count == len(_STRETCHES):
            return frozenset(_OF_STRETCHES[wish.where])
        halves = {"first half": (0.0, 0.5), "second half": (0.5, 1.0), "middle": (0.3, 0.7)}.get(wish.where)
        if halves is None:
            return frozenset([0 if wish.where == "start" else count - 1])
        low, high = halves[0] * end, halves[1] * end
        return frozenset(i for i, one in enumerate(stretches) if low <= (one.start + one.end) / 2 <= high)
    order, _, name = wish.where.partition(" ")
    if order in _ORDERS and name:
        there = [i for i, one in enumerate(stretches) if one.name == name]
        place = _ORDERS[order]
        return frozenset([there[place]] if -len(there) <= place < len(there) else [])
    return frozenset(i for i, one in enumerate(stretches) if one.name == wish.where)
