"""Clauses: a line cut at commas, "and", "but", "then"; courtesies dropped, amounts noted, slips mended.

Knows nothing of what a clause asks for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from timbre.language.edits.comparatives import base_of, plainly_more
from timbre.language.edits.grammar import grammar
from timbre.language.edits.who import players_in
from timbre.language.match import Match, find_matches
from timbre.language.parse import Understanding
from timbre.language.places import find_places
from timbre.language.reading import Reading
from timbre.language.spelling import mode
from timbre.language.text import Text
from timbre.language.touches import touch_of
from timbre.language.vocabulary import vocabulary

SMALL, PLAIN, BIG = 0.4, 1.0, 2.0
"""Amounts as parts of the usual step: a bit 6 %, plain 15 %, much 30 %."""

_CUT = re.compile(
    r"[,;!?\n]+(?:\s*(?:and then|and|but|then|plus)\b)?|\.(?!\d)|\s(?:and then|and also|and"
    r"|(?<!everything )(?<!nothing )(?<!everything the same )(?<!all )but|then|plus|&)\s"
    r"|\s\+\s(?=[a-z])|\s-\s"
)
_COURTESY = re.compile(
    r"^(?:but|and|so)\b|\b(?:please|pls|plz|thanks|thank you|kindly|(?:can|could|would|will) (?:you|we)|i(?:'d| would"
    r"|'ll)? (?:really )?(?:like|love|want|need|prefer)"
    r"(?: you)?(?: to| it to)?|i(?:'d| would) (?:like|love)|i (?:think|guess) (?:it |this "
    r"|we )?(?:should|could|needs?|is|maybe)?(?: be)?"
    r"|let'?s|let us|maybe|perhaps|okay|ok|hey|hi(?!-| hats?)|hmm+|um+|uh+|oh|well|actually|also|just|now"
    r"|if possible|for me|this time"
    r"|isn'?t (?:it|this)|is it|is this|it'?s|it is|this is|that'?s|that is|it feels|it sounds|sounds"
    r"|feels|you know|to me|then|instead$"
    r"|honestly|cool|nice|great|good|perfect|love it|like it"
    r"|it needs|this needs|needs|need|it could use|could use|how about|what about|what if|it (?:should"
    r"|could) (?:be|have)|should (?:be|have)|do you mind|go ahead and"
    r"|yes|yeah|yep|no wait|wait|sorry|i mean|somehow|overall|everywhere|even|still|throughout"
    r"|in general|here"
    r"|there)\b"
)
_THING = re.compile(
    r"\b(?:the|this|that|whole|our) (?:whole |entire )?(?:song|track|piece|music|take|loop|thing|mix"
    r"|tune|clip|recording|sound|one)\b(?! (?:before|after))"
)
_MADE = re.compile(
    r"^(?:make|get|have|turn|let|keep|set|change|bring|push|take|want|give|put|move|switch|convert)(?: me)?"
    r"(?: (?:it|this|that|things|everything))"
    r"(?! (?:down|up|back|out|off|away|but|except|apart|other|the same|else|as it|as is"
    r"|besides)\b)(?: (?:to be|be|into"
    r"|sound|feel|go|sounding|to|like|in))*(?: (?:something|like))?\b"
    r"|^(?:go|get(?= \w+er\b)|be|become|something|sound|feel|make|try(?! again)|play it"
    r"|play)\b(?: (?:for|with|like))?(?! back| again| \d)"
)
_SMALL = re.compile(
    r"\b(?:just )?(?:a (?:tiny |little |wee |small )?bit(?! of)|a (?:little|touch|tad|smidge|hair"
    r"|shade)(?! of)(?: bit)?|slightly|somewhat|kinda|kind of|sort of"
    r"|a bit|marginally|subtly|gently|a notch|ever so)\b"
)
_BIG = re.compile(
    r"\b(?:(?:so |very )?much|a lot|lots|(?<!half )(?<!the )way|(?<!too )far|considerably|significantly"
    r"|a great deal|really|very"
    r"|super|extremely|drastically|massively|tons|heaps"
    r"|loads|dramatically|waa+y|even much|a whole lot)\b"
)
_PRONOUN = re.compile(r"^(?:it|this|that) (?!again)|(?<=er) (?:it|this)$")
_VERSION = re.compile(
    r"(?:an?|the|another) (?P<how>.+?) version|(?:an?|the) version (?P<what>(?:with|without|in|at|as)\b.+)"
)
_SAME = re.compile(r"^(?:the )?same (?:thing |one |again )?(?=(?:with|without|in|at|as)\b)")
_HOW_ABOUT = re.compile(r"\b(?:how|what) about (?:adding |having )?some\b")
_PROPOSED = re.compile(r"(?:how|what) about ")
_ON_ALL = re.compile(
    r"(?P<what>[a-z -]{3,30}) (?:on|to|over|across) (?:everything|it all|all of it|all|every (?:part"
    r"|track|instrument)|(?:the )?master)"
)
_DEGREES = ("more", "less", "add", "no", "put", "some", "remove", "without", "use", "apply", "extra", "fewer")
_TOO = re.compile(r"\b(?:(?:way |a bit |much |far |a little )?too (?:much|many)|way too)\b")
_NOT_SO = re.compile(r"\b(?:too|not (?:so|as|that|quite so|too)|isn'?t so)\b")
_NOT_ENOUGH = re.compile(r"\bnot enough\b")
_ADJECTIVE_ENOUGH = re.compile(r"\bnot (\w+) enough\b")
_ARTICLE = re.compile(r"^(?:an?|some) (?!quarter)(?=(?:[a-z-]{3,}er|more|less) [a-z])")
_THAN = re.compile(r" than (?:the|it|in|before|now|that|this|last|usual)\b.*$")
_TWICE_AS_MUCH = re.compile(r"\b(?:twice|double|three times|two times) (?:as (?:much|many)|the amount of) ")
_HALF_AS_MUCH = re.compile(
    r"\b(?:half|half of) (?:as (?:much|many)|the amount of|the) (?!tempo|speed|length|time|bpm|volume|level)"
)
_EDIT_WORDS = (
    "add", "remove", "drop", "lose", "without", "with", "replace", "swap", "switch", "instead", "another",
    "variation", "variations", "version", "undo", "redo", "keep", "again", "transpose", "semitone",
    "semitones", "tone", "octave", "double", "half", "time", "major", "minor", "tempo", "reverb", "seconds",
    "minutes", "bars", "longer", "shorter", "bring", "back", "change", "boring", "dull", "bland", "cheesy", "annoying",
    "louder", "quieter",
)  # fmt: skip
_SHORTEST_SLIP = 4
_LINK = re.compile(r"(?P<by> and |, and | & |, )(?:(?:the|a|an|some|its) )?")
_EXCHANGE = re.compile(r"\b(?:swap|replace|exchange|trade|switch|turn)\b.* (?:for|with|to|into|by) ")


@dataclass(frozen=True, slots=True)
class Clause:
    """One wish of a line."""

    text: str
    """Folded, without courtesies, amounts and "make it"."""
    plain: str
    """As typed, capitals kept, amounts kept: for reading numbers and keys."""
    amount: float
    graded: bool
    """Whether an amount was named."""
    made: bool
    """Whether "make it", "go", "turn it into" leads: then a bare name is meant as a change."""
    joined: bool
    """Whether "and" leads rather than a comma."""


def clauses_of(line: Understanding) -> Iterator[Clause]:
    """The clauses in order, empty ones left out."""
    text = line.reading.text
    held = [finding for finding in line.reading.findings if "," in text.folded[finding.start : finding.end]]
    spans = [(f.start, f.end) for f in held] + [
        (f.start, f.end)
        for f in line.reading.findings
        if f.field in ("seconds", "bars", "metre", "bpm", "key")
    ]
    spans += [(m.start, m.end) for m in line.matches if _is_one_name(m, text.folded)]
    spans += list(_lists_of_players(text))
    if next(find_places(text.folded), None) is not None:
        spans += [(m.start, m.end) for m in line.matches if " and " in text.folded[m.start : m.end]]
    at, joined = 0, False
    for cut in [*_CUT.finditer(text.folded), None]:
        if cut is not None and any(start < cut.end() and cut.start() < end for start, end in spans):
            continue
        end = cut.start() if cut is not None else len(text.folded)
        clause = _clause(text.folded[at:end], text.plain[at:end], joined)
        if clause is not None:
            yield clause
        if cut is not None:
            at = cut.end()
            joined = re.search(r"and|&|\+", cut[0]) is not None and "then" not in cut[0]


def _lists_of_players(text: Text) -> Iterator[tuple[int, int]]:
    """Stretches such as "drums, bass and piano", which belong together whatever is said of them."""
    folded, run = text.folded, [-1, -1]
    if _EXCHANGE.search(folded) or _LINK.search(folded) is None:
        return
    together = False
    for match in find_matches(Reading(text, vocabulary())):
        gap = folded[run[1] : match.start] if run[0] >= 0 else ""
        link = _LINK.fullmatch(gap) if match.of("instrument") is not None and gap else None
        if link is not None:
            run[1], together = match.end, together or "," not in link["by"]
            continue
        if together:
            yield run[0], run[1]
        run, together = [match.start, match.end] if match.of("instrument") is not None else [-1, -1], False
    if together:
        yield run[0], run[1]


def shared(clauses: list[Clause]) -> list[Clause]:
    """Clauses with what an "and" leaves out: "softer and warmer piano", "make the piano softer and brighter"."""
    found = list(clauses)
    for i, clause in enumerate(found):
        before, after = (found[i - 1] if i else None), (found[i + 1] if i + 1 < len(found) else None)
        if not _is_touch(clause.text) or _is_of_the_whole(clause.text):
            continue
        if after is not None and after.joined:
            words = after.text.split()
            if len(words) > 1 and _is_touch(words[0]) and players_in(" ".join(words[1:])):
                found[i] = replace(clause, text=f"{clause.text} {' '.join(words[1:])}")
                continue
        if before is not None and clause.joined:
            words = before.text.split()
            for cut in range(1, len(words)):
                who = re.sub(r" (?:is|are|be|sounds?)$", "", " ".join(words[:cut]))
                if _is_touch(" ".join(words[cut:])) and players_in(who):
                    found[i] = replace(clause, text=f"{who} {clause.text}", joined=True)
                    break
    return found


def _is_of_the_whole(phrase: str) -> bool:
    """Whether a comparative can only be about the take: "slower", "longer"."""
    name = grammar().forms.get(phrase)
    return name is not None and any(
        axis in ("tempo", "length") for axis, _ in grammar().directions[name].axes
    )


def _is_touch(phrase: str) -> bool:
    return touch_of(phrase.removeprefix("more ").removeprefix("less ")) is not None


def _is_one_name(match: Match, folded: str) -> bool:
    """ "drum and bass", "r&b": a genre's name with an "and" in it."""
    return (
        match.of("genre") is not None
        and match.of("instrument") is None
        and (re.search(r" and |&| n ", folded[match.start : match.end]) is not None)
        and not re.search(
            r"\b(?:add|drop|lose|remove|without|no|with|keep|bring)\b[^,;]*$", folded[: match.start]
        )
    )


