"""Numbers in a prompt: digits, decimals and number words, each with its place.

Knows nothing of what they count: `tempo`, `metre`, `length` look at the words around them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, pairwise

from timbre.language.text import Text

MOST_NUMBERS = 500
"""Nobody states a tempo after this many other numbers; it keeps hostile input cheap."""

_DIGITS = re.compile(
    r"([0-9](?:(?<![a-z0-9_./#].)(?<!\d[:,].)|(?<=\bbpm.)|(?<=\btempo.)|(?<=#.)(?=\d+ ?bpm))\d{0,6})"
    r"(?:[.](\d{1,6})|,(\d{1,2})(?!\d))?(?!\d)"
)
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
_WORDS = frozenset((*_ONES, *_TENS, *_HUNDREDS))
_NO_HUNDRED_AFTER = frozenset(
    ("second", "seconds", "sec", "minute", "minutes", "bar", "bars", "year", "years", "measure", "measures")
)
_ELSEWHERE = {
    1: "un una uno um uma une ein eine einer", 2: "dos dois duas deux zwei due", 3: "tres trois drei tre",
    4: "cuatro quatro quatre vier quattro", 5: "cinco cinq funf cinque", 10: "diez dez dix zehn dieci",
    15: "quince quinze funfzehn quindici", 20: "veinte vinte vingt zwanzig venti",
    30: "treinta trinta trente dreissig trenta", 40: "cuarenta quarenta quarante vierzig quaranta",
    45: "quarante-cinq", 60: "sesenta sessenta soixante sechzig sessanta", 90: "noventa neunzig novanta",
}  # fmt: skip
OTHER_LANGUAGES = {word: number for number, words in _ELSEWHERE.items() for word in words.split()}
"""Number words of other languages; many mean something else too, so they count only before a unit."""
EASTERN = {digit: value for value, digit in enumerate("零一二三四五六七八九")} | {"两": 2, "兩": 2}


def eastern_number(written: str) -> int | None:
    """`"三十"` → 30, `"两"` → 2, `"二十五"` → 25; None when it is none below 100."""
    tens, ten, ones = written.rpartition("十")
    if any(len(part) > 1 or (part and part not in EASTERN) for part in (tens, ones)):
        return None
    return (EASTERN.get(tens, 1) * 10 if ten else 0) + EASTERN.get(ones, 0)


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
        if word not in _WORDS or (word == "a" and [t.word for t in tokens[at + 1 : at + 2]] != ["hundred"]):
            at += 1
            continue
        value, size = _word_value(_joined_words(text, at))
        if size:
            yield Number(float(value), tokens[at].start, tokens[at + size - 1].end, False)
        at += size or 1


def _joined_words(text: Text, at: int) -> list[str]:
    """Up to five words from token `at` on with only a space or a hyphen between them."""
    tokens = text.tokens[at : at + 5]
    words = [tokens[0].word]
    for a, b in pairwise(tokens):
        if text.folded[a.end : b.start] not in (" ", "-"):
            break
        words.append(b.word)
    return words


def _word_value(words: list[str]) -> tuple[int, int]:
    """Value of the number words at the front and how many words they take (0: none)."""
    used, value = 0, 0
    if words[0] in _HUNDREDS and words[1:2] == ["hundred"]:
        used, value = 2, _HUNDREDS[words[0]]
        if words[2:3] == ["and"] and words[3:] and (words[3] in _ONES or words[3] in _TENS):
            used = 3
    elif words[0] in ("one", "two") and words[1:] and words[1] in _TENS:
        rest, size = _below_hundred(words[1:])
        if _NO_HUNDRED_AFTER.isdisjoint(words[1 + size : 2 + size]):
            return _HUNDREDS[words[0]] + rest, 1 + size
    rest, size = _below_hundred(words[used:])
    return value + rest, used + size


def _below_hundred(words: list[str]) -> tuple[int, int]:
    """Like `_word_value`, of "twenty", "twenty five", "seven"."""
    if not words:
        return 0, 0
    if words[0] in _TENS:
        ones = _ONES.get(words[1], 0) if words[1:] else 0
        return (_TENS[words[0]] + ones, 2) if 0 < ones < 10 else (_TENS[words[0]], 1)
    return (_ONES[words[0]], 1) if words[0] in _ONES else (0, 0)
