"""Loading the vocabulary files into one index of spellings, once per process.

Knows nothing of what makes a file correct: `check` says so, with line numbers.
"""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import tomli  # compiled, and so two to three times as fast as tomllib: these files are read at every start

from timbre.language.text import Text, fold, is_cjk
from timbre.language.vocabulary.contents import Grammar as Grammar
from timbre.language.vocabulary.contents import Vocabulary as Vocabulary
from timbre.language.vocabulary.entries import FILES, Entry, Kind, Spelling
from timbre.language.vocabulary.index import (
    add_language,
    english_phrases,
    known_words,
    longest_phrases,
    typo_targets,
)
from timbre.language.vocabulary.other_languages import Language, read_language
from timbre.language.vocabulary.phrases import folded_words, phrases_of
from timbre.language.vocabulary.phrases import phrase_of as phrase_of
from timbre.language.vocabulary.phrases import split as split  # readers of other files use it too

FOLDER = Path(__file__).parent
LANGUAGES = FOLDER / "languages"
CJK = ("ja", "ko", "zh")
"""Languages that are told by their characters."""
OTHER_FILES = ("negation", "neutral", "grammar")
LISTS = ("aliases", "nearest", "guarded", "kin", "hints", "weak")
_TUPLES = ("range", "genres", "moods", "instruments", "production", "without")
_PLACES = {name: i for i, name in enumerate(Entry._fields)}
_SILENT = tuple(Entry._field_defaults.values())
"""What an entry that says nothing holds after its kind and name."""


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The built-in vocabulary in English."""
    with _collector_resting():
        return build({name: (FOLDER / f"{name}.toml").read_text("utf-8") for name in (*FILES, *OTHER_FILES)})


@lru_cache(maxsize=4)
def with_languages(*codes: str) -> Vocabulary:
    """English and these languages; with none named, all of them."""
    chosen = codes or language_codes()
    texts = {code: (LANGUAGES / f"{code}.toml").read_text("utf-8") for code in chosen}
    english = vocabulary()
    with _collector_resting():
        return extended(english, texts)


@contextmanager
def _collector_resting() -> Iterator[None]:
    """Nothing that is loaded here ever becomes garbage; looking for some would take half of the time."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@lru_cache(maxsize=1)
def language_codes() -> tuple[str, ...]:
    """The codes of the other languages, in alphabetical order."""
    return tuple(sorted(path.stem for path in LANGUAGES.glob("*.toml")))


def vocabulary_for(text: Text) -> Vocabulary:
    """The vocabulary that a prompt needs.

    Where English knows every word, that is English alone, so that other languages neither cost time nor find their
    own words in it. One word that English lacks brings in the languages in Latin letters, and a Chinese, Japanese or
    Korean character brings in all.
    """
    words = vocabulary()
    strange = [
        token.word
        for token in text.tokens
        if token.word not in words.everyday and token.word not in words.phrases
    ]
    if any(is_cjk(word) for word in strange):
        return with_languages()
    accented = not text.prompt.isascii() and any(c.isalpha() and c > "\x7f" for c in text.prompt)
    if accented or any(
        len(w) > 1
        and w.isalpha()
        and (w.removesuffix("s") not in words.everyday or w in words.negation_starts)  # "sans"
        for w in strange
    ):
        return with_languages(*(code for code in language_codes() if code not in CJK))
    return words


def build(sources: dict[str, str], languages: dict[str, str] | None = None) -> Vocabulary:
    """A vocabulary from file name (without ".toml") → TOML text, and other languages by code.

    Raises tomli.TOMLDecodeError or TypeError.
    """
    tables = {name: tomli.loads(text) for name, text in sources.items()}
    neutral = tables.get("neutral", {})
    entries = [entry for name, kind in FILES.items() for entry in read_entries(kind, tables.get(name, {}))]
    entries += [Entry("stop", phrase) for phrase in split(neutral.get("stop", ""))]
    phrases = english_phrases(entry for entry in entries if entry.kind != "artist")
    known = known_words(phrases)
    artists = english_phrases(entry for entry in entries if entry.kind == "artist")
    for phrase, spellings in artists.items():
        phrases[phrase] = (*phrases.get(phrase, ()), *spellings)
    functions, music, asking, common = (
        frozenset(neutral.get(name, "").split()) for name in ("functions", "music", "asking", "common")
    )
    little = functions | asking
    negation = _negation(tables.get("negation", {}))
    english = Vocabulary(
        entries=tuple(entries),
        by_name={(entry.kind, entry.name): entry for entry in entries},
        phrases=phrases,
        longest=longest_phrases(phrases),
        known=known | known_words(artists),
        everyday=known | little | music | common,
        targets=typo_targets(phrases, entries, little),
        neutral=little | music,
        common=little | common,
        frequent=frozenset(neutral.get("frequent", "").split()),
        musical=music,
        functions=functions,
        negation=negation,
        negation_starts=_starts(negation),
        grammar=_grammar(tables.get("grammar", {})),
    )
    return extended(english, languages) if languages else english


