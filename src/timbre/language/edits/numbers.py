"""Clauses with numbers that count from the take: +10 bpm, double time, up a tone, twice as long, make it major.

Knows nothing of absolute values ("90 bpm", "in D minor"): those are read as in a prompt.
"""

from __future__ import annotations

import re

from timbre.errors import InvalidInputError
from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.steps import count_of
from timbre.model.brief import BPM_RANGE, SECONDS_RANGE
from timbre.theory.chord import parse_chord
from timbre.theory.key import Key, key_at, parse_key
from timbre.theory.pitch import name_of
from timbre.theory.scale import canonical_mode, is_minor

UNKNOWN_BPM = 100.0
UNKNOWN_SECONDS = 30.0
BARS_RANGE = (1, 512)
_NUMBER = r"(?P<n>\d{1,3}(?:\.\d{1,3})?|[a-z]+(?:[ -][a-z]+)?)"
_BPM = r"(?: ?(?:bpms?|beats per minute|beats|clicks))"
_MORE_BPM = re.compile(
    rf"(?P<sign>\+|-|plus |minus |up (?:by )?|down (?:by )?|raise it (?:by )?|lower it (?:by )?"
    rf"|faster by |slower by |add |drop |(?:speed it up|slow it down|speed up"
    rf"|slow down) (?:by )?) ?{_NUMBER}(?:{_BPM}| ?(?P<percent>%|percent))"
    rf"|{_NUMBER.replace('<n>', '<m>')}(?:{_BPM}| ?(?P<percent2>%|percent)) (?P<way>faster|slower|more"
    rf"|less|quicker|up|down|higher|lower)"
)
_DOUBLE = re.compile(
    r"(?:in |go )?(?:double[ -]?time(?: feel)?|double (?:the )?(?:tempo|speed|time|bpm)"
    r"|twice (?:as fast|the (?:speed|tempo))|double it up|two times faster|twice faster)"
)
_HALF = re.compile(
    r"(?:in |go )?(?:half[ -]?time(?: feel)?|(?:half|halve) (?:the )?(?:tempo|speed|time|bpm)"
    r"|half as fast|twice as slow|two times slower)"
)
_AMOUNT_LENGTH = re.compile(
    rf"(?P<sign>\+|-|add |cut |trim )?{_NUMBER}(?P<unit> ?s(?:ec(?:ond)?s?)?| min(?:ute)?s?"
    rf"| bars?)(?: (?P<way>longer|shorter|more|less))?(?: off)?"
)
_TIMES_LENGTH = re.compile(
    r"(?P<times>twice as long|double (?:the )?length|double as long|two times longer|twice the length"
    r"|three times as long|half as long|half (?:the )?length|halve (?:the )?length)"
)
_STEPS = {
    "semitone": 1, "half step": 1, "halfstep": 1, "half tone": 1, "half-step": 1, "step": 2, "tone": 2, "whole step": 2, "whole tone": 2,
    "minor third": 3, "third": 4, "major third": 4, "fourth": 5, "fifth": 7, "octave": 12, "key": 1,
}  # fmt: skip
_STEP = "|".join(sorted((name.replace(" ", "[ -]") for name in _STEPS), key=len, reverse=True))
_TRANSPOSE = re.compile(
    rf"(?:transpose|pitch|shift|move|raise|lower|take|bring|key|modulate)?(?: (?:it|the key|the pitch"
    rf"|everything))? ?"
    rf"(?P<way>up|down|higher|lower|\+|-)?(?: (?:by|a"
    rf"|an))* ?(?:{_NUMBER} )?(?:a )?(?P<step>(?:{_STEP})s?)?(?: (?P<way2>up|down|higher|lower))?"
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


def read_relative(clause: Clause, draft: Draft) -> bool:
    """Whether the clause moves tempo, length or key from where it is; sets the fields."""
    return _tempo(clause, draft) or _length(clause, draft) or _key(clause, draft)


def _tempo(clause: Clause, draft: Draft) -> bool:
    text = clause.text
    if _DOUBLE.fullmatch(text):
        set_bpm(draft, tempo_now(draft) * 2)
        return True
    if _HALF.fullmatch(text):
        set_bpm(draft, tempo_now(draft) / 2)
        return True
    found = _MORE_BPM.fullmatch(text)
    if found is None:
        return False
    size = _value(found["n"] or found["m"])
    if size is None:
        return False
    way = (found["sign"] or found["way"]).strip()
    sign = -1 if re.match(r"-|minus|down|lower|slow|less|drop", way) else 1
    if found["percent"] or found["percent2"]:
        if way in ("add", "drop"):
            return False
        size = tempo_now(draft) * size / 100
    set_bpm(draft, tempo_now(draft) + sign * size)
    return True


def tempo_now(draft: Draft) -> float:
    """The take's tempo; 100 beats per minute, said so, when nobody knows."""
    bpm = draft.playing("bpm")
    if bpm is None:
        draft.heard["bpm"] = UNKNOWN_BPM
        draft.note(f"The take's tempo is not known: counted from {UNKNOWN_BPM:g} bpm.")
        return UNKNOWN_BPM
    return float(bpm)


def set_bpm(draft: Draft, bpm: float) -> None:
    """Set a whole tempo within the range."""
    low, high = BPM_RANGE
    kept = min(high, max(low, float(round(bpm))))
    if kept != round(bpm):
        draft.note(f"A tempo is {low:g} to {high:g} bpm: {kept:g} it is.")
    draft.set("bpm", kept)


def _length(clause: Clause, draft: Draft) -> bool:
    times = _TIMES_LENGTH.fullmatch(clause.text)
    if times is not None:
        scale_length(draft, 0.5 if "hal" in times[0] else 3 if "three" in times[0] else 2)
        return True
    found = _AMOUNT_LENGTH.fullmatch(clause.text)
    if found is None or not (found["way"] or found["sign"]):
        return False
    size = _value(found["n"])
    if size is None:
        return False
    sign = (
        -1
        if (found["sign"] or "").strip() in ("-", "cut", "trim") or found["way"] in ("shorter", "less")
        else 1
    )
    unit = found["unit"].strip()
    if unit.startswith("bar"):
        if draft.get("bars") is None:
            draft.note("The take's length is not counted in bars: say the length in seconds or bars.")
            return True
        set_bars(draft, draft.get("bars") + sign * size)
        return True
    set_seconds(draft, length_now(draft) + sign * size * (60 if unit.startswith("min") else 1))
    return True


def length_now(draft: Draft) -> float:
    """The take's length in seconds; 30, said so, when nobody knows."""
    seconds = draft.playing("seconds")
    if seconds is None:
        draft.heard["seconds"] = UNKNOWN_SECONDS
        draft.note(f"The take's length is not known: counted from {UNKNOWN_SECONDS:g} seconds.")
        return UNKNOWN_SECONDS
    return float(seconds)


def scale_length(draft: Draft, factor: float) -> None:
    """Bars stay whole bars; otherwise seconds."""
    if draft.get("bars") is not None and draft.get("seconds") is None:
        bars = draft.get("bars")
        scaled = round(bars * factor)
        set_bars(draft, scaled if scaled != bars else bars + (1 if factor > 1 else -1))
    else:
        set_seconds(draft, length_now(draft) * factor)


def set_seconds(draft: Draft, seconds: float) -> None:
    """Set a length in seconds within the range; a length in bars no longer holds."""
    low, high = SECONDS_RANGE
    kept = min(high, max(low, float(round(seconds, 1 if seconds < 10 else 0))))
    if abs(kept - seconds) > 1:
        draft.note(f"A piece lasts {low:g} to {high:g} seconds: {kept:g} it is.")
    draft.set("seconds", kept)
    draft.clear("bars")


def set_bars(draft: Draft, bars: float) -> None:
    """Set a length in bars within the range; a length in seconds no longer holds."""
    low, high = BARS_RANGE
    draft.set("bars", int(min(high, max(low, round(bars)))))
    draft.clear("seconds")


def _key(clause: Clause, draft: Draft) -> bool:
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


def _value(text: str | None) -> float | None:
    """A number in digits or words."""
    if text and re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    count = count_of(text)
    return float(count) if count is not None and text else None
