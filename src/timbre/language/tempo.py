"""Tempo from numbers and Italian words: `120 bpm`, `tempo of 140`, `90-100 bpm`, `♩=72`, `Largo`, `drum loop 140`.

Knows nothing of what a genre or a mood would like, nor of "slow" and "fast" (they depend on the genre: `imply`).
"""

from __future__ import annotations

import re

from timbre.language.numbers import Number
from timbre.language.reading import Finding, Reading
from timbre.model.brief import BPM_RANGE

_UNIT = re.compile(
    r"(?:ish)?[\s\-~]{0,3}(?:(?:bpms?|b\.p\.m\.?|bps?m)(?![a-z])"
    r"|(?:beats?|quarters?|quarter notes?|clicks|pulses)[\s\-]?(?:per|a|/|each|every)[\s\-]?min(?:ute|s)?\b"
    r"|beats?/m\b|ppm\b"
    r"|pulsa(?:ciones|coes) por minuto|batidas? por minuto|negras? por minuto|battements? (?:par|/) ?min"
    r"|battiti al minuto|schlage (?:pro|in der) minute|拍/分|拍每分|拍(?!子))"
)
_NAMED = re.compile(
    r"(?:\bb\.?p\.?m\.?|\b(?:tempo|beats? per minute|metronome|metronom)(?: mark(?:ing)?)?"
    r"|速度|テンポ|템포|每分钟?|每分鐘)"
    r"(?: (?:of|for|in) (?:this|the) (?:song|piece|track|music|beat|clip|tune))?"
    r"(?:(?:is|was|are|of|at|to|around|about|approximately|roughly|set|goes|should|must|be|de|von|um|do|a|ca|circa"
    r"|es|ist|e|est)\b|[\s=:~()\-])*$"
)
_NOTE = re.compile(
    r"(?:[♩♪]|\b(?:q|quarter|quarter[ -]note|crotchet|mm|m\.m\.?|dotted quarter)\.?)\s?[=:]\s?(?:ca?\.?\s?)?$"
)
_BARE = re.compile(
    r"(?:\b(?:at|tempo|beats?|loops?|groove|click|pace|speed)(?: of|\s?[:=])?\s?(?:around |about |~)?|@\s?)$"
)
_OTHER_UNIT = re.compile(
    r"(?!ish)[a-z/]|\s?(?:%|°|['\"]|:\d|-?(?:s|st|nd|rd|th|secs?|seconds?|m|mins?|minutes?|hours?|hrs?|h|bars?|measures?|beats?"
    r"|bits?|k?hz|k?bps|k|kb|mb|db|dbfs|lufs|mph|kmh|km|kph|miles?|meters?|metres?|feet|degrees?|percent|years?|am|pm"
    r"|people|players?|notes?|steps?|voices?|tracks?|x|eur|usd|dollars?|euros?|o'?clock)\b)"
)
_RANGE = re.compile(r"\s?(?:bpm\s?)?(?:-|to|~|\.\.|bis|a|ate|(and))\s?")
_WIDEST_RANGE = 2.2
_UNSURE = re.compile(r"\b(?:between|from)\s?$")
_CORRECTION = re.compile(
    r"\b(?:actually|rather|instead|make (?:it|that)|no|but|sorry|i mean)[\s,]+(?:\w{1,16}\s){0,2}$"
)
_NOT = re.compile(r"\b(?:not|isn't|never|nicht|no es|pas|instead of|rather than)\s(?:at\s)?$")
_BARE_RANGE = (50, 220)


def read_tempo(reading: Reading, numbers: list[Number]) -> None:
    """Add a `bpm` finding for every tempo. Rank 3: with a unit or "tempo"; 2: Italian mark; 1: a bare number."""
    at = 0
    while at < len(numbers):
        number = numbers[at]
        if reading.free(number.start, number.end):
            partner = numbers[at + 1] if at + 1 < len(numbers) else None
            if partner is not None and _read_range(reading, number, partner):
                at += 1
            else:
                _read_one(reading, number)
        at += 1
    for token in reading.text.tokens:
        mark = reading.words.grammar.tempo_marks.get(token.word)
        if mark is not None and reading.free(token.start, token.end):
            _state(reading, mark, token.start, token.end, 2)


def _read_range(reading: Reading, low: Number, high: Number) -> bool:
    """`90-100 bpm`, `between 120 and 125 bpm`, `tempo 60-70`: a range means its middle."""
    between = reading.text.folded[low.end : high.start]
    joined = _RANGE.fullmatch(between) if len(between) < 12 else None
    if joined is None or not low.value < high.value <= _WIDEST_RANGE * low.value:
        return False
    before, after = reading.before(low.start, 64), reading.after(high.end)
    if joined[1] and not _UNSURE.search(before):
        return False
    before = _UNSURE.sub("", before)
    unit = _UNIT.match(after)
    plain = unit is not None or _NAMED.search(before) is not None
    bare = _BARE.search(before) and not _OTHER_UNIT.match(after)
    if not plain and not (bare and _BARE_RANGE[0] <= low.value and high.value <= _BARE_RANGE[1]):
        return False
    end = high.end + (unit.end() if unit else 0)
    _state(reading, (low.value + high.value) / 2, low.start, end, 3 if plain else 1)
    return True


def _read_one(reading: Reading, number: Number) -> None:
    before, after = reading.before(number.start, 64), reading.after(number.end)
    unit = _UNIT.match(after)
    if unit:
        _state(reading, number.value, number.start, number.end + unit.end(), 3)
    elif _OTHER_UNIT.match(after):
        return
    elif _NAMED.search(before) or _NOTE.search(before):
        _state(reading, number.value, number.start, number.end, 3)
    elif number.digits and _BARE_RANGE[0] <= number.value <= _BARE_RANGE[1] and _BARE.search(before):
        _state(reading, number.value, number.start, number.end, 1)


def _state(reading: Reading, bpm: float, start: int, end: int, rank: int) -> None:
    before = reading.before(start)
    low, high = BPM_RANGE
    if low <= bpm <= high:
        corrected = 3 if _CORRECTION.search(before) else 0
        negated = bool(_NOT.search(before))
        reading.add(Finding("bpm", float(bpm), start, end, rank + corrected, negated=negated))
    elif rank == 3:
        said = reading.text.folded[start:end].strip()
        reading.notes.append(f"“{said}” was left out: a tempo is {low:g} to {high:g} beats per minute.")
        reading.add(Finding("ignored", said, start, end))
