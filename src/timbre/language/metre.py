"""Metre: `3/4`, `the beat counts to 3`, `4-beat`, `in five`, `waltz time`, `common time`.

Knows nothing of genres: that a waltz is in three is the genre's entry.
"""

from __future__ import annotations

import re

from timbre.language.numbers import Number
from timbre.language.reading import Finding, Reading

_FRACTION = re.compile(r"(?<![\d/.])(\d{1,2}) ?/ ?(2|4|8|16)(?![\d/]|th|\.\d)")
_NOT_METRE = re.compile(r"(?:[ \-]?(?:notes?|of (?:the|a)|steps?|triplets?|delay|bits?|bars?|inch|tracks?|speed|time feel)\b)")
_OF_BEATS = {2: "2/4", 3: "3/4", 4: "4/4", 5: "5/4", 6: "6/8", 7: "7/8", 9: "9/8", 12: "12/8"}
_COUNTED = re.compile(
    r"\bbeats?(?: (?:of|in) (?:this|the) (?:song|piece|track|music))?"
    r"(?: (?:is|was|are|counts?|counting|counted|pattern|set|goes)| (?:of|in|to|at|up)| ?:| a?| the count| count){1,4} ?$"
)
_COUNTING = re.compile(r"\b(?:counts?|counting|counted|beats?)(?: up)? (?:to|of|in) ?$")
_PER_BAR = re.compile(r"[ \-]beats? (?:per|to the|to a|in a|in each|a|in every) (?:bar|measure)\b")
_BEAT = re.compile(r"[ \-](?:count(?:[ \-]beat)?|beat|beats)(?=$|[ \-](?:count|tempo|beat|rhythm|pattern|time|metre|meter|groove|pulse|feel)|[ ,.;:!?)\"'])")
_IN = re.compile(r"\bin ?$")
_IN_ENDS = re.compile(r"(?:$|[.,;:!?)\n]| (?:time|feel|metre|meter|and|with|at|groove|swing)\b)")
_BEFORE_BEATS = re.compile(r"\b(?:for|every|after|last|first|within|next|than|by|over)\s$")
_NAMED = {
    "4/4": ("common time", "four four", "four-four", "duple time"),
    "2/2": ("cut time", "alla breve"),
    "2/4": ("two four time", "two-four", "marching time", "duple meter", "duple metre"),
    "3/4": ("waltz time", "waltz tempo", "three four time", "three-four", "three-quarter time", "triple time", "triple meter", "triple metre",
            "dreivierteltakt", "ritmo de vals", "三拍子", "3拍子"),
    "5/4": ("five four", "five-four", "quintuple meter", "quintuple metre"),
    "6/8": ("six eight", "six-eight", "compound duple", "jig time"),
    "7/8": ("seven eight", "seven-eight"),
    "7/4": ("seven four", "seven-four"),
    "12/8": ("twelve eight", "twelve-eight"),
}  # fmt: skip
_FLOOR = re.compile(r"\b(?:four|4)[ \-](?:on|to)[ \-]the[ \-]floor\b")
_ODD = re.compile(r"\b(?:odd|complex|irregular|unusual|asymmetric(?:al)?|uneven) (?:time signatures?|met(?:re|er)s?|time)\b")


def read_metre(reading: Reading, numbers: list[Number]) -> None:
    """Add a `metre` finding for every metre stated. Call before `read_tempo`: `5/4` and `beat of 3` are no tempi."""
    folded = reading.text.folded
    for found in _FRACTION.finditer(folded):
        beats = int(found[1])
        if 2 <= beats <= 19 and not _NOT_METRE.match(reading.after(found.end())) and (beats, found[2]) != (16, "16"):
            reading.add(Finding("metre", f"{beats}/{found[2]}", found.start(), found.end(), 3))
    for metre, names in _NAMED.items():
        for name in names:
            at = folded.find(name)
            if at >= 0 and not folded[at - 1 : at].isalpha() and reading.free(at, at + len(name)):
                reading.add(Finding("metre", metre, at, at + len(name), 2, because=name))
    for number in numbers:
        if number.value in _OF_BEATS and reading.free(number.start, number.end):
            _read_count(reading, number)
    floor = _FLOOR.search(folded)
    if floor:  # the drums' word, so it is left for the vocabulary to claim
        reading.findings.append(Finding("metre", "4/4", floor.start(), floor.end(), 0, because=floor[0]))
    odd = _ODD.search(folded)
    if odd:
        reading.add(Finding("metre", "7/8", odd.start(), odd.end(), 0, because=odd[0]))


def _read_count(reading: Reading, number: Number) -> None:
    before, after = reading.before(number.start), reading.after(number.end)
    metre = _OF_BEATS[int(number.value)]
    start, end = number.start, number.end
    per_bar, beat = _PER_BAR.match(after), _BEAT.match(after)
    if after[:1].isalnum() or after[:2].lstrip(".,")[:1].isdigit():
        return
    if per_bar:
        end += per_bar.end()
    elif beat and not _BEFORE_BEATS.search(before) and beat[0] != " beats":
        end += beat.end()
    elif _COUNTED.search(before) or _COUNTING.search(before):
        pass
    elif not (_IN.search(before) and number.value != 2 and _IN_ENDS.match(after)):
        return
    reading.add(Finding("metre", metre, start, end, 2, because=f"{number.value:g} beats"))
