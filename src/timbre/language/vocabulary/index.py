"""The index of spellings: folded phrase → what it may mean, with what the finders of words need beside it.

Knows nothing of files: `load` reads them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from timbre.language.text import is_cjk, words_of
from timbre.language.vocabulary.entries import Entry, Kind, Spelling
from timbre.language.vocabulary.other_languages import Language, spellings_in
from timbre.language.vocabulary.phrases import phrase_of, phrases_of

_SHORTEST_TARGET = 5
Phrases = dict[str, tuple[Spelling, ...]]


def english_phrases(entries: Iterable[Entry]) -> Phrases:
    """The spellings of all entries, several meanings of one phrase in the entries' order."""
    phrases: Phrases = {}
    for entry in entries:
        texts = (entry.name, *entry.aliases)
        _add(phrases, entry, texts)
        if entry.nearest:
            _add(phrases, entry, entry.nearest, stand_in=True)
        if entry.hints:
            _add(phrases, entry, entry.hints, hint=True)
    return phrases


def _add(
    phrases: Phrases, entry: Entry, texts: Sequence[str], *, stand_in: bool = False, hint: bool = False
) -> None:
    special = entry.guarded or entry.weak
    for text, phrase in zip(texts, phrases_of(tuple(texts)), strict=True):
        guarded, weak = (text in entry.guarded, text in entry.weak) if special else (False, False)
        spelling = Spelling(entry, text, guarded, stand_in, hint, weak)
        there = phrases.get(phrase)
        phrases[phrase] = (spelling,) if there is None else (*there, spelling)


def add_language(
    phrases: Phrases, language: Language, entries: dict[tuple[Kind, str], Entry]
) -> frozenset[str]:
    """Add the spellings of a language; one that has a meaning of the same kind already is passed over.

    Returns the words of the language: its names of things in one word, or their characters, and its everyday words.
    """
    also, code = language.also_typed, language.code
    own = set(words_of(" ".join([language.little, *language.texts("edits"), *language.texts("negation")])))
    for kind, name, texts in spellings_in(language):
        entry = entries.get((kind, name))
        if entry is None:
            continue
        weak = entry.name in entry.weak
        found = list(zip(texts, phrases_of(texts), strict=True))
        if also:
            others = tuple([text.translate(also) for text in texts])
            if others != texts:
                found += zip(texts, phrases_of(others), strict=True)
        for text, phrase in found:
            there = phrases.get(phrase)
            if " " not in phrase:
                own.add(phrase)
            elif phrase[1] == " ":  # characters
                own.update(phrase.split(" "))
            if there is None:
                phrases[phrase] = (Spelling(entry, text, False, False, False, weak, code),)
            elif all(other.entry.kind != kind for other in there):
                phrases[phrase] = (*there, Spelling(entry, text, False, False, False, weak, code))
    return frozenset([word for word in own if len(word) > 1 or is_cjk(word)])


def longest_phrases(phrases: Iterable[str]) -> dict[str, int]:
    """First word → how many words the longest phrase of several words that starts so has."""
    longest: dict[str, int] = {}
    for phrase in phrases:
        spaces = phrase.count(" ")
        if spaces:
            first = phrase[: phrase.index(" ")]
            if longest.get(first, 0) <= spaces:
                longest[first] = spaces + 1
    return longest


def known_words(phrases: Iterable[str]) -> frozenset[str]:
    """Every word that occurs in a phrase."""
    return frozenset(" ".join(phrases).split(" "))


def typo_targets(phrases: Phrases, entries: Iterable[Entry], little: frozenset[str]) -> frozenset[str]:
    """English words that mean something alone, and the words of instruments' and genres' names."""
    found = [
        phrase
        for phrase, spellings in phrases.items()
        if " " not in phrase and spellings[0].entry.kind not in ("stop", "artist")
    ]
    for entry in entries:
        if entry.kind in ("genre", "instrument"):
            found += phrase_of(entry.name).split(" ")
    long = frozenset([word for word in found if len(word) >= _SHORTEST_TARGET])
    return frozenset([word for word in long - little if word.isascii() and word.isalpha()])
