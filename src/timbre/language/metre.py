"""Metre: `3/4`, `the beat counts to 3`, `4-beat`, `in five`, `waltz time`, `common time`.

Knows nothing of genres; but whatever else it is, a waltz is in three.
"""

from __future__ import annotations

import re

from timbre.language.numbers import Number
from timbre.language.reading import Finding, Reading

_FRACTION = re.compile(r"(?<![a-z0-9/.$])(?<!\d[-,])(\d{1,2}) ?/ ?(2|4|8|16)(?![\d/]|th|\.\d|[a-z])")
_SPELT = re.compile(
    r"(?<![\d/.\-])(?:(\d{1,2})(?: over |[ \-])(2|4|8|16)|(\d)[ \-]quarters?)[ \-](?:time|metre|meter|feel|groove)\b"
)
_NOT_METRE = re.compile(
    r"[ \-]?(?:notes?|of (?:the|a|an|my|our)|steps?|triplets?|delay|bits?|bars?|inch(?:es)?|tracks?|speed|time feel"
    r"|views?|lengths?|scale|sleeves?|cups?|full|angle|profile|empty|turn|way|miles?|hours?|stars?|points?|price|size"
    r"|tsp|teaspoons?|tape|jack|done|finished|complete|through|finger|drive)\b"
)
_NOT_METRE_BEFORE = re.compile(r"\b(?:rat(?:ed|ing)|scor(?:ed|e)|date|on|about|around|the other) $")
_NAMED = re.compile(
    r"\b(?:time[ \-]?sig(?:nature)?|timesignature|(?:time )?met(?:re|er)|takt|taktart|compas|compasso|mesure)[\"']?"
    r"(?:(?:is|was|of|in|being|set|to|at|de|:|=|a|the|this|song|piece|track|counts?)\b|[\s\"':=])*$"
)
_DOWNBEAT = re.compile(
    r"\bdown ?beats?(?: (?:is|are|falls?|falling|comes?|coming|lands?|occurs?|on|at|in|played|heard))* every $"
)
_OF_BEATS = {2: "2/4", 3: "3/4", 4: "4/4", 5: "5/4", 6: "6/8", 7: "7/8", 9: "9/8", 12: "12/8"}
_COUNTED = re.compile(
    r"\bbeats?(?: (?:of|in) (?:this|the) (?:song|piece|track|music))?"
    r"(?: (?:is|was|are|counts?|counting|counted|pattern|set|goes)| (?:of|in|to|at|up)| ?:| a?| the count"
    r"| count){1,4} ?$"
)
_COUNTING = re.compile(
    r"(?:\b(?:counts?|counting|counted)(?: up)? (?:to|in)|\bbeats?(?: up)? (?:to|of|in)|\bcounting|\bbeat has"
    r"|(?:^|[,.;]|\b(?:an?|the|its|with|in|to|has|beat|beats|rhythm|rhythmic|steady|slow|fast|simple|regular|constant"
    r"|time|metric|drum|drums))\s?counts?(?: up)? of) ?$"
)
_FOURS = re.compile(r"s\b")
_BAR_HAS = re.compile(
    r"\b(?:bar|measure)s? (?:contains?|counts?|has|have|holds?|with|of|consists? of|is|are)(?: up to)? $"
)
_WITH_COUNTS = re.compile(r"\b(?:with|has|of|features?|follows?)(?: a(?: steady)?)? $")
_COUNTS = re.compile(r" (?:counts|count)\b")
_PER_BAR = re.compile(r"[ \-](?:beat|count)s? (?:per|to the|to a|in a|in each|a|in every) (?:bar|measure)\b")
_BEAT = re.compile(
    r"[ \-](?:count(?:[ \-]beat)?|beat|beats)"
    r"(?=$|[ \-](?:count|tempo|beat|rhythm|pattern|time|metre|meter|groove|pulse|feel)|[ ,.;:!?)\"'])"
)
_BEFORE_BEATS = re.compile(r"\b(?:for|every|after|last|first|within|next|than|by|over)\s$")
_IN = re.compile(r"\bin ?$")
_IN_ENDS = re.compile(r"(?:$|[.,;:!?)\n]| (?:time|feel|metre|meter|and|with|at|groove|swing)\b)")
_FLOOR = re.compile(r"\b(?:four|4)[ \-](?:on|to)[ \-]the[ \-]floor\b")
_WALTZ = re.compile(
    r"(?<!no )(?<!not a )(?<!never a )\b(?:waltz(?:es)?|walzer|valses?|vals|valsa|ワルツ|圆舞曲)"
)
_ODD = re.compile(
    r"\b(?:odd|complex|irregular|unusual|asymmetric(?:al)?|uneven) (?:time signatures?|met(?:re|er)s?|time)\b"
)


