"""MixProfile: a style's mix as data, read from the `[mix]` table of a style file.

Knows nothing of how it is rendered (`mix.render`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from timbre.audio.effects import Effect, check_shareable

DRUM_PARTS = ("drums", "percussion")
ROOM_OVER_HALL_DB = 4.0
"""How much more drums send into the short room than into the hall, where a style does not say."""

SharedChain = Annotated[tuple[Effect, ...], AfterValidator(check_shareable)]


class Strip(BaseModel):
    """One part's channel: gain, place in the stereo field, sends and inserts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level_db: float = Field(default=0.0, ge=-40, le=12)
    pan: float = Field(default=0.0, ge=-1, le=1)
    width: float = Field(default=1.0, ge=0, le=2)
    reverb_db: float | None = Field(default=None, ge=-60, le=6)
    """Send level into the style's reverb, the long hall; None sends nothing."""
    room_db: float | None = Field(default=None, ge=-60, le=6)
    """Send level into the short room. None: drums and percussion 4 dB over `reverb_db`, other parts nothing."""
    delay_db: float | None = Field(default=None, ge=-60, le=6)
    """Send level into the tempo delay."""
    sidechain_db: float = Field(default=0.0, ge=0, le=30)
    """How far the kick ducks this part."""
    inserts: tuple[Effect, ...] = ()


class Reverb(BaseModel):
    """A shared space (a synthetic impulse response): the style's hall, or its short room."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    room: float = Field(default=0.5, ge=0, le=1)
    """0.3 a room (0.9 s), 0.5 a chamber (1.2 s), 0.7 a hall (1.9 s), 0.9 a cathedral (4 s)."""
    damping: float = Field(default=0.5, ge=0, le=1)
    width: float = Field(default=1.0, ge=0, le=1)
    predelay_ms: float = Field(default=15.0, ge=0, le=200)
    highpass_hz: float = Field(default=180.0, ge=20, le=1000)


class Delay(BaseModel):
    """The style's tempo-synchronised echo."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    beats: float = Field(default=0.75, gt=0, le=4)
    feedback: float = Field(default=0.35, ge=0, le=0.9)
    lowpass_hz: float = Field(default=4500.0, ge=200, le=20000)
    width: float = Field(default=1.0, ge=0, le=1)
    """0 mono … 1 echoes that go from side to side."""


class Chained(BaseModel):
    """A bus: filters and gains over several parts at once. Levels count from the bus's expected loudness, −18 dBFS."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    chain: SharedChain = ()


def _compressor(threshold_db: float, ratio: float, attack_ms: float, release_ms: float) -> Effect:
    return Effect(
        effect="compressor",
        settings={
            "threshold_db": threshold_db,
            "ratio": ratio,
            "attack_ms": attack_ms,
            "release_ms": release_ms,
        },
    )


DRUM_BUS = Chained(
    chain=(_compressor(-14.0, 2.0, 20.0, 110.0), Effect(effect="soft_clip", settings={"ceiling_db": -6.5}))
)
MIX_BUS = Chained(chain=(_compressor(-14.0, 1.5, 30.0, 200.0),))


class Buses(BaseModel):
    """The two groups: `drums` (drums and percussion) and `music` (all other parts)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    drums: Chained = DRUM_BUS
    music: Chained = Chained()


class Colour(BaseModel):
    """What a worn tape or record does to the whole mix; its noise is `MixProfile.noise`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    wow: float = Field(default=0.0, ge=0, le=1)
    """Slow drift of pitch; at 1 ±12 cents, twice in three seconds."""
    flutter: float = Field(default=0.0, ge=0, le=1)
    """Fast drift of pitch; at 1 ±4 cents, seven times a second."""
    drive_db: float = Field(default=0.0, ge=0, le=12)
    """How hard the mix drives a soft saturation, over its expected loudness."""


Decibels = Annotated[float, Field(ge=-60, le=24)]
Share = Annotated[float, Field(ge=0, le=1)]
Course = Decibels | tuple[Decibels, Decibels]
"""One value, or the values at the beginning and at the end of the section."""


class Automation(BaseModel):
    """A move of faders and sends with the form: what happens in every section called `section`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    section: str = "*"
    """A section's name ("intro", "chorus"), also under a user's number or synonym ("drop 2"); "*": every section."""
    parts: tuple[str, ...] = ()
    """Parts it moves; empty: all."""
    level_db: Course | None = None
    """Added to the fader."""
    reverb_db: Course | None = None
    """Added to the sends into hall and room."""
    delay_db: Course | None = None
    """Added to the send into the delay."""
    brightness: Share | tuple[Share, Share] | None = None
    """A low-pass: 0 leaves what is below 450 Hz, 1 is open."""
    throw_db: float | None = Field(default=None, ge=-60, le=6)
    """Level to which the delay send opens at the ends of phrases, for an echo of the last notes."""
    throw_beats: float = Field(default=1.0, gt=0, le=8)
    """For how long, in quarter notes."""
    throw_bars: int = Field(default=4, ge=1, le=32)
    """Length of a phrase."""


class MixProfile(BaseModel):
    """A whole mix: `[mix]` in a style file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lufs: float = Field(default=-14.0, ge=-30, le=-6)
    master: str = "clean"
    """A mastering preset of `timbre.audio.mastering`."""
    tilt_db: float = Field(default=0.0, ge=-12, le=12)
    """Spectral tilt of the master: + brighter, − darker (dB from 100 Hz to 10 kHz)."""
    noise: Literal["none", "vinyl", "tape"] = "none"
    noise_db: float = Field(default=-50.0, ge=-90, le=-20)
    """RMS of the noise, dBFS, where the music is expected at −20 LUFS; it goes with the music's level."""
    sidechain_release_ms: float = Field(default=160.0, ge=20, le=800)
    reverb: Reverb = Reverb()
    room: Reverb = Reverb(room=0.1, damping=0.45, predelay_ms=4.0, highpass_hz=220.0)
    """The short room of drums and percussion."""
    delay: Delay = Delay()
    colour: Colour = Colour()
    buses: Buses = Buses()
    bus: Chained = MIX_BUS
    """The whole mix, with what comes back from the sends."""
    automation: tuple[Automation, ...] = ()
    parts: dict[str, Strip] = Field(default_factory=dict)
    """Part name → strip. A part that is not here gets the plain strip."""

    def strip(self, part: str) -> Strip:
        """The strip of `part`."""
        return self.parts.get(part, Strip())

    def room_db(self, part: str) -> float | None:
        """Send level of `part` into the short room; None sends nothing."""
        strip = self.strip(part)
        if strip.room_db is None and strip.reverb_db is not None and part in DRUM_PARTS:
            return min(6.0, strip.reverb_db + ROOM_OVER_HALL_DB)
        return strip.room_db

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> MixProfile:
        """Validate a TOML table. Raises pydantic.ValidationError."""
        return cls.model_validate(table)
