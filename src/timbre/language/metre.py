"""Metre: `3/4`, `the beat counts to 3`, `4-beat`, `in five`, `waltz time`, `common time`.

Knows nothing of genres: that a waltz is in three is the genre's entry.
"""

from __future__ import annotations

import re

from timbre.language.numbers import Number
from timbre.language.reading import Finding, Reading

_FRACTION = re.compile(r"(?<![\d/.])(\d{1,2}) ?/ ?(2|4|8|16)(?![\d/]|th|\.\d)")
_NOT_METRE = re.compile(
    r"[ \-]?(?:notes?|of (?:the|a)|steps?|triplets?|delay|bits?|bars?|inch|tracks?|speed|time feel)\b"
)
_OF_BEATS = {2: "2/4", 3: "3/4", 4: "4/4", 5: "5/4", 6: "6/8", 7: "7/8", 9: "9/8", 12: "12/8"}
_COUNTED = re.compile(
    r"\bbeats?(?: (?:of|in) (?:this|the) (?:song|piece|track|music))?"
    r"(?: (?:is|was|are|counts?|counting|counted|pattern|set|goes)| (?:of|in|to|at|up)| ?:| a?| the count"
    r"| count){1,4} ?$"
)
_COUNTING = re.compile(r"\b(?:(?:counts?|counting|counted|beats?)(?: up)? (?:to|of|in)|counting|beat has) ?$")
_PER_BAR = re.compile(r"[ \-](?:beat|count)s? (?:per|to the|to a|in a|in each|a|in every) (?:bar|measure)\b")
_BEAT = re.compile(
    r"[ \-](?:count(?:[ \-]beat)?|beat|beats)"
    r"(?=$|[ \-](?:count|tempo|beat|rhythm|pattern|time|metre|meter|groove|pulse|feel)|[ ,.;:!?)\"'])"
)
_BEFORE_BEATS = re.compile(r"\b(?:for|every|after|last|first|within|next|than|by|over)\s$")
_IN = re.compile(r"\bin ?$")
_IN_ENDS = re.compile(r"(?:$|[.,;:!?)\n]| (?:time|feel|metre|meter|and|with|at|groove|swing)\b)")
_FLOOR = re.compile(r"\b(?:four|4)[ \-](?:on|to)[ \-]the[ \-]floor\b")
_ODD = re.compile(
    r"\b(?:odd|complex|irregular|unusual|asymmetric(?:al)?|uneven) (?:time signatures?|met(?:re|er)s?|time)\b"
)


def read_metre(reading: Reading, numbers: list[Number]) -> None:
    """Add a `metre` finding for every metre stated. Call before `read_tempo`: `5/4`, `beat of 3` are no tempi."""
    folded = reading.text.folded
    for found in _FRACTION.finditer(folded):
        beats = int(found[1])
        if (
            2 <= beats <= 19
            and not _NOT_METRE.match(reading.after(found.end()))
            and (beats, found[2]) != (16, "16")
        ):
            reading.add(Finding("metre", f"{beats}/{found[2]}", *found.span(), 3))
    for way, metre in reading.words.grammar.metres.items():
        at = folded.find(way)
        if at >= 0 and not folded[at - 1 : at].isalpha() and reading.free(at, at + len(way)):
            reading.add(Finding("metre", metre, at, at + len(way), 2, because=way))
    for number in numbers:
        if number.value in _OF_BEATS and reading.free(number.start, number.end):
            _read_count(reading, number)
    floor, odd = _FLOOR.search(folded), _ODD.search(folded)
    if floor:  # the drums' word too, so it is left for the vocabulary to claim
        reading.findings.append(Finding("metre", "4/4", *floor.span(), 0, because=floor[0]))
    if odd:
        reading.add(Finding("metre", "7/8", *odd.span(), 0, because=odd[0]))


def _read_count(reading: Reading, number: Number) -> None:
    before, after = reading.before(number.start), reading.after(number.end)
    if after[:1].isalnum() or after[:2].lstrip(".,")[:1].isdigit():
        return
    start, end = number.start, number.end
    per_bar, beat = _PER_BAR.match(after), _BEAT.match(after)
    counted = _COUNTED.search(before) or _COUNTING.search(before)
    if per_bar:
        end += per_bar.end()
    elif beat and beat[0] != " beats" and not _BEFORE_BEATS.search(before):
        end += beat.end()
    elif counted:
        start -= len(before) - counted.start()
    elif not (_IN.search(before) and number.value != 2 and _IN_ENDS.match(after)):
        return
    reading.add(
        Finding("metre", _OF_BEATS[int(number.value)], start, end, 2, because=f"{number.value:g} beats")
    )
