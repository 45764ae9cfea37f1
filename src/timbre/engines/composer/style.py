"""Style: everything that makes one kind of music, read from styles/<name>.toml and checked.

Knows nothing of how the data is used (`form`, `harmony`, `parts`). Errors name the file, the line and the field.
"""

from __future__ import annotations

import re
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from timbre.engines.composer.mix.profile import MixProfile
from timbre.engines.composer.players import KITS, players
from timbre.engines.composer.rhythm import Cells, parse_pattern
from timbre.errors import InvalidInputError, UnknownNameError
from timbre.theory.metre import parse_metre
from timbre.theory.roman import Colour, is_numeral
from timbre.theory.scale import MODES
from timbre.theory.voicing import VoicingKind

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

STYLE_FOLDER = Path(__file__).with_name("styles")
Role = Literal["drums", "percussion", "bass", "chords", "pad", "arp", "melody", "counter", "fx"]
ROLES: tuple[Role, ...] = ("drums", "percussion", "bass", "chords", "pad", "arp", "melody", "counter", "fx")
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


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Choice(_Table):
    """Anything chosen by weight, for given sections and energies only."""

    weight: float = Field(default=1.0, gt=0)
    energy: tuple[float, float] = (0.0, 1.0)
    sections: tuple[str, ...] = ()
    """Section kinds it suits; empty: all."""


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


class Tempo(_Table):
    """Usual tempo range and the most typical value, in the metre's beats per minute."""

    low: float
    high: float
    typical: float


class Swing(_Table):
    """0 straight … 1 triplet swing, of eighths (8) or sixteenths (16)."""

    amount: float = Field(default=0.0, ge=0, le=1)
    unit: Literal[8, 16] = 8


class Harmony(_Table):
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
    progressions: tuple[Progression, ...] = Field(min_length=1)


class Feel(_Table):
    """How one part is played."""

    late_ms: float = Field(default=0.0, ge=-40, le=60)
    """Constant offset from the grid (+ behind the beat)."""
    loose_ms: float = Field(default=4.0, ge=0, le=30)
    """Size of the slow drift around it."""
    velocity: int = Field(default=90, ge=1, le=127)
    accent: float = Field(default=1.0, ge=0, le=2)
    """How strongly metric accents are played."""


class DrumPart(_Table):
    """Drum grooves and fills."""

    grooves: tuple[Groove, ...] = ()
    fills: tuple[Groove, ...] = ()
    """One bar each; beats before `at` of the groove are kept."""
    crash: bool = True
    ghosts: float = Field(default=0.2, ge=0, le=1)
    busy: float = Field(default=0.3, ge=0, le=1)
    """How often a bar varies the groove."""


