"""What the words were taken to mean: rows, highlights and notes for `timbre explain`.

Knows nothing of tables or colours: it gives data.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from timbre.language.assumed import nothing_understood
from timbre.language.parse import Understanding, understand
from timbre.language.touches import wish_for
from timbre.language.vocabulary import Entry, Kind
from timbre.model.brief import Brief, PartWish, PlaceWish

FIELDS = (
    "bpm", "key", "metre", "chords", "genres", "style", "moods", "valence", "energy", "instruments", "without",
    "seconds", "bars", "form", "ending", "loop", "vocals", "density", "brightness", "swing", "production",
    "parts", "places",
)  # fmt: skip
"""Every field of a Brief that words can set, in the order it is shown."""

_WISHES = ("parts", "places")
_EDGE = " ,.;:!?()\n\t\"'-–—"
_LITTLE = ("", "and", "with", "the", "a", "an", "of")
_LIKELY_BPM = (50, 220)
DEFAULTS = {
    "bpm": "the style's tempo",
    "key": "chosen with the seed",
    "metre": "the style's metre",
    "chords": "written by the engine",
    "style": "chosen by the engine",
    "instruments": "the style's players",
    "seconds": "30 seconds",
    "form": "fits the length",
    "ending": "natural",
    "loop": "no",
    "vocals": "no",
    "swing": "the style's feel",
}
"""What a field is where nobody says anything of it."""


_ITEMS: dict[str, Kind] = {
    "genres": "genre", "moods": "mood", "instruments": "instrument", "production": "production",
}  # fmt: skip
"""Fields that are lists of names, and what the vocabulary calls such a name."""


@dataclass(frozen=True, slots=True)
class Row:
    """One field: its value in words, and where that came from."""

    field: str
    value: str
    source: str
    """stated, implied or default."""
    because: str
    span: tuple[int, int] | None
    spans: tuple[tuple[int, int], ...] = ()
    """Every stretch of the prompt that named an item of a list; empty for other fields."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of the prompt [start, end) and what it was read as."""

    start: int
    end: int
    label: str
    """bpm, key, chords … or genre, mood, instrument, production, scene, era, feel, tempo; parts and places for
    what one player or one place is asked."""
    meaning: str
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Explanation:
    """Everything to show about a prompt."""

    prompt: str
    rows: tuple[Row, ...]
    highlights: tuple[Highlight, ...]
    """In order, never overlapping."""
    ignored: tuple[str, ...]
    notes: tuple[str, ...]
    """Things to say in words: typos mended, instruments that stand in, values left out, nothing understood."""


def explain(prompt: str, brief: Brief | None = None) -> Explanation:
    """Explain `brief` (by default what `prompt` means); options and presets in it show as their sources say."""
    understanding = understand(prompt)
    brief = brief or understanding.brief
    rows = tuple(_row(brief, name, understanding) for name in FIELDS)
    return Explanation(prompt, rows, _highlights(understanding), brief.ignored, _notes(understanding, brief))


def explain_json(brief: Brief) -> dict[str, Any]:
    """Every field and its source as plain JSON data: `{"bpm": 80.0, "bpm_source": "stated", …, "ignored": [...]}`."""
    data = brief.model_dump(mode="json")
    result: dict[str, Any] = {}
    for name in FIELDS:
        result[name] = data[name]
        result[f"{name}_source"] = brief.source_of(name).kind
    result["ignored"] = data["ignored"]
    return result


def in_words(name: str, value: Any) -> str:
    """A field's value as a user reads it."""
    if value is None or value == () or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if name == "bpm":
        return f"{value:g} bpm"
    if name == "seconds":
        return f"{value:g} s"
    if name == "genres":
        return ", ".join(genre if weight >= 1 else f"{genre} ({weight:g})" for genre, weight in value)
    if name == "form":
        return ", ".join(f"{wish.name} ({wish.bars} bars)" if wish.bars else wish.name for wish in value)
    if name == "chords":
        return " – ".join(value)
    if name == "parts":
        return "; ".join(part_in_words(wish) for wish in value)
    if name == "places":
        return "; ".join(place_in_words(wish) for wish in value)
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return f"{value:+.2f}" if name in ("valence", "energy", "density", "brightness") else str(value)


def part_in_words(wish: PartWish) -> str:
    """A wish for one player as a user reads it: "piano: soft, +3 dB"."""
    said, meant = list(wish.words), wish_for(wish.name, wish.words)
    said += [f"{wish.level_db:+g} dB"] if wish.level_db != meant.level_db else []
    said += [f"{abs(wish.pan):.0%} {'left' if wish.pan < 0 else 'right'}" if wish.pan else "centre"] * (
        wish.pan is not None
    )
    if not wish.words:
        axes = (
            ("softer", "harder", wish.dynamics),
            ("darker", "brighter", wish.brightness),
            ("simpler", "busier", wish.density),
        )
        said += [(less if value < 0 else more) for less, more, value in axes if value]
    if wish.octave != meant.octave:
        said.append(f"{wish.octave:+d} octave{'s' if abs(wish.octave) > 1 else ''}")
    said += [name for name in wish.production if name not in said and name not in meant.production]
    return f"{wish.name}: {', '.join(said)}" if said else wish.name


