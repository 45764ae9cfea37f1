"""The instruments there are: names, families and ranges, and which model and numbers sound each.

Knows nothing of how a model works; patches and calibrated gains are TOML beside this file.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache, partial
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from timbre.engines.composer.synth.tone import Signal, Tone
from timbre.errors import UnknownNameError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_PACKAGE = "timbre.engines.composer.synth"
_FOLDER = Path(__file__).parent
_FAMILIES = ("keys", "mallets", "plucked", "bass", "strings", "wind", "voice", "synth", "effects")
_MODELS = {
    "piano": "PianoPatch",
    "electric_piano": "ElectricPianoPatch",
    "organ": "OrganPatch",
    "pipe_organ": "PipeOrganPatch",
    "mallets": "MalletPatch",
    "plucked": "PluckedPatch",
    "bowed": "BowedPatch",
    "wind": "WindPatch",
    "voice": "VoicePatch",
    "analog": "AnalogPatch",
    "pad": "PadPatch",
    "eight_oh_eight": "EightOhEightPatch",
    "effects": "EffectPatch",
}
"""Model module → the dataclass of its numbers."""
GAIN_PITCHES = tuple(range(12, 109, 12))
"""Where the calibrated gains of gains.toml are measured."""


@dataclass(frozen=True)
class Instrument:
    """What a composer needs to know of an instrument. `low` and `high` are MIDI pitches."""

    name: str
    family: str
    low: int
    high: int
    sustained: bool
    """Whether a note holds until note-off; otherwise it dies away by itself."""
    description: str


@dataclass(frozen=True)
class Voice:
    """How an instrument is sounded."""

    instrument: Instrument
    sound: Callable[[Tone], Signal]
    gains_db: tuple[float, ...]
    """Calibration at each of GAIN_PITCHES."""
    dynamics: float
    """Exponent of velocity → gain."""

    def gain_at(self, pitch: int) -> float:
        """Calibrated gain (linear) at `pitch`."""
        return float(10.0 ** (np.interp(pitch, GAIN_PITCHES, self.gains_db) / 20.0))


@lru_cache(maxsize=1)
def calibrated_gains_db() -> dict[str, list[float]]:
    """Instrument → gains at GAIN_PITCHES, as calibrated."""
    gains: dict[str, list[float]] = tomllib.loads((_FOLDER / "gains.toml").read_text(encoding="utf-8"))
    return gains


@lru_cache(maxsize=1)
def _tables() -> dict[str, tuple[str, dict[str, Any]]]:
    tables: dict[str, tuple[str, dict[str, Any]]] = {}
    for family in _FAMILIES:
        text = (_FOLDER / "patches" / f"{family}.toml").read_text(encoding="utf-8")
        for name, table in tomllib.loads(text).items():
            tables[name] = (family, table)
    return tables


def _instrument(name: str) -> Instrument:
    family, table = _tables()[name]
    low, high = table["range"]
    return Instrument(name, family, low, high, table["sustained"], table["description"])


@lru_cache(maxsize=256)
def voice(name: str) -> Voice:
    """The voice of the instrument called `name`. Raises UnknownNameError."""
    if name not in _tables():
        raise UnknownNameError.among("instrument", name, _tables())
    table = dict(_tables()[name][1])
    for known in ("description", "range", "sustained"):
        table.pop(known)
    model = table.pop("model")
    dynamics = float(table.pop("dynamics", 1.6))
    module = import_module(f"{_PACKAGE}.{model}")
    kind = getattr(module, _MODELS[model])
    patch = kind(**{key: _frozen(value) for key, value in table.items()})
    gains = tuple(calibrated_gains_db().get(name, [0.0] * len(GAIN_PITCHES)))
    return Voice(_instrument(name), partial(module.render, patch), gains, dynamics)


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


class _Catalogue(Mapping[str, Instrument]):
    """All instruments by name; the files are read at first use."""

    def __getitem__(self, name: str) -> Instrument:
        return _instrument(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_tables())

    def __len__(self) -> int:
        return len(_tables())


INSTRUMENTS: Mapping[str, Instrument] = _Catalogue()
