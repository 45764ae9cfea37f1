"""Tempo from numbers and Italian words: `120 bpm`, `tempo of 140`, `90-100 bpm`, `♩=72`, `Largo`, `drum loop 140`.

Knows nothing of what a genre or a mood would like, nor of "slow" and "fast" (they depend on the genre: `imply`).
"""

from __future__ import annotations

import re
from itertools import islice

from timbre.language.numbers import Number
from timbre.language.reading import MOST_SAYINGS, Finding, Reading
from timbre.model.brief import BPM_RANGE

_UNIT = re.compile(
    r"(?:-?ish| or so)?[\s\-~]{0,3}(?:(?:bpms?|b\.p\.m\.?|bps?m)(?![a-z])"
    r"|(?:beats?|quarters?|quarter notes?|clicks|pulses)[\s\-]?(?:per|a|/|each|every)[\s\-]?min(?:ute|s)?\b"
    r"|beats?/m\b|ppm\b"
    r"|pulsa(?:ciones|coes) por minuto|batidas? por minuto|negras? por minuto|battements? (?:par|/|a la) ?min"
    r"|battiti al minuto|schlagen? (?:pro|in der|je|die) minute|拍/分|拍每分|拍(?!子)|のテンポ|の速さ|템포"
    r"|as (?:the |a |its )?(?:tempo|bpm)\b)"
)
_TEMPO_AFTER = re.compile(r" tempo\b(?! (?:chang|shift|mark|section|switch|map))")
_BEATS = re.compile(r"[\s\-]?beats?(?! (?:per|to the|in|a|each|every)\b)(?![a-z])")
"""Also a unit, where a tempo was announced: "a tempo of 120 beats"."""
_STEADY = (
    r"(?:an?|its|the|very|quite|fairly|rather|nice|really|super|steady|brisk|fast|quick|rapid|slow|moderate|medium|mid"
    r"|relaxed|lively|leisurely|gentle|solid|constant|consistent|driving|energetic|calm|calming|upbeat|comfortable"
    r"|blazing|fixed|exact|exactly|precise|precisely|mere|nearly|almost|just|over|under|up|close|near|average|high|low"
    r"|laid-back|groovy|danceable|mellow|soothing|cool|easy|easygoing|smooth|swift|speedy|hypnotic|pulsing|strict|set)"
)
_NAMED = re.compile(
    r"(?:(?:\bb\.?p\.?m\.?|\b(?:tempo|beats? per minute|beats-per-minute|metronome|metronom))"
    r"(?: ?(?:mark(?:ing)?|range|rate|rating|value|count|setting|speed|indication))?"
    r"|速度|テンポ|템포|每分钟?|每分鐘)[\"']?"
    r"(?: (?:of|for|in) (?:this|the|that) (?:song|piece|track|music|beat|clip|tune|composition|recording|melody))?"
    r"(?:(?:is|was|are|of|at|to|around|about|approximately|approx|roughly|goes|should|must|be|de|von|um|do|a|ca|circa|c"
    r"|es|ist|e|est|clocks?|clocking|in|sits|sitting|stands|standing|stays|staying|hovers|hovering|runs|running|moves"
    rf"|moving|reaches|reaching|that|which|remains|maintained|kept|measured|bpm|between|from|{_STEADY})\b"
    r"|[\s=:~\"'()[\]<>\-.は为為是])*$"
)
_TOLD = re.compile(
    r"\b(?:bpm|tempo|metronome)(?: (?!(?:with|and|by|after|for|over|like|or|then|than|features?|featuring|while|but"
    r"|plus|per|into|when|as|no|not|minus|changes?|changed)\b)[a-z'\-]{1,14}){1,3} $"
)
"""A tempo told in other words: "the bpm hits 128", "a metronome would read 84"."""
_NOTE = re.compile(
    r"(?:(?:[♩♪]\.?|\b(?:q|quarter|quarter[ -]note|crotchet|mm|m\.m\.?|dotted quarter)\.?)"
    r"\s?(?:[=:]|equals)\s?(?:ca?\.?\s?)?"
    r"|\bm\.m\.\s?)$"
)
_BARE = re.compile(
    rf"(?:\b(?:at|tempo|beats?|loops?|groove|click|pace|speed)(?: of|\s?[:=])?\s?"
    rf"(?:around |about |roughly |approximately |approx\.? |circa |ca\.? |~|{_STEADY}[ ,]"
    r"{1,2}){0,3}|@\s?)$"
)
_OTHER_UNIT = re.compile(
    r"(?!ish)[a-z/$€£]|\s?(?:%|°|['\"](?!\s*[,}\]])|:\d|\+|,\d|[x*]\d|-?(?:s|st|nd|rd|th|secs?|seconds?|m|mins?|minutes?|hours?|hrs?"
    r"|h|bars?|measures?|beats?|bits?|k?hz|k?bps|k|kb|mb|dpi|ppi|db|dbfs|lufs|mph|kmh|km|kph|miles?|met(?:er|re)s?|feet|foot|degrees?"
    r"|percent|years?|am|pm|fps|hp|watts?|volts?|pounds?|people|person|man|woman|players?|piece|notes?|steps?|voices?|tracks?"
    r"|times?|x|eur|usd|dollars?|euros?|cents?|grams?|o'?clock|hundred|thousand|million|street|st|avenue|ave|road|rd"
    r"|north|south|east|west|main|of|or more|or older|or so people|different|other|more|less|and older|old)\b)"
)
_COUNTED_THINGS = re.compile(
    r"\s(?!bass\b|drums\b|vocals\b|is\b|as\b|this\b|keys\b|chords\b|jazz\b)[a-z]{2,20}[a-z]s\b"
)
"""A plural right after a bare number: "at 90 frames", "beat 100 monsters"."""
_RANGE = re.compile(r"\s?(?:bpm\s?)?(?:-|to|~|\.\.|bis|a|ate|(and))\s?")
_AT = re.compile(r"\bat (?:around |about )?$")
_MARK_BEFORE = re.compile(
    r"\b(?:tempo|pace|speed)\b[^.,;\n]{0,28} (?:is|of|as|at|in|a|be)[ \"']{1,2}$|\b(?:tempo|pace|speed)[ :=\"']{1,3}$"
    r"|\b(?:is|played|set|marked|performed|taken|moves) (?:in|at|as) [\"']?$"
)
_MARK_AFTER = re.compile(r"[\"']?[ \-](?:tempo|pace|speed)\b|[\"']?\s*(?:\(|at )\d")
_WIDEST_RANGE = 2.2
_UNSURE = re.compile(r"\b(?:between|from)\s?$")
_CORRECTION = re.compile(
    r"\b(?:actually|rather|instead|make (?:it|that)|no|but|sorry|i mean)[\s,]+(?:\w{1,16}\s){0,2}$"
)
_NOT = re.compile(r"\b(?:not|isn't|never|nicht|no es|pas|instead of|rather than)\s(?:at\s)?$")
_BARE_RANGE = (50, 220)
_SLOWEST_BEATS = 40


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
    _read_marks(reading)


