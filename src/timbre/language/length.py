"""Length: `30 seconds`, `2:30`, `two minutes`, `16 bars`, and where a number of seconds is not the length.

Knows nothing of form: `8-bar intro` belongs to `form`.
"""

from __future__ import annotations

import re
from itertools import islice

from timbre.language.numbers import OTHER_LANGUAGES, Number, eastern_number
from timbre.language.reading import MOST_SAYINGS, Finding, Reading
from timbre.model.brief import SECONDS_RANGE

_CLOCK = re.compile(r"(?<![\d:.])(\d{1,2}):([0-5]\d)(?![\d:])(?! ?(?:am|pm|a\.m|p\.m|o'?clock))")
_STRETCH = re.compile(
    r"(?<![\d:.])(\d{1,2}):([0-5]\d) ?(?:-|to|until) ?(\d{1,2}):([0-5]\d)(?![\d:])(?! ?[ap]\.?m)"
)
_PRIMES = re.compile(r"(?<![\d'])(\d{1,2})' ?([0-5]\d)(?:\"|'')")
_ABROAD = re.compile(
    rf"\b({'|'.join(OTHER_LANGUAGES)})[ \-]"
    r"(?:(minutos?|minutes?|minuten?|minut[oi])|segundos?|secondes?|sekunden?|second[oi])\b"
)
_HALF_ABROAD = r" (?:y medi[oa]|e mei[oa]|et demie?|e mezz[oa])\b|半"
_MORE_ABROAD = re.compile(
    rf"(?P<half>{_HALF_ABROAD})| (?:(?:y|e|et|und) )?(?P<more>[1-5]?\d|{'|'.join(OTHER_LANGUAGES)})"
    r"(?: (?:segundos?|secondes?|sekunden?|second[oi])\b|(?= ?(?:$|[,.;!)\n])))"
)
"""What follows the minutes: `y medio`, `trente`, `und 30 Sekunden`."""
_EASTERN_MORE = re.compile(r"(?P<half>半)|(?P<more>[零一二三四五六七八九十]{1,3})秒")
_EASTERN = re.compile(r"([零一二两兩三四五六七八九十]{1,3})(?:(分钟|分鐘|分間|分(?![之音]))|秒)")
_SECONDS = re.compile(
    r"\"(?= (?:duration|long|clip))"
    r"|[ \-]{0,2}(?:s|secs?|seconds?|segundos?|secondes?|second[oi]|sekunden?|秒|초)(?![a-z])"
)
_MINUTES = re.compile(r"[ \-]{0,2}(?:m|mins?|minutes?|minut[oi]s?|minuten?|分钟?|分鐘|분)(?![a-z])")
_HOURS = re.compile(r"[ \-]{0,2}(?:h|hrs?|hours?|horas?|heures?|stunden?|小时|時間)(?![a-z])")
_AND_SECONDS = re.compile(
    r"[ ,]{0,2}(?:(?:and|y|e|et|und) )?(?P<told>\d{1,2}) ?"
    r"(?:s|secs?|seconds?|segundos?|secondes?|second[oi]|sekunden?|秒|초)(?![a-z])"
    r"| ?(?P<bare>\d\d)(?= ?$|[,.;)]| of\b| long\b)"
)
_AND_HALF = re.compile(rf" and a half| 1/2|{_HALF_ABROAD}")
_TO = re.compile(r"\s?(?:-|to|or|(and))\s?")
_BETWEEN = re.compile(r"\bbetween\s$")
_FIELD = re.compile(r"\b(?:duration|length|seconds?|audio[ ]duration)[\"']?\s?[:=]\s?[\"']?$|\bduration $")
_FIELD_ENDS = re.compile(r"[\"']?\s*(?:$|[,;|}\])\n.])")
_OF_BEATS = re.compile(
    r"\b(?:beats?|pulses?|clicks?|quarters?|times?|notes?|strokes?|once|last|first|wait|after|per)\s?$"
)
_BARS = re.compile(r"[ \-]{0,2}(?:bars?|measures?|compases|compassos|mesures|takte?|小节|小節)(?![a-z])")
_PLACE = re.compile(
    r"\b(?:by|from|after|until|till|til|at|first|(?:the|its|these) final|every|each|within|before|past|starting|in|@"
    r"|(?<!to )(?<!should )(?<!must )(?<!will )(?<!can )last)"
    r"\s?(?:(?:about|around|roughly|approximately|just|another|only|some) )?$"
)
_ELSEWHERE = re.compile(
    r"[ \-](?:in\b|into|ago|apart|mark\b|delay|reverb|decay|fade|intro|outro|pause|silence|gap|tail|drop|solo|break"
    r"|build|verse|chorus|bridge|attack|release|old\b|rule|blues|phrase|section|later|before|on\b"
    r"|down\b|away\b|of fame|to (?:midnight|mars|go|live)\b)"
)
_DECADE_IS_LENGTH = re.compile(
    r" ?(?:-|long\b|loop|clip|jingle|sting|sample|snippet|in length|duration|ad\b|spot\b|,? ?$)"
)
_CLIP_AFTER = re.compile(r" ?(?:-|long\b|clip|snippet|in length|duration)")
_LENGTH_BEFORE = re.compile(
    r"\b(?:length|duration|for|lasting|last|lasts|long|about|exactly|roughly|total)[ :=]{0,2}(?:of |is )?$"
)
_TIMED = re.compile(r"\.\d\d")
"""A moment measured to the hundredth ("a crescendo for 3.62 seconds") is no wish for a length, unless told as one."""
_LENGTH_TOLD = re.compile(r"\b(?:length|duration|lasting|lasts|total)[ :=]{0,2}(?:of |is )?$")
_LONG = re.compile(r"[ \-]?(?:long|in length|of|clip|loop|piece|track|song|excerpt)\b")
_ERA_BEFORE = re.compile(r"\b(?:the|early|late|mid|roaring|swinging|golden)[ \-]$")
_PHRASES = (
    (re.compile(r"\b(?:half a|half-a|a half) minute\b"), 30.0),
    (re.compile(r"\b(?:a|one) minute and a half\b|\b(?:anderthalb|eineinhalb) minuten\b"), 90.0),
    (re.compile(r"\bzweieinhalb minuten\b"), 150.0),
    (re.compile(r"\bdreieinhalb minuten\b"), 210.0),
    (re.compile(r"\b(?:a couple of|couple of) minutes\b"), 120.0),
    (re.compile(r"\b(?:a few) minutes\b"), 180.0),
    (re.compile(r"\ba quarter of a minute\b"), 15.0),
    (
        re.compile(
            r"\b(?:an? (?:full |whole |entire )?minute(?: long)?|minute[ \-]long)\b(?! (?:in|later|ago|of silence))"
        ),
        60.0,
    ),
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
    _read_timeline(reading)
    for found in reading.each(_CLOCK, ":"):
        if not _PLACE.search(reading.before(found.start())) and reading.free(found.start(), found.end()):
            _state(reading, 60.0 * int(found[1]) + int(found[2]), found.start(), found.end())
    for found in reading.each(_PRIMES, "'"):
        _state(reading, 60.0 * int(found[1]) + int(found[2]), *found.span())
    _read_other_languages(reading)
    for pattern, seconds in _PHRASES:
        for found in reading.each(pattern, "minut", "hour"):
            before = reading.before(found.start())
            if reading.free(*found.span()) and not _PLACE.search(before) and not _OF_BEATS.search(before):
                _state(reading, seconds, found.start(), found.end())
    for i, number in enumerate(numbers):
        if reading.free(number.start, number.end):
            _read_one(reading, number, numbers[i - 1] if i else None)
    told = list(islice(reading.of("seconds"), MOST_SAYINGS))
    for pattern, seconds in _SIZES:
        for found in reading.each(pattern, "short", "long", "full", "whole", "complete"):
            if not any(f.start < found.end() and found.start() < f.end for f in told):
                reading.findings.append(
                    Finding("seconds", seconds, *found.span(), 0, because=f"“{found[0]}”")
                )


def _read_timeline(reading: Reading) -> None:
    """`0:00-0:15 …, 0:15-1:05 …`: the piece lasts until the last of these; one stretch alone counts from 0:00 on."""
    ends: list[float] = []
    start = 0.0
    for found in reading.each(_STRETCH, ":"):
        start = 60.0 * int(found[1]) + int(found[2])
        ends.append(60.0 * int(found[3]) + int(found[4]))
        reading.claim(*found.span())
    if len(ends) > 1 or (ends and start == 0.0):
        first = next(reading.each(_STRETCH, ":"))
        _state(reading, max(ends), *first.span())


def _read_other_languages(reading: Reading) -> None:
    """`zwei Minuten`, `trente secondes`, `un minuto y medio`, `三十秒`, `两分半`."""
    for found in reading.each(_ABROAD, "minut", "segund", "second", "sekund"):
        if not _PLACE.search(reading.before(found.start())):
            value, more = float(OTHER_LANGUAGES[found[1]]), _MORE_ABROAD
            _state_abroad(reading, found, value, more if found[2] else None)
    for found in reading.each(_EASTERN, "分", "秒"):
        number = eastern_number(found[1])
        claimed = not reading.free(*found.span())
        if number and not claimed and reading.before(found.start())[-1:] not in ("每", "第"):
            _state_abroad(reading, found, number, _EASTERN_MORE if found[2] else None)


def _state_abroad(reading: Reading, found: re.Match[str], value: float, more: re.Pattern[str] | None) -> None:
    """State a length; `more` finds what may follow minutes, None stands for seconds."""
    if more is None:
        _state(reading, value, *found.span())
        return
    rest = more.match(reading.after(found.end(), 32))
    extra = 0.0
    if rest and rest["half"]:
        extra = 30.0
    elif rest:
        said = rest["more"]
        extra = float(said) if said.isdigit() else OTHER_LANGUAGES.get(said) or eastern_number(said) or 0.0
    _state(reading, 60.0 * value + extra, found.start(), found.end() + (rest.end() if rest else 0))


def _read_one(reading: Reading, number: Number, previous: Number | None) -> None:
    """`previous` is the number before it: "20-30 seconds" means the middle."""
    before, after = reading.before(number.start), reading.after(number.end)
    bars = _BARS.match(after)
    if bars:
        elsewhere = _PLACE.search(before) or _ELSEWHERE.match(after[bars.end() :])
        if not elsewhere and 1 <= number.value <= 512:
            reading.add(Finding("bars", int(number.value), number.start, number.end + bars.end(), 3))
        return
    told = _with_unit(number.value, after)
    if told is None:
        if _FIELD.search(before) and _FIELD_ENDS.match(after):
            _state(reading, number.value, number.start, number.end)
        return
    value, size, end = told
    rest = after[end:]
    if _is_decade(number, after, before, rest) or _PLACE.search(before) or _ELSEWHERE.match(rest):
        return
    if after[:end].strip(" -") == "m" and not _LENGTH_BEFORE.search(before):  # metres
        return
    timed = _TIMED.search(reading.text.folded[number.start : number.end])
    if timed and not _LENGTH_TOLD.search(before) and not _LONG.match(rest):
        return
    start = number.start
    if previous is not None and _is_range(reading, previous, number):
        start, value = previous.start, (previous.value + value) / 2
        if _PLACE.search(reading.before(start)):
            return
    _state(reading, value * size, start, number.end + end)


def _with_unit(value: float, after: str) -> tuple[float, float, int] | None:
    """Value, the unit's size in seconds and where it ends in `after`: "2 and a half minutes", "1m30s"."""
    half = _AND_HALF.match(after)
    for pattern, size in ((_SECONDS, 1.0), (_MINUTES, 60.0), (_HOURS, 3600.0)):
        unit = pattern.match(after, half.end() if half else 0)
        if not unit:
            continue
        if half or size != 60.0:
            return value + (0.5 if half else 0), size, unit.end()
        more, late_half = _AND_SECONDS.match(after, unit.end()), _AND_HALF.match(after, unit.end())
        seconds = int(more["told"] or more["bare"]) if more else 60
        if more and seconds < 60:
            return value + seconds / 60.0, size, more.end()
        return (value + 0.5, size, late_half.end()) if late_half else (value, size, unit.end())
    return None


def _is_range(reading: Reading, low: Number, high: Number) -> bool:
    between = reading.text.folded[low.end : high.start]
    joined = _TO.fullmatch(between) if len(between) < 8 else None
    if joined is None or (joined[1] and not _BETWEEN.search(reading.before(low.start))):
        return False
    return low.value < high.value <= 10 * low.value


def _is_decade(number: Number, after: str, before: str, rest: str) -> bool:
    """`80s` is an era, `45s` a length, `30s loop` a length, `the 30s` an era."""
    if not number.digits or not after.startswith("s"):
        return False
    if number.value in (303, 808, 909) or 1400 <= number.value <= 2030:
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