def _clause(folded: str, plain: str, joined: bool) -> Clause | None:
    words = " ".join(_mended(word) for word in folded.split())
    words = _HOW_ABOUT.sub("add some", words)
    proposed = _PROPOSED.match(words)
    if proposed is not None and players_in(words[proposed.end() :].strip(" ?!.")):
        words = f"add {words[proposed.end() :]}"
    words = _squeeze(_COURTESY.sub(" ", _THING.sub("it", words)))
    words = _ARTICLE.sub("", _THAN.sub("", words))
    words = _HALF_AS_MUCH.sub("less ", _TWICE_AS_MUCH.sub("a lot more ", words))
    words = _ADJECTIVE_ENOUGH.sub(r"more \1", words)
    words = _NOT_ENOUGH.sub("more", words)
    words = _NOT_SO.sub("less", _TOO.sub("less", words))
    amount = PLAIN
    for pattern, size in ((_SMALL, SMALL), (_BIG, BIG)):
        shorter = pattern.sub(" ", words)
        if shorter != words:
            words, amount = _squeeze(shorter), size
            break
    on_all = _ON_ALL.fullmatch(words)
    if on_all is not None:
        words = on_all["what"] if on_all["what"].split()[0] in _DEGREES else f"more {on_all['what']}"
    made = _MADE.match(words)
    for _ in range(2):  # "go for something", "make it be"
        lead = _MADE.match(words)
        if lead is not None and words[lead.end() :].strip():
            words = _squeeze(words[lead.end() :])
    words = _PRONOUN.sub("", words)
    version = _VERSION.fullmatch(words)
    if version is not None:
        made, words = version, version["how"] or version["what"]
    words = plainly_more(_SAME.sub("", words), joined=joined)
    if not words or words in ("it", "that", "this", "the", "a"):
        return None
    return Clause(words, plain.strip(), amount, amount != PLAIN, made is not None, joined)


