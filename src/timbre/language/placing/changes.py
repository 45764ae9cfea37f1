"""What changes on the way: key changes, crescendos, pieces that build up.

Knows nothing of players.
"""

from __future__ import annotations

import re

from timbre.language.placing.scene import Happening, Scene

_KEY_CHANGE = re.compile(
    r"\b(?:key[ -](?:change|shift|lift)s?|modulat(?:es?|ing)|modulation (?=up|down|to\b|in\b|at\b|by\b)"
    r"|changes? key|transpos(?:es?|ed|ition|ing)|pitch (?:is |gets )?(?:changed|shifted|raised|lowered)"
    r"|(?:truck[ -]driver|gear)[ -](?:change|shift)s?)\b"
)
_STEP = re.compile(
    r"(?:(?P<way>up|down|higher|lower|raised|lowered)\b ?)?(?:by )?(?:of )?"
    r"(?:(?P<count>[-+]?\d{1,2}|an?|one|two|three|four|five|six|seven|half|whole) ?-?"
    r"(?P<unit>semi-?tones?|half[ -]?(?:steps?|tones?)|whole[ -]?(?:steps?|tones?)|steps?|tones?|minor third"
    r"|third|fourth|fifth|octave))?(?: (?P<late>up|down|higher|lower))?"
)
_COUNTS = {
    "a": 1,
    "an": 1,
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "half": 1,
    "whole": 2,
}
_SWELLS = re.compile(
    r"(?:\b(?P<down>decrescendo|diminuendo|volume (?:diminishes|decreases|drops|falls)"
    r"|(?:decreases|drops|diminishes) in (?:volume|intensity)"
    r"|(?:gets?|becom(?:es?|ing)|grows?|turns?) (?:gradually )?(?:quieter|softer|calmer|sparser))\b"
    r"|\b(?P<up>crescendo|increases? the volume"
    r"|(?:increases?|increasing|grows?|growing|swells?|rises?) (?:gradually )?in (?:volume|intensity|loudness|energy)"
    r"|(?:gradually|slowly|steadily|gets?|becom(?:es?|ing)|grows?|growing) (?:gets? )?"
    r"(?:louder|bigger|more intense|fuller|heavier|busier)"
    r"|(?:build(?=s| up\b| slowly| gradually| steadily)s?"
    r"|building(?= up| slowly| gradually| steadily| in intensity| over time|[,.]|$))(?![-\w])(?: up)?"
    r"(?: slowly| gradually| steadily| in intensity| over time)?(?! (?:in)?to )"
    r"|slow(?:ly)? build(?:s|ing)?(?: up)?|gradual build(?:-?up)?)\b)(?: gradually| slowly| progressively| steadily)?"
)
_KEY_HINTS = ("key", "modulat", "transpos", "pitch", "gear", "truck")
_SWELL_HINTS = (
    "cresc", "diminuendo", "volume", "decreas", "diminish", "drop", "get", "becom", "grow", "turns", "increas",
    "swell", "rise", "gradual", "slowly", "stead", "build",
)  # fmt: skip
"""Some of these stands wherever the pattern matches: a long text without them is not searched."""
_NOT_BUILDING = re.compile(r"^ (?:of|an?|the|your|block|blocks|in the city|site)\b")
_BEFORE_BUILDING = re.compile(r"\b(?:the|a|old|high|body|team|abandoned|this|that|tall|big|world) $")
_THE_VOLUME = re.compile(r",? ?(?:the |it |this )?(?:(?:song|piece|track|music|sound)(?:'s)? )?")
_QUIET_START, _FULL_END, _SWELL = -0.4, 0.3, 0.4


def read_key_changes(scene: Scene) -> None:
    for found in scene.reading.each(_KEY_CHANGE, *_KEY_HINTS):
        step = _STEP.match(scene.folded, min(found.end() + 1, len(scene.folded)))
        semitones = _semitones(found[0], step)
        end = step.end() if step is not None and step[0].strip() else found.end()
        place = scene.after(end, 4) or scene.before(found.start())
        if semitones == 0 or (place is not None and place.until):
            continue
        if re.search(
            r"\b(?:no|without|avoid)(?: any)? $", scene.folded[max(0, found.start() - 14) : found.start()]
        ):
            continue
        where = ("last chorus", None) if place is None else (place.where, place.seconds)
        spans = [(found.start(), end)] + ([(place.start, place.end)] if place else [])
        starts, ends = min(span[0] for span in spans), max(span[1] for span in spans)
        scene.note(Happening((where,), starts, ends, semitones=semitones), *spans)


def _semitones(said: str, step: re.Match[str] | None) -> int:
    """How far a key change goes; a tone up where nothing is said, 0 for what cannot be done (an octave)."""
    down = said.startswith("lower") or said.endswith("lowered")
    if step is None or not step[0].strip() or step["unit"] is None:
        down = down or (step is not None and step["way"] in ("down", "lower", "lowered"))
        return -2 if down else 2
    unit, said_count = step["unit"], step["count"]
    count = _COUNTS.get(said_count) or int(said_count)
    if unit.startswith(("semi", "half")) or said_count == "half":
        size = 1
    else:
        size = {"oct": 12, "min": 3, "thi": 4, "fou": 5, "fif": 7}.get(unit[:3], 2)
    if said_count in ("half", "whole"):
        count = 1
    down = (
        down
        or "down" in (step["way"] or "", step["late"] or "")
        or "lower" in (step["way"] or "", step["late"] or "")
    )
    total = count * size * (-1 if down and count > 0 else 1)
    return total if -11 <= total <= 11 else 0


def read_swells(scene: Scene) -> None:
    """ "builds up slowly", "a crescendo from 4.8 seconds on", "gets quieter towards the end"."""
    for found in scene.reading.each(_SWELLS, *_SWELL_HINTS):
        if found[0].startswith("build") and (
            _NOT_BUILDING.match(scene.folded[found.end() : found.end() + 12])
            or (
                found[0] == "building"
                and _BEFORE_BUILDING.search(scene.folded[max(0, found.start() - 12) : found.start()])
            )
        ):
            continue
        for i in scene.near(found.start(), found.end()):
            if scene.marked[i].of("tempo") is not None:
                scene.here_alone(i)  # how slowly it builds up is no tempo
        place = scene.later(found.end()) or scene.before(found.start(), _THE_VOLUME)
        amount = -_SWELL if found["down"] else _SWELL
        if place is None:
            if any(abs(one.energy) == _SWELL or one.energy == _FULL_END for one in scene.found):
                continue
            edges: tuple[tuple[str, float | None, float], ...] = (
                ("start", None, _QUIET_START),
                ("second half", None, _FULL_END),
            )
            if found["down"]:
                edges = (("second half", None, -_SWELL),)
        elif place.seconds is not None:
            edges = (("start", place.seconds, -amount),) if place.until else (("end", place.seconds, amount),)
        elif place.until:
            edges = (("start", None, -amount),)
        else:
            edges = ((place.where, None, amount),)
        span = (found.start(), max(found.end(), place.end if place else 0))
        for where, seconds, energy in edges:
            spoken = (place.start, place.end) if place else span
            scene.note(Happening(((where, seconds),), *span, energy=energy), span, spoken)
