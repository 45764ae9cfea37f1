"""Wishes for players and places written alone: `piano: soft, +3 dB; kick: punchy`, `intro: only bass`.

Knows nothing of prompts and sentences: this is what a setting takes, and what it is shown as.
"""

from __future__ import annotations

import re
from typing import Any

from timbre.errors import InvalidInputError, UnknownNameError
from timbre.language.touches import MOST_WISHES, merged, placed, touch_of, touches, wish_for
from timbre.language.vocabulary import vocabulary
from timbre.model.brief import SECONDS_RANGE, PartWish, PlaceWish

_ITEM = re.compile(r"[;|\n]|,(?=[^,;|:\n]{1,40}(?::\d\d[^,;|:\n]{0,40})?:(?!\d))")
"""Between wishes: a semicolon, or a comma before the next name ("bass: +3 dB, piano: soft")."""
_LEVEL = re.compile(r"([+-]?\d{1,2}(?:\.\d{1,2})?) ?db")
_PAN = re.compile(r"(?:(\d{1,3}) ?% ?)?(hard )?(left|right|cent(?:re|er))")
_OCTAVES = re.compile(r"([+-]?[0-2]) ?oct(?:ave)?s?")
_SEMITONES = re.compile(r"([+-]?\d{1,2}) ?(?:semitones?|st)")
_MOMENT = re.compile(r"(until|from|after) (?:(\d{1,2}):(\d{2})|(\d{1,3})(?: ?s(?:ec(?:ond)?s?)?)?)")
_LIST = re.compile(r"(only|with|without|no) (.+)")
_PART_FORM = "Write: piano: soft, +3 dB; kick: punchy"
_PLACE_FORM = "Write: intro: only bass; last chorus: bigger"
STRETCHES = ("start", "end", "middle", "first half", "second half")
_SIDE = 0.6
_GROWTH = 0.3
_PLAIN_AXES = {
    "softer": ("dynamics", -0.3), "harder": ("dynamics", 0.3), "darker": ("brightness", -0.3),
    "brighter": ("brightness", 0.3), "simpler": ("density", -0.3), "busier": ("density", 0.3),
}  # fmt: skip


def part_wishes(text: str) -> tuple[PartWish, ...]:
    """Wishes for players, each name once. Raises UnknownNameError or InvalidInputError."""
    found: tuple[PartWish, ...] = ()
    for item in _items(text, "players", _PART_FORM):
        name, _, said = item.partition(":")
        for player in _players(name.strip()):
            found = merged(found, _part(player, said))
    return found


def place_wishes(text: str) -> tuple[PlaceWish, ...]:
    """Wishes for places, each place once. Raises UnknownNameError or InvalidInputError."""
    found: tuple[PlaceWish, ...] = ()
    for item in _items(text, "places", _PLACE_FORM):
        moment = _MOMENT.match(item)
        where, _, said = item[moment.end() :].partition(":") if moment is not None else item.partition(":")
        place = _moment(moment) if moment is not None else _where(where.strip())
        found = placed(found, _place(place, said))
    wishes = tuple(each for each in found if each != PlaceWish(where=each.where, seconds=each.seconds))
    if not wishes:
        raise InvalidInputError(f"{text.strip()[:60]!r} takes back what it says.", _PLACE_FORM)
    return wishes


def _items(text: str, what: str, form: str) -> list[str]:
    items = [" ".join(item.lower().replace("−", "-").split()) for item in _ITEM.split(text)]
    items = [item for item in items if item]
    if not 1 <= len(items) <= MOST_WISHES:
        raise InvalidInputError(f"There can be wishes for 1 to {MOST_WISHES} {what}, not {len(items)}.", form)
    for item in items:
        if ":" not in item or not item.rpartition(":")[2].strip():
            raise InvalidInputError(f"{item[:60]!r} says no wish.", form)
    return items