def extended(english: Vocabulary, sources: dict[str, str]) -> Vocabulary:
    """`english` and other languages, by code → TOML text. Raises tomli.TOMLDecodeError, TypeError or ValueError."""
    others = tuple(read_language(code, tomli.loads(text)) for code, text in sources.items())
    phrases = dict(english.phrases)
    for stop in (phrase for other in others for phrase in other.stop):
        phrases.setdefault(phrase_of(stop), (Spelling(Entry("stop", stop), stop),))
    own = {language.code: add_language(phrases, language, english.by_name) for language in others}
    guards = _guards(others, phrases, english.neutral | english.common)
    fresh = phrases.keys() - english.phrases.keys()
    longest = dict(english.longest)
    for first, length in longest_phrases(fresh).items():
        longest[first] = max(length, longest.get(first, 0))
    little = frozenset(folded_words(" ".join([other.little for other in others])))
    negation = _negation({}, others) | english.negation
    return replace(
        english,
        phrases=phrases,
        longest=longest,
        known=english.known | known_words(fresh),
        targets=english.targets - little,
        neutral=english.neutral | little,
        common=english.common | little,
        negation=negation,
        negation_starts=_starts(negation),
        grammar=_with(english.grammar, others),
        languages=others,
        telling={code: words - english.everyday - guards.keys() for code, words in own.items()},
        guards=guards,
    )


def _negation(table: dict[str, str], languages: tuple[Language, ...] = ()) -> dict[str, str]:
    """Phrase → before, after, except, less or not_negation; English says it first."""
    found = {phrase: kind for kind, text in table.items() for phrase in phrases_of(split(text))}
    for language in languages:
        for kind, spellings in language.spelled("negation").items():
            for phrase in phrases_of(spellings):
                found.setdefault(phrase, kind)
    return found


def _starts(phrases: Iterable[str]) -> dict[str, tuple[int, ...]]:
    found: dict[str, set[int]] = {}
    for phrase in phrases:
        words = phrase.split(" ")
        found.setdefault(words[0], set()).add(len(words))
    return {word: tuple(sorted(sizes, reverse=True)) for word, sizes in found.items()}


def _guards(
    languages: tuple[Language, ...], phrases: dict[str, tuple[Spelling, ...]], english: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """Phrases shared with English, by the files' word, and names of things that are everyday words there ("style")."""
    found = {
        word: tuple(s.language for s in phrases[word] if s.language != "en")
        for word in english & phrases.keys()
        if any(s.language != "en" for s in phrases[word])
    }
    for language in languages:
        for text in language.guarded:
            phrase = phrase_of(text)
            found[phrase] = (*found.get(phrase, ()), language.code)
    return found


def read_entries(kind: Kind, table: dict[str, Any]) -> Iterable[Entry]:
    """The entries of one parsed file; kin become entries of their own. Raises TypeError on an unknown field."""
    for name, fields in table.items():
        values = [kind, name, *_SILENT]
        for key, value in fields.items():
            place = _PLACES.get(key)
            if place is None:
                raise TypeError(f"{name}: an entry has no field {key!r}")
            values[place] = _value(key, value)
        entry = Entry._make(values)
        yield entry
        for kin in entry.kin:
            yield entry._replace(name=kin, aliases=(), nearest=(), guarded=(), kin=(), hints=(), weak=())


def _value(key: str, value: Any) -> Any:
    if key in LISTS:
        return split(value)
    if key in _TUPLES:
        return tuple(value)
    return tuple(value.items()) if key == "choices" else value


def _grammar(table: dict[str, Any]) -> Grammar:
    return Grammar(
        lists={name: frozenset(text.split()) for name, text in table.get("lists", {}).items()},
        tempo_marks=dict(table.get("tempo_marks", {})),
        progressions={name: tuple(text.split()) for name, text in table.get("progressions", {}).items()},
        sections={word: name for name, text in table.get("sections", {}).items() for word in split(text)},
        metres={way: metre for metre, text in table.get("metres", {}).items() for way in split(text)},
    )


def _with(grammar: Grammar, languages: tuple[Language, ...]) -> Grammar:
    """The lists and tables of other languages beside the English ones, which win."""
    lists, sections, metres = dict(grammar.lists), dict(grammar.sections), dict(grammar.metres)
    for language in languages:
        for name, text in language.tables.get("lists", {}).items():
            lists[name] = lists.get(name, frozenset()) | frozenset(folded_words(text))
        for into, what in ((sections, "sections"), (metres, "metres")):
            for name, spellings in language.spelled(what).items():
                for spelling in spellings:
                    into.setdefault(fold(spelling).lower(), name)
    return replace(grammar, lists=lists, sections=sections, metres=metres)
