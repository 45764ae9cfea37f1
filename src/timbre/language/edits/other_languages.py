"""Edits in other languages, put into the English words that the readers of edits know: "más lento" → "slower".

Knows nothing of Briefs, nor of which words mean what: those are the `[edits]` tables of the language files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from timbre.language.spoken import spoken
from timbre.language.text import fold, read_text
from timbre.language.vocabulary import Vocabulary, vocabulary_for
from timbre.language.vocabulary.load import CJK, language_codes, with_languages
from timbre.language.vocabulary.other_languages import Language

THING = "…"
"""Stands for the thing itself in an `[edits]` table: "…を追加"."""
_LITTLE = frozenset(("the", "and", "in", "for", "but", "please"))
"""Words that alone do not make a line an edit."""
_LIST = re.compile(r"([,;!?\n]|\.(?!\d))")
_ELISION = re.compile(r"\b(qu|[cdjlmnst])['’](?=\w)", re.IGNORECASE)
_LONGEST_NAME = 8
_LONGEST_LINE = 80


@dataclass(frozen=True, slots=True)
class _Phrasebook:
    around: tuple[tuple[re.Pattern[str], str], ...]
    """What a whole clause may look like, with the thing in the middle, and its English words."""
    phrases: re.Pattern[str] | None
    english: dict[str, str]


def in_english(text: str) -> str:
    """`text` with its words of editing and its names of things in English; as it is where it speaks English.

    The language is the one that accounts for most of the words. Linear in the length of `text`.
    """
    line = read_text(text)
    words = vocabulary_for(line)
    may_be = spoken(line, words)
    best, most = text, 0
    for language in words.languages:
        if language.code not in may_be:
            continue
        said, count = _put(_ELISION.sub(r"\1 ", fold(text)), _phrasebook(language), words)
        if count > most:
            best, most = said, count
    return best


def whole_line(text: str) -> str:
    """A line all in another language, though English knows words of it: "plus fort", "la basse plus forte"."""
    words = with_languages(*(code for code in language_codes() if code not in CJK))
    for language in words.languages:
        said = _phrasebook(language).english.get(_key(text.strip(" .!")))
        if said is not None and said not in _LITTLE:
            return said
    for language in words.languages:
        line = _ELISION.sub(r"\1 ", fold(text))
        if len(line) <= _LONGEST_LINE and _is_all(line, _phrasebook(language), words, language.code):
            return _put(line, _phrasebook(language), words)[0]
    return text


def _is_all(line: str, book: _Phrasebook, words: Vocabulary, code: str) -> bool:
    """Whether every word is a phrase of editing or the name of a thing in this one language, some of each."""
    if book.phrases is None:
        return False
    asked = any(book.english[_key(found[0])] not in _LITTLE for found in book.phrases.finditer(line))
    tokens = [token.word for token in read_text(book.phrases.sub(" ", line)).tokens]
    names = (words.phrases.get(word, ()) for word in tokens)
    return asked and bool(tokens) and all(
        any(spelling.language == code for spelling in found) for found in names
    )  # fmt: skip


def _put(text: str, book: _Phrasebook, words: Vocabulary) -> tuple[str, int]:
    """The line in English, and how many words or characters were understood; 0 when no edit is asked for."""
    asked, count, said = False, 0, []
    for clause in _LIST.split(text):
        for pattern, english in book.around:
            found = pattern.fullmatch(clause.strip())
            if found is not None:
                clause, asked, count = (
                    f"{english} {found[1].strip()}",
                    True,
                    count + len(clause) - len(found[1]),
                )
                break
        if book.phrases is not None:
            for found in book.phrases.finditer(clause):
                count += len(found[0])
                asked = asked or book.english[_key(found[0])] not in _LITTLE
            clause = book.phrases.sub(lambda found: f" {book.english[_key(found[0])]} ", clause)
        said.append(_with_names(clause, words))
    return (" ".join("".join(said).split()), count) if asked else (text, 0)


def _with_names(clause: str, words: Vocabulary) -> str:
    """Names of things in the other language → our own names for them."""
    text, at, result, last = read_text(clause), 0, [], 0
    tokens = text.tokens
    while at < len(tokens):
        for size in range(min(_LONGEST_NAME, len(tokens) - at), 0, -1):
            phrase = " ".join(token.word for token in tokens[at : at + size])
            spellings = words.phrases.get(phrase, ())
            if spellings and all(spelling.language != "en" for spelling in spellings):
                start, end = text.span(tokens[at].start, tokens[at + size - 1].end)
                result += [clause[last:start], " ", spellings[0].entry.name, " "]
                last, at = end, at + size - 1
                break
        at += 1
    return "".join([*result, clause[last:]])


@lru_cache(maxsize=32)
def _of(table: tuple[tuple[str, tuple[str, ...]], ...]) -> _Phrasebook:
    around: list[tuple[int, re.Pattern[str], str]] = []
    english: dict[str, str] = {}
    for name, spellings in table:
        for spelling in spellings:
            if THING in spelling:
                before, _, after = (re.escape(_key(part)) for part in spelling.partition(THING))
                pattern = re.compile(rf"{before}\s*(.+?)\s*{after}", re.IGNORECASE)
                around.append((len(spelling), pattern, name))
            else:
                english.setdefault(_key(spelling), name)
    longest_first = sorted(english, key=len, reverse=True)
    options = "|".join(
        re.escape(phrase) if not phrase.isascii() else rf"(?<!\w){re.escape(phrase)}(?!\w)"
        for phrase in longest_first
    )
    around.sort(key=lambda item: -item[0])
    return _Phrasebook(
        tuple((pattern, name) for _, pattern, name in around),
        re.compile(options, re.IGNORECASE) if options else None,
        english,
    )


def _phrasebook(language: Language) -> _Phrasebook:
    return _of(tuple(language.spelled("edits").items()))


def _key(spelling: str) -> str:
    return " ".join(fold(_ELISION.sub(r"\1 ", spelling)).lower().split())
