"""Numbers in a prompt: digits, decimals and number words, each with its place.

Knows nothing of what they count: `tempo`, `metre`, `length` look at the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from timbre.language.text import Text

MOST_NUMBERS = 2000
"""Nobody states a tempo after this many other numbers; it keeps hostile input cheap."""

_DIGITS = re.compile(r"(?<![\w.:/#])(?<!\d,)(\d{1,7})(?:[.](\d{1,6})|,(\d{1,2})(?!\d))?(?![\d])")
_ONES = {w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
                                    "fifteen sixteen seventeen eighteen nineteen".split())}  # fmt: skip
_TENS = {w: 10 * n for n, w in enumerate("twenty thirty forty fifty sixty seventy eighty ninety".split(), start=2)}
_TENS["fourty"] = 40


@dataclass(frozen=True, slots=True)
class Number:
    """A number and its place in the folded text, half open."""

    value: float
    start: int
    end: int
    digits: bool
    """Written in digits rather than in words."""


def read_numbers(text: Text) -> list[Number]:
    """The first numbers of the text in order, at most `MOST_NUMBERS` in digits and as many in words."""
    found = [*islice(_in_digits(text), MOST_NUMBERS), *islice(_in_words(text), MOST_NUMBERS)]
    return sorted(found, key=lambda number: number.start)


def _in_digits(text: Text) -> Iterator[Number]:
    for found in _DIGITS.finditer(text.folded):
        fraction = found[2] or found[3]
        yield Number(float(f"{found[1]}.{fraction}" if fraction else found[1]), found.start(), found.end(), True)


def _in_words(text: Text) -> Iterator[Number]:
    tokens, at = text.tokens, 0
    while at < len(tokens):
        value, last = _word_value([token.word for token in tokens[at : at + 5]])
        if last == 0:
            at += 1
            continue
        yield Number(float(value), tokens[at].start, tokens[at + last - 1].end, False)
        at += last


def _word_value(words: list[str]) -> tuple[int, int]:
    """Value of the number words at the front and how many words they take (0: none)."""
    used, value = 0, 0
    if words[0] in ("one", "a", "two", "three") and words[1:2] == ["hundred"]:
        used, value = 2, 100 * {"a": 1, **_ONES}[words[0]]
        if words[2:3] == ["and"] and len(words) > 3 and (words[3] in _ONES or words[3] in _TENS):
            used = 3
    if used < len(words) and words[used] in _TENS:
        value += _TENS[words[used]]
        used += 1
        if used < len(words) and 0 < _ONES.get(words[used], 0) < 10:
            value += _ONES[words[used]]
            used += 1
    elif used < len(words) and words[used] in _ONES:
        value += _ONES[words[used]]
        used += 1
    return value, used
