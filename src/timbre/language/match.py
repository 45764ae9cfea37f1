"""Finding vocabulary in a prompt: longest match wins, plurals and adverbs count, one typo is forgiven.

Knows nothing of what the entries imply or of negation.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise

from timbre.language.reading import Reading
from timbre.language.text import Text
from timbre.language.typos import known_forms
from timbre.language.vocabulary import Kind, Spelling, Vocabulary


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

    def of(self, kind: Kind) -> Spelling | None:
        """The meaning of this kind, if it has one."""
        for spelling in self.spellings:
            if spelling.entry.kind == kind:
                return spelling
        return None


def find_matches(reading: Reading) -> list[Match]:
    """All matches in order, never overlapping; tokens that a reader has claimed are left alone."""
    finder = _Finder(reading, known_forms(reading.text, reading.words), _joined(reading.text))
    found: list[Match] = []
    at, count = 0, len(reading.text.tokens)
    while at < count:
        match = finder.longest_at(at)
        if match is not None:
            found.append(match)
        at = match.last if match is not None else at + 1
    for i, (match, after) in enumerate(pairwise(found)):
        if _is_attached(match, after, reading.text):
            found[i] = replace(match, attached=True)
    return found


@dataclass(frozen=True, slots=True)
class _Finder:
    reading: Reading
    forms: list[str]
    joined: list[bool]
    """For each token, whether only a space, a hyphen or nothing stands between it and the next."""

    def longest_at(self, at: int) -> Match | None:
        """The longest phrase of the vocabulary that starts at token `at`."""
        tokens, words = self.reading.text.tokens, self.reading.words
        if self.reading.claimed[tokens[at].start]:
            return None
        limit = min(at + words.longest.get(self.forms[at], 1), len(tokens))
        stop = at + 1
        while stop < limit and self.joined[stop - 1] and not self.reading.claimed[tokens[stop].start]:
            stop += 1
        for last in range(stop, at, -1):
            phrase = " ".join(self.forms[at:last])
            spellings = words.phrases.get(phrase) or words.phrases.get(phrase.removesuffix("s"), ())
            spellings = self._unguarded(spellings, at, last)
            if spellings:
                typo = any(self._is_mended(i) for i in range(at, last))
                return Match(spellings, at, last, tokens[at].start, tokens[last - 1].end, typo)
        return None

    def _unguarded(self, spellings: tuple[Spelling, ...], first: int, last: int) -> tuple[Spelling, ...]:
        """Without the everyday meanings: "a house by the sea" is no house music, "a house track" is."""
        if not any(spelling.guarded for spelling in spellings):
            return spellings
        tokens, words = self.reading.text.tokens, self.reading.words
        before = tokens[first - 1].word if first else ""
        after = tokens[last].word if last < len(tokens) else ""
        if before not in words.grammar.lists["determiners"] or _is_musical(after, words):
            return spellings
        return tuple(spelling for spelling in spellings if not spelling.guarded)

    def _is_mended(self, i: int) -> bool:
        word, form = self.reading.text.tokens[i].word, self.forms[i]
        return form != word and form.replace(" ", "") != word and not word.startswith(form[:-1])


def _is_musical(word: str, words: Vocabulary) -> bool:
    about_music = word in words.neutral and word not in words.common
    return about_music or any(s.entry.kind in ("genre", "instrument") for s in words.phrases.get(word, ()))


def _joined(text: Text) -> list[bool]:
    gaps = (text.folded[a.end : b.start] for a, b in pairwise(text.tokens))
    return [len(gap) <= 3 and not gap.strip(" -'_\"&") for gap in gaps] + [False]


def _is_attached(match: Match, after: Match, text: Text) -> bool:
    touching = after.first == match.last and not text.folded[match.end : after.start].strip(" -")
    return touching and after.of("instrument") is not None and match.of("instrument") is None