def read_metre(reading: Reading, numbers: list[Number]) -> None:
    """Add a `metre` finding for every metre stated. Call before `read_tempo`: `5/4`, `beat of 3` are no tempi."""
    folded = reading.text.folded
    for found in reading.each(_FRACTION, "/"):
        beats = int(found[1])
        if (
            2 <= beats <= 19
            and (beats, found[2]) != (16, "16")
            and not _NOT_METRE.match(reading.after(found.end()))
            and not _NOT_METRE_BEFORE.search(reading.before(found.start()))
        ):
            reading.add(Finding("metre", f"{beats}/{found[2]}", *found.span(), 3))
    for found in reading.each(_SPELT, " time", "-time", "met", "feel", "groove"):
        beats = int(found[1] or found[3])
        if 2 <= beats <= 19 and reading.free(*found.span()):
            reading.add(Finding("metre", f"{beats}/{found[2] or 4}", *found.span(), 3))
    for way, metre in reading.words.grammar.metres.items():
        at = folded.find(way)
        end = at + len(way)
        inside = folded[at - 1 : at].isalpha() or (way.isascii() and folded[end : end + 1].isalpha())
        if at >= 0 and not inside and reading.free(at, end):
            reading.add(Finding("metre", metre, at, end, 2, because=way))
    for number in numbers:
        whole = number.value in _OF_BEATS and "." not in folded[number.start : number.end]
        if whole and reading.free(number.start, number.end):
            _read_count(reading, number)
    floor, odd = next(reading.each(_FLOOR, "floor"), None), next(reading.each(_ODD, "time", "met"), None)
    waltz = next(reading.each(_WALTZ, "waltz", "walz", "vals", "ワルツ", "圆舞曲"), None)
    if waltz:  # "a jazz waltz": jazz, but in three
        reading.findings.append(Finding("metre", "3/4", *waltz.span(), 0, because=waltz[0]))
    if floor:  # the drums' word too, so it is left for the vocabulary to claim
        reading.findings.append(Finding("metre", "4/4", *floor.span(), 0, because=floor[0]))
    if odd:
        reading.add(Finding("metre", "7/8", *odd.span(), 0, because=odd[0]))


def _read_count(reading: Reading, number: Number) -> None:
    before, after = reading.before(number.start), reading.after(number.end)
    if (after[:1].isalnum() and not _FOURS.match(after)) or after[:2].lstrip(".,")[:1].isdigit():
        return
    start, end = number.start, number.end
    per_bar, beat = _PER_BAR.match(after), _BEAT.match(after)
    counted = _COUNTED.search(before) or _COUNTING.search(before) or _NAMED.search(before)
    if _BAR_HAS.search(before) and beat and " beats" in beat[0]:
        end += beat.end()
    elif _DOWNBEAT.search(before):
        end += beat.end() if beat else 0
    elif per_bar:
        end += per_bar.end()
    elif beat and beat[0] != " beats" and not _BEFORE_BEATS.search(before):
        end += beat.end()
    elif _COUNTS.match(after) and _WITH_COUNTS.search(before):
        end += len(" count")
    elif counted:
        start -= len(before) - counted.start()
    elif not (_IN.search(before) and number.value != 2 and _IN_ENDS.match(after)):
        return
    reading.add(
        Finding("metre", _OF_BEATS[int(number.value)], start, end, 2, because=f"{number.value:g} beats")
    )