class BassPart(_Table):
    """Bass lines: 1–8 scale degrees of the chord, L root below, a/A approach, w walk, k kick lock, g dead note,
    P the pedal (tonic)."""

    low: int = 28
    high: int = 50
    patterns: tuple[Pattern, ...] = ()
    articulation: str = ""
    approach: float = Field(default=0.3, ge=0, le=1)

    @field_validator("patterns")
    @classmethod
    def _tokens(cls, value: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
        return _checked(value, BASS_TOKENS)


class ChordPart(_Table):
    """Comping: x X hit, s short, m muted, d u strums, r rolled, b bottom note, c upper voices, t top note."""

    low: int = 50
    high: int = 69
    voices: int = Field(default=4, ge=2, le=6)
    voicing: VoicingKind = "close"
    patterns: tuple[Pattern, ...] = ()
    strum_ms: float = Field(default=0.0, ge=0, le=60)
    articulation: str = ""

    @field_validator("patterns")
    @classmethod
    def _tokens(cls, value: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
        return _checked(value, CHORD_TOKENS)


class PadPart(_Table):
    """Held chords."""

    low: int = 48
    high: int = 72
    voices: int = Field(default=4, ge=1, le=6)
    voicing: VoicingKind = "open"
    swell: float = Field(default=0.3, ge=0, le=1)
    sweep_bars: int = Field(default=0, ge=0, le=32)
    """Length of the filter sweep; 0: none."""


class ArpPart(_Table):
    """Broken chords: digits index the chord's tones upwards from `low`."""

    low: int = 60
    high: int = 84
    patterns: tuple[Pattern, ...] = ()
    articulation: str = ""
    sweep_bars: int = Field(default=0, ge=0, le=32)

    @field_validator("patterns")
    @classmethod
    def _tokens(cls, value: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
        return _checked(value, ARP_TOKENS)


class MelodyPart(_Table):
    """The tune."""

    mode: Literal["lyric", "riff", "sparse", "improv"] = "lyric"
    scale: Literal["key", "pentatonic", "blues"] = "key"
    low: int = 67
    high: int = 88
    rhythms: tuple[Pattern, ...] = ()
    cadences: tuple[Pattern, ...] = ()
    leap: int = Field(default=7, ge=2, le=16)
    """Largest interval, semitones."""
    rest: float = Field(default=0.2, ge=0, le=1)
    """How often an inner bar of a phrase is left to the others."""
    ornament: Literal["none", "grace", "slide", "bebop", "double"] = "none"
    ornaments: float = Field(default=0.0, ge=0, le=1)
    shapes: tuple[str, ...] = ("abac", "aabc", "aaab")
    """Phrase plans: one letter per unit (a the motif, b a contrast, c the close)."""
    unit_bars: Literal[1, 2] = 1
    articulation: str = ""

    @field_validator("rhythms", "cadences")
    @classmethod
    def _tokens(cls, value: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
        return _checked(value, MELODY_TOKENS)


class CounterPart(_Table):
    """A second line: guide tones, answers in the melody's rests, or a short repeated figure."""

    mode: Literal["guide", "answer", "ostinato"] = "guide"
    low: int = 55
    high: int = 76
    patterns: tuple[Pattern, ...] = ()
    articulation: str = ""

    @field_validator("patterns")
    @classmethod
    def _tokens(cls, value: tuple[Pattern, ...]) -> tuple[Pattern, ...]:
        return _checked(value, ARP_TOKENS)


class SectionKind(_Table):
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


class FormPart(_Table):
    """Form templates ("intro:4 verse:8") and the cycle that long pieces repeat."""

    templates: tuple[str, ...] = Field(min_length=1)
    cycle: str
    unit: int = Field(default=4, ge=1, le=12)
    tail_seconds: float = Field(default=2.0, ge=0.2, le=4)
    ending: Literal["ring", "ritard", "hit", "fade"] = "ring"
    riser: bool = False
    dropout: float = Field(default=0.0, ge=0, le=1)
    """How often drums and bass stop in the last beats before a chorus."""


class Style(_Table):
    """One style file."""

    name: str
    title: str
    description: str
    metre: str = "4/4"
    tempo: Tempo
    swing: Swing = Swing()
    modes: dict[str, float]
    harmony: Harmony
    form: FormPart
    sections: dict[str, SectionKind]
    instruments: dict[Role, dict[str, float]]
    drums: DrumPart = DrumPart()
    percussion: DrumPart = DrumPart()
    bass: BassPart = BassPart()
    chords: ChordPart = ChordPart()
    pad: PadPart = PadPart()
    arp: ArpPart = ArpPart()
    melody: MelodyPart = MelodyPart()
    counter: CounterPart = CounterPart()
    feel: dict[Role, Feel] = Field(default_factory=dict)
    mix: MixProfile = MixProfile()

    @model_validator(mode="after")
    def _consistent(self) -> Style:
        parse_metre(self.metre)
        for mode in self.modes:
            if mode not in MODES:
                raise ValueError(f"modes: {mode!r} is unknown; use one of {', '.join(sorted(MODES))}")
        for role, choices in self.instruments.items():
            known = KITS if role in ("drums", "percussion") else players()
            for instrument in choices:
                if instrument not in known:
                    raise ValueError(f"instruments.{role}: {instrument!r} is unknown")
        for plan in (*self.form.templates, self.form.cycle):
            for name, _ in section_plan(plan):
                if name not in self.sections:
                    raise ValueError(f"form: section {name!r} of {plan!r} has no [sections.{name}] table")
        return self

    def feel_of(self, role: str) -> Feel:
        """How `role` is played."""
        return self.feel.get(role, Feel())  # type: ignore[call-overload,no-any-return]


def section_plan(text: str) -> tuple[tuple[str, int], ...]:
    """`"intro:4 verse:8"` as (name, bars) pairs. Raises ValueError."""
    pairs: list[tuple[str, int]] = []
    for word in text.split():
        name, _, bars = word.partition(":")
        if not bars.isdigit() or not 1 <= int(bars) <= 64:
            raise ValueError(f"{word!r} in form {text!r} is not name:bars")
        pairs.append((name, int(bars)))
    return tuple(pairs)


def _checked(patterns: tuple[Pattern, ...], alphabet: str) -> tuple[Pattern, ...]:
    for pattern in patterns:
        pattern.cells(alphabet)
    return patterns


@lru_cache(maxsize=1)
def style_names() -> tuple[str, ...]:
    """Names of all styles, sorted."""
    return tuple(sorted(path.stem for path in STYLE_FOLDER.glob("*.toml")))


@lru_cache(maxsize=32)
def load_style(name: str) -> Style:
    """The style called `name`. Raises UnknownNameError, or InvalidInputError when its file is broken."""
    if name not in style_names():
        raise UnknownNameError.among("style", name, style_names())
    path = STYLE_FOLDER / f"{name}.toml"
    return read_style(path.read_text(encoding="utf-8"), name, path.name)


def read_style(text: str, name: str, file_name: str) -> Style:
    """Check the text of a style file. Raises InvalidInputError naming file, line and field."""
    try:
        table: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise InvalidInputError(f"{file_name}: {error}", "Check the TOML syntax near that line.") from error
    try:
        return Style.model_validate({"name": name, **table})
    except ValidationError as error:
        first = error.errors()[0]
        where = [str(part) for part in first["loc"]]
        line = _line_of(text, where)
        place = f"{file_name}, line {line}" if line else file_name
        field = ".".join(where) or "style"
        message = first["msg"].removeprefix("Value error, ")
        raise InvalidInputError(f"{place}: {field}: {message}", "Correct that field and try again.") from error


def _line_of(text: str, where: list[str]) -> int | None:
    """Best guess of the line a field is on: the last table header and key of `where` that the text contains."""
    lines = text.splitlines()
    at: int | None = None
    prefix: list[str] = []
    position = 0
    for part in where:
        if part.isdigit():
            header = re.compile(rf"\s*\[\[{re.escape('.'.join(prefix))}\]\]")
            tables = [i for i, line in enumerate(lines) if header.match(line)]
            tables = tables or [i for i in range(position, len(lines)) if lines[i].lstrip().startswith("{")]
            if int(part) < len(tables):
                at = position = tables[int(part)]
            continue
        prefix.append(part)
        header = re.compile(rf"\s*\[{re.escape('.'.join(prefix))}\]")
        key = re.compile(rf"""\s*["']?{re.escape(part)}["']?\s*=""")
        for index in range(position, len(lines)):
            if header.match(lines[index]) or key.match(lines[index]):
                at = position = index
                break
    return None if at is None else at + 1
