"""The harmony tables of a style file: progressions, how they are coloured, how they close, where they modulate.

Knows nothing of how the data is used (`harmony`).
"""

from __future__ import annotations

from pydantic import Field, field_validator

from timbre.engines.composer.patterns import Progression, Table
from timbre.theory.roman import Colour

RELATIONS = ("relative", "parallel", "dominant", "subdominant", "mediant", "step")


class Colouring(Table):
    """How often each turn is taken where it fits, 0 … 1. A first statement takes a third as many as its returns.

    Chromatic turns are for major and minor keys; in modes they would hide the mode and are left out there.
    """

    secondary: float = Field(default=0.0, ge=0, le=1)
    """The dominant of the next chord takes the second half of a bar ("I | ii" → "I V7/ii | ii")."""
    passing: float = Field(default=0.0, ge=0, le=1)
    """A diminished chord between two chords a whole step apart ("I | ii" → "I viio7/ii | ii")."""
    tritone: float = Field(default=0.0, ge=0, le=1)
    """A dominant seventh that falls a fifth becomes the one a tritone away ("V7 | I" → "bII7 | I")."""
    borrowed: float = Field(default=0.0, ge=0, le=1)
    """Chords of the parallel mode: "IV iv", "bVI bVII" for "IV V", the Neapolitan in minor."""
    two_five: float = Field(default=0.0, ge=0, le=1)
    """A bar of dominant begins with its second degree ("V" → "ii V")."""
    suspension: float = Field(default=0.0, ge=0, le=1)
    """A dominant at a cadence arrives with its fourth, which resolves ("V" → "Vsus4 V")."""
    six_four: float = Field(default=0.0, ge=0, le=1)
    """A dominant at a cadence arrives as the tonic over its bass ("V" → "I/5 V")."""
    inversion: float = Field(default=0.0, ge=0, le=1)
    """Chords between others give the bass a step ("I | V | vi" → "I | V/7 | vi")."""
    pedal: float = Field(default=0.0, ge=0, le=1)
    """Lifts stand on the dominant; intros, breaks and outros on the tonic."""
    picardy: float = Field(default=0.0, ge=0, le=1)
    """A piece in minor ends in major."""


class Modulation(Table):
    """Where a piece of a minute or more leaves its key. Never when the user stated chords."""

    lift: float = Field(default=0.0, ge=0, le=1)
    """How often the last chorus is raised."""
    lift_by: tuple[int, ...] = (2, 1)
    """Semitones to choose from."""
    away: float = Field(default=0.0, ge=0, le=1)
    """How often one of `sections` stands in a related key."""
    sections: tuple[str, ...] = ("break", "solo")
    to: dict[str, float] = Field(
        default_factory=lambda: {"relative": 3.0, "parallel": 1.0, "subdominant": 1.0}
    )
    """Related keys by weight: relative, parallel, dominant, subdominant, mediant, step (up a whole step)."""

    @field_validator("to")
    @classmethod
    def _known_relations(cls, value: dict[str, float]) -> dict[str, float]:
        for name in value:
            if name not in RELATIONS:
                raise ValueError(f"relation {name!r} is unknown; use one of {', '.join(RELATIONS)}")
        return value


class Harmony(Table):
    """Chords of the style."""

    colour: Colour = "triad"
    plain: float = Field(default=0.0, ge=0, le=1)
    """How often a piece uses plain triads instead of `colour`."""
    approach: str = "V"
    """Numerals of the bar before the final tonic; empty: the progression goes on."""
    approach_minor: str | None = None
    """The same in minor keys; None: as in major."""
    final: str = ""
    """Suffix of the final tonic chord ("69", "5") or a whole numeral ("I9"); empty: the colour's own."""
    share: float = Field(default=0.3, ge=0, le=1)
    """How often the chorus keeps the verse's progression."""
    vary: float = Field(default=0.3, ge=0, le=1)
    """How often a repeated progression gets a new last chord."""
    stretch: int = Field(default=1, ge=1, le=4)
    """Bars per written bar of a progression."""
    period: float = Field(default=0.0, ge=0, le=1)
    """How often eight bars become a period: a half cadence in the fourth, the style's full one in the eighth."""
    deceptive: float = Field(default=0.0, ge=0, le=1)
    """How often a cadence four bars before a section's end is evaded to the sixth degree."""
    quicken: float = Field(default=0.0, ge=0, le=1)
    """How often two chords share the bar before a cadence."""
    bridge: float = Field(default=0.0, ge=0, le=1)
    """How often a section of twelve bars or more over a loop of up to four takes another one in its third four bars."""
    drone: bool = False
    """Every chord sounds over the tonic."""
    strict: bool = False
    """No parallel fifths or octaves in the chord part and against the bass."""
    colouring: Colouring = Colouring()
    modulation: Modulation = Modulation()
    progressions: tuple[Progression, ...] = Field(min_length=1)
