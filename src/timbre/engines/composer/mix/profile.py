"""MixProfile: a style's mix as data, read from the `[mix]` table of a style file.

Knows nothing of how it is rendered (`mix.render`).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

EffectName = Literal[
    "lowpass", "highpass", "low_shelf", "high_shelf", "peak", "compressor", "distortion", "chorus", "phaser", "bitcrush", "delay"
]


class Effect(BaseModel):
    """One effect of a channel strip. `settings` are pedalboard's own parameter names and units."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    effect: EffectName
    settings: dict[str, float] = Field(default_factory=dict)


class Strip(BaseModel):
    """One part's channel: gain, place in the stereo field, sends and inserts."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level_db: float = Field(default=0.0, ge=-40, le=12)
    pan: float = Field(default=0.0, ge=-1, le=1)
    width: float = Field(default=1.0, ge=0, le=2)
    reverb_db: float | None = Field(default=None, ge=-60, le=6)
    """Send level into the style's reverb; None sends nothing."""
    delay_db: float | None = Field(default=None, ge=-60, le=6)
    """Send level into the tempo delay."""
    sidechain_db: float = Field(default=0.0, ge=0, le=30)
    """How far the kick ducks this part."""
    inserts: tuple[Effect, ...] = ()


class Reverb(BaseModel):
    """The style's shared room (algorithmic)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    room: float = Field(default=0.5, ge=0, le=1)
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
    sidechain_release_ms: float = Field(default=160.0, ge=20, le=800)
    reverb: Reverb = Reverb()
    delay: Delay = Delay()
    parts: dict[str, Strip] = Field(default_factory=dict)
    """Part name → strip. A part that is not here gets the plain strip."""

    def strip(self, part: str) -> Strip:
        """The strip of `part`."""
        return self.parts.get(part, Strip())

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> MixProfile:
        """Validate a TOML table. Raises pydantic.ValidationError."""
        return cls.model_validate(table)
