"""Tempo from numbers and Italian words: `120 bpm`, `tempo of 140`, `90-100 bpm`, `♩=72`, `Largo`, `drum loop 140`.

Knows nothing of what a genre or a mood would like, nor of "slow" and "fast" (they depend on the genre: `imply`).
"""

from __future__ import annotations

import re

from timbre.language.numbers import Number
from timbre.language.reading import Finding, Reading
from timbre.model.brief import BPM_RANGE

_UNIT = re.compile(
    r"[\s\-~]{0,3}(?:(?:bpms?|b\.p\.m\.?|bps?m)(?![a-z])"
    r"|(?:beats?|quarters?|quarter notes?|clicks|pulses)\s?(?:per|a|/|each|every)\s?min(?:ute|s)?\b|beats?/m\b"
    r"|ppm\b|pulsa(?:ciones|coes) por minuto|batidas? por minuto|negras? por minuto|battements? (?:par|/) ?min|battiti al minuto"
    r"|schlage (?:pro|in der) minute|拍/分|拍每分|拍(?!子))"
)
_NAMED = re.compile(
    r"(?:\bb\.?p\.?m\.?|\b(?:tempo|beats? per minute|metronome|metronom)(?: mark(?:ing)?)?|速度|テンポ|템포|每分钟?|每分鐘)"
    r"(?: (?:of|for|in) (?:this|the) (?:song|piece|track|music|beat|clip|tune))?"
    r"(?:(?:is|was|are|of|at|to|around|about|approximately|roughly|set|goes|should|must|be|de|von|um|do|a|ca|circa|es|ist|e|est)\b"
    r"|[\s=:~()\-])*$"
)
_NOTE = re.compile(r"(?:[♩♪𝅘𝅥]|\b(?:q|quarter|quarter[ -]note|crotchet|mm|m\.m\.?|dotted quarter)\.?)\s?[=:]\s?(?:ca?\.?\s?)?$")
_BARE = re.compile(r"(?:\b(?:at|tempo|beats?|loops?|groove|click|pace|speed)\s?[:=]?\s?(?:around |about |~)?|@\s?)$")
_OTHER_UNIT = re.compile(
    r"\s?(?:%|°|°c|['\"]|:\d|-?(?:s|st|nd|rd|th|secs?|seconds?|m|mins?|minutes?|hours?|hrs?|h|bars?|measures?|beats?|bits?|k?hz|k?bps|k|kb|mb|db|dbfs|lufs"
    r"|mph|kmh|km|kph|miles?|meters?|metres?|feet|degrees?|percent|years?|am|pm|people|players?|notes?|steps?|voices?|tracks?|x|eur|usd|dollars?|euros?"
    r"|o'?clock)\b|[a-z/])"
)
_RANGE = re.compile(r"\s?(?:bpm\s?)?(?:-|to|~|\.\.|and|or|bis|a|ate)\s?$")
_UNSURE = re.compile(r"\b(?:between|from)\s?$")
_CORRECTION = re.compile(r"(?:\b(?:actually|rather|instead|make (?:it|that)|no|but|sorry|i mean)[\s,]+(?:\w+\s){0,2})$")
_NOT = re.compile(r"\b(?:not|isn't|never|nicht|no es|pas|instead of|rather than)\s(?:at\s)?$")
_CUSTOM = {
    "larghissimo": 24, "largo": 53, "larghetto": 63, "adagio": 66, "adagietto": 72, "andante": 81, "andantino": 88,
    "moderato": 101, "allegretto": 112, "allegro": 126, "vivace": 151, "vivacissimo": 172, "presto": 186, "prestissimo": 205,
}  # fmt: skip
TEMPO_WORDS: dict[str, int] = {word: max(int(BPM_RANGE[0]), bpm) for word, bpm in _CUSTOM.items()}
"""Italian tempo word → quarter notes per minute, the middle of its usual range."""


def read_tempo(reading: Reading, numbers: list[Number]) -> None:
    """Add a `bpm` finding for every tempo stated. Rank 3: with a unit or the word; 2: Italian; 1: bare number."""
    skip = False
    for at, number in enumerate(numbers):
        if skip or not reading.free(number.start, number.end):
            skip = False
            continue
        partner = numbers[at + 1] if at + 1 < len(numbers) else None
        if partner is not None and _joins_range(reading, number, partner):
            named = _NAMED.search(_trimmed(reading.before(number.start, 64)))
            unit = _UNIT.match(reading.after(partner.end))
            bare = _BARE.search(_trimmed(reading.before(number.start))) and not _OTHER_UNIT.match(reading.after(partner.end))
            if unit or named or (bare and 50 <= number.value < partner.value <= 220):
                end = partner.end + (unit.end() if unit else 0)
                _state(reading, (number.value + partner.value) / 2, number.start, end, 3 if unit or named else 1)
                skip = True
                continue
        _read_one(reading, number)
    for token in reading.text.tokens:
        if token.word in TEMPO_WORDS and reading.free(token.start, token.end):
            _state(reading, TEMPO_WORDS[token.word], token.start, token.end, 2)


def _joins_range(reading: Reading, number: Number, partner: Number) -> bool:
    between = reading.text.folded[number.end : partner.start]
    return len(between) < 12 and bool(_RANGE.fullmatch(between)) and number.value < partner.value <= 2.2 * number.value


def _read_one(reading: Reading, number: Number) -> None:
    before, after = reading.before(number.start, 64), reading.after(number.end)
    unit = _UNIT.match(after)
    if unit:
        _state(reading, number.value, number.start, number.end + unit.end(), 3)
        return
    if _OTHER_UNIT.match(after):
        return
    if _NAMED.search(before) or _NOTE.search(before):
        _state(reading, number.value, number.start, number.end, 3)
    elif number.digits and 50 <= number.value <= 220 and _BARE.search(before):
        _state(reading, number.value, number.start, number.end, 1)


def _trimmed(before: str) -> str:
    return _UNSURE.sub("", before)


def _state(reading: Reading, bpm: float, start: int, end: int, rank: int) -> None:
    before = reading.before(start)
    low, high = BPM_RANGE
    if not low <= bpm <= high:
        if rank == 3:
            said = reading.text.folded[start:end].strip()
            reading.notes.append(f"{said!r} was left out: a tempo is {low:g} to {high:g} beats per minute.")
            reading.add(Finding("ignored", said, start, end))
        return
    if _CORRECTION.search(before):
        rank += 3
    reading.add(Finding("bpm", float(bpm), start, end, rank, negated=bool(_NOT.search(before))))
