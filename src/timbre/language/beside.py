"""Where a player stands and how near: "panned hard left", "in the background", "drenched in reverb".

Knows nothing of adjectives (`adjectives`).
"""

from __future__ import annotations

import re

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


def around(reading: Reading, match: Match) -> tuple[float | None, float, tuple[str, ...], int]:
    """(pan, level in dB, production words, end of what was read) from the phrases that follow the noun."""
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
    level = 0.0
    for pattern, db in _NEAR:
        near = pattern.match(after)
        if near:
            level, end = db, max(end, match.end + near.end())
            break
    soaked = _SOAKED.match(after)
    if soaked:
        production, end = (*production, _SOUND[soaked["what"]]), max(end, match.end + soaked.end())
    return pan, level, production, end


def _is_plain(found: re.Match[str]) -> bool:
    """Whether the words can mean nothing else: "in the middle" alone is a place of the piece."""
    center = found["the"] and found["side"].startswith("cent")
    return bool(found["verb"] or center or (found["the"] and found["channel"]) or " on the" in found[0])


def _pan(side: str, far: str) -> float:
    amount = _SLIGHTLY if far in ("slightly", "a bit", "a little") else _HARD if far else _USUAL
    return {"left": -amount, "right": amount}.get(side, 0.0)