def _read_marks(reading: Reading) -> None:
    marks, guarded = reading.words.grammar.tempo_marks, reading.words.grammar.lists["tempo_marks_guarded"]
    for token in islice((t for t in reading.text.tokens if t.word in marks), MOST_SAYINGS):
        if not reading.free(token.start, token.end):
            continue
        if token.word in guarded and not _speaks_of_tempo(reading, token.start, token.end):
            continue
        _state(reading, marks[token.word], token.start, token.end, 2)


def _speaks_of_tempo(reading: Reading, start: int, end: int) -> bool:
    """Whether a mark that is also an everyday word stands as one: "the tempo is Grave", "played in Grave"."""
    return bool(_MARK_BEFORE.search(reading.before(start)) or _MARK_AFTER.match(reading.after(end)))


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
    unit, named = _UNIT.match(after), _NAMED.search(before)
    beats = _BEATS.match(after) if number.value >= _SLOWEST_BEATS else None
    if not unit and beats and (named or _AT.search(before)):
        unit = beats
    if not unit and _SLOWEST_BEATS <= number.value <= _BARE_RANGE[1]:
        unit = _TEMPO_AFTER.match(after)
    if unit:
        _state(reading, number.value, number.start, number.end + unit.end(), 3)
    elif _OTHER_UNIT.match(after):
        return
    elif named or _NOTE.search(before):
        _state(reading, number.value, number.start, number.end, 3)
    elif number.digits and _BARE_RANGE[0] <= number.value <= _BARE_RANGE[1] and _is_bare_tempo(before, after):
        _state(reading, number.value, number.start, number.end, 1)


def _is_bare_tempo(before: str, after: str) -> bool:
    """Whether a number without a unit follows "at", "tempo", "beat" … and counts nothing."""
    return bool(_BARE.search(before) or _TOLD.search(before)) and not _COUNTED_THINGS.match(after)


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
