"""What a style's musical choices look like as data: weighted progressions, patterns and grooves, checked.

Knows nothing of parts or of how a choice is made.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from timbre.engines.composer.rhythm import Cells, parse_pattern
from timbre.theory.roman import is_numeral
from timbre.theory.scale import MODES

DRUM_TOKENS, BASS_TOKENS, CHORD_TOKENS = "Xxog.", "12345678LaAgkwP.-", "xXsmdubcrt.-"
ARP_TOKENS, MELODY_TOKENS = "0123456789.-", "xXs.-"
LANES: dict[str, int] = {
    "kick": 36,
    "kick2": 35,
    "snare": 38,
    "snare2": 40,
    "rim": 37,
    "clap": 39,
    "hat": 42,
    "pedal": 44,
    "open": 46,
    "tom_high": 50,
    "tom_mid": 47,
    "tom_low": 45,
    "tom_floor": 41,
    "crash": 49,
    "crash2": 57,
    "ride": 51,
    "ride2": 59,
    "bell": 53,
    "tambourine": 54,
    "cowbell": 56,
    "bongo_high": 60,
    "bongo_low": 61,
    "conga_mute": 62,
    "conga_high": 63,
    "conga_low": 64,
    "cabasa": 69,
    "shaker": 70,
    "claves": 75,
    "block_high": 76,
    "block_low": 77,
    "triangle": 81,
}
"""Lane name in a style file → General MIDI drum key."""
TIMEKEEPERS = ("hat", "ride", "ride2", "shaker", "cabasa", "tambourine", "pedal", "bell")


class Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(Table):
    """Anything chosen by weight, for given sections and energies only."""

    weight: float = Field(default=1.0, gt=0)
    energy: tuple[float, float] = (0.0, 1.0)
    sections: tuple[str, ...] = ()
    """Section kinds it suits; empty: all."""
    metres: tuple[str, ...] = ()
    """Metres it suits, in a style that has several; empty: all."""


class Progression(Choice):
    """Roman numerals, bars divided by "|", chords of one bar by spaces."""

    mode: str
    chords: str

    @field_validator("mode")
    @classmethod
    def _known_mode(cls, value: str) -> str:
        if value not in MODES:
            raise ValueError(f"mode {value!r} is unknown; use one of {', '.join(sorted(MODES))}")
        return value

    @field_validator("chords")
    @classmethod
    def _numerals(cls, value: str) -> str:
        for bar in value.split("|"):
            if not bar.split():
                raise ValueError(f"a bar of {value!r} is empty")
            for numeral in bar.split():
                if not is_numeral(numeral):
                    raise ValueError(f"{numeral!r} in {value!r} is not a roman numeral")
        return value

    @property
    def bars(self) -> tuple[tuple[str, ...], ...]:
        """Numerals bar by bar."""
        return tuple(tuple(bar.split()) for bar in self.chords.split("|"))


class Pattern(Choice):
    """A phrase pattern as text; which characters are allowed depends on the part."""

    bars: str

    def cells(self, alphabet: str) -> tuple[Cells, ...]:
        """The pattern's bars."""
        return parse_pattern(self.bars, alphabet)


class Groove(Choice):
    """Drum lanes, each a pattern."""

    name: str = ""
    lanes: dict[str, str]

    @field_validator("lanes")
    @classmethod
    def _known_lanes(cls, value: dict[str, str]) -> dict[str, str]:
        for lane, text in value.items():
            if lane not in LANES:
                raise ValueError(f"drum lane {lane!r} is unknown; lanes: {', '.join(LANES)}")
            parse_pattern(text, DRUM_TOKENS)
        return value

    @property
    def bars(self) -> int:
        """Length in bars of the longest lane."""
        return max(len(parse_pattern(text, DRUM_TOKENS)) for text in self.lanes.values())


def written_in(alphabet: str) -> AfterValidator:
    """A check that a pattern uses the characters its part knows."""

    def check(pattern: Pattern) -> Pattern:
        pattern.cells(alphabet)
        return pattern

    return AfterValidator(check)


BassPattern = Annotated[Pattern, written_in(BASS_TOKENS)]
ChordPattern = Annotated[Pattern, written_in(CHORD_TOKENS)]
ArpPattern = Annotated[Pattern, written_in(ARP_TOKENS)]
MelodyPattern = Annotated[Pattern, written_in(MELODY_TOKENS)]
