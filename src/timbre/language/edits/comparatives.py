"""Comparatives: "fatter" and the "fat" in it; "colder" as "more cold".

Knows nothing of clauses.
"""

from __future__ import annotations

from timbre.language.edits.grammar import grammar
from timbre.language.touches import touch_of
from timbre.language.vocabulary import vocabulary


def base_of(comparative: str) -> str:
    """ "happier" → "happy", "nicer" → "nice", "fatter" → "fat"; other words as they are."""
    if comparative.endswith("ier"):
        return comparative[:-3] + "y"
    stem = comparative.removesuffix("er")
    if stem == comparative:
        return comparative
    double = len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] in "bdgmnpt"
    return next(
        (word for word in (stem, stem + "e", stem[:-1] if double else stem) if touch_of(word) is not None),
        stem,
    )


def plainly_more(words: str, *, joined: bool) -> str:
    """ "colder" → "more cold": a comparative of a mood or a sound, which is no word of its own ("thriller")."""
    known = vocabulary().phrases
    if not words.endswith("er") or not words.isalpha() or words in grammar().words:
        return words
    if joined and touch_of(words) is not None:  # "the bass an octave up and louder"
        return words
    own = {spelling.entry.kind for spelling in known.get(words, ())}
    stem = words.removesuffix("er")
    for base in (stem, f"{stem}e", stem[:-1] if stem[-2:-1] == stem[-1:] else stem):
        kinds = {spelling.entry.kind for spelling in known.get(base, ())}
        if kinds & {"mood", "production"} and own <= {"mood", "production"}:
            return f"more {base}"
    return words
