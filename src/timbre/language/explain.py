"""What the words were taken to mean: rows, highlights and notes for `timbre explain`.

Knows nothing of tables or colours: it gives data.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from timbre.language.parse import Understanding, understand
from timbre.language.text import fold
from timbre.model.brief import Brief

FIELDS = (
    "bpm", "key", "metre", "chords", "genres", "style", "moods", "valence", "energy", "instruments", "without",
    "seconds", "bars", "form", "ending", "loop", "vocals", "density", "brightness", "swing", "production",
)  # fmt: skip
"""Every field of a Brief that words can set, in the order it is shown."""

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


@dataclass(frozen=True, slots=True)
class Row:
    """One field: its value in words, and where that came from."""

    field: str
    value: str
    source: str
    """stated, implied or default."""
    because: str
    span: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Highlight:
    """A stretch of the prompt [start, end) and what it was read as."""

    start: int
    end: int
    label: str
    """bpm, key, chords … or genre, mood, instrument, production, scene, era, feel, tempo."""
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
    rows = tuple(_row(brief, name) for name in FIELDS)
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
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return f"{value:+.2f}" if name in ("valence", "energy", "density", "brightness") else str(value)


def _row(brief: Brief, name: str) -> Row:
    source = brief.source_of(name)
    value = in_words(name, getattr(brief, name)) if source.kind != "default" or getattr(brief, name) else ""
    because = source.because or (DEFAULTS.get(name, "") if source.kind == "default" else "")
    return Row(name, value, source.kind, because, source.span)


def _highlights(understanding: Understanding) -> tuple[Highlight, ...]:
    text = understanding.reading.text
    found = [
        Highlight(*text.span(f.start, f.end), f.field, in_words(f.field, f.value), f.negated)
        for f in understanding.reading.findings
        if f.field != "ignored"
    ]
    for match in understanding.matches:
        entry = match.spellings[0].entry
        if entry.kind != "stop":
            found.append(Highlight(*text.span(match.start, match.end), entry.kind, entry.name, match.negated))
    result: list[Highlight] = []
    for highlight in sorted(found, key=lambda h: (h.start, -h.end)):
        if not result or highlight.start >= result[-1].end:
            result.append(highlight)
    return tuple(result)


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
        if match.of("artist") is not None:
            notes.append(
                f"“{said}”: artists are not imitated. Describe the sound instead (instruments, mood, tempo)."
            )
        if spelling.entry.note:
            notes.append(f"“{said}”: {spelling.entry.note}.")
    for said in brief.ignored:
        if said.isdecimal() and _LIKELY_BPM[0] <= int(said) <= _LIKELY_BPM[1]:
            notes.append(f"“{said}” was not read as a tempo: write “{said} bpm” if it is one.")
    if fold(understanding.reading.text.prompt).strip() and not brief.sources:
        notes.append("Nothing in the prompt was understood as music, so everything was left to the engine.")
    return tuple(dict.fromkeys(notes))
