"""Spellings as the index knows them: folded words joined by single spaces, worked out a whole list at a time.

Knows nothing of entries. The vocabulary has twenty thousand spellings and is loaded at every start, so what can be done
for a list at once is done so; `phrase_of` is the plain rule that all of it follows.
"""

from __future__ import annotations

import re
import unicodedata

from timbre.language.text import fold, words_of

_PLAIN = re.compile(r"[a-z0-9, ]*")
_LATIN = re.compile(r"[a-z0-9, àáâãäåçèéêëìíîïñòóôõöùúûüýÿœæß]*")
_FIRST_CJK = "\u3000"
_CJK = re.compile(r"[\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3]+")


def split(text: str) -> tuple[str, ...]:
    """The items of a comma-separated list."""
    if "\n" in text:
        text = text.replace("\n", " ")
    return tuple([item for part in text.split(",") if (item := part.strip())])


def phrase_of(text: str) -> str:
    """A spelling as the index knows it: folded words joined by single spaces."""
    if _CJK.fullmatch(text):
        return " ".join(text)
    return " ".join(words_of(text.replace("-", " ")))


def phrases_of(texts: tuple[str, ...]) -> tuple[str, ...]:
    """`phrase_of` each."""
    whole = ", ".join(texts).lower().replace("-", " ")
    if whole > _FIRST_CJK:
        return tuple([" ".join(text) if _CJK.fullmatch(text) else phrase_of(text) for text in texts])
    if "  " not in whole:
        if _PLAIN.fullmatch(whole):
            return tuple(whole.split(", ")) if texts else ()
        if _LATIN.fullmatch(whole):
            whole = whole.replace("ß", "ss").replace("œ", "oe").replace("æ", "ae")
            bare = unicodedata.normalize("NFKD", whole).encode("ascii", "ignore").decode("ascii")
            return tuple(bare.split(", "))
    return tuple([_phrase(text) for text in texts])


def _phrase(text: str) -> str:
    """`phrase_of`, quicker where a text holds nothing odd."""
    simple = text.replace("-", " ").lower()
    if _PLAIN.fullmatch(simple) and "  " not in simple:
        return simple.strip()
    return phrase_of(text)


def folded_words(text: str) -> list[str]:
    """The words of a space-separated list, as they are found in a prompt."""
    return fold(text).lower().split()
