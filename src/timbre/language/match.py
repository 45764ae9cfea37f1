"""Finding vocabulary in a prompt: longest match wins, plurals and adverbs count, one typo is forgiven.

Knows nothing of what the entries imply or of negation.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from timbre.language.reading import Reading
from timbre.language.text import Text, is_cjk
from timbre.language.vocabulary import Kind, Spelling, Vocabulary

MOST_TYPOS = 300
"""Different unknown words that are checked for typos; the rest of a very long prompt is taken as it is."""
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_DETERMINERS = frozenset("a an the my your his her our their this that every each one old new big little any another".split())
_SHORTEST_TYPO = 5
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_VOWELS = "aeiouy"


def _slips() -> dict[str, str]:
    """Letter → letters it is typed for by mistake: neighbours on the keyboard, other vowels, same sounds."""
    near: dict[str, set[str]] = {letter: set() for letter in _ALPHABET}
    for row in _KEYBOARD:
        for a, b in pairwise(row):
            near[a].add(b)
            near[b].add(a)
    for above, below in pairwise(_KEYBOARD):
        for i, letter in enumerate(below):
            for other in above[i : i + 2]:
                near[letter].add(other)
                near[other].add(letter)
    for group in (_VOWELS, "ck", "sz", "cs", "gj"):
        for letter in group:
            near[letter].update(set(group) - {letter})
    return {letter: "".join(sorted(others)) for letter, others in near.items()}


_SLIPS = _slips()


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
        return next((spelling for spelling in self.spellings if spelling.entry.kind == kind), None)


def find_matches(reading: Reading, words: Vocabulary) -> list[Match]:
    """All matches in order, never overlapping; tokens that a reader has claimed are left alone."""
    text = reading.text
    forms = _forms(text, words)
    joined = _joined(text)
    found: list[Match] = []
    at, count = 0, len(text.tokens)
    while at < count:
        match = None if reading.claimed[text.tokens[at].start] else _longest_at(at, reading, words, forms, joined)
        if match is not None:
            found.append(match)
        at = match.last if match is not None else at + 1
    return [replace(match, attached=_is_attached(match, after, text)) if after else match for match, after in _with_next(found)]


def _longest_at(at: int, reading: Reading, words: Vocabulary, forms: list[str], joined: list[bool]) -> Match | None:
    text = reading.text
    limit = words.longest.get(forms[at], 0) or 1
    stop = at + 1
    while stop < min(at + limit, len(forms)) and joined[stop - 1] and not reading.claimed[text.tokens[stop].start]:
        stop += 1
    for last in range(stop, at, -1):
        phrase = " ".join(forms[at:last])
        spellings = words.phrases.get(phrase)
        if spellings is None and phrase.endswith("s"):
            spellings = words.phrases.get(phrase[:-1])
        if spellings is None:
            continue
        spellings = _unguarded(spellings, at, last, text, words)
        if spellings:
            typo = any(forms[i] != text.tokens[i].word and not text.tokens[i].word.startswith(forms[i][:-1]) for i in range(at, last))
            return Match(spellings, at, last, text.tokens[at].start, text.tokens[last - 1].end, typo)
    return None


def _unguarded(spellings: tuple[Spelling, ...], first: int, last: int, text: Text, words: Vocabulary) -> tuple[Spelling, ...]:
    """Without the everyday meanings: "a house by the sea" is no house music, "a house track" is."""
    if not any(spelling.guarded for spelling in spellings):
        return spellings
    before = text.tokens[first - 1].word if first else ""
    after = text.tokens[last].word if last < len(text.tokens) else ""
    musical = after in words.neutral and after not in words.common or any(
        spelling.entry.kind in ("genre", "instrument") for spelling in words.phrases.get(after, ())
    )
    if before not in _DETERMINERS or musical:
        return spellings
    return tuple(spelling for spelling in spellings if not spelling.guarded)


def _joined(text: Text) -> list[bool]:
    """For each token, whether only a space, a hyphen or nothing stands between it and the next."""
    gaps = (text.folded[a.end : b.start] for a, b in pairwise(text.tokens))
    return [len(gap) <= 3 and not gap.strip(" -'_\"&") for gap in gaps] + [False]


def _forms(text: Text, words: Vocabulary) -> list[str]:
    """Each token's word as the vocabulary knows it, or as it stands."""
    cache: dict[str, str] = {}
    typos = 0
    for token in text.tokens:
        word = token.word
        if word in cache:
            continue
        form = word if word in words.known or word in words.neutral or is_cjk(word) else _stem(word, words)
        if form is None and typos < MOST_TYPOS:
            typos += 1
            form = _split(word, words) or _untypo(word, words)
        cache[word] = form or word
    return [cache[token.word] for token in text.tokens]


def _stem(word: str, words: Vocabulary) -> str | None:
    """Singular of a plural, adjective of an adverb."""
    for ending, instead in (("ies", "y"), ("es", ""), ("s", ""), ("ally", ""), ("ily", "y"), ("ly", ""), ("ly", "le"), ("ish", ""), ("er", ""), ("er", "e")):
        if len(word) > len(ending) + 2 and word.endswith(ending):
            stem = word[: -len(ending)] + instead
            if stem in words.known:
                return stem
    return None


def _split(word: str, words: Vocabulary) -> str | None:
    """"steeldrums" → "steel drums", when that is a phrase."""
    for cut in range(2, len(word) - 2) if len(word) > 5 else ():
        phrase = f"{word[:cut]} {word[cut:]}"
        spellings = words.phrases.get(phrase) or words.phrases.get(phrase.removesuffix("s"))
        if spellings and spellings[0].entry.kind != "stop":
            return phrase
    return None


def _untypo(word: str, words: Vocabulary) -> str | None:
    """The one vocabulary word that `word` misses by one letter (Damerau), or None."""
    if len(word) < _SHORTEST_TYPO or len(word) > 24 or not (word.isascii() and word.isalpha()) or word in words.common:
        return None
    for candidate in _one_off(word):
        if candidate in words.targets and candidate[0] == word[0] and (len(candidate) > _SHORTEST_TYPO or len(word) > len(candidate)):
            return candidate
    return None


def _one_off(word: str) -> Iterator[str]:
    """Spellings one edit away: swaps first, then a missing letter, a letter too many, a wrong letter."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    yield from (a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1)
    yield from (a + c + b for a, b in cuts for c in _ALPHABET)
    yield from (a + b[1:] for a, b in cuts if b)
    yield from (a + c + b[1:] for a, b in cuts if b for c in _SLIPS.get(b[0], ""))


def _with_next(found: list[Match]) -> Iterator[tuple[Match, Match | None]]:
    return ((match, found[i + 1] if i + 1 < len(found) else None) for i, match in enumerate(found))


def _is_attached(match: Match, after: Match, text: Text) -> bool:
    touching = after.first == match.last and not text.folded[match.end : after.start].strip(" -")
    return touching and after.of("instrument") is not None and match.of("instrument") is None
