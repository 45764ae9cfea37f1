"""Brief: what the user's words mean in musical terms, each field with its source.

Knows nothing of how words are read (`language`) or how music is made (`engines`).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SourceKind = Literal["stated", "implied", "default"]

BPM_RANGE = (30.0, 300.0)
SECONDS_RANGE = (1.0, 900.0)


class Source(BaseModel):
    """Where a field came from: `stated` (with the span of the prompt), `implied` (by `because`), `default`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: SourceKind = "default"
    span: tuple[int, int] | None = None
    """Start and end offset in the prompt, in characters, half open."""
    because: str = ""
    """What implied it, in words the user knows: 'genre lo-fi', 'mood calm', '--bpm'."""


class SectionWish(BaseModel):
    """One section the user named, in order; `bars` where they said how long."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    bars: int | None = Field(default=None, ge=1, le=256)


class Brief(BaseModel):
    """Musical wishes. `None` (or empty) means "not said": the engine chooses.

    Names are canonical: `style` and `genres` from the genre vocabulary, `instruments` and `without` from the
    instrument vocabulary (roles such as `drums`, `bass`, `melody` are allowed in `without`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    bpm: float | None = Field(default=None, ge=BPM_RANGE[0], le=BPM_RANGE[1])
    key: str | None = None
    """`"A minor"`, `"F# dorian"`: tonic, space, mode."""
    metre: str | None = Field(default=None, pattern=r"^([1-9]|1\d)/(2|4|8|16)$")
    chords: tuple[str, ...] = ()
    genres: tuple[tuple[str, float], ...] = ()
    style: str | None = None
    """The composer style that answers the genres best."""
    moods: tuple[str, ...] = ()
    valence: float | None = Field(default=None, ge=-1, le=1)
    energy: float | None = Field(default=None, ge=-1, le=1)
    instruments: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    form: tuple[SectionWish, ...] = ()
    ending: Literal["natural", "abrupt", "fade"] | None = None
    seconds: float | None = Field(default=None, ge=SECONDS_RANGE[0], le=SECONDS_RANGE[1])
    bars: int | None = Field(default=None, ge=1, le=512)
    density: float | None = Field(default=None, ge=-1, le=1)
    brightness: float | None = Field(default=None, ge=-1, le=1)
    swing: float | None = Field(default=None, ge=0, le=1)
    """0 straight, 1 full triplet swing."""
    production: tuple[str, ...] = ()
    """Canonical production words: vinyl, reverb, dry, wide, warm, distorted …"""
    loop: bool = False
    vocals: bool = False
    ignored: tuple[str, ...] = ()
    """Words of the prompt that changed nothing, so that the user can be told."""
    sources: dict[str, Source] = Field(default_factory=dict)
    """Field name → source. A field that is not here is a default."""

    def source_of(self, field: str) -> Source:
        """The source of `field`; default when nothing was said."""
        return self.sources.get(field, Source())

    def stated(self, field: str) -> bool:
        """Whether the user stated `field` (engines must then obey it exactly)."""
        return self.source_of(field).kind == "stated"

    def with_stated(self, because: str, **fields: Any) -> Brief:
        """A copy in which `fields` are set and marked as stated by `because` (an option such as `--bpm`)."""
        sources = {**self.sources, **{name: Source(kind="stated", because=because) for name in fields}}
        return Brief.model_validate({**self.model_dump(), **fields, "sources": sources})
