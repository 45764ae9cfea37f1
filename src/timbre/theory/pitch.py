"""Pitch classes and note names. Pitch class 0 is C; MIDI pitch 60 is middle C (C4).

Knows nothing of keys: how to spell a black key is the caller's choice (`flats`).
"""

from __future__ import annotations

import re

from timbre.errors import InvalidInputError

LETTERS = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
SHARP_NAMES = ("C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B")
FLAT_NAMES = ("C", "Db", "D", "Eb", "E", "F", "Gb", "G", "Ab", "A", "Bb", "B")
_NAME = re.compile(r"([A-Ga-g])([#b♯♭]{0,2})\Z")


def plain_accidentals(text: str) -> str:
    """`text` with ♯ ♭ written as # b."""
    return text.replace("♯", "#").replace("♭", "b")


def pitch_class(name: str) -> int:
    """Pitch class 0..11 of a note name such as "F#", "Bb" or "E♭". Raises InvalidInputError."""
    match = _NAME.match(name.strip())
    if match is None:
        raise InvalidInputError(
            f"{name[:40]!r} is not a note name.", "Write a letter A to G, with # or b if needed: C, F#, Bb."
        )
    marks = plain_accidentals(match.group(2))
    return (LETTERS[match.group(1).upper()] + marks.count("#") - marks.count("b")) % 12


def name_of(pitch_class_: int, flats: bool = False) -> str:
    """Name of a pitch class, black keys as flats or sharps."""
    return (FLAT_NAMES if flats else SHARP_NAMES)[pitch_class_ % 12]


def pitch_name(pitch: int, flats: bool = False) -> str:
    """Name of a MIDI pitch with its octave: 60 → "C4"."""
    return f"{name_of(pitch, flats)}{pitch // 12 - 1}"


def nearest(pitch_class_: int, target: int) -> int:
    """The MIDI pitch of `pitch_class_` nearest to `target` (the lower one when two are equally near)."""
    up = (pitch_class_ - target) % 12
    return target + up if up < 6 else target + up - 12


def at_or_above(pitch_class_: int, floor: int) -> int:
    """The lowest MIDI pitch of `pitch_class_` that is not below `floor`."""
    return floor + (pitch_class_ - floor) % 12


def leading_tone_name(tonic: str) -> str:
    """How the note a half step below `tonic` is written on the letter below: "D" → "C#", "F" → "E"."""
    letters = "CDEFGAB"
    letter = letters[letters.index(tonic[0].upper()) - 1]
    raised = (pitch_class(tonic) - 1 - LETTERS[letter] + 6) % 12 - 6
    return letter + ("#" * raised if raised > 0 else "b" * -raised)
