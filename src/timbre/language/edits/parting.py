"""Clauses parted into the place of the piece they name and the rest: "no drums" and "until 0:20".

Knows nothing of what is to happen there (`places`, `staging`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from timbre.language.edits.draft import Draft
from timbre.language.edits.steps import count_of
from timbre.language.places import Place, find_places, place_of
from timbre.model.brief import SECONDS_RANGE

_AFTER = re.compile(r"^(?P<rest>.+?) (?P<how>after|before|until|till) (?:the )?(?P<name>[a-z -]+)$")
_BAR = re.compile(r"\b(?P<how>at|from|after|until|till|before) (?:the )?(?:bar|measure) (?P<n>\d{1,3})\b")
_EDGE = re.compile(
    r"(?:\b(?:in|for|during|over|on) |^)the (?P<which>first|last|opening|final) (?P<n>\d{1,3}|two|four|eight"
    r"|sixteen)"
    r" (?P<unit>bars?|measures?|seconds?|s)\b"
)
_PASSED = re.compile(r"\b(?:after|until|till) (?P<n>\d{1,3}|two|four|eight|sixteen) (?:bars?|measures?)\b")
_FIRSTS = ("first", "opening")
_TO = re.compile(r"^(?P<rest>.+?) (?:to|from|out of) (?:the )?(?P<name>[a-z -]+)$")


@dataclass(frozen=True, slots=True)
class At:
    """A clause parted into the place it names and the rest."""

    place: Place
    rest: str
    until: bool = False


def bare_place(text: str) -> Place | None:
    """A section or stretch without a preposition: "the last chorus", "middle"."""
    place = place_of(re.sub(r"^(?:(?:the|each|every|all|its|that) )+", "", text)) if len(text) < 40 else None
    return place if place is not None and place.seconds is None else None


def parted(text: str, draft: Draft) -> list[At]:
    """Every way to part a clause into a place and the rest."""
    found = []
    for place in find_places(text):
        rest = f"{text[: place.start]} {text[place.end :]}"
        found.append(At(place, " ".join(rest.split()).strip(" ,"), place.until))
    to = _TO.fullmatch(text) if not found else None
    to_place = bare_place(to["name"]) if to is not None else None
    if to is not None and to_place is not None:
        found.append(At(to_place, to["rest"]))
    after = _AFTER.fullmatch(text)
    name = bare_place(after["name"]) if after is not None else None
    if after is not None and name is not None:
        found.insert(0, At(name, after["rest"], after["how"] != "after"))
        if after["how"] == "after":
            found[0] = At(Place(name.where), f"{after['rest']} @after")
    edge = _EDGE.search(text)
    moment = _edge_seconds(edge, draft) if edge is not None else None
    if edge is not None and moment is not None:
        rest = " ".join(f"{text[: edge.start()]} {text[edge.end() :]}".split())
        found.insert(0, At(Place("start" if edge["which"] in _FIRSTS else "end", moment), rest))
    bar = _BAR.search(text) or _PASSED.search(text)
    if bar is not None:
        passed = bar.re is _PASSED
        seconds = _bar_seconds((count_of(bar["n"]) or 0) + passed, draft)
        rest = " ".join(f"{text[: bar.start()]} {text[bar.end() :]}".split())
        if seconds is not None:
            until = bar[0].split()[0] in ("until", "till", "before")
            found.insert(0, At(Place("start" if until else "end", seconds), rest, until))
    return found


def _edge_seconds(found: re.Match[str], draft: Draft) -> float | None:
    """Where "the last 8 bars" begin and "the first 4 bars" end, in seconds; None where the length is not known."""
    count = count_of(found["n"]) or 0
    size = float(count) if found["unit"].startswith("s") else _bar_seconds(count + 1, draft)
    if size is None or found["which"] in _FIRSTS:
        return size
    length = draft.playing("seconds")
    return None if length is None else round(max(0.0, float(length) - size), 2)


def _bar_seconds(bar: int, draft: Draft) -> float | None:
    """When a bar begins, where tempo and metre are known."""
    bpm, metre = draft.playing("bpm"), str(draft.playing("metre") or "4/4")
    if bpm is None or bar < 2:
        return None
    beats, unit = (int(part) for part in metre.split("/"))
    return round(min(SECONDS_RANGE[1], (bar - 1) * beats * 4 / unit * 60 / float(bpm)), 2)
