"""Finding vocabulary in a prompt: longest match wins, plurals and adverbs count, one typo is forgiven.

Knows nothing of what the entries imply or of negation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from timbre.language.reading import Reading
from timbre.language.spoken import meant, spoken
from timbre.language.text import Text
from timbre.language.typos import known_forms
from timbre.language.vocabulary import Entry, Kind, Spelling, Vocabulary

MOST_MATCHES = 2000
"""Phrases that are understood; nobody means more, and it keeps hostile input cheap."""


@dataclass(frozen=True, slots=True)
class Match:
    """Vocabulary found: its spellings (one per kind), the tokens [first, last) and the folded stretch."""

    spellings: tuple[Spelling, ...]
    first: int
    last: int
    start: int
    end: int
    typo: bool = False
    negated: bool = False
    less: bool = False
    """Asked for less of it, or for not too much."""
    attached: bool = False
    """Describes the instrument right after it."""
    placed: bool = False
    """Said of one place of the piece ("starts with solo bass"): who plays alone there does not throughout."""

    def of(self, kind: Kind) -> Spelling | None:
        """The meaning of this kind, if it has one."""
        for spelling in self.spellings:
            if spelling.entry.kind == kind:
                return spelling
        return None


def find_matches(reading: Reading) -> list[Match]:
    """All matches in order, never overlapping; tokens that a reader has claimed are left alone."""
    languages = spoken(reading.text, reading.words)
    finder = _Finder(reading, known_forms(reading.text, reading.words), _joined(reading.text), languages)
    found: list[Match] = []
    at, count = 0, len(reading.text.tokens)
    while at < count and len(found) < MOST_MATCHES:
        match = finder.longest_at(at)
        if match is not None:
            found.append(match)
        at = match.last if match is not None else at + 1
    return list(_attached(found, reading.text, reading.words))


_TONGUE_AFTER = re.compile(r"(?: \w{1,16})? (?:accents?|lyrics|language|words|text|tongue)\b")
_TONGUE_BEFORE = re.compile(
    r"\b(?P<sung>(?:sung|sings?|singing|raps?|rapping|chanting|lyrics|vocals?) )?in $"
)
_ABOUT: tuple[Kind, ...] = ("genre", "mood", "production", "feel", "tempo")
_PLAYED = ("chords", "melody")
_DRONES = ("drone", "drones")
_SWINGS = ("swing", "swings")
_TOLD = Spelling(Entry("stop", "what a player plays"), "")
_LISTING = ("and", "or", "n")
"""Words that join genres: "a soul and funk track"."""


@dataclass(frozen=True, slots=True)
class _Finder:
    reading: Reading
    forms: list[str]
    joined: list[bool]
    """For each token, whether only a space, a hyphen or nothing stands between it and the next."""
    languages: frozenset[str]
    """Codes of the other languages that the prompt may be in."""

    def longest_at(self, at: int) -> Match | None:
        """The longest phrase of the vocabulary that starts at token `at`."""
        tokens, words, form = self.reading.text.tokens, self.reading.words, self.forms[at]
        longest = words.longest.get(form.partition(" ")[0], 1)
        alone = form in words.phrases or form.removesuffix("s") in words.phrases
        if self.reading.claimed[tokens[at].start]:
            return None
        if longest == 1 and not alone:
            return self._lacking(at)
        limit = min(at + longest, len(tokens))
        stop = at + 1
        while stop < limit and self.joined[stop - 1] and not self.reading.claimed[tokens[stop].start]:
            stop += 1
        for last in range(stop, at, -1):
            phrase = " ".join(self.forms[at:last])
            spellings = words.phrases.get(phrase) or words.phrases.get(phrase.removesuffix("s"), ())
            spellings = self._meant_here(phrase, spellings, at, last) if spellings else ()
            if spellings:
                spellings += self._inside(spellings, at, last)
                typo = any(self._is_mended(i) for i in range(at, last))
                return Match(spellings, at, last, tokens[at].start, tokens[last - 1].end, typo)
        return None

    def _lacking(self, at: int) -> Match | None:
        """An instrument ruled out in one word: "guitarless"."""
        token = self.reading.text.tokens[at]
        stem = token.word.removesuffix("less")
        if stem == token.word:
            return None
        named = self.reading.words.phrases.get(stem) or self.reading.words.phrases.get(f"{stem}s", ())
        players = tuple(s for s in named if s.entry.kind == "instrument" and _plain(s))
        return Match(players, at, at + 1, token.start, token.end, negated=True) if players else None

    def _inside(self, spellings: tuple[Spelling, ...], first: int, last: int) -> tuple[Spelling, ...]:
        """What a phrase about something else names besides: the drums of "hard-hitting drums", the jazz of
        "jazzy swing groove". The bass of "future bass" is no player.
        """
        if last - first < 2 or any(spelling.entry.kind not in _ABOUT for spelling in spellings):
            return ()
        phrases = self.reading.words.phrases
        ends = (phrases.get(" ".join(self.forms[at:last]), ()) for at in range(first + 1, last))
        player = next(
            (
                s
                for found in ends
                for s in found
                if s.entry.kind == "instrument" and _plain(s) and s.entry.name != "bass"
            ),
            None,
        )
        if spellings[0].entry.kind != "feel":
            return (player,) if player else ()
        names = (phrases.get(form, ()) for form in self.forms[first:last])
        genre = next((s for found in names for s in found if s.entry.kind == "genre" and not s.guarded), None)
        if spellings[0].entry.swing == 0.0:  # "no swing" names no swing
            genre = None
        return tuple(spelling for spelling in (player, genre) if spelling)

    def _meant_here(
        self, phrase: str, spellings: tuple[Spelling, ...], first: int, last: int
    ) -> tuple[Spelling, ...]:
        """Without the meanings of languages that are not spoken here, and without everyday meanings."""
        reading, tokens = self.reading, self.reading.text.tokens
        spellings = meant(phrase, spellings, reading.words, self.languages)
        tongue = phrase in reading.words.grammar.lists["tongues"]
        if tongue and _is_tongue(reading, tokens[first].start, tokens[last - 1].end):
            spellings = tuple(spelling for spelling in spellings if spelling.entry.kind != "genre")
        return self._unguarded(spellings, first, last)

    def _unguarded(self, spellings: tuple[Spelling, ...], first: int, last: int) -> tuple[Spelling, ...]:
        """Without the everyday meanings: "a house by the sea" is no house music, "a house track" is."""
        if not any(spelling.guarded for spelling in spellings):
            return spellings
        tokens, words = self.reading.text.tokens, self.reading.words
        before = tokens[first - 1].word if first else ""
        if before not in words.grammar.lists["determiners"] or self._music_follows(last):
            return spellings
        return tuple(spelling for spelling in spellings if not spelling.guarded)

    def _music_follows(self, at: int) -> bool:
        """Whether the words from `at` on are about music: "track", "and funk track"."""
        forms, words = self.forms, self.reading.words
        if at < len(forms) and forms[at] in _LISTING:
            return at + 1 < len(forms) and self.joined[at] and _is_genre(forms[at + 1], words)
        return at < len(forms) and _is_musical(forms[at], words)

    def _is_mended(self, i: int) -> bool:
        word, form = self.reading.text.tokens[i].word, self.forms[i]
        return form != word and form.replace(" ", "") != word and not word.startswith(form[:-1])


def _plain(spelling: Spelling) -> bool:
    return not (spelling.guarded or spelling.hint or spelling.weak)


def _is_musical(word: str, words: Vocabulary) -> bool:
    return word in words.musical or any(
        s.entry.kind in ("genre", "instrument") and not s.guarded for s in words.phrases.get(word, ())
    )


def _is_genre(word: str, words: Vocabulary) -> bool:
    return any(s.entry.kind == "genre" for s in words.phrases.get(word, ()))


def _is_tongue(reading: Reading, start: int, end: int) -> bool:
    """Whether a people's name is only the language of the words: "sung in Japanese", "with a Jamaican accent"."""
    if _TONGUE_AFTER.match(reading.after(end, 24)):
        return True
    before = _TONGUE_BEFORE.search(reading.before(start, 24))
    return before is not None and (before["sung"] is not None or not reading.after(end, 8).strip(" .,;!"))


