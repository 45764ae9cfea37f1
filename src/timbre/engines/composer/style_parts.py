"""The tables of a style file, one for each part of the band and each side of a piece.

Knows nothing of files (`style`) or of how the data is used (`form`, `harmony`, `parts`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field, field_validator

from timbre.engines.composer.harmony_tables import Harmony as Harmony
from timbre.engines.composer.patterns import (
    ArpPattern,
    BassPattern,
    ChordPattern,
    Groove,
    MelodyPattern,
    Table,
)
from timbre.theory.voicing import VoicingKind

Role = Literal["drums", "percussion", "bass", "chords", "pad", "arp", "melody", "counter", "fx"]
Ending = Literal["ring", "ritard", "hit", "fade", "tag", "stinger"]
Opening = Literal["build", "vamp", "theme", "pad", "drums", "pickup"]
Family = Literal["song", "dance", "jazz", "period", "suite"]
_INTROS: dict[Opening, float] = {
    "build": 3.0,
    "vamp": 1.0,
    "theme": 1.0,
    "pad": 1.0,
    "drums": 1.0,
    "pickup": 0.5,
}
ROLES: tuple[Role, ...] = ("drums", "percussion", "bass", "chords", "pad", "arp", "melody", "counter", "fx")


class Tempo(Table):
    """Usual tempo range and the most typical value, in the metre's beats per minute."""

    low: float
    high: float
    typical: float


class Swing(Table):
    """0 straight … 1 triplet swing, of eighths (8) or sixteenths (16)."""

    amount: float = Field(default=0.0, ge=0, le=1)
    unit: Literal[8, 16] = 8


class Feel(Table):
    """How one part is played."""

    late_ms: float = Field(default=0.0, ge=-40, le=60)
    """Constant offset from the grid (+ behind the beat)."""
    loose_ms: float = Field(default=4.0, ge=0, le=30)
    """Size of the slow drift around it."""
    velocity: int = Field(default=90, ge=1, le=127)
    accent: float = Field(default=1.0, ge=0, le=2)
    """How strongly metric accents are played."""


class DrumPart(Table):
    """Drum grooves and fills."""

    grooves: tuple[Groove, ...] = ()
    fills: tuple[Groove, ...] = ()
    """One bar each; beats before `at` of the groove are kept."""
    crash: bool = True
    ghosts: float = Field(default=0.2, ge=0, le=1)
    busy: float = Field(default=0.3, ge=0, le=1)
    """How often a bar varies the groove."""


class BassPart(Table):
    """Bass lines: 1–8 scale degrees of the chord, L root below, a/A approach, w walk, k kick lock, g dead note,
    P the pedal (tonic)."""

    low: int = 28
    high: int = 50
    patterns: tuple[BassPattern, ...] = ()
    pedal: bool = False
    """Notes ring until the chord changes."""
    articulation: str = ""
    approach: float = Field(default=0.3, ge=0, le=1)
    sweep_bars: int = Field(default=0, ge=0, le=32)
    """Length of the filter sweep; 0: none."""


class ChordPart(Table):
    """Comping: x X hit, s short, m muted, d u strums, r rolled, b bottom note, c upper voices, t top note."""

    low: int = 50
    high: int = 69
    voices: int = Field(default=4, ge=2, le=6)
    voicing: VoicingKind = "close"
    patterns: tuple[ChordPattern, ...] = ()
    strum_ms: float = Field(default=0.0, ge=0, le=60)
    pedal: bool = False
    """Notes ring until the chord changes."""
    articulation: str = ""
    vary: float = Field(default=0.3, ge=0, le=1)
    """How often a bar leaves a stroke out or pushes one before the next bar."""
    sweep_bars: int = Field(default=0, ge=0, le=32)
    """Length of the filter sweep; 0: none."""


class PadPart(Table):
    """Held chords."""

    low: int = 48
    high: int = 72
    voices: int = Field(default=4, ge=1, le=6)
    voicing: VoicingKind = "open"
    swell: float = Field(default=0.3, ge=0, le=1)
    sweep_bars: int = Field(default=0, ge=0, le=32)
    """Length of the filter sweep; 0: none."""


class ArpPart(Table):
    """Broken chords: digits index the chord's tones upwards from `low`."""

    low: int = 60
    high: int = 84
    patterns: tuple[ArpPattern, ...] = ()
    pedal: bool = False
    """Notes ring until the chord changes."""
    articulation: str = ""
    sweep_bars: int = Field(default=0, ge=0, le=32)


