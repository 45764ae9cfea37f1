"""Mastering presets as data: reads and checks mastering.toml.

Knows nothing of signal processing.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from timbre.errors import UnknownNameError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


class Band(BaseModel):
    """One equaliser band."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    band: Literal["low_shelf", "peak", "high_shelf"]
    hz: float = Field(ge=20, le=20_000)
    db: float = Field(ge=-18, le=18)
    q: float = Field(default=0.7, ge=0.2, le=8)


class BusCompressor(BaseModel):
    """Glue: `threshold_db` is relative to full scale with the piece at −18 dBFS RMS."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    threshold_db: float = Field(ge=-60, le=0)
    ratio: float = Field(ge=1, le=20)
    attack_ms: float = Field(ge=1, le=500)
    release_ms: float = Field(ge=5, le=3000)


class Saturation(BaseModel):
    """Soft, symmetric clipping: `drive_db` into it, `mix` 0 (dry) to 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    drive_db: float = Field(ge=-12, le=24)
    mix: float = Field(ge=0, le=1)


class MasteringPreset(BaseModel):
    """A whole mastering chain."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    description: str
    lufs: float | None = Field(default=None, ge=-40, le=-5)
    """Loudness it aims at when nothing else is asked; None leaves the audio untouched."""
    highpass_hz: float = Field(default=10.0, ge=5, le=200)
    """Takes out DC and rumble."""
    lowpass_hz: float | None = Field(default=None, ge=1000, le=20_000)
    eq: tuple[Band, ...] = ()
    compressor: BusCompressor | None = None
    saturation: Saturation | None = None
    width: float = Field(default=1.0, ge=0, le=2)
    """Stereo width above the bass: 0 mono, 1 as it is."""


@lru_cache(maxsize=1)
def _presets() -> dict[str, MasteringPreset]:
    text = resources.files("timbre.audio").joinpath("mastering.toml").read_text(encoding="utf-8")
    return {name: MasteringPreset.model_validate(table) for name, table in tomllib.loads(text).items()}


def preset_names() -> tuple[str, ...]:
    """Names of the mastering presets, in the order of the file."""
    return tuple(_presets())


def load_preset(name: str) -> MasteringPreset:
    """The preset called `name`. Raises UnknownNameError."""
    presets = _presets()
    if name not in presets:
        raise UnknownNameError.among("mastering preset", name, presets)
    return presets[name]