def _players(text: str) -> tuple[str, ...]:
    from timbre.language.edits.who import players_in

    found = players_in(text)
    if not found:
        known = [entry.name for entry in vocabulary().entries if entry.kind == "instrument"]
        raise UnknownNameError.among("player", text[:60], known, _PART_FORM)
    return found


def _part(name: str, said: str) -> PartWish:
    words: list[str] = []
    exact: dict[str, Any] = {}
    sounds: list[str] = []
    for wish in _listed(said):
        level, pan, octaves = _LEVEL.fullmatch(wish), _PAN.fullmatch(wish), _OCTAVES.fullmatch(wish)
        if level is not None:
            exact["level_db"] = max(-24.0, min(24.0, float(level[1])))
        elif pan is not None:
            exact["pan"] = _pan(pan)
        elif octaves is not None:
            exact["octave"] = int(octaves[1])
        elif wish in _PLAIN_AXES:
            axis, step = _PLAIN_AXES[wish]
            exact[axis] = step
        elif touch_of(wish) is not None:
            words.append(wish)
        elif vocabulary().named("production", wish) is not None:
            sounds.append(wish)
        else:
            raise UnknownNameError.among(
                "wish for a player", wish[:60], (*touches(), *_PLAIN_AXES), _PART_FORM
            )
    plain = wish_for(name, words)
    production = tuple(dict.fromkeys((*plain.production, *sounds)))
    return PartWish.model_validate({**plain.model_dump(), "production": production, **exact})


def _pan(found: re.Match[str]) -> float:
    if found[3].startswith("cent"):
        return 0.0
    size = min(100, int(found[1])) / 100 if found[1] else 1.0 if found[2] else _SIDE
    return size if found[3] == "right" else -size


def _listed(said: str) -> list[str]:
    return [wish for wish in (part.strip() for part in said.split(",")) if wish]


def _moment(found: re.Match[str]) -> PlaceWish:
    seconds = float(found[4]) if found[4] else int(found[2]) * 60 + float(found[3])
    if seconds > SECONDS_RANGE[1]:
        raise InvalidInputError(
            f"{found[0]!r} is after the longest piece, {SECONDS_RANGE[1]:g} s.", _PLACE_FORM
        )
    return PlaceWish(where="start" if found[1] == "until" else "end", seconds=seconds)


def _where(text: str) -> PlaceWish:
    sections = vocabulary().grammar.sections
    which, _, name = text.partition(" ")
    if text in STRETCHES or text in sections:
        return PlaceWish(where=text if text in STRETCHES else sections[text])
    if which in ("first", "second", "third", "last") and name in sections:
        return PlaceWish(where=f"{which} {sections[name]}")
    known = (*STRETCHES, *dict.fromkeys(sections.values()))
    raise UnknownNameError.among(
        "place", text[:60], known, f"Places: {', '.join(known)}; last chorus, from 0:20."
    )


def _place(place: PlaceWish, said: str) -> PlaceWish:
    fields: dict[str, Any] = {}
    way = ""
    for wish in _listed(said):
        semitones, listed = _SEMITONES.fullmatch(wish), _LIST.fullmatch(wish)
        if wish in ("bigger", "smaller"):
            fields["energy"] = _GROWTH if wish == "bigger" else -_GROWTH
        elif semitones is not None and abs(int(semitones[1])) <= 11:
            fields["semitones"] = int(semitones[1])
        elif listed is not None or way:
            way = listed[1] if listed is not None else way
            key = {"only": "only", "with": "add"}.get(way, "without")
            names = _players(listed[2] if listed is not None else wish)
            fields[key] = tuple(dict.fromkeys((*fields.get(key, ()), *names)))[:12]
        else:
            ways = ("only", "with", "without", "bigger", "smaller", "+2 semitones")
            raise UnknownNameError.among("wish for a place", wish[:60], ways, _PLACE_FORM)
    return PlaceWish.model_validate({**place.model_dump(), **fields})