class MelodyPart(Table):
    """The tune."""

    mode: Literal["lyric", "riff", "sparse", "improv"] = "lyric"
    scale: Literal["key", "pentatonic", "blues"] = "key"
    low: int = 67
    high: int = 88
    rhythms: tuple[MelodyPattern, ...] = ()
    cadences: tuple[MelodyPattern, ...] = ()
    leap: int = Field(default=7, ge=2, le=16)
    """Largest interval, semitones."""
    rest: float = Field(default=0.2, ge=0, le=1)
    """How often an inner bar of a phrase is left to the others."""
    ornament: Literal["none", "grace", "slide", "bebop", "double"] = "none"
    ornaments: float = Field(default=0.0, ge=0, le=1)
    shapes: tuple[str, ...] = ("abac", "aabc", "aaab")
    """Phrase plans: one letter per unit (a the motif, b a contrast, c the close)."""
    unit_bars: Literal[1, 2] = 1
    imperfect: int = Field(default=0, ge=0, le=30)
    """How strongly thirds and sixths over the bass are preferred to octaves and fifths on strong beats."""
    articulation: str = ""
    suspensions: float = Field(default=0.2, ge=0, le=1)
    """How often a strong note reached by a step down is suspended by the note before it."""


class CounterPart(Table):
    """A second line: guide tones, answers in the melody's rests, or a short repeated figure."""

    mode: Literal["guide", "answer", "ostinato"] = "guide"
    low: int = 55
    high: int = 76
    patterns: tuple[ArpPattern, ...] = ()
    articulation: str = ""


class SectionKind(Table):
    """What happens in one kind of section."""

    energy: float = Field(ge=0, le=1)
    layers: tuple[str, ...]
    """Parts that play; "?" after a name: perhaps, "+" : from the second half on."""
    material: str = "A"
    """Sections of one letter share harmony and tune."""

    @field_validator("layers")
    @classmethod
    def _known_roles(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for layer in value:
            if layer.rstrip("?+") not in ROLES:
                raise ValueError(f"layer {layer!r} is unknown; parts: {', '.join(ROLES)}")
        return value


class CriticPart(Table):
    """What a style asks of the critic."""

    threshold: float = Field(default=80.0, ge=0, le=100)
    """The least total a piece of the style should reach."""
    repeat_bars: int = Field(default=4, ge=0, le=64)
    """How many bars in a row may literally repeat the four before them."""


class FormPart(Table):
    """Form templates ("intro:4 verse:8") and the cycle that long pieces repeat."""

    templates: tuple[str, ...] = Field(min_length=1)
    cycle: str
    unit: int = Field(default=4, ge=1, le=12)
    tail_seconds: float = Field(default=2.0, ge=0.2, le=4)
    ending: Ending = "ring"
    """ring: a held chord; ritard: held after slowing; hit: struck; tag: the last line thrice; stinger: the last chord
    short; fade: dying away."""
    endings: dict[Ending, float] = Field(default_factory=dict)
    """Endings by weight, one chosen per piece; empty: always `ending`."""
    family: Family | None = None
    """Templates shared by styles of one kind (forms.toml), used beside the style's own."""
    cycles: tuple[str, ...] = ()
    """Alternates of `cycle`, taken in turn as a long piece goes on; empty: made from `cycle`."""
    intros: dict[Opening, float] = Field(default_factory=lambda: dict(_INTROS))
    """How an intro of four bars or more opens, by weight: one part after the other, all on a vamp, with the theme,
    with pad or drums alone; pickup: a bar of drum fill before everything, where the drums have fills."""
    riser: bool = False
    dropout: float = Field(default=0.0, ge=0, le=1)
    """How often drums and bass stop in the last beats before a chorus."""


def section_plan(text: str) -> tuple[tuple[str, int], ...]:
    """`"intro:4 verse:8"` as (name, bars) pairs. Raises ValueError."""
    pairs: list[tuple[str, int]] = []
    for word in text.split():
        name, _, bars = word.partition(":")
        if not bars.isdigit() or not 1 <= int(bars) <= 64:
            raise ValueError(f"{word!r} in form {text!r} is not name:bars")
        pairs.append((name, int(bars)))
    return tuple(pairs)