def _squeeze(text: str) -> str:
    return " ".join(text.split()).strip(" .:'\"()")


def _mended(word: str) -> str:
    """An edit word with one slip put right; everything the vocabulary knows stays."""
    known = vocabulary()
    if (
        len(word) < _SHORTEST_SLIP
        or not word.isalpha()
        or word in known.known
        or word in known.neutral
        or word in known.common
        or touch_of(word) is not None
        or touch_of(base_of(word)) is not None
        or word in grammar().words
        or word in _EDIT_WORDS
        or mode(word) is not None
        or word.removesuffix("s") in _EDIT_WORDS
    ):
        return word
    near = (
        each
        for each in (*sorted(grammar().words), *_EDIT_WORDS)
        if each[0] == word[0] and _one_slip(word, each)
    )
    return min(near, key=lambda each: _likelihood(word, each), default=word)


def _likelihood(word: str, other: str) -> int:
    """How likely a slip is, 0 first: letters swapped, one missing ("loder" is louder, not lower), a wrong or more."""
    return 0 if sorted(word) == sorted(other) else 1 if len(other) > len(word) else 2


def _one_slip(word: str, other: str) -> bool:
    """Whether one letter missing, too many, wrong or swapped separates two words; short words are only swapped."""
    if abs(len(word) - len(other)) > 1 or (
        min(len(word), len(other)) <= _SHORTEST_SLIP and sorted(word) != sorted(other)
    ):
        return False
    at = 0
    while at < min(len(word), len(other)) and word[at] == other[at]:
        at += 1
    a, b = word[at:], other[at:]
    return a[1:] == b or a == b[1:] or a[1:] == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])
