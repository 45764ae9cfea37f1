"""Length: `30 seconds`, `2:30`, `two minutes`, `16 bars`, and where a number of seconds is not the length.

Knows nothing of form: `8-bar intro` belongs to `form`.
"""

from __future__ import annotations

import re

from timbre.language.numbers import Number
from timbre.language.reading import Finding, Reading
from timbre.model.brief import SECONDS_RANGE

_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2}):([0-5]\d)(?![\d:])(?! ?(?:am|pm|a\.m|p\.m|o'?clock))")
_SECONDS = re.compile(r"[ \-]{0,2}(?:s|secs?|seconds?|segundos?|secondes?|sekunden?|秒|초)(?![a-z])")
_MINUTES = re.compile(r"[ \-]{0,2}(?:m|mins?|minutes?|minutos?|minuten?|分钟?|分鐘|분)(?![a-z])")
_HOURS = re.compile(r"[ \-]{0,2}(?:h|hrs?|hours?|horas?|heures?|stunden?|小时|時間)(?![a-z])")
_AND_SECONDS = re.compile(r"[ ,]{0,2}(?:and )?(\d{1,2})(?: ?(?:s|secs?|seconds?)(?![a-z])|(?= ?$|[ ,.;]))")
_AND_HALF = re.compile(r" and a half")
_BARS = re.compile(r"[ \-]{0,2}(?:bars?|measures?|compases|compassos|mesures|takte?|小节|小節)(?![a-z])")
_PLACE = re.compile(
    r"\b(?:by|from|after|until|till|til|at|first|(?:the|its|these) (?:last|final)|every|each|within|before|past"
    r"|starting|in|@)\s?$"
)
_ELSEWHERE = re.compile(
    r"[ \-](?:in\b|into|ago|apart|mark\b|delay|reverb|decay|fade|intro|outro|pause|silence|gap|tail|drop|solo|break"
    r"|build|verse|chorus|bridge|attack|release|old\b|rule|blues|phrase|section|later|before|on\b)"
)
_DECADE_IS_LENGTH = re.compile(
    r" ?(?:-|long\b|loop|clip|jingle|sting|sample|snippet|in length|duration|ad\b|spot\b|,? ?$)"
)
_CLIP_AFTER = re.compile(r" ?(?:-|long\b|clip|snippet|in length|duration)")
_LENGTH_BEFORE = re.compile(
    r"\b(?:length|duration|for|lasting|last|lasts|long|about|exactly|roughly|total)[ :=]{0,2}(?:of |is )?$"
)
_ERA_BEFORE = re.compile(r"\b(?:the|early|late|mid)[ \-]$")
_PHRASES = (
    (re.compile(r"\b(?:half a|half-a|a half) minute\b"), 30.0),
    (re.compile(r"\b(?:a|one) minute and a half\b"), 90.0),
    (re.compile(r"\b(?:a couple of|couple of) minutes\b"), 120.0),
    (re.compile(r"\b(?:a few) minutes\b"), 180.0),
    (re.compile(r"\b(?:a minute(?: long)?|minute[ \-]long)\b(?! (?:in|later|ago|of silence))"), 60.0),
    (re.compile(r"\ban? hour(?:[ \-]long)?\b"), 3600.0),
)
_SIZES = (
    (re.compile(r"\b(?:very|really) short (?:song|piece|track|tune|clip|jingle|sound|sting)\b"), 10.0),
    (re.compile(r"\bshort (?:song|piece|track|tune|clip|jingle|melody|cue|music|sketch)\b"), 20.0),
    (
        re.compile(
            r"\b(?:long|full|full[ \-]length|whole|complete) (?:song|piece|track|tune)\b|\bfull[ \-]length\b"
        ),
        150.0,
    ),
)
"""Sizes in words; they only imply a length."""


def read_length(reading: Reading, numbers: list[Number]) -> None:
    """Add `seconds` and `bars` findings. Lengths outside the range are noted and left out."""
    for found in _CLOCK.finditer(reading.text.folded):
        if not _PLACE.search(reading.before(found.start())) and reading.free(found.start(), found.end()):
            _state(reading, 60.0 * int(found[1]) + int(found[2]), found.start(), found.end())
    for pattern, seconds in _PHRASES:
        for found in pattern.finditer(reading.text.folded):
            if reading.free(found.start(), found.end()) and not _PLACE.search(reading.before(found.start())):
                _state(reading, seconds, found.start(), found.end())
    for number in numbers:
        if reading.free(number.start, number.end):
            _read_one(reading, number)
    for pattern, seconds in _SIZES:
        for found in pattern.finditer(reading.text.folded):
            if not any(f.start < found.end() and found.start() < f.end for f in reading.of("seconds")):
                reading.findings.append(
                    Finding("seconds", seconds, *found.span(), 0, because=f"“{found[0]}”")
                )


def _read_one(reading: Reading, number: Number) -> None:
    before, after = reading.before(number.start), reading.after(number.end)
    bars = _BARS.match(after)
    if bars:
        if (
            not _PLACE.search(before)
            and not _ELSEWHERE.match(after[bars.end() :])
            and 1 <= number.value <= 512
        ):
            reading.add(Finding("bars", int(number.value), number.start, number.end + bars.end(), 3))
        return
    half = _AND_HALF.match(after)
    for pattern, size in ((_SECONDS, 1.0), (_MINUTES, 60.0), (_HOURS, 3600.0)):
        unit = pattern.match(after, half.end() if half else 0)
        if not unit:
            continue
        end = unit.end()
        value = number.value + (0.5 if half else 0)
        if size == 60.0 and not half:
            more = _AND_SECONDS.match(after, end)
            late_half = _AND_HALF.match(after, end)
            if more and int(more[1]) < 60:
                value, end = value + int(more[1]) / 60.0, more.end()
            elif late_half:
                value, end = value + 0.5, late_half.end()
        rest = after[end:]
        if _is_decade(number, after, before, rest) or _PLACE.search(before) or _ELSEWHERE.match(rest):
            return
        if (
            size == 60.0
            and unit[0] == "m"
            and not _LENGTH_BEFORE.search(before)
            and not _AND_SECONDS.match(after, unit.end())
        ):
            return
        _state(reading, value * size, number.start, number.end + end)
        return


def _is_decade(number: Number, after: str, before: str, rest: str) -> bool:
    """`80s` is an era, `45s` a length, `30s loop` a length, `the 30s` an era."""
    if not number.digits or not after.startswith("s"):
        return False
    if number.value in (303, 808, 909) or 1900 <= number.value <= 2030:
        return True
    if number.value % 10 or not 0 <= number.value <= 90:
        return False
    if _ERA_BEFORE.search(before):
        return True
    if _LENGTH_BEFORE.search(before):
        return False
    if number.value >= 50:
        return not _CLIP_AFTER.match(rest) and not (before.endswith("a ") and _DECADE_IS_LENGTH.match(rest))
    return number.value < 10 or not _DECADE_IS_LENGTH.match(rest)


def _state(reading: Reading, seconds: float, start: int, end: int) -> None:
    low, high = SECONDS_RANGE
    if low <= seconds <= high:
        reading.add(Finding("seconds", round(seconds, 3), start, end, 3))
        return
    said = reading.text.folded[start:end].strip()
    reading.notes.append(f"“{said}” was left out: a piece lasts {low:g} to {high:g} seconds (15 minutes).")
    reading.add(Finding("ignored", said, start, end))
