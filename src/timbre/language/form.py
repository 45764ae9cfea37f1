"""Form: sections in order with their bars, how the piece ends, whether it loops.

Knows nothing of what a section sounds like: the composer's styles decide that.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import islice

from timbre.language.reading import Finding, Reading
from timbre.model.brief import SectionWish

_LINK = re.compile(
    r"[\s,;/>|+&\-]{1,4}"
    r"(?:(?:and|then|to|into|leads|goes|moves|flows|transitions|next|finally"
    r"|followed by|a|an|the|big|final|huge|short|long|second|another|back|leading)"
    r"[\s,]{1,2}){0,4}"
)
_LETTERS = re.compile(
    r"\b([AB](?:[ \-]?[ABC]){2,5})(?= (?:form|structure|sections?)\b)"
    r"|\b(?:[Ff]orm|[Ss]tructure) ?[:=] ?([ABC](?:[ ,\-]{0,2}[ABC]){1,9})\b"
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
_ENDING_HINTS = ("end", "stop", "cut", "fad", "brusco", "final", "ritard", "resolve")
_LOOP = re.compile(
    r"\b(?:seamless(?:ly)?[ \-]loop(?:ing|able|ed|s)?|loopable|looping(?! drums| melody)"
    r"|loops? (?:seamlessly|perfectly|endlessly|forever|cleanly|smoothly)"
    r"|(?:perfect|endless|infinite|short)[ \-]loop|as a loop|to loop|bucle|en boucle|loop)\b"
    r"|无缝循环|循环|ループ|루프"
)
_NO_LOOP = re.compile(
    r"\b(?:not?|without|isn't|never|don't|doesn't|tape|vocal|non)(?: a| be| seamless)?[ \-]$"
)
_NOT = re.compile(r"\b(?:no|not|don't|without|never)(?: \w{1,12})? $")
_NO_SECTION_AFTER = re.compile(
    r"[ \-]?(?:[a-g]\b|the|tun|of\b|to\b|in\b|down\b|out\b|off\b|all\b|any|everything|slow|grad|stead|over\b|from\b"
    r"|tension|energy|intens|momentum|it\b|my|your|this|that|dead|drum|roll|riser|fill)"
)
_NO_SECTION_BEFORE = re.compile(r"(?:drag-and|rain|water|tear|ear|snow|point|\bto|\bno|\bwithout|n't)[ \-]$")
_DROP_BEFORE = re.compile(
    r"(?:\b(?:an?|the|its|and|with|then|big|huge|massive|heavy|hard|harder|deep|epic|insane|crazy|wild|euphoric|explosive"
    r"|killer|dirty|nasty|filthy|powerful|energetic|intense|bass|beat|beats|dubstep|edm|trap|festival|house|techno|first"
    r"|second|final|main|bass-heavy|melodic|fat|sick|satisfying|climactic|brutal|aggressive)[ \-])$"
)
_DROP_LISTED = re.compile(r"(?:[,;|>+][ ]?|^)$")
_DROP_ENDS = re.compile(r"\s*(?:$|[,;|>+.!?\n)]| (?:at|after|with|and|then)\b)")
"""What makes "drop" a thing rather than a verb."""
_PLACE_BEFORE = re.compile(
    r"\b(?:in|during|at|for|after|before|until|till|from|on|over|through|throughout|per)"
    r" (?:(?:the|each|every|both|all|its|their|first|second|third|last|final|big|whole|entire) ){1,3}$"
    r"|\b(?:each|every) $"
)
"""A section named as a place ("no drums in the bridge") is no form."""
_LETTERED = {"a": "verse", "a'": "verse", "b": "chorus", "b'": "chorus", "c": "bridge", "c'": "bridge"}
"""Sections told by letters with their bars: `intro(4), A(8), B(8)`."""
_AND_THE = re.compile(r" and the ")
_SHORT_LOOP_BARS = 8
MOST_SECTIONS = 32
MOST_MENTIONS = 1000
"""Sections named in a prompt that are looked at."""


def read_form(reading: Reading) -> None:
    """Add `form` (tuple of SectionWish), `ending` and `loop` findings, and 8 `bars` for a "short loop"."""
    _read_sections(reading)
    for found in reading.each(_LETTERS, "ab", "form", "structure", "section", capitals=True):
        letters = [c for c in found[found.lastindex or 0] if c in LETTERS]
        if reading.free(*found.span()):
            wishes = tuple(SectionWish(name=LETTERS[c]) for c in letters)
            reading.add(Finding("form", wishes, *found.span(), 2, because=found[0]))
    for found in reading.each(_BUILDS, "build", "ris", "lead"):
        if reading.free(*found.span()):
            goal = "drop" if found[1] == "drop" else "chorus"
            wishes = (SectionWish(name="build"), SectionWish(name=goal))
            reading.add(Finding("form", wishes, *found.span(), 1, because="build-up"))
    for ending, pattern in _ENDINGS.items():
        for found in reading.each(pattern, *_ENDING_HINTS):
            if reading.free(*found.span()):
                negated = bool(_NOT.search(reading.before(found.start())))
                reading.add(Finding("ending", ending, *found.span(), 2, negated=negated))
    for found in reading.each(_LOOP, "loop", "bucle", "boucle", "循环", "ループ", "루프"):
        if reading.free(*found.span()):
            negated = bool(_NO_LOOP.search(reading.before(found.start())))
            reading.add(Finding("loop", True, *found.span(), 2, negated=negated))
            if found[0].startswith("short"):
                reading.add(Finding("bars", _SHORT_LOOP_BARS, *found.span(), 0, because="short loop"))


@lru_cache(maxsize=4)
def _section_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(sorted((re.escape(name) for name in names), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?:(\d{{1,3}})[ \-]?bars? )?((?:{longest_first})(?=s?)|[abc]'?(?=\(\d))s?"
        rf"(?: ?\(?(\d{{1,3}}) ?bars?\)?| ?\((\d{{1,3}})\)|[ :]{{1,2}}(\d{{1,2}})(?=[ ]?(?:$|[,;/>|+\n.\-])))?(?!\w)"
    )


@lru_cache(maxsize=4)
def _tag_pattern(names: tuple[str, ...]) -> re.Pattern[str]:
    """A section in brackets (1, with bars in 2) or before a colon at the start of a line or sentence (3)."""
    longest_first = "|".join(sorted((re.escape(name) for name in names), key=len, reverse=True))
    return re.compile(
        rf"\[ ?(?:final |last |big |guitar |drum |short |first |second )?({longest_first})s?(?: ?\d{{1,2}})?"
        rf"(?:[ :,\-(]{{1,3}}(\d{{1,3}}) ?bars?\)?|[ :,\-(x|][^\[\]\n]{{0,80}})? ?\]"
        rf"|(?:^|[\n.!?;|])[ *#\-]{{0,4}}\(?({longest_first})s?(?: ?\d{{1,2}})? ?(?::|\)|\*\*|(?=\n\w))"
        rf"|\*\*({longest_first})s?(?: ?\d{{1,2}})? ?:?\*\*"
    )


def _read_sections(reading: Reading) -> None:
    """Two or more sections in a row are a form; one alone only with bars, or a build, drop or breakdown."""
    folded = reading.text.folded
    pattern = _section_pattern(tuple(reading.words.grammar.sections))
    if not any(name in folded for name in reading.words.grammar.sections):
        return
    tags = list(reading.each(_tag_pattern(tuple(reading.words.grammar.sections)), "[", ":", "*", ")", "\n"))
    if len(tags) > 1:
        _state_tags(reading, tags)
        return
    run: list[re.Match[str]] = []
    for found in islice(pattern.finditer(folded), MOST_MENTIONS):
        gap = folded[run[-1].end() : found.start()] if run else ""
        if run and len(gap) < 48 and _LINK.fullmatch(gap):
            if not _same_said_twice(run[-1], found, gap, reading.words.grammar.sections):
                run.append(found)
            continue
        _state_sections(reading, run)
        run = [found]
    _state_sections(reading, run)


def _same_said_twice(before: re.Match[str], found: re.Match[str], gap: str, sections: dict[str, str]) -> bool:
    """Whether two words name one section: "chorus refrain"."""
    return gap == " " and before[2] != found[2] and sections[before[2]] == sections[found[2]]


def _state_tags(reading: Reading, tags: list[re.Match[str]]) -> None:
    """`[Verse 1] … [Chorus] …` or `Verse: …` on lines of their own: the tags in order are the form."""
    sections = reading.words.grammar.sections
    wishes = tuple(
        SectionWish(name=sections[f[1] or f[3] or f[4]], bars=_bars(f[2])) for f in tags[:MOST_SECTIONS]
    )
    reading.findings.append(Finding("form", wishes, tags[0].start(), tags[-1].end(), 3))
    for tag in tags:
        reading.claim(*tag.span())


def _state_sections(reading: Reading, run: list[re.Match[str]]) -> None:
    if not run or not reading.free(run[0].start(), run[-1].end()):
        return
    if _PLACE_BEFORE.search(reading.before(run[0].start(), 32)):
        return
    sections = {**reading.words.grammar.sections, **_LETTERED}
    wishes = tuple(
        SectionWish(name=sections[f[2]], bars=_bars(f[1] or f[3] or f[4] or _not_index(f[5]))) for f in run
    )
    start, end = run[0].start(), run[-1].end()
    if len(run) > 1 and _is_form(run, wishes):
        reading.add(Finding("form", wishes, start, end, 3))
    elif len(run) == 1 and wishes[0].bars is not None:
        reading.add(Finding("form", wishes, start, end, 1))
    elif (
        len(run) == 1
        and run[0][2] not in ("break", "build")
        and wishes[0].name in ("drop", "build", "breakdown")
    ):
        before, after = reading.before(start, 24), reading.after(end, 12)
        a_thing = wishes[0].name != "drop" or run[0][2] == "bass drop" or _DROP_BEFORE.search(before)
        a_thing = a_thing or (_DROP_LISTED.search(before) and _DROP_ENDS.match(after))
        if a_thing and not _NO_SECTION_AFTER.match(after) and not _NO_SECTION_BEFORE.search(before):
            names = ("build", "drop") if wishes[0].name == "drop" else (wishes[0].name,)
            wishes = tuple(SectionWish(name=name) for name in names)
            reading.add(Finding("form", wishes, start, end, 1, because=run[0][2]))


def _not_index(digits: str | None) -> str | None:
    """ "verse 2" is the second verse, "verse 8" one of eight bars."""
    return digits if digits and int(digits) > 3 else None


def _is_form(run: list[re.Match[str]], wishes: tuple[SectionWish, ...]) -> bool:
    """Whether sections in a row are an order rather than features ("hooks and drops", "a solo and a break")."""
    if any(wish.bars is not None for wish in wishes):
        return True
    names = {wish.name for wish in wishes}
    if len(run) == 2 and (
        names == {"intro", "outro"} or _AND_THE.search(run[1].string, run[0].end(), run[1].start())
    ):
        return False
    plain = [found[2] for found in run if found[2] not in ("hook", "solo", "break", "interlude", "ending")]
    return len(plain) > 1 or (len(plain) == 1 and len(run) > 2)


def _bars(digits: str | None) -> int | None:
    return int(digits) if digits and 1 <= int(digits) <= 256 else None
