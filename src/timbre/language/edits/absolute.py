"""Absolute values in a clause: 90 bpm, in D minor, 3/4, a 30 second loop, 16 bars, a chord progression.

Knows nothing of how they are worded: the prompt's readers find them.
"""

from __future__ import annotations

import re

from timbre.language.clashing import clash_of
from timbre.language.edits.clauses import Clause
from timbre.language.edits.draft import Draft
from timbre.language.edits.keys import set_key
from timbre.language.parse import understand
from timbre.language.reading import Finding

_FIELDS = ("bpm", "key", "metre", "chords", "seconds", "bars", "form", "loop", "ending")
_BARE_TEMPO = re.compile(
    r"(?P<to>(?:slow|speed|bring|drop|raise|pick|take|push|pull|set|slower|faster|change"
    r"|lower)\b[a-z ]*? ?(?:to|at)|to|at)? ?(?P<n>\d{2,3})"
)
_LOOPS = ("seamless", "loopable", "a loop", "loop", "loop it", "loop seamlessly")
_BARE_RANGE = (50, 220)
_VERBS = frozenset((
    "change", "set", "put", "move", "transpose", "make", "switch", "go", "bring", "take", "try", "slow",
    "speed", "raise", "lower", "drop", "cut", "trim", "extend", "use", "instead", "shorten",
    "increase", "decrease", "reduce", "bump", "lengthen", "turn", "modulate", "stretch", "pull", "push", "pick",
))  # fmt: skip
_CARRIERS = _VERBS | {
    "it", "the", "key", "of", "tempo", "metre", "meter", "time", "signature", "length", "bpm", "to", "in",
    "at", "into", "a", "an", "be", "for", "with", "using", "chords", "chord", "progression", "play", "loop",
    "looping", "long", "about", "around", "down", "up", "same", "is", "only", "exactly", "bar", "bars",
    "feel", "form", "structure", "by", "out", "this", "that", "on", "or", "so", "as", "scale", "mode", "speed",
    "lasting", "total", "seamless", "en",
}  # fmt: skip


def read_absolute(clause: Clause, draft: Draft) -> tuple[str, bool, frozenset[str]]:
    """(what is left of the clause, whether a verb of change was there, the fields that were set)."""
    bare = _BARE_TEMPO.fullmatch(clause.text)
    if (
        bare is not None
        and (bare["to"] or clause.made)
        and _BARE_RANGE[0] <= int(bare["n"]) <= _BARE_RANGE[1]
    ):
        draft.set("bpm", float(bare["n"]))
        return "", True, frozenset(("bpm",))
    if clause.text in _LOOPS:
        draft.set("loop", True)
        return "", True, frozenset(("loop",))
    reading = understand(clause.text).reading
    said: set[str] = set()
    typed = understand(clause.plain).reading
    text = clause.text
    spans: list[tuple[int, int]] = []
    for name in _FIELDS:
        best = reading.best(name)
        spelled = typed.best(name) if name in ("key", "chords", "form") else None
        if spelled is not None and _counts(name, spelled):
            _set(name, spelled, draft)
            text = text.replace(typed.text.folded[spelled.start : spelled.end].strip(), " ", 1)
            said.add(name)
            continue
        if best is None or best.rank == 0:
            continue
        if not _counts(name, best):
            continue
        _set(name, best, draft)
        said.add(name)
        spans += [(finding.start, finding.end) for finding in reading.of(name)]
    if not said:
        return clause.text, False, frozenset()
    for start, end in spans:
        text = text.replace(clause.text[start:end], " ", 1)
    words = re.findall(r"[^\s,.:]+", text)
    verb = any(word in _VERBS for word in words)
    if all(word in _CARRIERS for word in words):
        return "", verb, frozenset(said)
    while words and words[-1] in _CARRIERS - _VERBS:
        words.pop()
    return " ".join(words), verb, frozenset(said)


def _fit_key(draft: Draft) -> None:
    """A key nobody stated follows the chords; one that was stated stays, and the user is told where they clash."""
    if not draft.stated("key"):
        draft.clear("key")
    elif clash := clash_of(draft.get("chords"), draft.get("key")):
        draft.note(f"{clash} To change the key, say it: “in {clash.split(' are in ')[1].split(',')[0]}”.")


def _counts(name: str, found: Finding) -> bool:
    """Whether a finding says enough by itself: two chords, a whole form."""
    if name == "form":
        return found.rank > 1 and len(found.value) > 1
    return found.rank > 0 and (name != "chords" or len(found.value) > 1)


def _set(name: str, finding: Finding, draft: Draft) -> None:
    if name == "key":
        set_key(draft, str(finding.value))
        return
    if name == "metre":
        draft.playing("metre")
    if name in ("bpm", "seconds"):
        draft.playing(name)
    draft.set(name, finding.value)
    if name == "chords":
        _fit_key(draft)
    if name in ("seconds", "bars"):
        other = "bars" if name == "seconds" else "seconds"
        draft.clear(other)
