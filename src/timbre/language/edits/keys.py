"""Clauses that move the key from where it is: up a tone, make it major, relative minor; stated chords move along.

Knows nothing of absolute keys ("in D minor"): those are read as in a prompt.
"""

from __future__ import annotations

import re

from timbre.errors import InvalidInputError
from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.steps import count_of
from timbre.language.edits.touching import change_players, higher
from timbre.language.parse import key_name
from timbre.theory.chord import parse_chord
from timbre.theory.key import Key, key_at, parse_key
from timbre.theory.pitch import name_of
from timbre.theory.scale import canonical_mode, is_minor

_NUMBER = r"(?P<n>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_STEPS = {
    "semitone": 1, "half step": 1, "halfstep": 1, "half tone": 1, "half-step": 1,
    "step": 2, "tone": 2, "whole step": 2, "whole tone": 2,
    "half a step": 1, "half a tone": 1, "minor second": 1, "major second": 2, "second": 2,
    "minor third": 3, "third": 4, "major third": 4, "fourth": 5, "perfect fourth": 5, "tritone": 6,
    "fifth": 7, "perfect fifth": 7,
    "minor sixth": 8, "sixth": 9, "major sixth": 9, "seventh": 11, "octave": 12, "key": 1,
}  # fmt: skip
_STEP = "|".join(sorted((name.replace(" ", "[ -]") for name in _STEPS), key=len, reverse=True))
_TRANSPOSE = re.compile(
    rf"(?:transpose|tune|pitch|shift|move|raise|lower|take|bring|key|modulate)?(?: (?:it|the key|the pitch"
    rf"|everything))? ?"
    rf"(?P<way>up|down|higher|lower|\+|-)?(?: ?(?:by|an?)\b)* ?"
    rf"(?:{_NUMBER} )?(?:a )?(?P<step>(?:{_STEP})s?)?(?: (?P<way2>up|down|higher|lower))?"
)
_INTO = re.compile(
    r"(?i:\b(?:transpose|move|shift|modulate|pitch)(?: (?:it|this|that|everything|the (?:song|key|track"
    r"|piece)))?(?: up| down)?"
    r" (?:in)?to (?:the key of )?)(?P<key>[A-Ha-h](?:#|b|♯|♭)?(?: ?[a-zA-Z]{1,10})?(?: (?:minor"
    r"|major))?)[ .!]*$"
)
_TONIC_ONLY = 3
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
    if _into_key(clause, draft):
        return True
    found = _MODE.fullmatch(clause.text)
    if found is not None and (
        clause.made or clause.text != found["mode"] or found["mode"] in ("major", "minor")
    ):
        _set_mode(draft, found["mode"].removesuffix(" scale"), (found["relative"] or "").strip())
        return True
    simply = _RAISE.fullmatch(clause.text)
    if simply is not None:
        move_key(draft, -2 if (simply["way"] or simply["way2"]) in ("lower", "drop", "down") else 2)
        return True
    semitones = semitones_of(clause.text)
    if semitones is None:
        return False
    move_key(draft, semitones)
    return True


def _into_key(clause: Clause, draft: Draft) -> bool:
    """ "transpose to G minor"; a tonic alone keeps the mode."""
    found = _INTO.search(clause.plain)
    name = key_name(found["key"]) if found is not None else None
    if found is None or name is None:
        return False
    now = key_now(draft)
    if len(found["key"]) < _TONIC_ONLY and now is not None:
        name = key_at(parse_key(name).tonic_class, now.mode).name
    set_key(draft, name)
    return True


def semitones_of(text: str) -> int | None:
    """How far a phrase moves the pitch: "up a tone" 2, "down a fifth" -7, "transpose 3 semitones"; None for others."""
    found = _TRANSPOSE.fullmatch(text)
    if found is None or not (found["step"] or found["n"]):
        return None
    way = found["way"] or found["way2"] or ("down" if text.startswith("lower") else "")
    if not way and not text.startswith(("transpose", "raise", "tune", "pitch", "shift", "modulate")):
        return None
    step = (found["step"] or "").replace("-", " ")
    step = step if step in _STEPS else step.removesuffix("s")
    if not step and not text.startswith(("transpose", "pitch", "shift the key", "key")):
        return None
    count = count_of(found["n"])
    if count is None:
        return None
    return (-1 if way in ("down", "lower", "-") else 1) * count * (_STEPS[step] if step else 1)


def move_key(draft: Draft, semitones: int) -> None:
    """Transpose the key; stated chords move along."""
    key = key_now(draft)
    if key is None:
        draft.note("The take's key is not known: say a key, such as “in D minor”.")
        return
    if semitones % 12 == 0:
        draft.note("An octave keeps the key: the melody moves. Say who else: “strings an octave lower”.")
        octaves = max(-2, min(2, semitones // 12))
        if octaves:
            change_players(draft, ("melody",), lambda wish: higher(wish, octaves))
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
