"""Clauses that count tempo or length from the take: +10 bpm, double time, twice as long, 4 bars longer.

Knows nothing of absolute values ("90 bpm"): those are read as in a prompt; nor of keys (`keys`).
"""

from __future__ import annotations

import re

from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.steps import count_of
from timbre.language.edits.things import things_in
from timbre.model.brief import BPM_RANGE, SECONDS_RANGE

UNKNOWN_BPM = 100.0
UNKNOWN_SECONDS = 30.0
BARS_RANGE = (1, 512)
_NUMBER = r"(?P<n>\d{1,3}(?:\.\d{1,3})?|[a-z]+(?:[ -][a-z]+)?)"
_BPM = r"(?: ?(?:bpms?|beats per minute|beats|clicks))"
_MORE_BPM = re.compile(
    rf"(?P<sign>\+|-|plus |minus |up (?:by )?|down (?:by )?|raise it (?:by )?|lower it (?:by )?"
    rf"|faster (?:by )?|slower (?:by )?|(?:raise|increase|bump|push|lift|up|speed|lower|reduce|decrease"
    rf"|drop|cut"
    rf"|bring|take|slow)(?: up| down)?(?: it| the tempo| tempo| the bpm| the speed)?(?: up| down)? by "
    rf"|add |drop |(?:speed it up|slow it down|speed up"
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
_FRACTIONS = {
    "half": 1 / 2, "a half": 1 / 2, "a third": 1 / 3, "one third": 1 / 3, "two thirds": 2 / 3, "a quarter": 1 / 4,
    "one quarter": 1 / 4, "three quarters": 3 / 4, "a fifth": 1 / 5, "a tenth": 1 / 10,
}  # fmt: skip
_PART = (
    rf"(?P<part>\d{{1,2}}/\d{{1,2}}|{'|'.join(_FRACTIONS)}|\d(?:\.\d{{1,2}})? ?x|x ?\d(?:\.\d{{1,2}})?"
    r"|\d{1,3} ?(?:%|percent))"
)
_FACTOR = re.compile(
    rf"(?:at |to |play it at |go to |down to |up to |slow it down to "
    rf"|speed it up to )?{_PART}(?: of)?(?: the| its)?"
    r" (?:original )?(?:speed|tempo|bpm|pace)"
)
_BY_PART = re.compile(rf"{_PART} (?P<way>slower|faster|quicker|as fast|as slow)")
_AMOUNT_LENGTH = re.compile(
    rf"(?P<sign>\+|-|add |cut |trim )?{_NUMBER}(?P<unit> ?s(?:ec(?:ond)?s?)?| min(?:ute)?s?"
    rf"| bars?)(?: (?P<way>longer|shorter|more|less))?(?: off)?"
)
_TIMES_LENGTH = re.compile(
    r"(?P<times>twice as long|double (?:the )?length|double as long|two times longer|twice the length"
    r"|three times as long|half as long|half (?:the )?length|halve (?:the )?length)"
)
_WHICH = {
    "key": "in D minor", "tempo": "90 bpm", "speed": "90 bpm", "metre": "3/4", "meter": "3/4", "time signature": "3/4",
    "length": "45 seconds", "genre": "make it jazz", "style": "make it jazz", "mood": "make it happier",
}  # fmt: skip
_UNSAID = re.compile(
    rf"(?:change|try|use|in)? ?(?:the|a different|another|a new|new|different) (?P<what>{'|'.join(_WHICH)})"
)


def read_relative(clause: Clause, draft: Draft) -> bool:
    """Whether the clause moves tempo or length from where it is; sets the fields."""
    unsaid = _UNSAID.fullmatch(clause.text)
    if unsaid is not None:
        draft.note(f"Say which {unsaid['what']}, such as “{_WHICH[unsaid['what']]}”.")
        return True
    return _tempo(clause, draft) or _length(clause, draft)


def _tempo(clause: Clause, draft: Draft) -> bool:
    text = clause.text
    if _DOUBLE.fullmatch(text):
        set_bpm(draft, tempo_now(draft) * 2)
        return True
    if _HALF.fullmatch(text):
        set_bpm(draft, tempo_now(draft) / 2)
        return True
    if _by_factor(text, draft):
        return True
    found = _MORE_BPM.fullmatch(text)
    if found is None:
        return False
    size = _value(found["n"] or found["m"])
    if size is None:
        return False
    way = (found["sign"] or found["way"]).strip()
    sign = -1 if re.match(r"-|minus|lower|slow|less|drop|reduce|decrease|cut|.*\bdown\b", way) else 1
    if found["percent"] or found["percent2"]:
        if way in ("add", "drop"):
            return False
        size = tempo_now(draft) * size / 100
    set_bpm(draft, tempo_now(draft) + sign * size)
    return True


def _by_factor(text: str, draft: Draft) -> bool:
    """ "at 3/4 of the speed", "a third slower", "1.5x the tempo"."""
    found = _FACTOR.fullmatch(text)
    times = _fraction(found["part"]) if found is not None else None
    if found is None:
        found = _BY_PART.fullmatch(text)
        part = _fraction(found["part"]) if found is not None else None
        if (
            found is not None
            and part is not None
            and not ("%" in found["part"] or "percent" in found["part"])
        ):
            way = found["way"]
            times = (
                part
                if way == "as fast" or "x" in found["part"]
                else 1 / part
                if way == "as slow" and part
                else None
            )
            times = times if times is not None else 1 - part if way == "slower" else 1 + part
    if times is None or not 0.1 <= times <= 10:
        return False
    set_bpm(draft, tempo_now(draft) * times)
    return True


def _fraction(text: str) -> float | None:
    if text in _FRACTIONS:
        return _FRACTIONS[text]
    if "/" in text:
        above, below = (int(part) for part in text.split("/"))
        return above / below if below else None
    number = float(re.sub(r"[^\d.]", "", text))
    return number / 100 if "%" in text or "percent" in text else number


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
    if size is None or (found["unit"] == "s" and things_in(f"{found['n']}s").instruments):
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


def _value(text: str | None) -> float | None:
    """A number in digits or words."""
    if text and re.fullmatch(r"\d+(?:\.\d+)?", text):
        return float(text)
    count = count_of(text)
    return float(count) if count is not None and text else None
