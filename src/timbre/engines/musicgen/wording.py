"""What MusicGen is told: the user's own words, with what was changed since put in its place.

A model that reads captions takes "80 bpm … slower" and "lose the drums" at their word, so edits do not reach it as
they were typed: numbers and names that no longer hold are replaced, and what was added is said at the end. Pure.
Knows nothing of the model.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from timbre.language.edits import read_edit
from timbre.language.explain import explain, in_words
from timbre.language.parse import parse
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest

JOINT = "; "
"""Between a prompt and the edits made to it since."""
_LISTS = {"mood": "moods", "instrument": "instruments", "production": "production", "genre": "genres"}
"""What a stretch of the prompt names → the field of the Brief it goes into."""
_VALUES = ("bpm", "key", "metre", "chords")
_AXES = {
    "energy": ("calm", "energetic"),
    "valence": ("sad", "happy"),
    "brightness": ("dark", "bright"),
    "density": ("sparse", "busy"),
}
_CLEARLY = 0.2
"""From here on a feeling (−1 … 1) has a name."""
_NEGATION = re.compile(r"(?:\b(?:no|not|without|minus|sans|but|any)\s+)+\Z", re.IGNORECASE)
_LOOSE = re.compile(r"(?:\b(?:with|and|in|at|no|without)\s*)+(?=[,.;]|\Z)", re.IGNORECASE)


def words_for(request: GenerationRequest) -> str:
    """The text for the model; "" where nothing was said. The same request gives the same text."""
    brief = request.brief
    said, left = _own_words(request)
    if not brief.sources:  # nobody read the words, so nothing can have changed
        return _tidy(said)
    text = _mended(said, parse(said), brief)
    parts = [text] if text else []
    for fact in (*left, *_added(parse(said), brief)):
        if not re.search(rf"(?<!\w){re.escape(fact)}(?!\w)", ", ".join(parts), re.IGNORECASE):
            parts.append(fact)
    return ", ".join(parts)


def _own_words(request: GenerationRequest) -> tuple[str, tuple[str, ...]]:
    """The prompt without the edits that were made to it, and what in those nobody understood."""
    prompt = request.prompt  # as it is: a line break may part what a space would join
    if not any(source.because == "edit" for source in request.brief.sources.values()):
        return prompt, ()
    first, *rest = prompt.split(JOINT)
    kept: list[str] = [first]
    left: list[str] = []
    for words in rest:
        edit = read_edit(words, request.brief)
        if edit is None:
            kept.append(words)
        else:
            left += edit.ignored
    return JOINT.join(kept), tuple(left)


def _mended(text: str, said: Brief, meant: Brief) -> str:
    """`text`, which means `said`, where what does not hold any more is replaced or left out."""
    out, at = "", 0
    for mark in explain(text, said).highlights:
        if mark.start < at:
            continue
        field, new = _LISTS.get(mark.label, mark.label), None
        if field in _VALUES:
            new = _new_value(field, said, meant)
        elif mark.label in _LISTS and mark.negated:
            new = "" if mark.meaning in said.without and mark.meaning not in meant.without else None
        elif mark.label in _LISTS and mark.meaning in _names(said, field):
            new = "" if mark.meaning not in _names(meant, field) else None
        if new is None:
            continue
        before = text[at : mark.start]
        out += _NEGATION.sub("", before) if mark.negated else before
        out, at = out + new, mark.end
    return _tidy(out + text[at:])


def _new_value(field: str, said: Brief, meant: Brief) -> str | None:
    """What stands for a value now: None the same, "" nothing."""
    if getattr(said, field) == getattr(meant, field):
        return None
    return _value(field, meant)


def _value(field: str, brief: Brief) -> str:
    if field == "chords":
        return " ".join(brief.chords)
    return in_words(field, getattr(brief, field))


def _added(said: Brief, meant: Brief) -> Iterator[str]:
    """What was stated outside the prompt: by edits, options or the session."""
    genres = [name for name in _names(meant, "genres") if name not in _names(said, "genres")]
    if meant.stated("genres") and genres:
        yield " and ".join(genres)
    if meant.stated("moods"):
        yield from (name for name in meant.moods if name not in said.moods)
    for field, (low, high) in _AXES.items():
        value, before = getattr(meant, field), getattr(said, field)
        if meant.stated(field) and value is not None and value != before and abs(value) >= _CLEARLY:
            yield high if value > 0 else low
    for field in _VALUES:
        if meant.stated(field) and not said.stated(field):
            text = _value(field, meant)
            if text:
                yield {"chords": f"chords {text}", "metre": f"{text} time"}.get(field, text)
    added = [name for name in meant.instruments if name not in said.instruments]
    if meant.stated("instruments") and added:
        yield f"with {' and '.join(added)}"
    if meant.stated("without"):
        yield from (f"no {name}" for name in meant.without if name not in said.without)
    if meant.stated("production"):
        yield from (name for name in meant.production if name not in said.production)
    if meant.stated("swing") and meant.swing != said.swing and (meant.swing or 0) >= _CLEARLY:
        yield "swung"
    if meant.stated("ending") and meant.ending != said.ending:
        yield from {"abrupt": ("abrupt ending",), "fade": ("fade-out",)}.get(meant.ending or "", ())


def _names(brief: Brief, field: str) -> tuple[str, ...]:
    if field == "genres":
        return tuple(name for name, _ in brief.genres)
    found: tuple[str, ...] = getattr(brief, field)
    return found


def _tidy(text: str) -> str:
    """Without the small words and commas that a gap leaves behind."""
    text = _LOOSE.sub("", " ".join(text.split()))
    text = re.sub(r"\s+([,.;])", r"\1", text)
    text = re.sub(r"(?:[,;]\s*)+([,;.])", r"\1", text)
    return re.sub(r"\A[\s,;.]+", "", text).rstrip(" ,;.")
