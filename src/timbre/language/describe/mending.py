"""The user's own words with what no longer holds replaced or left out: numbers and names that an edit changed.

A model that reads captions takes "80 bpm … slower" at its word, so what changed is put in its place. Pure.
Knows nothing of engines.
"""

from __future__ import annotations

import re

from timbre.language.describe.facts import VALUES, names, value
from timbre.language.describe.phrases import contradicts
from timbre.language.explain import explain, place_in_words
from timbre.language.vocabulary import vocabulary
from timbre.model.brief import Brief

_LISTS = {"mood": "moods", "instrument": "instruments", "production": "production", "genre": "genres"}
"""What a stretch of the prompt names → the field of the Brief it goes into."""
_NEGATION = re.compile(r"(?:\b(?:no|not|without|minus|sans|but|any)\s+)+\Z", re.IGNORECASE)
_LOOSE = re.compile(r"(?:\b(?:with|and|in|at|no|without)\s*)+(?=[,.;]|\Z)", re.IGNORECASE)


def mended(text: str, said: Brief, meant: Brief) -> str:
    """`text`, which means `said`, where what `meant` does not hold any more is replaced or left out."""
    return _mended(text, said, meant, apart=False)[0]


def mended_apart(text: str, said: Brief, meant: Brief) -> tuple[str, tuple[str, ...]]:
    """Like `mended`, and what the words still rule out apart, for engines that are told so in another field."""
    return _mended(text, said, meant, apart=True)


def _mended(text: str, said: Brief, meant: Brief, *, apart: bool) -> tuple[str, tuple[str, ...]]:
    refused: list[str] = []
    out, at = "", 0
    for mark in explain(text, said).highlights:
        if mark.start < at:
            continue
        field, new = _LISTS.get(mark.label, mark.label), None
        if field in VALUES:
            new = _new_value(field, said, meant)
        elif mark.label == "parts":
            new = "" if _is_stale(text[mark.start : mark.end], said, meant) else None
        elif mark.label == "places":
            lost = (wish for wish in said.places if wish not in meant.places)
            new = "" if any(place_in_words(wish) == mark.meaning for wish in lost) else None
        elif mark.label in _LISTS and mark.negated:
            gone = _is_back(mark.meaning, said, meant)
            if apart and not gone:
                refused.append(text[mark.start : mark.end])
            new = "" if gone or apart else None
        elif mark.label in _LISTS and mark.meaning in names(said, field):
            new = "" if mark.meaning not in names(meant, field) else None
        if new is None:
            continue
        before = text[at : mark.start]
        out += _NEGATION.sub("", before) if mark.negated else before
        out, at = out + new, mark.end
    return tidy(out + text[at:]), tuple(dict.fromkeys(refused))


def _is_stale(words: str, said: Brief, meant: Brief) -> bool:
    """Whether what was asked of a player no longer is: "soft", after "harder"; "panned left", after "right"."""
    for wish in said.parts:
        now = next((one for one in meant.parts if one.name == wish.name), None)
        if words in wish.words:
            return now is None or contradicts(words, now)
        if wish.pan is not None and "pan" in words and (now is None or now.pan != wish.pan):
            return True
    return False


def _is_back(name: str, said: Brief, meant: Brief) -> bool:
    """Whether what the words ruled out is ruled out no longer."""
    if name == "vocals":
        return meant.vocals
    family = _family(name)
    out = [other for other in said.without if other == name or (family and _family(other) == family)]
    return bool(out) and not any(other in meant.without for other in out)


def _family(name: str) -> str | None:
    entry = vocabulary().named("instrument", name)
    return entry.family if entry is not None else None


def tidy(text: str) -> str:
    """Without the small words and commas that a gap leaves behind."""
    text = _LOOSE.sub("", " ".join(text.split()))
    text = re.sub(r"\s+([,.;])", r"\1", text)
    text = re.sub(r"(?:[,;]\s*)+([,;.])", r"\1", text)
    return re.sub(r"\A[\s,;.]+", "", text).rstrip(" ,;.")


def _new_value(field: str, said: Brief, meant: Brief) -> str | None:
    """What stands for a value now: None the same, "" nothing."""
    if getattr(said, field) == getattr(meant, field):
        return None
    return value(field, meant)
