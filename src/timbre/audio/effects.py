"""Effects as data: the one language in which channel strips, buses and mastering chains are written.

Knows nothing of how an effect is run (`audio.chain`, `audio.bus`).
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

EffectName = Literal[
    "lowpass",
    "highpass",
    "low_shelf",
    "high_shelf",
    "peak",
    "tilt",
    "width",
    "gain",
    "compressor",
    "saturation",
    "soft_clip",
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
    "tilt": {"tilt_db": (-12.0, 12.0)},
    "width": {"width": (0.0, 2.0), "above_hz": (20.0, 1000.0)},
    "gain": {"gain_db": (-36.0, 24.0)},
    "compressor": {
        "threshold_db": (-60.0, 0.0),
        "ratio": (1.0, 50.0),
        "attack_ms": (0.1, 200.0),
        "release_ms": (1.0, 2000.0),
        "makeup_db": (-24.0, 24.0),
    },
    "saturation": {"drive_db": (-12.0, 24.0), "mix": (0.0, 1.0)},
    "soft_clip": {"ceiling_db": (-36.0, 12.0)},
    "distortion": {"drive_db": (0.0, 60.0), "makeup_db": (-60.0, 24.0)},
    "chorus": {**_SWEEP, "centre_delay_ms": (1.0, 50.0)},
    "phaser": {**_SWEEP, "centre_frequency_hz": (50.0, 10_000.0)},
    "bitcrush": {"bit_depth": (2.0, 24.0)},
    "delay": {"delay_seconds": (0.0, 4.0), "feedback": (0.0, 0.9), "mix": (0.0, 1.0)},
}
"""Effect → its settings and their ranges: pedalboard's names, and `makeup_db`, a gain after the effect."""

LINEAR = ("lowpass", "highpass", "low_shelf", "high_shelf", "peak", "tilt", "width", "gain")
GAINS = ("compressor", "saturation", "soft_clip")
"""Effects that are a gain over time, worked out from what goes through them."""


class Effect(BaseModel):
    """One effect of a chain. `settings` are pedalboard's own parameter names and units where it has the effect.

    Timbre's own: `tilt` turns the spectrum about 1 kHz; `width` widens above `above_hz`; `saturation` is a soft
    curve, `mix` of it; `soft_clip` rounds peaks off under `ceiling_db`. On a strip, levels are dBFS and the
    compressor is pedalboard's; on a bus or a master they count from −18 dBFS, the expected loudness, and the
    compressor is linked and has a soft knee.
    """

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

    @property
    def is_linear(self) -> bool:
        """Whether it treats a sum as the sum of what it does to each part, whatever came before."""
        return self.effect in LINEAR


def check_shareable(chain: tuple[Effect, ...]) -> tuple[Effect, ...]:
    """`chain` if stems that share it can still add up to their mix: filters and gains. Raises ValueError."""
    for effect in chain:
        if effect.effect not in (*LINEAR, *GAINS):
            raise ValueError(
                f"{effect.effect!r} cannot be on a bus, for stems could not share it; "
                f"a bus takes {', '.join((*LINEAR, *GAINS))}"
            )
    return chain
