"""Wishes for single players: "punchy kick", "a low cello", "guitar panned left", "vocals drenched in reverb".

An adjective belongs to the noun behind it; what one player is asked says nothing of the whole piece where others play.
Knows nothing of parts or mixing; `touches` says what an adjective means.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from timbre.language.adjectives import before, behind, inside
from timbre.language.beside import around
from timbre.language.instruments import narrowed
from timbre.language.match import Match
from timbre.language.reading import Finding, Reading
from timbre.language.touches import Touch, merged, touch_of, wish_for
from timbre.language.vocabulary.entries import Entry, Kind, Spelling
from timbre.model.brief import PartWish

if TYPE_CHECKING:
    from timbre.language.imply import Draft

SAID = Spelling(Entry("stop", "said of one player"), "")
"""What takes the place of meanings that do not hold for the whole piece."""
_LOUD_DB = 6.0
"""A level that counts as much as playing with full force."""
MOST_PLAYERS = 200
"""Players that are read in one prompt; it keeps hostile input cheap."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What was asked of one player: its entry, the pieces of the kit meant, and how. Offsets are folded ones."""

    entry: Entry
    pieces: tuple[str, ...]
    words: tuple[str, ...]
    pan: float | None = None
    level_db: float = 0.0
    octave: int = 0
    production: tuple[str, ...] = ()
    bare: tuple[str, ...] = ()
    """Words that are part of the instrument's own name here: they say how, not which effect."""
    start: int = 0
    end: int = 0


def read_players(reading: Reading, matches: list[Match]) -> tuple[list[Match], tuple[Seen, ...]]:
    """What each named player is asked, and the matches, less what they now no longer say of the whole piece."""
    matches = _without_singing_brass(reading, matches)
    marked = list(matches)
    by_token = {token: i for i, match in enumerate(matches) for token in range(match.first, match.last)}
    named = [m for m in matches if m.of("instrument") and not (m.negated or m.less)]
    players = {(s.entry.name, pieces_of(reading, s.entry, m)) for m in named if (s := m.of("instrument"))}
    many = len(players) > 1
    seen: list[Seen] = []
    for i, match in enumerate(matches):
        spelling = match.of("instrument")
        if len(seen) >= MOST_PLAYERS:
            break
        if spelling is None or match.negated or match.less or _describes(reading, matches, i):
            continue
        asked = _asked(reading, marked, by_token, i, many)
        if asked is not None:
            seen.append(asked)
        elif seen and _shares(reading, matches, i):
            pieces = pieces_of(reading, spelling.entry, match)
            if pieces and seen[-1].pieces and seen[-1].end == matches[i - 1].end:
                seen[-1] = replace(seen[-1], pieces=(*seen[-1].pieces, *pieces), end=match.end)
    return _contrasted(marked, seen), tuple(seen)


def _contrasted(marked: list[Match], seen: list[Seen]) -> list[Match]:
    """Without the moods of adjectives that set players against each other: "a soft piano under loud drums"."""
    loud = [_loudness(one) for one in seen]
    if not loud or not min(loud) < 0 < max(loud):
        return marked
    spans = [(one.start, one.end) for one, how in zip(seen, loud, strict=True) if how]
    found = list(marked)
    for i, match in enumerate(marked):
        said = match.attached or match.of("instrument") is not None
        if said and any(start <= match.start and match.end <= end for start, end in spans):
            kept = tuple(spelling for spelling in match.spellings if spelling.entry.kind != "mood")
            found[i] = replace(match, spellings=kept or (SAID,))
    return found


def _loudness(one: Seen) -> int:
    """1 for a player described as loud or wild, -1 for a soft one, 0 where nothing is said."""
    touched = (touch for word in one.words if (touch := touch_of(word)) is not None)
    total = sum(touch.level_db / _LOUD_DB + touch.dynamics for touch in touched)
    return (total > 0) - (total < 0)


def imply_players(draft: Draft, seen: tuple[Seen, ...]) -> None:
    """Set `parts`."""
    wishes: tuple[PartWish, ...] = ()
    notes = draft.reading.findings
    refused, whole = draft.fields.get("without", ()), draft.fields.get("production", ())
    for one in seen:
        for name in names_of(draft, one):
            wish = wish_for(name, one.words, pan=one.pan, level_db=one.level_db)
            bare = {word for phrase in one.bare if (touch := touch_of(phrase)) for word in touch.production}
            octave = max(-2, min(2, wish.octave + one.octave))
            effects = (*one.production, *(word for word in wish.production if word not in bare))
            sound = tuple(w for w in effects if w not in whole)
            wish = wish.model_copy(update={"production": sound, "octave": octave})
            plain = wish == PartWish(name=name, words=wish.words) and not wish.words
            if name not in refused and not plain:
                wishes = merged(wishes, wish)
                notes.append(Finding("parts", (wish,), one.start, one.end, 0))
    if wishes:
        draft.state("parts", wishes, seen[0].start, seen[0].end)


