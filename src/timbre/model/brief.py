"""Brief: what the user's words mean in musical terms, each field with its source.

Knows nothing of how words are read (`language`) or how music is made (`engines`).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

SourceKind = Literal["stated", "implied", "default"]

BPM_RANGE = (30.0, 300.0)
SECONDS_RANGE = (1.0, 900.0)
PLACE_PATTERN = r"^((first|second|third|last) )?[a-z]+([ -][a-z]+){0,2}$"


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


class PartWish(BaseModel):
    """How one player should sound or play, next to the rest: "punchy kick", "softer piano", "bass 3 dB louder"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(min_length=1, max_length=40)
    """A canonical instrument ("piano"), a part ("bass", "melody", "drums") or a piece of the kit ("kick")."""
    level_db: float = Field(default=0.0, ge=-24, le=24)
    """Louder or quieter in the mix."""
    pan: float | None = Field(default=None, ge=-1, le=1)
    """-1 left … 1 right; None leaves the place the mix gives it."""
    dynamics: float = Field(default=0.0, ge=-1, le=1)
    """How hard it is played: -1 as softly, 1 as hard as it can be."""
    brightness: float = Field(default=0.0, ge=-1, le=1)
    density: float = Field(default=0.0, ge=-1, le=1)
    """Fewer or more notes."""
    octave: int = Field(default=0, ge=-2, le=2)
    """Octaves lower or higher."""
    production: tuple[str, ...] = Field(default=(), max_length=8)
    """Canonical production words for it alone: reverb, dry, distorted, punchy …"""
    words: tuple[str, ...] = Field(default=(), max_length=8)
    """The user's adjectives for it ("punchy", "soft"), for engines that read captions."""


class PlaceWish(BaseModel):
    """What should happen in one place of the piece: "start with just the bass", "a bigger last chorus"."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    where: str = Field(pattern=PLACE_PATTERN)
    """A section's name ("chorus": each of them), "first", "second" or "last" and a section's name, or a stretch:
    start, end, first half, second half, middle."""
    seconds: float | None = Field(default=None, ge=0, le=SECONDS_RANGE[1])
    """With `where` "start": up to this moment; with "end": from this moment on ("the drums come in at 0:20")."""
    only: tuple[str, ...] = Field(default=(), max_length=12)
    """Instruments or parts that play there, nobody else."""
    add: tuple[str, ...] = Field(default=(), max_length=12)
    """Instruments or parts that play there in any case."""
    without: tuple[str, ...] = Field(default=(), max_length=12)
    energy: float = Field(default=0.0, ge=-1, le=1)
    """Bigger or smaller than it would be."""
    semitones: int = Field(default=0, ge=-11, le=11)
    """Transposed against the rest: a key change."""


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
    parts: tuple[PartWish, ...] = Field(default=(), max_length=24)
    """Wishes for single players, each name once."""
    places: tuple[PlaceWish, ...] = Field(default=(), max_length=24)
    """Wishes for single places of the piece, later ones win."""
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
