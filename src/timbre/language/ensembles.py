"""Who plays and nobody else: "only A and B", "duet for A and B", "flute duet", "string quartet".

Knows nothing of parts: which player has the tune is the engine's business.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

from timbre.language.match import Match
from timbre.language.vocabulary import Spelling, Vocabulary
from timbre.language.vocabulary.entries import Entry

if TYPE_CHECKING:
    from timbre.language.imply import Draft
    from timbre.language.text import Text

ONLY = "only"
"""The production word that says that the named players are all there are."""
_SIZES = {"duo": 2, "duet": 2, "trio": 3, "quartet": 4, "quintet": 5, "sextet": 6}
_SIZE = re.compile(rf"\b({'|'.join(_SIZES)})s?\b")
_ONLY_BEFORE = re.compile(r"\b(?:only|just|nothing but)(?: (?:an?|the))? $")
_ONLY_AFTER = re.compile(r",? (?:only|alone|and nothing else)\b")
_JOINED = re.compile(r"[ ,&+]*(?:(?:and|plus|with) )?(?:(?:an?|the|some) )?")
_WITH = re.compile(r"\b(?:with|and|plus|featuring|add|over)(?: (?:an?|the|some))? $")
_PIANO = "solo piano"
_VOICE = "voice lead"


@dataclass(frozen=True, slots=True)
class Company:
    """The players of a piece, a name twice for two of them, and the stretch of text that says so."""

    names: tuple[str, ...]
    start: int
    end: int
    alone: bool = True
    """Whether nobody else plays."""


def company_of(draft: Draft) -> Company | None:
    """The ensemble the words name, None when they name none."""
    named = [
        (entry, match)
        for entry, match in draft.wanted("instrument")
        if not match.less and match.of("ensemble") is None
    ]
    groups = [(entry, match) for entry, match in draft.wanted("ensemble") if not match.less]
    players = [_player(draft, entry) for entry, _ in named]
    counted = _counted(draft, players, named)
    if counted is not None:
        return counted
    if groups:
        return _group(draft, *groups[0], players)
    return _listed(draft, players, named)


def without_lone_piano(text: Text, matches: list[Match], words: Vocabulary) -> list[Match]:
    """ "just piano and bass" names two players, not the genre "solo piano"."""
    mended = list(matches)
    piano = words.named("instrument", "piano")
    for index, (match, after) in enumerate(pairwise(matches)):
        genre = match.of("genre")
        gap = text.folded[match.end : after.start]
        listed = after.of("instrument") is not None and gap.strip() and _JOINED.fullmatch(gap)
        if piano is None or genre is None or genre.entry.name != _PIANO or not listed:
            continue
        said = text.folded[match.start : match.end]
        if said in ("just piano", "only piano"):
            token = text.tokens[match.first + 1]
            mended[index] = replace(
                match, spellings=(Spelling(piano, "piano"),), first=match.first + 1, start=token.start
            )
    return mended


def _player(draft: Draft, entry: Entry) -> str:
    """One name for one player: a general word by genre and style, a singer as a wordless voice."""
    if entry.name == "vocals":
        return _VOICE
    if not entry.choices:
        return entry.name
    choices = dict(entry.choices)
    return choices.get(draft.fields.get("style") or "default", choices["default"])


def _counted(draft: Draft, players: list[str], named: list[tuple[Entry, Match]]) -> Company | None:
    """ "trio for A, B and C", "A and B duet", "flute duet": as many players as the word says."""
    found = _SIZE.search(draft.reading.text.folded)
    if found is None or not named:
        return None
    size, kinds = _SIZES[found[1]], list(dict.fromkeys(players))
    start, end = min(found.start(), named[0][1].start), max(found.end(), named[-1][1].end)
    genres = bool(draft.wanted("genre"))
    added = genres and (kinds == [_VOICE] or _WITH.search(draft.reading.before(start, 16)) is not None)
    if len(kinds) == size:
        return Company(tuple(kinds), start, end, not added)
    beside = draft.reading.text.folded[named[0][1].end : found.start()].strip(" -") == ""
    if len(kinds) == 1 and draft.wanted("ensemble") == [] and (size == 2 or beside):
        return Company(tuple(kinds) * size, start, end, not added)
    return None


def _group(draft: Draft, entry: Entry, match: Match, players: list[str]) -> Company:
    """A named ensemble, with whoever is named besides; in a piece of another genre it is only added."""
    genres = [other for _, other in draft.wanted("genre") if other.start != match.start]
    added = bool(genres) and _WITH.search(draft.reading.before(match.start, 16)) is not None
    names = entry.instruments if not added else tuple(dict.fromkeys(entry.instruments))[:3]
    refused = {other.name for other, _ in draft.refused("instrument")}
    extra = tuple(name for name in dict.fromkeys(players) if name not in names and name not in refused)
    return Company((*names, *extra), match.start, match.end, not added)


def _listed(draft: Draft, players: list[str], named: list[tuple[Entry, Match]]) -> Company | None:
    """ "only A and B", "A, B and C only": a list that names every player."""
    if len(set(players)) < 2:
        return None
    text = draft.reading.text.folded
    first, last = named[0][1], named[-1][1]
    if first.placed or last.placed:
        return None
    joined = all(_JOINED.fullmatch(text[a.end : b.start]) for (_, a), (_, b) in pairwise(named))
    said = _ONLY_BEFORE.search(draft.reading.before(first.start, 24)) or _ONLY_AFTER.match(
        draft.reading.after(last.end, 24)
    )
    if not joined or not said:
        return None
    return Company(tuple(dict.fromkeys(players)), first.start, last.end)
