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
OTHER_FILES = ("artists", "negation", "neutral", "grammar")
LISTS = ("aliases", "words", "nearest", "guarded", "kin", "hints", "weak")
_TUPLES = ("range", "moods", "instruments", "production", "without")
_SHORTEST_TARGET = 5


@dataclass(frozen=True, slots=True)
class Grammar:
    """Word lists and tables that the readers of numbers, keys, chords and form lean on."""

    lists: dict[str, frozenset[str]]
    tempo_marks: dict[str, int]
    """Italian mark → quarter notes per minute."""
    progressions: dict[str, tuple[str, ...]]
    sections: dict[str, str]
    """Spelling → section name."""
    metres: dict[str, str]
    """Way of saying it → metre."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Everything the words can mean."""

    entries: tuple[Entry, ...]
    by_name: dict[tuple[Kind, str], Entry]
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
    negation: dict[str, str]
    """Phrase → before, after, less or not_negation."""
    negation_starts: frozenset[str]
    """First words of those phrases."""
    grammar: Grammar

    def named(self, kind: Kind, name: str) -> Entry | None:
        """The entry with this canonical name."""
        return self.by_name.get((kind, name))


@lru_cache(maxsize=1)
def vocabulary() -> Vocabulary:
    """The built-in vocabulary."""
    return build({name: (FOLDER / f"{name}.toml").read_text("utf-8") for name in (*FILES, *OTHER_FILES)})


def build(sources: dict[str, str]) -> Vocabulary:
    """A vocabulary from file name (without ".toml") → TOML text. Raises tomllib.TOMLDecodeError or TypeError."""
    tables = {name: tomllib.loads(text) for name, text in sources.items()}
    neutral = tables.get("neutral", {})
    entries = [entry for name, kind in FILES.items() for entry in read_entries(kind, tables.get(name, {}))]
    entries += [Entry("artist", name) for name in split(tables.get("artists", {}).get("names", ""))]
    entries += [Entry("stop", phrase) for phrase in split(neutral.get("stop", ""))]
    phrases: dict[str, tuple[Spelling, ...]] = {}
    longest: dict[str, int] = {}
    known: set[str] = set()
    for entry in entries:
        _index(entry, phrases, longest, known)
    functions, music, asking, common = (
        neutral.get(k, "") for k in ("functions", "music", "asking", "common")
    )
    little = frozenset(f"{functions} {asking}".split())
    negation = {phrase_of(p): kind for kind, text in tables.get("negation", {}).items() for p in split(text)}
    return Vocabulary(
        entries=tuple(entries),
        by_name={(entry.kind, entry.name): entry for entry in entries},
        phrases=phrases,
        longest=longest,
        known=frozenset(known),
        targets=_targets(phrases, little),
        neutral=little | frozenset(music.split()),
        common=little | frozenset(common.split()),
        negation=negation,
        negation_starts=frozenset(phrase.split(" ")[0] for phrase in negation),
        grammar=_grammar(tables.get("grammar", {})),
    )


def read_entries(kind: Kind, table: dict[str, Any]) -> Iterable[Entry]:
    """The entries of one parsed file; kin become entries of their own."""
    for name, fields in table.items():
        entry = Entry(kind, name, **{key: _value(key, value) for key, value in fields.items()})
        yield entry
        for kin in entry.kin:
            yield replace(
                entry, name=kin, aliases=(), words=(), nearest=(), guarded=(), kin=(), hints=(), weak=()
            )


def split(text: str) -> tuple[str, ...]:
    """The items of a comma-separated list."""
    return tuple(item for item in (part.strip() for part in text.replace("\n", " ").split(",")) if item)


def phrase_of(text: str) -> str:
    """A spelling as the index knows it: folded words joined by single spaces."""
    simple = text.replace("-", " ")
    if simple.isascii() and simple.replace(" ", "").isalnum():
        return " ".join(simple.lower().split()) if "  " in simple else simple.lower()
    if text and min(text) >= "\u3005" and max(text) <= "\ud7a3":
        return " ".join(text)
    return " ".join(words_of(text))


def _value(key: str, value: Any) -> Any:
    if key in LISTS:
        return split(value)
    if key in _TUPLES:
        return tuple(value)
    return tuple(value.items()) if key == "choices" else value


def _index(
    entry: Entry, phrases: dict[str, tuple[Spelling, ...]], longest: dict[str, int], known: set[str]
) -> None:
    for text in (entry.name, *entry.aliases, *entry.words, *entry.nearest, *entry.hints):
        phrase = phrase_of(text)
        spelling = Spelling(
            entry, text, text in entry.guarded, text in entry.nearest, text in entry.hints, text in entry.weak
        )
        phrases[phrase] = (*phrases[phrase], spelling) if phrase in phrases else (spelling,)
        words = phrase.split(" ")
        known.update(words)
        if longest.get(words[0], 0) < len(words):
            longest[words[0]] = len(words)


def _targets(phrases: dict[str, tuple[Spelling, ...]], little: frozenset[str]) -> frozenset[str]:
    """English words that mean something alone, and the words of instruments' and genres' names."""
    found: set[str] = set()
    for phrase, spellings in phrases.items():
        entry, text = spellings[0].entry, spellings[0].text
        if phrase.isascii() and entry.kind not in ("stop", "artist") and text not in entry.words:
            if " " not in phrase:
                found.add(phrase)
            elif entry.kind in ("genre", "instrument") and text == entry.name:
                found.update(phrase.split(" "))
    return frozenset(w for w in found if len(w) >= _SHORTEST_TARGET and w.isalpha() and w not in little)


def _grammar(table: dict[str, Any]) -> Grammar:
    return Grammar(
        lists={name: frozenset(text.split()) for name, text in table.get("lists", {}).items()},
        tempo_marks=dict(table.get("tempo_marks", {})),
        progressions={name: tuple(text.split()) for name, text in table.get("progressions", {}).items()},
        sections={word: name for name, text in table.get("sections", {}).items() for word in split(text)},
        metres={way: metre for metre, text in table.get("metres", {}).items() for way in split(text)},
    )
