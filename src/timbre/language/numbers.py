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

_DIGITS = re.compile(r"(?<![a-z0-9_.:/#])(?<!\d,)(\d{1,7})(?:[.](\d{1,6})|,(\d{1,2})(?!\d))?(?![\d])")
_ONES = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80,
    "ninety": 90,
}  # fmt: skip
_HUNDREDS = {"a": 100, "one": 100, "two": 200, "three": 300}


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
        value = float(f"{found[1]}.{fraction}" if fraction else found[1])
        yield Number(value, found.start(), found.end(), True)


def _in_words(text: Text) -> Iterator[Number]:
    tokens, at = text.tokens, 0
    while at < len(tokens):
        word = tokens[at].word
        if word not in _ONES and word not in _TENS and word not in _HUNDREDS:
            at += 1
            continue
        value, size = _word_value([token.word for token in tokens[at : at + 5]])
        if size:
            yield Number(float(value), tokens[at].start, tokens[at + size - 1].end, False)
        at += size or 1


def _word_value(words: list[str]) -> tuple[int, int]:
    """Value of the number words at the front and how many words they take (0: none)."""
    used, value = 0, 0
    if words[0] in _HUNDREDS and words[1:2] == ["hundred"]:
        used, value = 2, _HUNDREDS[words[0]]
        if words[2:3] == ["and"] and words[3:] and (words[3] in _ONES or words[3] in _TENS):
            used = 3
    rest = words[used:]
    if rest and rest[0] in _TENS:
        value, used = value + _TENS[rest[0]], used + 1
        if 0 < _ONES.get(rest[1] if rest[1:] else "", 0) < 10:
            value, used = value + _ONES[rest[1]], used + 1
    elif rest and rest[0] in _ONES:
        value, used = value + _ONES[rest[0]], used + 1
    return value, used
