"""Where a player stands and how near: "panned hard left", "in the background", "6 dB louder", "an octave lower".

Knows nothing of adjectives (`adjectives`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from timbre.language.match import Match
from timbre.language.reading import Reading

_LOOK_BEHIND = 90
_SIDE = r"(?P<side>left|right|cent(?:re|er)|middle)"
_FAR = r"(?:(?P<far>hard|far|fully|completely|all the way|extreme|slightly|a bit|a little|half)[ \-])?"
_PANNED = re.compile(
    rf",? ?(?:(?:that|which) )?(?:(?:is|are|was|were|being|sits?|both|to be|should be) ){{0,2}}{_FAR}"
    r"(?:(?P<verb>panned|panning|leaning|leans?|placed|located|positioned|sits?|sitting) )?"
    r"(?P<hard>hard |far |slightly |all the way )?"
    rf"(?:(?:to|in|on|into|at|towards?|from) )?(?P<the>the )?(?:far )?{_SIDE}\b"
    r"(?P<both> and (?:the )?(?:left|right))?(?: ?(?P<channel>channel|side|speaker|ear)s?)?"
)
_BEFORE_PANNED = re.compile(r"\b(?:(hard|slightly|far)[ \-])?(left|right|centre|center)[ \-]panned $")
_SLIGHTLY, _USUAL, _HARD = 0.3, 0.6, 0.9
_NEAR = (
    (re.compile(r",? (?:is |are )?(?:playing |played |heard |just )?in the (?:far )?background\b"), -3.0),
    (
        re.compile(
            r",? (?:is |are )?(?:playing |played |standing )?(?:in the foreground|up front|front and cent(?:er|re))\b"
        ),
        2.0,
    ),
    (
        re.compile(r",? (?:is |are |mixed |sitting )?(?:low|quiet|back|buried|deep|far back) in the mix\b"),
        -4.0,
    ),
    (re.compile(r",? (?:is |are |mixed |sitting )?(?:high|loud|up|forward|upfront) in the mix\b"), 3.0),
    (re.compile(r",? (?:turned|mixed|pulled) (?:way )?down\b"), -3.0),
    (re.compile(r",? (?:turned|mixed|cranked|pushed) (?:way )?up\b"), 3.0),
)
_COUNTED = re.compile(
    r"(?:,? (?:is |are |mixed |turned |at |by )?|: ?)(?P<sign>[+-] ?)?(?P<n>\d{1,2}(?:\.\d)?) ?db\b"
    r"(?: (?:too )?(?P<way>louder|up|higher|hotter|quieter|softer|down|lower)\b)?"
)
_DOWN = ("quieter", "softer", "down", "lower")
_MOST_DB = 24.0
_COMPARED = re.compile(
    r",? (?:is |are |being |sounding |mixed |that is |which is |should be |turned )?"
    r"(?:(?P<how>a bit|a little|slightly|somewhat|much|a lot|way|far) )?(?P<way>louder|quieter|softer)"
    r"(?: than (?:the (?:rest|others)|everything else|all else|everybody else)?|(?<!softer)(?: in the mix)?"
    r"(?=$|[,.;:!?)\n]| (?:and|but|with) (?!(?:even )?(?:louder|quieter)\b)))"
)
_COMPARED_DB = {"much": 6.0, "a lot": 6.0, "way": 6.0, "far": 6.0, None: 3.0}
_A_BIT_DB = 1.5
_OCTAVES = re.compile(
    r"(?:,? (?:is |are |played |sung |moved |shifted |transposed |pitched )?|: ?)"
    r"(?:(?P<ahead>up|down) )?(?P<n>an?|one|two|1|2) octaves?(?: (?P<way>lower|down|below|higher|up|above)\b)?"
)
_SOAKED = re.compile(
    r",? (?:(?:is |are )?(?:drenched|soaked|drowned|drowning|bathed|awash|swimming|dripping) (?:in|with)"
    r"|with (?:(?:a lot of|lots of|plenty of|some|a bit of|a touch of|a little|heavy|long|deep|lush|big|huge|subtle"
    r"|slight|much|strong|warm|light) ){1,2}|through (?:an?|the) )(?: ?\w{1,12})?? ?"
    r"(?P<what>reverb|delay|echo|distortion|fuzz|overdrive|saturation|compression|filter)\b"
)
_SOUND = {
    "reverb": "reverb", "delay": "echo", "echo": "echo", "distortion": "distorted", "fuzz": "distorted",
    "overdrive": "distorted", "saturation": "distorted", "compression": "compressed", "filter": "filtered",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Beside:
    """What the phrases beside a noun ask: units as in PartWish; `end` is the folded offset of what was read."""

    pan: float | None
    level_db: float
    production: tuple[str, ...]
    octave: int
    end: int

    @property
    def says_something(self) -> bool:
        """Whether anything was asked."""
        return bool(self.pan is not None or self.level_db or self.production or self.octave)


def around(reading: Reading, match: Match) -> Beside:
    """What is asked by the phrases that follow the noun (and by "left-panned" in front of it)."""
    after = reading.after(match.end, _LOOK_BEHIND)
    end = match.end
    pan: float | None = None
    production: tuple[str, ...] = ()
    before = _BEFORE_PANNED.search(reading.before(match.start, 24))
    if before:
        pan = _pan(before[2], before[1] or "")
    found = _PANNED.match(after)
    if found and _is_plain(found):
        end = match.end + found.end()
        if found["both"]:
            production = ("wide",)
        else:
            far = (
                found["far"]
                or (found["hard"] or "").strip()
                or ("slightly" if "lean" in (found["verb"] or "") else "")
            )
            pan = _pan(found["side"], far or ("hard" if found["channel"] == "channel" else ""))
    level, reached = _level(after)
    octave, risen = _octave(after)
    end = max(end, match.end + max(reached, risen))
    soaked = _SOAKED.match(after)
    if soaked:
        production, end = (*production, _SOUND[soaked["what"]]), max(end, match.end + soaked.end())
    return Beside(pan, level, production, octave, end)


def _level(after: str) -> tuple[float, int]:
    """(dB, characters read) of "in the background", "louder than the guitar", "6 dB louder"."""
    level, end = 0.0, 0
    for pattern, db in _NEAR:
        near = pattern.match(after)
        if near:
            level, end = db, near.end()
            break
    compared = _COMPARED.match(after)
    if compared:
        size = _COMPARED_DB.get(compared["how"], _A_BIT_DB)
        level, end = size if compared["way"] == "louder" else -size, compared.end()
    counted = _COUNTED.match(after.lower())
    if counted and (counted["sign"] or counted["way"]):
        down = (counted["sign"] or "").startswith("-") or counted["way"] in _DOWN
        level, end = min(_MOST_DB, float(counted["n"])) * (-1 if down else 1), max(end, counted.end())
    return level, end


def _octave(after: str) -> tuple[int, int]:
    """(octaves, characters read) of "an octave lower", "up two octaves"."""
    found = _OCTAVES.match(after)
    way = (found["ahead"] or found["way"]) if found else None
    if found is None or way is None:
        return 0, 0
    count = 2 if found["n"] in ("two", "2") else 1
    return (-count if way in ("lower", "down", "below") else count), found.end()


def _is_plain(found: re.Match[str]) -> bool:
    """Whether the words can mean nothing else: "in the middle" alone is a place of the piece."""
    center = found["the"] and found["side"].startswith("cent")
    return bool(found["verb"] or center or (found["the"] and found["channel"]) or " on the" in found[0])


def _pan(side: str, far: str) -> float:
    amount = _SLIGHTLY if far in ("slightly", "a bit", "a little") else _HARD if far else _USUAL
    return {"left": -amount, "right": amount}.get(side, 0.0)
