"""Roman numerals and degrees in a prompt: how people write them, and how the theory does.

Knows nothing of where they stand (`chords`) or what they sound like (`theory.roman`).
"""

from __future__ import annotations

import re

_NUMERAL = r"(?:VII|VI|IV|V|III|II|I|vii|vi|iv|v|iii|ii|i)"
ROMAN = re.compile(
    rf"(?<![\w/'.])[#b]?{_NUMERAL}"
    r"(?:maj[79]|M7|\^7?|m7b5|m[679]|add9|7sus4|sus[24]?|dim7?|aug|[o°%+]7?|13|11|9|7|6)?"
    rf"(?:/(?:[#b]?{_NUMERAL}|[1-7]))?(?![\w/'])"
)
DEGREES = re.compile(r"[1-7](?<![\w\-./].)(?:(?: ?- ?|,? )[1-7]){2,7}(?![\w\-./]|,? ?\d)")
_DEGREE_NAMES = ("I", "ii", "iii", "IV", "V", "vi", "vii")


def degrees_of(text: str) -> tuple[str, ...]:
    """`"2-5-1"` → `("ii", "V", "I")`."""
    return tuple(_DEGREE_NAMES[int(digit) - 1] for digit in text if digit in "1234567")


def numeral(symbol: str) -> str:
    """A numeral as the theory writes it: folded ø and Δ are spelled out."""
    for sign, spelled in (
        ("%7", "m7b5"),
        ("%", "m7b5"),
        ("^7", "maj7"),
        ("^", "maj7"),
        ("M7", "maj7"),
        ("+", "aug"),
    ):
        symbol = symbol.replace(sign, spelled)
    return symbol
