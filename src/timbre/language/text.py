"""Text: a prompt folded for reading (accents, widths, quotes, dashes evened out), with the way back to its offsets.

Knows nothing of music: it only says which characters mean the same and where words are.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate, islice
from typing import NamedTuple

MOST_TOKENS = 10_000
"""Words that are looked up, some 100 kB of prose; numbers, keys and chords are still found after them."""
_EVEN = {
    "♯": "#", "♭": "b", "♮": "", "∕": "/", "⁄": "/", "／": "/", "×": "x", "−": "-", "‐": "-", "‑": "-", "‒": "-",
    "–": "-", "—": "-", "―": "-", "→": ">", "⇒": ">", "➔": ">", "➜": ">", "»": ">", "«": '"', "‘": "'", "’": "'",
    "‛": "'", "`": "'", "´": "'", "“": '"', "”": '"', "„": '"', "、": ",", "，": ",", "。": ".", "・": " ", "；": ";",
    "：": ":", "！": "!", "？": "?", "（": "(", "）": ")", "「": '"', "」": '"', "…": ".", "Δ": "^", "△": "^",
    "ø": "%", "Ø": "%", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ł": "l", "Ł": "L", "đ": "d",
    "ı": "i", "_": " ", "\u00a0": " ", "\u3000": " ", "½": " 1/2", "¼": " 1/4", "¾": " 3/4",
}  # fmt: skip
"""Characters that mean the same for reading; `^` and `%` are the chord marks Δ and ø."""
_DROPPED = re.compile(r"[\u0300-\u036f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff]")
_CJK = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
_LETTERS = rf"[^\W_{_CJK}]+"
_TOKEN = re.compile(rf"(?:[djls]|qu)(?='{_LETTERS})|{_LETTERS}(?:'{_LETTERS})*|[{_CJK}]|&")
"""A short word before an apostrophe is one of its own: "l'accordéon"."""
_IS_CJK = re.compile(rf"[{_CJK}]")


class Token(NamedTuple):
    """One word, number, CJK character or ampersand. `start`, `end` are offsets in the folded text, half open."""

    word: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Text:
    """A prompt and its folded forms. `plain` keeps capitals, `folded` is lower-case; both have the same offsets."""

    prompt: str
    plain: str
    folded: str
    tokens: tuple[Token, ...]
    ends: tuple[int, ...] | None
    """For every character of the prompt, how many folded ones there are up to its end; None where all are one."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch of the prompt that the folded stretch came from."""
        if self.ends is None:
            return start, end
        first = bisect_right(self.ends, start)
        last = bisect_right(self.ends, end - 1 if end > start else end)
        return first, max(first, last + 1)

    def __len__(self) -> int:
        return len(self.folded)


class _Folding(dict[int, str]):
    """Code point → folded characters, worked out when first met (for `str.translate`)."""

    def __missing__(self, code: int) -> str:
        self[code] = folded = _fold_character(chr(code))
        return folded


def _fold_character(character: str) -> str:
    if character in _EVEN:
        return _EVEN[character]
    if "\x20" <= character <= "\x7e":
        return character
    if _DROPPED.match(character):
        return ""
    if character < " " or "\x7f" <= character < "\xa0":
        return "\n" if character in "\n\r" else " "
    if _IS_CJK.match(character):
        return character
    kept = (c for c in unicodedata.normalize("NFKD", character) if not unicodedata.combining(c))
    simpler = "".join(c for c in kept if c.isprintable() and len(c.lower()) == 1)
    return simpler or " "


_FOLDING = _Folding()


def fold(prompt: str) -> str:
    """The folded form of `prompt`, capitals kept ("Café ♭" → "Cafe b")."""
    return prompt.translate(_FOLDING)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a short phrase, as `read_text` would find them (for vocabularies)."""
    return tuple(_word(found[0]) for found in _TOKEN.finditer(fold(text).lower()))


def read_text(prompt: str) -> Text:
    """Fold `prompt` and find its words. Any string will do; linear in its length."""
    plain = fold(prompt)
    folded = plain.lower()
    ends: tuple[int, ...] | None = None
    if any(len(_FOLDING[ord(character)]) != 1 for character in set(prompt)):
        ends = tuple(accumulate(map(len, map(_FOLDING.__getitem__, map(ord, prompt)))))
    found = islice(_TOKEN.finditer(folded), MOST_TOKENS)
    tokens = tuple(Token(_word(each[0]), *each.span()) for each in found)
    return Text(prompt, plain, folded, tokens, ends)


def is_cjk(word: str) -> bool:
    """Whether a token is a Chinese, Japanese or Korean character."""
    return bool(_IS_CJK.match(word))


def _word(found: str) -> str:
    return "and" if found == "&" else found.replace("'", "") if "'" in found else found