def place_in_words(wish: PlaceWish) -> str:
    """A wish for one place as a user reads it: "intro: only bass", "last chorus: bigger"."""
    said = [f"only {', '.join(wish.only)}"] if wish.only else []
    said += [f"with {', '.join(wish.add)}"] if wish.add else []
    said += [f"without {', '.join(wish.without)}"] if wish.without else []
    said += ["bigger" if wish.energy > 0 else "smaller"] if wish.energy else []
    if wish.semitones:
        said.append(f"{wish.semitones:+d} semitone{'s' if abs(wish.semitones) > 1 else ''}")
    where = wish.where
    if wish.seconds is not None:
        clock = f"{int(wish.seconds) // 60}:{int(wish.seconds) % 60:02d}"
        where = f"until {clock}" if wish.where == "start" else f"from {clock}"
    return f"{where}: {', '.join(said)}" if said else where


def _row(brief: Brief, name: str, understanding: Understanding) -> Row:
    source = brief.source_of(name)
    value = in_words(name, getattr(brief, name)) if source.kind != "default" or getattr(brief, name) else ""
    because = source.because or (DEFAULTS.get(name, "") if source.kind == "default" else "")
    said = _said_of(name, understanding) if source.kind == "stated" and source.span is not None else ()
    return Row(name, value, source.kind, because, source.span, said)


def _said_of(name: str, understanding: Understanding) -> tuple[tuple[int, int], ...]:
    """Where the items of a list were named, in order; () for a field that is none."""
    kind, text = _ITEMS.get(name), understanding.reading.text
    if kind is None:
        return ()
    named = (match for match in understanding.matches if not (match.negated or match.less))
    found = {text.span(match.start, match.end) for match in named if match.of(kind) is not None}
    return tuple(sorted(found))


def _highlights(understanding: Understanding) -> tuple[Highlight, ...]:
    text = understanding.reading.text
    found = [
        Highlight(*text.span(f.start, f.end), f.field, in_words(f.field, f.value), f.negated)
        for f in understanding.reading.findings
        if f.field not in ("ignored", *_WISHES)
    ]
    for match in understanding.matches:
        entry = match.spellings[0].entry
        if entry.kind != "stop":
            found.append(Highlight(*text.span(match.start, match.end), entry.kind, entry.name, match.negated))
    result: list[Highlight] = []
    for highlight in sorted(found, key=lambda h: (h.start, -h.end)):
        if not result or highlight.start >= result[-1].end:
            result.append(highlight)
    return _with_wishes(result, understanding)


def _with_wishes(marks: list[Highlight], understanding: Understanding) -> tuple[Highlight, ...]:
    """`marks` and, in the gaps between them, what was said of single players and places."""
    text, prompt = understanding.reading.text, understanding.reading.text.prompt
    taken = bytearray(len(prompt))
    for mark in marks:
        taken[mark.start : mark.end] = b"\x01" * (mark.end - mark.start)
    found = list(marks)
    for finding in understanding.reading.findings:
        if finding.field not in _WISHES:
            continue
        start, end = text.span(finding.start, finding.end)
        for gap in re.finditer(rb"\x00+", taken[start:end]):
            said = prompt[start + gap.start() : start + gap.end()]
            lead = len(said) - len(said.lstrip(_EDGE))
            said = said.strip(_EDGE)
            if said not in _LITTLE:
                at = start + gap.start() + lead
                meaning = in_words(finding.field, finding.value)
                found.append(Highlight(at, at + len(said), finding.field, meaning))
        taken[start:end] = b"\x01" * (end - start)
    return tuple(sorted(found, key=lambda mark: mark.start))


def _attributes(artist: Entry, negated: bool) -> str:
    """What an artist's name was taken for, or what to write instead."""
    meant = (*artist.genres, *artist.moods, *artist.instruments, *artist.production)
    if negated or not meant:
        return "Describe the sound instead (instruments, mood, tempo)."
    return f"The name was taken for attributes, and what you say yourself wins: {', '.join(meant)}."


def _notes(understanding: Understanding, brief: Brief) -> tuple[str, ...]:
    text = understanding.reading.text
    notes = list(understanding.reading.notes)
    for match in understanding.matches:
        said = text.prompt[slice(*text.span(match.start, match.end))]
        spelling = match.spellings[0]
        if match.typo:
            notes.append(f"“{said}” was read as “{spelling.text}”.")
        if spelling.stand_in and not match.negated:
            notes.append(f"“{said}” is played by the nearest instrument here: {spelling.entry.name}.")
        artist = match.of("artist")
        if artist is not None:
            notes.append(f"“{said}”: artists are not imitated. {_attributes(artist.entry, match.negated)}")
        if spelling.entry.note:
            notes.append(f"“{said}”: {spelling.entry.note}.")
    for said in brief.ignored:
        if said.isdecimal() and _LIKELY_BPM[0] <= int(said) <= _LIKELY_BPM[1]:
            notes.append(f"“{said}” was not read as a tempo: write “{said} bpm” if it is one.")
    unclear = nothing_understood(text.prompt, understanding.brief)
    notes += [unclear] if unclear and not brief.sources else []
    return tuple(dict.fromkeys(notes))
