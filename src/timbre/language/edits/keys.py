"""Clauses that move the key from where it is: up a tone, make it major, relative minor; stated chords move along.

Knows nothing of absolute keys ("in D minor"): those are read as in a prompt.
"""

from __future__ import annotations

import re

from timbre.errors import InvalidInputError
from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.steps import count_of
from timbre.theory.chord import parse_chord
from timbre.theory.key import Key, key_at, parse_key
from timbre.theory.pitch import name_of
from timbre.theory.scale import canonical_mode, is_minor

_NUMBER = r"(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_STEPS = {
    "semitone": 1, "half step": 1, "halfstep": 1, "half tone": 1, "half-step": 1,
    "step": 2, "tone": 2, "whole step": 2, "whole tone": 2,
    "minor third": 3, "third": 4, "major third": 4, "fourth": 5, "fifth": 7, "octave": 12, "key": 1,
}  # fmt: skip
_STEP = "|".join(sorted((name.replace(" ", "[ -]") for name in _STEPS), key=len, reverse=True))
_TRANSPOSE = re.compile(
    rf"(?:transpose|pitch|shift|move|raise|lower|take|bring|key|modulate)?(?: (?:it|the key|the pitch"
    rf"|everything))? ?"
    rf"(?P<way>up|down|higher|lower|\+|-)?(?: (?:by|an?))* ?"
    rf"(?:{_NUMBER} )?(?:a )?(?P<step>(?:{_STEP})s?)?(?: (?P<way2>up|down|higher|lower))?"
)
_RAISE = re.compile(
    r"(?P<way>raise|lower|drop)(?: the)? (?:key|pitch)|(?:pitch|key|transpose|shift the key"
    r"|shift the pitch)(?: it)? (?P<way2>up|down)"
)
_MODE = re.compile(
    r"(?:in |into |to |go |switch to |change to )?(?:a |the )?(?P<relative>relative "
    r"|parallel )?(?P<mode>major|minor|dorian|phrygian|lydian|mixolydian|harmonic minor|melodic minor"
    r"|pentatonic|blues scale)"
    r"(?: key| mode| scale| instead)?"
)


def read_key(clause: Clause, draft: Draft) -> bool:
    """Whether the clause moves the key or changes its mode; sets the field."""
    found = _MODE.fullmatch(clause.text)
    if found is not None and (
        clause.made or clause.text != found["mode"] or found["mode"] in ("major", "minor")
    ):
        _set_mode(draft, found["mode"].removesuffix(" scale"), (found["relative"] or "").strip())
        return True
    simply = _RAISE.fullmatch(clause.text)
    if simply is not None:
        _transpose(draft, -2 if (simply["way"] or simply["way2"]) in ("lower", "drop", "down") else 2)
        return True
    found = _TRANSPOSE.fullmatch(clause.text)
    if found is None or not (found["step"] or found["n"]):
        return False
    way = found["way"] or found["way2"] or ("down" if clause.text.startswith("lower") else "")
    if not way and not clause.text.startswith(("transpose", "raise", "pitch", "shift", "modulate")):
        return False
    step = (found["step"] or "").replace("-", " ")
    step = step if step in _STEPS else step.removesuffix("s")
    if not step and not clause.text.startswith(("transpose", "pitch", "shift the key", "key")):
        return False
    count = count_of(found["n"])
    if count is None:
        return False
    sign = -1 if way in ("down", "lower", "-") else 1
    _transpose(draft, sign * count * (_STEPS[step] if step else 1))
    return True


def _transpose(draft: Draft, semitones: int) -> None:
    key = key_now(draft)
    if key is None:
        draft.note("The take's key is not known: say a key, such as “in D minor”.")
        return
    if semitones % 12 == 0:
        draft.note("An octave keeps the key: ask for “brighter” or “darker” instead.")
        return
    set_key(draft, key_at((key.tonic_class + semitones) % 12, key.mode).name)


def key_now(draft: Draft) -> Key | None:
    """The take's key, None when nobody knows."""
    name = draft.playing("key")
    try:
        return parse_key(name) if name else None
    except InvalidInputError:
        return None


def _set_mode(draft: Draft, mode: str, relative: str) -> None:
    key = key_now(draft) or Key("C", "minor" if mode == "major" else "major")
    name = canonical_mode(mode) or "major"
    if name == "major pentatonic" and key.is_minor:
        name = "minor pentatonic"
    if relative == "relative" and is_minor(name) != key.is_minor:
        set_key(draft, key_at((key.tonic_class + (9 if is_minor(name) else 3)) % 12, name).name)
    elif is_minor(name) == key.is_minor and name in ("major", "minor"):
        draft.note(f"The key is {'minor' if key.is_minor else 'major'} already ({key.name}).")
    else:
        usual = key_at(key.tonic_class, name)
        set_key(draft, usual.name)


def set_key(draft: Draft, name: str) -> None:
    """Set the key. Stated chords move along; in another mode they no longer hold."""
    old, new = key_now(draft), parse_key(name)
    draft.set("key", name)
    chords = draft.get("chords")
    if not chords or old is None or old.name == new.name:
        return
    if old.is_minor == new.is_minor:
        shift = (new.tonic_class - old.tonic_class) % 12
        draft.set("chords", tuple(_moved(symbol, shift, new.flats) for symbol in chords))
    else:
        draft.clear("chords")
        draft.note(f"The chords {' '.join(chords)} do not fit {name} and were let go.")


def _moved(symbol: str, semitones: int, flats: bool) -> str:
    """A chord symbol some semitones up; a numeral or an unknown symbol stays."""
    try:
        chord = parse_chord(symbol)
    except InvalidInputError:
        return symbol
    head, slash, _ = symbol.partition("/")
    quality = re.sub(r"^[A-G](?:##|bb|#|b)?", "", head)
    bass = f"/{name_of(chord.bass + semitones, flats)}" if slash else ""
    return f"{name_of(chord.root + semitones, flats)}{quality}{bass}"
