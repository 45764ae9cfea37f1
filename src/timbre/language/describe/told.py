"""What engines are told: one plain record for each dialect, with the names its engine's documents use.

Knows nothing of how a record is filled, or sent.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """What an engine is told. Every field is plain data."""

    def as_json(self) -> dict[str, Any]:
        """The fields as JSON data, under the names of the engine's documents."""
        return asdict(self)

    def rows(self) -> Iterator[tuple[str, str]]:
        """(name, value in words) for people, empty fields left out."""
        for name, value in self.as_json().items():
            if value is not None and value != "" and value != ():
                yield name, _in_words(value)

    def texts(self) -> Iterator[str]:
        """Every piece of text in it."""
        yield from _texts(self.as_json())


@dataclass(frozen=True, slots=True)
class Words(Told):
    """MusicGen, and any engine that reads a caption."""

    text: str
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class StableAudio(Told):
    """Stable Audio: comma-separated tags, what must not be heard, and a length."""

    prompt: str
    negative_prompt: str = ""
    seconds_total: float | None = None


@dataclass(frozen=True, slots=True)
class AceStep(Told):
    """ACE-Step 1.5: a caption, structure tags where others have lyrics, and musical fields of its own.

    `bpm` 30 … 300, `keyscale` major or minor, `timesignature` beats of a bar ("3" is 3/4, "6" is 6/8), `duration`
    10 … 600 s; what these cannot hold stands in the caption.
    """

    caption: str
    lyrics: str = ""
    instrumental: bool = True
    bpm: int | None = None
    keyscale: str = ""
    timesignature: str = ""
    duration: float | None = None
    lm_negative_prompt: str = ""


@dataclass(frozen=True, slots=True)
class PlanSection:
    """One section of a composition plan; `duration_ms` 3,000 … 120,000."""

    section_name: str
    positive_local_styles: tuple[str, ...]
    negative_local_styles: tuple[str, ...]
    duration_ms: int
    lines: tuple[str, ...] = ()
    """Lyrics; always empty here."""


@dataclass(frozen=True, slots=True)
class CompositionPlan(Told):
    """ElevenLabs Music: styles wanted and unwanted throughout, and sections with styles of their own."""

    positive_global_styles: tuple[str, ...]
    negative_global_styles: tuple[str, ...]
    sections: tuple[PlanSection, ...]


def _in_words(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, tuple | list):
        return "\n".join(_section(item) if isinstance(item, dict) else str(item) for item in value)
    return str(value)


def _section(section: dict[str, Any]) -> str:
    said = [*section["positive_local_styles"], *(f"not {name}" for name in section["negative_local_styles"])]
    length = f"{section['section_name']} ({section['duration_ms'] / 1000:g} s)"
    return f"{length}: {', '.join(said)}" if said else length


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _texts(item)
    elif isinstance(value, tuple | list):
        for item in value:
            yield from _texts(item)
