"""Wishes for single places in a draft, and the words that make a place bigger or smaller.

Knows nothing of sentences: `places` and `staging` find out which place is meant.
"""

from __future__ import annotations

from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.grammar import grammar
from timbre.language.touches import MOST_WISHES, placed, touch_of
from timbre.model.brief import PlaceWish

PARTS = ("drums", "percussion", "bass", "melody", "chords", "pad", "arp", "counter", "fx")
_HALVES = ("first half", "second half")
GROWTH = 0.3
"""What bigger and smaller mean, times the amount."""


def growth_of(text: str, *, made: bool) -> float | None:
    """How much bigger (1) or smaller (-1) words make a place; None when they say neither."""
    known = grammar()
    sign = known.growth.get(text)
    if sign is not None:
        return sign
    degree, _, rest = text.removeprefix("with ").partition(" ")
    if degree in ("more", "less", "extra", "fewer", "add", "bring"):
        noun = rest.removeprefix("more ").removeprefix("of ").removeprefix("the ")
        size = 1.0 if noun in known.growth_nouns else known.growth.get(rest)
        touch = touch_of(rest) if size is None and degree in ("more", "less") else None
        size = (1.0 if touch.energy > 0 else -1.0) if touch is not None and touch.energy else size
        return None if size is None else -size if degree in ("less", "fewer") else size
    touch = touch_of(text) if made else None
    if touch is None or not touch.energy:
        return None
    return 1.0 if touch.energy > 0 else -1.0


def grown(where: str, seconds: float | None, growth: float, clause: Clause) -> PlaceWish:
    return PlaceWish(where=where, seconds=seconds, energy=round(GROWTH * growth * clause.amount, 3))


def nowhere_else(draft: Draft, names: tuple[str, ...], wish: PlaceWish) -> bool:
    """Add a wish for players that are heard in its place only. Always True.

    A part ("drums") plays unless it is told not to: it is silent in both halves, and a later wish lets it in. An
    instrument is heard where it is asked for, so it leaves the band.
    """
    parts = tuple(name for name in names if name in PARTS)
    silent = {name for each in draft.get("places") if each.where in _HALVES for name in each.without}
    if parts and not set(parts) <= silent:
        for where in _HALVES:
            set_place(draft, PlaceWish(where=where, without=parts))
    band = draft.get("instruments")
    left = tuple(name for name in band if name not in names or name in parts)
    if left != band:
        draft.set("instruments", left) if left else draft.clear("instruments")
    return set_place(draft, wish)


def solo_of(names: tuple[str, ...], where: str, seconds: float | None = None) -> PlaceWish:
    """A solo: of the drums or the bass alone, of anybody else over the band."""
    alone = all(name in PARTS for name in names)
    return PlaceWish(where=where, seconds=seconds, only=names if alone else (), add=() if alone else names)


def set_place(draft: Draft, wish: PlaceWish) -> bool:
    """Add a wish to those for the same place; who comes in there is no longer ruled out. Always True."""
    places: tuple[PlaceWish, ...] = draft.get("places")
    if _is_after_the_end(draft, wish):
        return True
    wanted = (*wish.only, *wish.add)
    refused: tuple[str, ...] = draft.get("without")
    back = tuple(name for name in refused if name in wanted)
    if back:
        freed = tuple(name for name in refused if name not in wanted)
        draft.set("without", freed) if freed else draft.clear("without")
        draft.note(f"{' and '.join(back).capitalize()} had been left out: heard there now, and only there.")
        return nowhere_else(draft, back, wish)
    if len(places) >= MOST_WISHES:
        draft.note(f"There are wishes for {MOST_WISHES} places already.")
        return True
    store_places(draft, placed(places, wish))
    return True


def _is_after_the_end(draft: Draft, wish: PlaceWish) -> bool:
    """Whether the moment of a wish comes when the piece is over; says so."""
    length = draft.get("seconds") or (None if draft.get("bars") is not None else draft.current.seconds)
    if wish.seconds is None or length is None or wish.seconds <= length:
        return False
    draft.note(f"The piece is over by {_clock(wish.seconds)}: it lasts {_clock(length)}.")
    return True


def _clock(seconds: float) -> str:
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"


def store_places(draft: Draft, wishes: tuple[PlaceWish, ...]) -> None:
    kept = tuple(
        wish for wish in wishes if wish.only or wish.add or wish.without or wish.energy or wish.semitones
    )
    if kept == draft.get("places"):
        draft.note("It is like that there already.")
    elif kept:
        draft.set("places", kept)
    else:
        draft.clear("places")
