"""What a Brief states beyond the words that are told already, as short phrases.

Knows nothing of engines: a dialect decides which facts have a field of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from timbre.language.describe.phrases import part_phrase, place_phrases
from timbre.language.explain import in_words
from timbre.model.brief import Brief

VALUES = ("bpm", "key", "metre", "chords")
_AXES = {
    "energy": ("calm", "energetic"),
    "valence": ("sad", "happy"),
    "brightness": ("dark", "bright"),
    "density": ("sparse", "busy"),
}
_CLEARLY = 0.2
"""From here on a feeling (−1 … 1) has a name."""
_ENDINGS = {"abrupt": "abrupt ending", "fade": "fade-out", "natural": "natural ending"}


@dataclass(frozen=True, slots=True)
class Fact:
    """One thing stated: the Brief's field, and a phrase for it; `negative`: the phrase names what must not be heard."""

    field: str
    text: str
    negative: bool = False

    @property
    def caption(self) -> str:
        """The phrase in a text that knows no negative prompt."""
        return f"no {self.text}" if self.negative else self.text


def added(said: Brief, meant: Brief) -> Iterator[Fact]:
    """What `meant` states and `said` does not: by edits, options, presets or the session."""
    genres = [name for name in names(meant, "genres") if name not in names(said, "genres")]
    if meant.stated("genres") and genres:
        yield Fact("genres", " and ".join(genres))
    elif meant.stated("style") and meant.style and meant.style != said.style and not meant.genres:
        yield Fact("style", meant.style.replace("-", " "))
    if meant.stated("moods"):
        yield from (Fact("moods", name) for name in meant.moods if name not in said.moods)
    yield from _feelings(said, meant)
    for field in VALUES:
        if meant.stated(field) and not said.stated(field):
            text = value(field, meant)
            if text:
                text = {"chords": f"chords {text}", "metre": f"{text} time"}.get(field, text)
                yield Fact(field, text)
    yield from _band(said, meant)
    if meant.stated("production"):
        yield from (Fact("production", name) for name in meant.production if name not in said.production)
    if meant.stated("swing") and meant.swing != said.swing and meant.swing is not None:
        yield Fact("swing", "swung" if meant.swing >= _CLEARLY else "straight feel")
    yield from _course(said, meant)
    yield from _wishes(said, meant)


def value(field: str, brief: Brief) -> str:
    """A plain value as an engine reads it: "90 bpm", "A minor", "Am F C G"."""
    return " ".join(brief.chords) if field == "chords" else in_words(field, getattr(brief, field))


def names(brief: Brief, field: str) -> tuple[str, ...]:
    """The names in a list field."""
    if field == "genres":
        return tuple(name for name, _ in brief.genres)
    found: tuple[str, ...] = getattr(brief, field)
    return found


def _feelings(said: Brief, meant: Brief) -> Iterator[Fact]:
    for field, (low, high) in _AXES.items():
        now, before = getattr(meant, field), getattr(said, field)
        if meant.stated(field) and now is not None and now != before and abs(now) >= _CLEARLY:
            yield Fact(field, high if now > 0 else low)


def _band(said: Brief, meant: Brief) -> Iterator[Fact]:
    more = [name for name in meant.instruments if name not in said.instruments]
    if meant.stated("instruments") and more:
        yield Fact("instruments", f"with {' and '.join(more)}")
    if meant.stated("without"):
        yield from (Fact("without", name, True) for name in meant.without if name not in said.without)
    if meant.stated("vocals") and (meant.vocals != said.vocals or not said.stated("vocals")):
        yield Fact("vocals", "vocals", True) if not meant.vocals else Fact("vocals", "with vocals")


def _course(said: Brief, meant: Brief) -> Iterator[Fact]:
    """How the piece goes: its form, its end, whether it loops, how many bars it has."""
    if meant.stated("form") and meant.form != said.form and meant.form:
        yield Fact("form", f"form: {in_words('form', meant.form)}")
    if meant.stated("ending") and meant.ending != said.ending and meant.ending:
        yield Fact("ending", _ENDINGS[meant.ending])
    if meant.stated("loop") and meant.loop and not said.loop:
        yield Fact("loop", "seamless loop")
    if meant.stated("bars") and meant.bars and meant.bars != said.bars:
        yield Fact("bars", f"{meant.bars} bars")


def _wishes(said: Brief, meant: Brief) -> Iterator[Fact]:
    if meant.stated("parts"):
        yield from (Fact("parts", part_phrase(wish)) for wish in meant.parts if wish not in said.parts)
    if meant.stated("places"):
        for wish in meant.places:
            if wish not in said.places:
                yield from (Fact("places", phrase) for phrase in place_phrases(wish))
