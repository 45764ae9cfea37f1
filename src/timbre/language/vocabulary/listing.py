"""The vocabulary as tables to read: what `timbre vocabulary` shows and the docs are made from.

Knows nothing of how a table looks.
"""

from __future__ import annotations

from dataclasses import dataclass

from timbre.errors import UnknownNameError
from timbre.language.vocabulary.entries import FILES, Entry
from timbre.language.vocabulary.load import vocabulary

TOPICS = FILES
"""Topic → kind of its entries."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry of a topic."""

    name: str
    implies: str
    """What it implies, in words: "house, 124 bpm (116–130), valence +0.4"."""
    aliases: tuple[str, ...]
    other_languages: tuple[str, ...]
    stands_in_for: tuple[str, ...]


def topics() -> tuple[str, ...]:
    """The names `list_topic` answers to."""
    return tuple(TOPICS)


def list_topic(topic: str) -> tuple[Line, ...]:
    """The entries of a topic in the file's order. Raises UnknownNameError."""
    if topic not in TOPICS:
        raise UnknownNameError.among("vocabulary topic", topic, TOPICS)
    return tuple(
        Line(entry.name, _implies(entry), entry.aliases, entry.words, entry.nearest)
        for entry in vocabulary().entries
        if entry.kind == TOPICS[topic]
    )


def _implies(entry: Entry) -> str:
    parts = [entry.style or ""]
    if entry.bpm:
        parts.append(
            f"{entry.bpm:g} bpm" + (f" ({entry.range[0]:g}–{entry.range[1]:g})" if entry.range else "")
        )
    parts.append(entry.metre or "")
    parts += [
        f"{axis} {value:+g}"
        for axis in ("valence", "energy", "density", "brightness")
        if (value := getattr(entry, axis)) is not None and value != 0
    ]
    parts.append(f"swing {entry.swing:g}" if entry.swing is not None else "")
    parts.append(", ".join(entry.moods))
    parts.append(f"with {', '.join(entry.instruments)}" if entry.instruments else "")
    parts.append(f"without {', '.join(entry.without)}" if entry.without else "")
    parts.append(f"{', '.join(entry.production)} sound" if entry.production else "")
    parts.append("role" if entry.role else f"kit for {entry.kit}" if entry.kit else "")
    parts.append("; ".join(f"{style}: {name}" for style, name in entry.choices))
    parts.append(f"{entry.seconds:g} s" if entry.seconds else "")
    parts.append({True: "vocals", False: "no vocals", None: ""}[entry.vocals])
    return ", ".join(part for part in parts if part)
