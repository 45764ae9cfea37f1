"""A word as the vocabulary knows it: plurals, adverbs, words run together, and one slip of the finger.

Knows nothing of phrases or meanings; everyday words are never "mended".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from timbre.language.text import Text, is_cjk
from timbre.language.vocabulary import Vocabulary

MOST_TYPOS = 300
"""Different unknown words that are checked for slips; the rest of a very long prompt is taken as it is."""
SHORTEST_TYPO = 5
SHORTEST_SLIP = 4
"""A word as short as this is only taken for one of the commonest."""
LONGEST_WORD = 24
_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")
_CONFUSED = ("aeiouy", "ck", "sz", "cs", "gj")
_ENDINGS = (
    ("ies", "y"), ("es", ""), ("s", ""), ("ally", ""), ("ily", "y"), ("ly", ""), ("ly", "le"), ("ish", ""),
    ("er", ""), ("er", "e"), ("ier", "y"), ("iest", "y"), ("est", ""), ("est", "e"), ("esque", ""),
)  # fmt: skip
_DOUBLED = re.compile(r"([a-z]+([dgnt]))\2(?:er|est)")
_ADJECTIVAL = ("ally", "ily", "ly", "ish", "er", "est")
_GERMAN_ENDINGS = ("n", "en", "em", "e", "es")
_SHORTEST_GERMAN = 4


def known_forms(text: Text, words: Vocabulary) -> list[str]:
    """Each token's word as the vocabulary knows it, or as it stands. Two words run together come back with a space."""
    cache: dict[str, str] = {}
    slips = 0
    for token in text.tokens:
        word = token.word
        if word in cache:
            continue
        form: str | None = word
        if (
            word not in words.known
            and word not in words.neutral
            and len(word) <= LONGEST_WORD
            and not is_cjk(word)
        ):
            form = _stem(word, words)
            if form is None and slips < MOST_TYPOS:
                slips += 1
                form = _split(word, words) or mended(word, words)
        cache[word] = form or word
    return [cache[token.word] for token in text.tokens]


def mended(word: str, words: Vocabulary) -> str | None:
    """The vocabulary word that `word` misses by one letter (Damerau distance 1), or None.

    The first letter must be right; a wrong letter must be a likely one (next key, other vowel, same sound). Of several
    the commonest in prompts is meant, then the likeliest slip. A short word is only taken for a common one.
    """
    if len(word) < SHORTEST_SLIP or not (word.isascii() and word.isalpha()) or word in words.common:
        return None
    found = [near for near in _one_off(word) if near[0] == word[0] and _is_mendable(word, near, words)]
    return next((near for near in found if near in words.frequent), found[0] if found else None)


def _is_mendable(word: str, near: str, words: Vocabulary) -> bool:
    """Whether a word this short is near enough to one that is this common."""
    if near == f"{word}s":
        return False
    swapped = len(near) == len(word) and sorted(near) == sorted(word)
    if near in words.frequent:
        doubled = len(near) < len(word) and any(a == b for a, b in pairwise(word))
        return len(near) >= SHORTEST_TYPO or (len(near) == SHORTEST_SLIP and (doubled or swapped))
    long_enough = len(near) > SHORTEST_TYPO or len(word) > len(near) or swapped
    return len(word) >= SHORTEST_TYPO and near in words.targets and long_enough


def _stem(word: str, words: Vocabulary) -> str | None:
    """Singular of a plural, adjective of an adverb or a comparative."""
    for ending, instead in _ENDINGS:
        if ending in _ADJECTIVAL and word in words.common:
            continue
        if len(word) > len(ending) + 2 and word.endswith(ending):
            stem = word[: -len(ending)] + instead
            if stem in words.known and not (ending in _ADJECTIVAL and _is_noun(stem, words)):
                return stem
    doubled = _DOUBLED.fullmatch(word)
    if doubled and doubled[1] in words.known and word not in words.common and not _is_noun(doubled[1], words):
        return doubled[1]
    for ending in _GERMAN_ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > _SHORTEST_GERMAN and stem in words.known:
            return stem
    return None


def _is_noun(stem: str, words: Vocabulary) -> bool:
    return any(spelling.entry.kind in ("genre", "instrument") for spelling in words.phrases.get(stem, ()))


def _split(word: str, words: Vocabulary) -> str | None:
    """`steeldrums` is "steel drums", when that is a phrase."""
    for cut in range(2, len(word) - 2) if len(word) > SHORTEST_TYPO else ():
        phrase = f"{word[:cut]} {word[cut:]}"
        spellings = words.phrases.get(phrase) or words.phrases.get(phrase.removesuffix("s"))
        if spellings and spellings[0].entry.kind != "stop":
            return phrase
    return None


def _one_off(word: str) -> Iterator[str]:
    """Spellings one edit away: a letter doubled, swaps, a missing letter, a letter too many, a wrong letter."""
    cuts = [(word[:i], word[i:]) for i in range(len(word) + 1)]
    slips = _slips()
    yield from (a + b[1:] for a, b in cuts if a and b and a[-1] == b[0])
    yield from (a + b[1] + b[0] + b[2:] for a, b in cuts if len(b) > 1)
    yield from (a + c + b for a, b in cuts for c in _ALPHABET)
    yield from (a + b[1:] for a, b in cuts if b)
    yield from (a + c + b[1:] for a, b in cuts if b for c in slips.get(b[0], ""))


@lru_cache(maxsize=1)
def _slips() -> dict[str, str]:
    """Letter → letters it is typed for by mistake: neighbours on the keyboard, other vowels, same sounds."""
    near: dict[str, set[str]] = {letter: set() for letter in _ALPHABET}
    pairs = [pair for row in _KEYBOARD for pair in pairwise(row)]
    for above, below in pairwise(_KEYBOARD):
        pairs += [(letter, other) for i, letter in enumerate(below) for other in above[i : i + 2]]
    pairs += [(a, b) for group in _CONFUSED for a in group for b in group if a < b]
    for a, b in pairs:
        near[a].add(b)
        near[b].add(a)
    return {letter: "".join(sorted(others)) for letter, others in near.items()}
