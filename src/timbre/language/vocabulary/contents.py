"""Vocabulary and Grammar: everything the words can mean, once it is loaded.

Knows nothing of files (`load`) or prompts (`match`).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from timbre.language.vocabulary.entries import Entry, Kind, Spelling
from timbre.language.vocabulary.other_languages import Language


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
    everyday: frozenset[str]
    """Words that English knows, but for those of artists' names ("de la …")."""
    targets: frozenset[str]
    """Words that a misspelt one may be taken for."""
    neutral: frozenset[str]
    """Words that are understood but say nothing about the music."""
    functions: frozenset[str]
    """Little words that show that a prompt speaks English."""
    common: frozenset[str]
    """Everyday words that must not be taken for a misspelt one of ours."""
    frequent: frozenset[str]
    """The words of ours that prompts use most: a short slip is taken for one of these only."""
    musical: frozenset[str]
    """Neutral words that show that music is meant ("track", "beat")."""
    negation: dict[str, str]
    """Phrase → before, after, less or not_negation."""
    negation_starts: dict[str, tuple[int, ...]]
    """First word of those phrases → how many words they have, most first."""
    grammar: Grammar
    languages: tuple[Language, ...] = ()
    """The other languages, in alphabetical order of their codes."""
    telling: dict[str, frozenset[str]] = field(default_factory=dict)
    """Language → words that show that a prompt speaks it."""
    guards: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """Phrases that other languages share with English ("hell") → those languages."""

    def named(self, kind: Kind, name: str) -> Entry | None:
        """The entry with this canonical name."""
        return self.by_name.get((kind, name))
