"""Form: sections in order with their bars, how the piece ends, whether it loops.

Knows nothing of what a section sounds like: the composer's styles decide that.
"""

from __future__ import annotations

import re

from timbre.language.reading import Finding, Reading
from timbre.model.brief import SectionWish

_SECTIONS = {
    "intro": "intro", "introduction": "intro", "verse": "verse", "verses": "verse", "estrofa": "verse", "couplet": "verse", "strophe": "verse",
    "pre-chorus": "pre-chorus", "prechorus": "pre-chorus", "pre chorus": "pre-chorus", "chorus": "chorus", "refrain": "chorus",
    "estribillo": "chorus", "refrao": "chorus", "hook": "chorus", "bridge": "bridge", "middle eight": "bridge", "middle 8": "bridge",
    "puente": "bridge", "build": "build", "build-up": "build", "buildup": "build", "build up": "build", "drop": "drop", "bass drop": "drop",
    "breakdown": "breakdown", "break": "breakdown", "solo": "solo", "interlude": "interlude", "outro": "outro", "coda": "outro", "ending": "outro",
}  # fmt: skip
_NAMES = "|".join(sorted((re.escape(name) for name in _SECTIONS), key=len, reverse=True))
_SECTION = re.compile(rf"(?<![\w\-])(?:(\d{{1,3}})[ \-]?bars? )?({_NAMES})s?(?: ?\(?(\d{{1,3}}) ?bars?\)?)?(?![\w])")
_LINK = re.compile(r"[\s,;/>|+&\-]{1,4}(?:(?:and|then|to|into|followed by|a|an|the|big|final|huge|short|long|second|another|back|leading)[\s,]{1,2}){0,4}")
_LETTERS = re.compile(r"\b([AB](?:[ \-]?[ABC]){2,5})(?: (?:form|structure|sections?))\b|\b(AABA|ABA|ABAB|ABAC|AABB|ABACA|ABCA|ABABCB)\b")
_BUILDS = re.compile(r"\b(?:builds?|building|rises?|rising|leads?|leading)(?: up)?(?: slowly| gradually| steadily)? (?:in)?to (?:a |an |the )?(?:\w+ ){0,2}(drop|chorus|climax|crescendo|finale)s?\b")
_ABRUPT = re.compile(r"\b(?:ends? abruptly|abrupt(?:ly)? end(?:s|ing)?|abrupt (?:stop|cut)|sudden (?:end|ending|stop)|ends? suddenly|hard (?:stop|ending|cut)|cuts? off|stops? (?:dead|suddenly|abruptly)|cold ending|final brusco|ending abruptly)\b")
_FADE = re.compile(r"\b(?:fad(?:e|es|ed|ing)(?:[ \-]out| away| to silence)|fade ending|ends? (?:with|in|on) a fade)\b")
_NATURAL = re.compile(r"\b(?:natural(?: |-)ending|real ending|proper ending|clean ending|clear ending|gentle ending|resolves? (?:at|in) the end|ends? on the (?:tonic|root)|final chord|ends? (?:naturally|softly|gently|quietly|peacefully)|ritardando(?: at the end)?|satisfying ending)\b")
_LOOP = re.compile(
    r"\b(?:seamless(?:ly)?[ \-]loop(?:ing|able|ed|s)?|loop(?:able|ing)(?! drums| melody)|loops? (?:seamlessly|perfectly|endlessly|forever)|loops? (?:cleanly|smoothly)"
    r"|(?:perfect|endless|infinite|drum|beat|short|\d+[ \-]bar|game|background|music|ambient|guitar|piano|bass|synth|percussion|melody|break|breakbeat)[ \-]loop|as a loop|to loop|bucle|en boucle|loop)\b"
    r"|无缝循环|循环|ループ|루프"
)
_NO_LOOP = re.compile(r"\b(?:not?|without|isn't|never|don't|doesn't|tape|vocal|non)(?: a| be| seamless)?[ \-]$")


def read_form(reading: Reading) -> None:
    """Add `form` (tuple of SectionWish), `ending` and `loop` findings."""
    folded = reading.text.folded
    _read_sections(reading)
    for found in _LETTERS.finditer(reading.text.plain):
        letters = [c for c in found[0].split(" form")[0].split(" struct")[0].split(" sect")[0] if c in "ABC"]
        names = {"A": "verse", "B": "chorus", "C": "bridge"}
        if reading.free(*found.span()):
            reading.add(Finding("form", tuple(SectionWish(name=names[c]) for c in letters), *found.span(), 2, because=found[0]))
    for found in _BUILDS.finditer(folded):
        if reading.free(*found.span()):
            goal = found[1] if found[1] in ("drop", "chorus") else "climax"
            wishes = (SectionWish(name="build"), SectionWish(name={"climax": "chorus"}.get(goal, goal)))
            reading.add(Finding("form", wishes, *found.span(), 1, because="build-up"))
    for pattern, ending in ((_ABRUPT, "abrupt"), (_FADE, "fade"), (_NATURAL, "natural")):
        for found in pattern.finditer(folded):
            if reading.free(*found.span()):
                negated = bool(re.search(r"\b(?:no|not|don't|without|never)(?: \w+)? $", reading.before(found.start())))
                reading.add(Finding("ending", ending, *found.span(), 2, negated=negated))
    for found in _LOOP.finditer(folded):
        if reading.free(*found.span()):
            negated = bool(_NO_LOOP.search(reading.before(found.start())))
            reading.add(Finding("loop", True, *found.span(), 2, negated=negated))
            if found[0].startswith("short"):
                reading.add(Finding("bars", 8, *found.span(), 0, because="short loop"))


def _read_sections(reading: Reading) -> None:
    """Two or more sections in a row are a form; one alone only when it has bars or is a build, drop or breakdown."""
    folded = reading.text.folded
    run: list[re.Match[str]] = []
    for found in [*_SECTION.finditer(folded), None]:
        if found is not None and run and _LINK.fullmatch(folded[run[-1].end() : found.start()]):
            run.append(found)
            continue
        if run:
            _state_sections(reading, run)
        run = [found] if found is not None else []


def _state_sections(reading: Reading, run: list[re.Match[str]]) -> None:
    wishes = tuple(SectionWish(name=_SECTIONS[f[2]], bars=_bars(f[1] or f[3])) for f in run)
    start, end = run[0].start(), run[-1].end()
    if not reading.free(start, end):
        return
    if len(run) > 1 and {w.name for w in wishes} != {"solo"}:
        reading.add(Finding("form", wishes, start, end, 3))
    elif wishes[0].bars is not None:
        reading.add(Finding("form", wishes, start, end, 1))
    elif wishes[0].name in ("drop", "build", "breakdown") and run[0][2] != "break" and not _is_verb_or_tuning(reading, run[0]):
        names = ("build", "drop") if wishes[0].name == "drop" else (wishes[0].name,)
        reading.add(Finding("form", tuple(SectionWish(name=n) for n in names), start, end, 1, because=run[0][2]))


def _is_verb_or_tuning(reading: Reading, found: re.Match[str]) -> bool:
    after = reading.after(found.end(), 12)
    return bool(re.match(r" ?(?:d\b|c\b|the|tun)", after)) or found[2] == "build" or bool(re.search(r"rain|water|to $", reading.before(found.start(), 8)))


def _bars(digits: str | None) -> int | None:
    return int(digits) if digits and 1 <= int(digits) <= 256 else None