def names_of(draft: Draft, one: Seen) -> tuple[str, ...]:
    """The names of a player that was seen: pieces of the kit, a role, an instrument (a general word by the style)."""
    if one.pieces:
        return one.pieces
    if one.entry.kit:
        return (one.entry.kit,)
    if not one.entry.choices:
        return (one.entry.name,)
    playing = draft.fields.get("instruments", ())
    family = [
        name
        for name in playing
        if (entry := draft.words.named("instrument", name)) and entry.family == one.entry.family
    ]
    choices = dict(one.entry.choices)
    usual = choices.get(draft.fields.get("style") or "default", choices["default"])
    return (usual if usual in playing or not family else family[0],)


def _asked(
    reading: Reading, marked: list[Match], by_token: dict[int, int], i: int, many: bool
) -> Seen | None:
    """What the words around match `i` ask of it; marks the adjectives' own matches as attached."""
    match = marked[i]
    spelling = match.of("instrument")
    if spelling is None:
        return None
    entry, pieces = spelling.entry, pieces_of(reading, spelling.entry, match)
    bare = inside(reading, match, entry)
    ahead = before(reading, marked, by_token, match)
    beside = around(reading, match)
    tokens = reading.text.tokens
    after = [one for one in behind(reading, marked, by_token, match) if tokens[one[2]].start >= beside.end]
    found = [*ahead, *after]
    said = [phrase for phrase, touch, _, _ in found if not touch.voice or entry.family == "voices"]
    if not (said or bare or beside.says_something):
        return None
    _silence(reading, marked, by_token, (match.last, beside.end), sounds=many)
    for _, touch, first, last in found:
        _give(reading, marked, by_token, (first, last), touch, many)
    start = min([match.start, *(reading.text.tokens[first].start for _, _, first, _ in found)])
    end = max([beside.end, match.end, *(reading.text.tokens[last - 1].end for _, _, _, last in found)])
    reading.claim(match.end, end)
    words = tuple(dict.fromkeys((*said, *bare)))
    asked = (beside.pan, beside.level_db, beside.octave, beside.production)
    return Seen(entry, pieces, words, *asked, bare, start, end)


def _without_singing_brass(reading: Reading, matches: list[Match]) -> list[Match]:
    """ "a screaming trumpet", "singing strings": nobody sings."""
    mended = list(matches)
    for i, match in enumerate(matches[:-1]):
        spelling, after = match.of("instrument"), matches[i + 1].of("instrument")
        if spelling is None or after is None or spelling.entry.family != "voices":
            continue
        said = reading.text.folded[match.start : match.end]
        touching = reading.text.folded[match.end : matches[i + 1].start] == " "
        if (
            touching
            and said.endswith("ing")
            and " " not in said
            and after.entry.family not in ("voices", "drums")
        ):
            mended[i] = replace(match, spellings=(SAID,))
    return mended


def _describes(reading: Reading, matches: list[Match], i: int) -> bool:
    """Whether an instrument's word describes the one right behind it: "arpeggiated piano", "percussive bass"."""
    match = matches[i]
    touching = i + 1 < len(matches) and reading.text.folded[match.end : matches[i + 1].start] == " "
    said = reading.text.folded[match.start : match.end]
    return touching and said.endswith(("ed", "ive")) and matches[i + 1].of("instrument") is not None


def pieces_of(reading: Reading, entry: Entry, match: Match) -> tuple[str, ...]:
    """The pieces of the drum kit that a match names ("kick", "snare"); () for anything else."""
    if entry.family != "drums":
        return ()
    return narrowed(entry, reading.text.folded[match.start : match.end])


def _shares(reading: Reading, matches: list[Match], i: int) -> bool:
    """ "shimmering cymbals and hi-hats": the adjective of one piece of the kit is the next one's too."""
    gap = reading.text.folded[matches[i - 1].end : matches[i].start] if i else ""
    return gap.strip() in ("and", "&", "/") and matches[i - 1].of("instrument") is not None


def _silence(
    reading: Reading, marked: list[Match], by_token: dict[int, int], stretch: tuple[int, int], *, sounds: bool
) -> None:
    """What says where one player stands ("panned hard left") has no other meaning, from token to offset `stretch`.

    `sounds`: nor has the reverb it is drenched in, because others play without.
    """
    at, end = stretch
    gone: tuple[Kind, ...] = ("mood", "feel", "production") if sounds else ("mood", "feel")
    while at < len(reading.text.tokens) and reading.text.tokens[at].start < end:
        i = by_token.get(at)
        if i is not None and marked[i].of("instrument") is None:
            kept = tuple(s for s in marked[i].spellings if s.entry.kind not in gone)
            marked[i] = replace(marked[i], spellings=kept or (SAID,))
        at += 1


def _give(
    reading: Reading,
    marked: list[Match],
    by_token: dict[int, int],
    tokens: tuple[int, int],
    touch: Touch,
    many: bool,
) -> None:
    """Let an adjective count for its noun alone where others play, and less for the whole in any case."""
    first, last = tokens
    for i in {by_token[token] for token in range(first, last) if token in by_token}:
        match = marked[i]
        if not many:
            marked[i] = replace(match, attached=True)
            continue
        gone: tuple[Kind, ...] = (
            ("mood", "production", "feel") if touch.apart else ("production",) if touch.production else ()
        )
        kept = tuple(spelling for spelling in match.spellings if spelling.entry.kind not in gone)
        marked[i] = replace(match, spellings=kept or (SAID,), attached=True)
    reading.claim(reading.text.tokens[first].start, reading.text.tokens[last - 1].end)