def _joined(text: Text) -> list[bool]:
    gaps = (text.folded[a.end : b.start] for a, b in pairwise(text.tokens))
    return [len(gap) <= 3 and not gap.strip(" -'_\"&") for gap in gaps] + [False]


def _attached(found: list[Match], text: Text, words: Vocabulary) -> Iterator[Match]:
    """The matches, adjectives of the instrument behind them marked; "percussive" or "arpeggiated" are only that there.

    The "heavy" of "synth-heavy" is no mood, the "chords" of "electric guitar chords" no player.
    """
    before: Match | None = None
    for match, after in pairwise([*found, None]):
        if match is None:
            return
        glued = before is not None and text.folded[before.end : match.end] == "-heavy"
        played = _played(before, match, text, words) if before is not None else ()
        before = match
        if glued:
            continue
        if played:
            yield replace(match, spellings=played)
            continue
        if after is None or not _describes(match, after, text):
            yield match
            continue
        kept = tuple(s for s in match.spellings if s.entry.kind != "instrument")
        yield replace(match, attached=True, spellings=kept)


def _played(player: Match, match: Match, text: Text, words: Vocabulary) -> tuple[Spelling, ...]:
    """What a match means that only tells what the player right before it does; () when it tells more.

    The chords of "electric guitar chords", the drone of a tanpura, drums that swing.
    """
    who, part = player.of("instrument"), match.of("instrument")
    if who is None or player.last != match.first or text.folded[player.end : match.start].strip(" -"):
        return ()
    said = text.folded[match.start : match.end]
    swung = words.named("feel", "swung")
    if said in _SWINGS and who.entry.family == "drums" and swung is not None:
        return (Spelling(swung, said),)
    if said in _DRONES:
        kept = tuple(s for s in match.spellings if s.entry.kind not in ("instrument", "genre"))
    elif part is not None and part.entry.name in _PLAYED:
        kept = tuple(s for s in match.spellings if s.entry.kind != "instrument")
    else:
        return ()
    return kept or (_TOLD,)


def _describes(match: Match, after: Match, text: Text) -> bool:
    """Whether a match is an adjective of the instrument right behind it."""
    touching = after.first == match.last and not text.folded[match.end : after.start].strip(" -\"'")
    player = match.of("instrument")
    return touching and after.of("instrument") is not None and (player is None or player.hint)
