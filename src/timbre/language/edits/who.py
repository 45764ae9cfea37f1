"""Who is meant by a few words: "the kick", "piano and strings", "the guitar" (the one in the band).

Knows nothing of what is to happen to them.
"""

from __future__ import annotations

import re

from timbre.language.edits.grammar import grammar
from timbre.language.instruments import narrowed
from timbre.language.parse import understand
from timbre.language.vocabulary import vocabulary
from timbre.language.vocabulary.entries import Entry

_ARTICLES = re.compile(
    r"^(?:(?:all|just|only|both|of|some|any|the|a|an|its|those|these|that|this|your|my) )+"
)
_TAIL = re.compile(r" (?:part|parts|track|tracks|line|lines|sound|sounds|section|player|stem|channel)$")
_AND = re.compile(r"\s*(?:,|&|\+|\band\b|\bor\b|\bwith\b|\bplus\b)\s*")
MOST_PLAYERS = 8


def players_in(text: str, band: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Canonical names of the players `text` is a list of; () when anything else is in it.

    A general word ("guitar") is everyone of its family in `band`; with nobody there it stays as it is.
    """
    found: list[str] = []
    for item in _AND.split(text.strip()):
        names = _one(_TAIL.sub("", _ARTICLES.sub("", item.strip())), band) if item.strip() else ()
        names = names or (_one(_ARTICLES.sub("", item.strip()), band) if item.strip() else ())
        if not names:
            return _one(_ARTICLES.sub("", text.strip()), band)
        found += names
    return tuple(dict.fromkeys(found))[:MOST_PLAYERS]


def _one(text: str, band: tuple[str, ...]) -> tuple[str, ...]:
    part = grammar().parts.get(text)
    if part is not None:
        return (part,)
    if not text or len(text) > 60:
        return ()
    known = understand(text)
    entries = [entry for match in known.matches if (entry := _entry(match.spellings)) is not None]
    if len(entries) != 1 or known.brief.ignored or len(known.matches) != 1 or known.matches[0].negated:
        return ()
    return names_for(entries[0], text, band)


def _entry(spellings: tuple[object, ...]) -> Entry | None:
    return next((s.entry for s in spellings if s.entry.kind == "instrument"), None)  # type: ignore[attr-defined]


def names_for(entry: Entry, said: str, band: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The names wishes use for an instrument entry: a piece of the kit, a part, or who of the band is meant."""
    pieces = narrowed(entry, said)
    if pieces:
        return pieces
    if entry.kit:
        return (entry.kit,)
    if entry.choices or entry.name == "strings":
        family = tuple(name for name in band if _family(name) == entry.family)
        return family or (entry.name,)
    return (entry.name,)


def _family(name: str) -> str | None:
    entry = vocabulary().named("instrument", name)
    return entry.family if entry is not None else None
