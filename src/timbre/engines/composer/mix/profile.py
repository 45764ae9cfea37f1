"""MixProfile: a style's mix as data, read from the `[mix]` table of a style file.

Knows nothing of how it is rendered (`mix.render`).
"""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

EffectName = Literal[
    "lowpass",
    "highpass",
    "low_shelf",
    "high_shelf",
    "peak",
    "compressor",
    "distortion",
    "chorus",
    "phaser",
    "bitcrush",
    "delay",
]

_CUTOFF = {"cutoff_frequency_hz": (10.0, 20_000.0)}
_BAND = {**_CUTOFF, "gain_db": (-36.0, 24.0), "q": (0.1, 20.0)}
_SWEEP = {"rate_hz": (0.01, 20.0), "depth": (0.0, 1.0), "feedback": (-0.95, 0.95), "mix": (0.0, 1.0)}
SETTINGS: dict[str, dict[str, tuple[float, float]]] = {
    "lowpass": _CUTOFF,
    "highpass": _CUTOFF,
    "low_shelf": _BAND,
    "high_shelf": _BAND,
    "peak": _BAND,
    "compressor": {
        "threshold_db": (-60.0, 0.0),
        "ratio": (1.0, 50.0),
        "attack_ms": (0.1, 200.0),
        "release_ms": (1.0, 2000.0),
        "makeup_db": (-24.0, 24.0),
    },
    "distortion": {"drive_db": (0.0, 60.0), "makeup_db": (-60.0, 24.0)},
    "chorus": {**_SWEEP, "centre_delay_ms": (1.0, 50.0)},
    "phaser": {**_SWEEP, "centre_frequency_hz": (50.0, 10_000.0)},
    "bitcrush": {"bit_depth": (2.0, 24.0)},
    "delay": {"delay_seconds": (0.0, 4.0), "feedback": (0.0, 0.9), "mix": (0.0, 1.0)},
}
"""Effect → its settings and their ranges: pedalboard's names, and `makeup_db`, a gain after the effect."""


class Effect(BaseModel):
    """One effect of a channel strip. `settings` are pedalboard's own parameter names and units (SETTINGS)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    effect: EffectName
    settings: dict[str, float] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _known_settings(self) -> Effect:
        valid = SETTINGS[self.effect]
        for name, value in self.settings.items():
            if name not in valid:
                raise ValueError(
                    f"the effect {self.effect!r} has no setting {name!r}; it has {', '.join(valid)}"
                )
            low, high = valid[name]
            if not low <= value <= high:
                raise ValueError(f"{self.effect}.{name} is {value:g}; it goes from {low:g} to {high:g}")
        return self


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
