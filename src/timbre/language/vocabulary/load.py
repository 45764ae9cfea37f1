"""Loading the vocabulary files into one index of spellings, once per process.

Knows nothing of what makes a file correct: `check` says so, with line numbers.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from timbre.language.text import words_of
from timbre.language.vocabulary.entries import FILES, Entry, Kind, Spelling

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FOLDER = Path(__file__).parent
LISTS = ("aliases", "words", "nearest", "guarded", "kin", "hints")
_TUPLES = ("range", "moods", "instruments", "production", "without")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything the words can mean."""

    entries: tuple[Entry, ...]
    phrases: dict[str, tuple[Spelling, ...]]
    """Folded words joined by single spaces → what they may mean, one per kind."""
    longest: dict[str, int]
    """First word of a phrase → how many words the longest phrase that starts so has."""
    known: frozenset[str]
    """Every word that occurs in a phrase."""
    targets: frozenset[str]
    """Words that a misspelt one may be taken for."""
    neutral: frozenset[str]
    """Words that are understood but say nothing about the music."""
    common: frozenset[str]
    """Everyday words that must not be taken for a misspelt one of ours."""
    negation: dict[str, frozenset[str]]
    """before, after, less, not_negation → phrases."""

    def named(self, kind: Kind, name: str) -> Entry | None:
        """The entry with this canonical name."""
        return _by_name(self).get((kind, name))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The built-in vocabulary."""
    return build({name: (FOLDER / f"{name}.toml").read_text("utf-8") for name in (*FILES, "artists", "negation", "neutral")})


def build(sources: dict[str, str]) -> Vocabulary:
    """A vocabulary from file name (without ".toml") → TOML text. Raises tomllib.TOMLDecodeError or TypeError."""
    tables = {name: tomllib.loads(text) for name, text in sources.items()}
    entries = [entry for name, kind in FILES.items() for entry in read_entries(kind, tables.get(name, {}))]
    entries += [Entry("artist", name) for name in split(tables.get("artists", {}).get("names", ""))]
    neutral = tables.get("neutral", {})
    entries += [Entry("stop", phrase) for phrase in split(neutral.get("stop", ""))]
    phrases: dict[str, tuple[Spelling, ...]] = {}
    longest: dict[str, int] = {}
    known: set[str] = set()
    everyday = frozenset(f"{neutral.get('functions', '')} {neutral.get('asking', '')} {neutral.get('common', '')}".split())
    for entry in entries:
        _index(entry, phrases, longest, known)
    plain = frozenset(f"{neutral.get('functions', '')} {neutral.get('music', '')} {neutral.get('asking', '')}".split())
    negation = {name: frozenset(phrase_of(p) for p in split(text)) for name, text in tables.get("negation", {}).items()}
    targets = _targets(phrases, plain | everyday)
    return Vocabulary(tuple(entries), phrases, longest, frozenset(known), targets, plain, everyday, negation)


def read_entries(kind: Kind, table: dict[str, Any]) -> Iterable[Entry]:
    """The entries of one parsed file; kin become entries of their own."""
    for name, fields in table.items():
        made = {key: _value(key, value) for key, value in fields.items()}
        entry = Entry(kind, name, **made)
        yield entry
        for kin in entry.kin:
            yield replace(entry, name=kin, aliases=(), words=(), kin=(), nearest=(), guarded=(), hints=())


def split(text: str) -> tuple[str, ...]:
    """The items of a comma-separated list."""
    return tuple(item for item in (part.strip() for part in text.replace("\n", " ").split(",")) if item)


def phrase_of(text: str) -> str:
    """A spelling as the index knows it: folded words joined by single spaces."""
    simple = text.replace("-", " ")
    if simple.isascii() and simple.replace(" ", "").isalnum():
        return " ".join(simple.lower().split()) if "  " in simple else simple.lower()
    if min(text) >= "\u3005" and max(text) <= "\ud7a3":
        return " ".join(text)
    return " ".join(words_of(text))


def _value(key: str, value: Any) -> Any:
    if key in LISTS:
        return split(value)
    if key in _TUPLES:
        return tuple(value)
    return tuple(value.items()) if key == "choices" else value


def _index(entry: Entry, phrases: dict[str, tuple[Spelling, ...]], longest: dict[str, int], known: set[str]) -> None:
    for text in (entry.name, *entry.aliases, *entry.words, *entry.nearest, *entry.hints):
        phrase = phrase_of(text)
        spelling = Spelling(entry, text, text in entry.guarded, text in entry.nearest, text in entry.hints)
        phrases[phrase] = (*phrases[phrase], spelling) if phrase in phrases else (spelling,)
        words = phrase.split(" ")
        known.update(words)
        if longest.get(words[0], 0) < len(words):
            longest[words[0]] = len(words)


def _targets(phrases: dict[str, tuple[Spelling, ...]], everyday: frozenset[str]) -> frozenset[str]:
    """English words of five letters or more that mean something alone, and the words of instruments' and genres' names."""
    found: set[str] = set()
    for phrase, spellings in phrases.items():
        entry, text = spellings[0].entry, spellings[0].text
        if phrase.isascii() and entry.kind not in ("stop", "artist") and text not in entry.words:
            if " " not in phrase:
                found.add(phrase)
            elif entry.kind in ("genre", "instrument") and text == entry.name:
                found.update(phrase.split(" "))
    return frozenset(word for word in found if len(word) > 4 and word.isalpha() and word not in everyday)


@lru_cache(maxsize=4)
def _names(entries: tuple[Entry, ...]) -> dict[tuple[Kind, str], Entry]:
    return {(entry.kind, entry.name): entry for entry in entries}


def _by_name(words: Vocabulary) -> dict[tuple[Kind, str], Entry]:
    return _names(words.entries)
