"""Chords that were written out against a key that was stated as well: both are kept, and the user is told.

Knows nothing of how either was found, nor of what an engine does with them.
"""

from __future__ import annotations

from timbre.errors import InvalidInputError
from timbre.theory.chord import parse_chord
from timbre.theory.key import guess_key, parse_key


def clash_of(chords: tuple[str, ...], key: str | None) -> str:
    """A sentence for the user where at least half of `chords` leave `key`; "" where they fit or nobody can tell.

    A chord leaves the key when its root or its third is none of its notes; numerals always fit.
    """
    if not chords or key is None:
        return ""
    try:
        named, found = parse_key(key), [parse_chord(symbol) for symbol in chords]
    except InvalidInputError:
        return ""
    inside = {*named.scale, *named.harmony}
    outside = sum(not set(chord.classes[:2]) <= inside for chord in found)
    if outside * 2 < len(found):
        return ""
    guess = guess_key(found).name
    return f"The chords {' '.join(chords)} are in {guess}, not in {named.name}: both stay as you said them."
