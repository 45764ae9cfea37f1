"""Form: sections in order with their bars, how the piece ends, whether it loops.

Knows nothing of what a section sounds like: the composer's styles decide that.
"""

from __future__ import annotations

import re
from functools import lru_cache

from timbre.language.reading import Finding, Reading
from timbre.model.brief import SectionWish

_LINK = re.compile(
    r"[\s,;/>|+&\-]{1,4}"
    r"(?:(?:and|then|to|into|followed by|a|an|the|big|final|huge|short|long|second|another|back|leading)"
    r"[\s,]{1,2}){0,4}"
)
_LETTERS = re.compile(
    r"\b([AB](?:[ \-]?[ABC]){2,5})(?= (?:form|structure|sections?)\b)"
    r"|\b(AABA|ABA|ABAB|ABAC|AABB|ABACA|ABCA|ABABCB)\b"
)
LETTERS = {"A": "verse", "B": "chorus", "C": "bridge"}
"""What the letters of a form such as AABA stand for."""
_BUILDS = re.compile(
    r"\b(?:builds?|building|rises?|rising|leads?|leading)(?: up)?(?: slowly| gradually| steadily)? (?:in)?to "
    r"(?:a |an |the )?(?:\w{1,20} ){0,2}(drop|chorus|climax|crescendo|finale)s?\b"
)
_ENDINGS = {
    "abrupt": re.compile(
        r"\b(?:end(?:s|ing)? abruptly|abrupt(?:ly)? end(?:s|ing)?|abrupt (?:stop|cut)|sudden (?:end|ending|stop)"
        r"|ends? suddenly|hard (?:stop|ending|cut)|cuts? off|stops? (?:dead|suddenly|abruptly)|cold ending"
        r"|final brusco)\b"
    ),
    "fade": re.compile(
        r"\b(?:fad(?:e|es|ed|ing)(?:[ \-]out| away| to silence)|fade ending|ends? (?:with|in|on) a fade)\b"
    ),
    "natural": re.compile(
        r"\b(?:(?:natural|real|proper|clean|clear|gentle|satisfying)[ \-]ending|resolves? (?:at|in) the end"
        r"|ends? on the (?:tonic|root)|final chord|ends? (?:naturally|softly|gently|quietly|peacefully)"
        r"|ritardando(?: at the end)?)\b"
    ),
}
_LOOP = re.compile(
    r"\b(?:seamless(?:ly)?[ \-]loop(?:ing|able|ed|s)?|loopable|looping(?! drums| melody)"
    r"|loops? (?:seamlessly|perfectly|endlessly|forever|cleanly|smoothly)"
    r"|(?:perfect|endless|infinite|drum|beat|short|game|background|music|ambient|guitar|piano|bass"
    r"|synth|percussion|melody|break|breakbeat)[ \-]loop|as a loop|to loop|bucle|en boucle|loop)\b"
    r"|无缝循环|循环|ループ|루프"
)
_NO_LOOP = re.compile(
    r"\b(?:not?|without|isn't|never|don't|doesn't|tape|vocal|non)(?: a| be| seamless)?[ \-]$"
)
_NOT = re.compile(r"\b(?:no|not|don't|without|never)(?: \w{1,12})? $")
_NO_SECTION_AFTER = re.compile(r" ?(?:d\b|c\b|the|tun|of\b|to\b)")
_NO_SECTION_BEFORE = re.compile(r"rain|water|to $|no $|without $")
_SHORT_LOOP_BARS = 8


def read_form(reading: Reading) -> None:
    """Add `form` (tuple of SectionWish), `ending` and `loop` findings, and 8 `bars` for a "short loop"."""
    folded = reading.text.folded
    _read_sections(reading)
    for found in _LETTERS.finditer(reading.text.plain):
        letters = [c for c in found[0] if c in LETTERS]
        if reading.free(*found.span()):
            wishes = tuple(SectionWish(name=LETTERS[c]) for c in letters)
            reading.add(Finding("form", wishes, *found.span(), 2, because=found[0]))
    for found in _BUILDS.finditer(folded):
        if reading.free(*found.span()):
            goal = "drop" if found[1] == "drop" else "chorus"
            wishes = (SectionWish(name="build"), SectionWish(name=goal))
            reading.add(Finding("form", wishes, *found.span(), 1, because="build-up"))
    for ending, pattern in _ENDINGS.items():
        for found in pattern.finditer(folded):
            if reading.free(*found.span()):
                negated = bool(_NOT.search(reading.before(found.start())))
                reading.add(Finding("ending", ending, *found.span(), 2, negated=negated))
    for found in _LOOP.finditer(folded):
        if reading.free(*found.span()):
            negated = bool(_NO_LOOP.search(reading.before(found.start())))
            reading.add(Finding("loop", True, *found.span(), 2, negated=negated))
            if found[0].startswith("short"):
                reading.add(Finding("bars", _SHORT_LOOP_BARS, *found.span(), 0, because="short loop"))


@lru_cache(maxsize=4)
def _section_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(sorted((re.escape(name) for name in names), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:(\d{{1,3}})[ \-]?bars? )?({longest_first})s?(?: ?\(?(\d{{1,3}}) ?bars?\)?)?(?!\w)"
    )


def _read_sections(reading: Reading) -> None:
    """Two or more sections in a row are a form; one alone only with bars, or a build, drop or breakdown."""
    folded = reading.text.folded
    pattern = _section_pattern(tuple(reading.words.grammar.sections))
    run: list[re.Match[str]] = []
    for found in pattern.finditer(folded):
        gap = folded[run[-1].end() : found.start()] if run else ""
        if run and len(gap) < 48 and _LINK.fullmatch(gap):
            run.append(found)
            continue
        _state_sections(reading, run)
        run = [found]
    _state_sections(reading, run)


def _state_sections(reading: Reading, run: list[re.Match[str]]) -> None:
    if not run or not reading.free(run[0].start(), run[-1].end()):
        return
    sections = reading.words.grammar.sections
    wishes = tuple(SectionWish(name=sections[f[2]], bars=_bars(f[1] or f[3])) for f in run)
    start, end = run[0].start(), run[-1].end()
    if len(run) > 1 and {wish.name for wish in wishes} != {"solo"}:
        reading.add(Finding("form", wishes, start, end, 3))
    elif len(run) == 1 and wishes[0].bars is not None:
        reading.add(Finding("form", wishes, start, end, 1))
    elif (
        len(run) == 1
        and run[0][2] not in ("break", "build")
        and wishes[0].name in ("drop", "build", "breakdown")
    ):
        before, after = reading.before(start, 8), reading.after(end, 12)
        if not _NO_SECTION_AFTER.match(after) and not _NO_SECTION_BEFORE.search(before):
            names = ("build", "drop") if wishes[0].name == "drop" else (wishes[0].name,)
            wishes = tuple(SectionWish(name=name) for name in names)
            reading.add(Finding("form", wishes, start, end, 1, because=run[0][2]))


def _bars(digits: str | None) -> int | None:
    return int(digits) if digits and 1 <= int(digits) <= 256 else None
