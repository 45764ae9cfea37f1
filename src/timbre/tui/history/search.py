"""Finds takes by the words one remembers: of the prompt or the change, engine, key, number, ♥, a day.

Pure: it is told what day it is. Knows nothing of widgets, nor of how the history is stored.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from timbre.tui.history import times
from timbre.tui.history.rows import Graph, HeadingRow, Row, TakeRow, words_of

if TYPE_CHECKING:
    from datetime import date

    from timbre.session.state import State
    from timbre.session.take import Take

FOUND_MAX = 500
"""So many takes of all sessions are shown at most, the newest."""
_RATED = {"up": ("liked", "♥"), "down": ("disliked", "✗"), None: ()}
_TEXT_MAX_CHARACTERS = 2000


@dataclass(frozen=True, slots=True)
class Entry:
    """What one take can be found by: whole words, and text in which a part of a word is enough."""

    words: frozenset[str]
    text: str

    def matches(self, wanted: Iterable[str]) -> bool:
        """Whether all of the `wanted` words (see `split`) are met."""
        return all(self._has(word) for word in wanted)

    def _has(self, word: str) -> bool:
        if word in self.words:
            return True
        if word.isascii() and word.isdecimal():  # a number is meant whole: 12 is neither 120 nor 0.12
            return re.search(rf"(?<![\d.,]){word}(?!\d)", self.text) is not None
        if len(word) == 1 and word.isascii() and word.isalpha():  # as in "D minor"
            return re.search(rf"\b{word}\b", self.text) is not None
        return word in self.text


def split(query: str) -> tuple[str, ...]:
    """The words of a query, as they are compared."""
    return tuple(query.casefold().replace("#", " ").split())


def entry(take: Take, today: date, facts: str = "", title: str = "") -> Entry:
    """What `take` can be found by; `facts` as from `facts_of`, `title` that the user gave its session."""
    words = {str(take.number), *_RATED[take.rating]}
    if take.status != "done":
        words.add(take.status)
    day = times.local(take.time)
    if day is not None:
        words |= times.day_words(day.date(), today)
    said = take.cause.words if take.cause is not None else ""
    text = (
        f"{take.prompt[:_TEXT_MAX_CHARACTERS]}\n{said}\n{take.engine}\n{take.model or ''}\n{facts}\n{title}"
    )
    return Entry(frozenset(words), text.casefold())


def facts_of(take: Take) -> str:
    """Key, tempo, metre and style of a take, as text to search; reads the whole request and result of it."""
    payload = take.payload
    result, request = _mapping(payload.get("result")), _mapping(payload.get("request"))
    brief = _mapping(request.get("brief"))
    found = []
    for name in ("key", "bpm", "metre", "style"):
        value = result.get(name, brief.get(name)) or brief.get(name)
        if isinstance(value, float | int):
            found.append(f"{value:g} {name}")
        elif isinstance(value, str):
            found.append(value)
    return "\n".join(found)


def found_rows(
    takes: Mapping[str, Take], graph: Graph, entries: Mapping[str, Entry], wanted: tuple[str, ...]
) -> tuple[tuple[Row, ...], int]:
    """The takes met by all words, each under the idea it came from, and how many they are.

    Of the takes before a find only the idea is shown, dim: between them there may be hundreds.
    """
    ideas: dict[str, str] = {}
    below: dict[str, list[Take]] = {}
    count = 0
    for identity, parent in graph.parents.items():
        idea = ideas[identity] = identity if parent is None else ideas[parent]
        if entries[identity].matches(wanted):
            count += 1
            below.setdefault(idea, []).append(takes[identity])
    rows: list[Row] = []
    for idea, found in below.items():
        first = takes[idea]
        rows.append(TakeRow(first, words_of(first), idea=True, context=found[0] is not first))
        rows.extend(
            TakeRow(take, words_of(take), guides="  ", depth=1) for take in found if take is not first
        )
    return tuple(rows), count


def all_entries(
    state: State, today: date, facts: Mapping[str, str], titles: Mapping[str, str]
) -> dict[str, Entry]:
    """What each take of every session in `titles` can be found by; a session's name counts if it was given one."""
    names = {identity: session.name for identity, session in state.sessions.items()}
    return {
        take.id: entry(take, today, facts.get(take.id, ""), names[take.session])
        for take in state.takes.values()
        if take.status != "deleted" and take.session in titles
    }


def titles_of(state: State, single: str) -> dict[str, str]:
    """Session → its title, for those not deleted; `single` is the one of takes made by single commands."""
    from timbre.model.text import clean

    return {
        each.id: "single takes" if each.id == single else " ".join(clean(each.title).split())
        for each in state.sessions.values()
        if not each.deleted
    }


def library_rows(
    state: State, entries: Mapping[str, Entry], titles: Mapping[str, str], here: str, wanted: tuple[str, ...]
) -> tuple[tuple[Row, ...], int]:
    """The takes of all sessions met by all words, by session, the newest on top; and how many they are."""
    count = 0
    below: dict[str, list[Row]] = {}
    for take in reversed(state.takes.values()):
        found = entries.get(take.id)
        if found is None or not found.matches(wanted):
            continue
        count += 1
        if count <= FOUND_MAX:
            session = "" if take.session == here else take.session
            below.setdefault(take.session, []).append(TakeRow(take, words_of(take), session=session))
    rows: list[Row] = []
    for session, takes in below.items():
        rows += [HeadingRow(titles[session], f"session {session}"), *takes]
    return tuple(rows), count


def _mapping(value: object) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
