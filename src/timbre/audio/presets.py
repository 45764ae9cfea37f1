"""Mastering presets as data: reads and checks mastering.toml and the user's own files.

Knows nothing of signal processing, or of where the user's files lie.
"""

from __future__ import annotations

import sys
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from timbre.audio.effects import Effect
from timbre.errors import InvalidInputError, UnknownNameError
from timbre.model.text_file import read_text

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

MOST_BYTES = 64_000
DEEPEST = 8
"""The longest line of presets that extend one another."""
RESERVED = ("auto", "off")
"""Names no file of the user's can have."""


class PluginEffect(BaseModel):
    """A VST3 or Audio Unit plug-in of the user's. `settings` are its own parameters, as it names them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    effect: Literal["plugin"]
    path: str = Field(min_length=1)
    """File or bundle; `~` is the user's folder."""
    plugin_name: str | None = None
    """Which of the plug-ins in the file, where there are several."""
    settings: dict[str, bool | float | str] = Field(default_factory=dict)


class MasteringPreset(BaseModel):
    """A whole mastering chain."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    description: str = ""
    extends: str | None = None
    """A preset whose loudness, clipping and chain come first; this chain follows."""
    lufs: float | None = Field(default=None, ge=-40, le=-5)
    """Loudness it aims at when nothing else is asked; None leaves the audio untouched."""
    clip_db: float | None = Field(default=None, ge=0, le=12)
    """A soft clip takes what peaks have beyond this much work for the limiter; None: the limiter does it all."""
    chain: tuple[Effect | PluginEffect, ...] = ()
    """Levels count from −18 dBFS RMS, to which the piece is brought first."""

    @property
    def plugins(self) -> tuple[PluginEffect, ...]:
        """The plug-ins it needs."""
        return tuple(step for step in self.chain if isinstance(step, PluginEffect))


@lru_cache(maxsize=1)
def _built_in() -> dict[str, MasteringPreset]:
    text = resources.files("timbre.audio").joinpath("mastering.toml").read_text(encoding="utf-8")
    return {name: MasteringPreset.model_validate(table) for name, table in tomllib.loads(text).items()}


def preset_names(folder: Path | None = None) -> tuple[str, ...]:
    """Names of the mastering presets: Timbre's in the order of the file, then those in `folder` by name."""
    own = sorted(path.stem for path in folder.glob("*.toml")) if folder and folder.is_dir() else []
    names = (*_built_in(), *(name for name in own if name not in RESERVED))
    return tuple(dict.fromkeys(names))


def load_preset(name: str, folder: Path | None = None) -> MasteringPreset:
    """The preset called `name`, with what it extends; one in `folder` hides Timbre's own.

    Raises UnknownNameError, FileError, InvalidInputError (naming the file).
    """
    return _load(name, folder, ())


def _load(name: str, folder: Path | None, above: tuple[str, ...]) -> MasteringPreset:
    own = folder / f"{name}.toml" if folder and name not in RESERVED else None
    hidden = name in above  # a preset of the user's may extend the one it hides
    if own is None or hidden or name not in preset_names(folder) or not own.is_file():
        if name in _built_in():
            return _built_in()[name]
        if hidden:
            raise InvalidInputError(
                f"The mastering preset {name!r} extends itself: {' → '.join((*above, name))}.",
                "Take one of the `extends` lines out.",
            )
        raise UnknownNameError.among("mastering preset", name, preset_names(folder))
    preset = read_preset(own)
    if preset.extends is None:
        return preset
    if len(above) >= DEEPEST:
        raise InvalidInputError(
            f"{own}: more than {DEEPEST} presets extend one another.", "Write the chain out."
        )
    try:
        base = _load(preset.extends, folder, (*above, name))
    except UnknownNameError as error:
        raise UnknownNameError(f"{own}: extends: {error.message}", error.hint) from error
    return _extended(base, preset)


def _extended(base: MasteringPreset, preset: MasteringPreset) -> MasteringPreset:
    said = preset.model_fields_set - {"chain"}
    return base.model_copy(
        update={name: getattr(preset, name) for name in said} | {"chain": (*base.chain, *preset.chain)}
    )


def read_preset(path: Path) -> MasteringPreset:
    """One preset from a TOML file. Raises FileError, InvalidInputError naming the file and the field."""
    text = read_text(path, "a mastering preset", MOST_BYTES)
    try:
        preset = MasteringPreset.model_validate(tomllib.loads(text))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InvalidInputError(f"{path} is not TOML: {error}.", "Mend that line.") from error
    except ValidationError as error:
        raise InvalidInputError(f"{path}: {_complaint(error)}.", _HINT) from error
    if preset.lufs is None and preset.extends is None:
        raise InvalidInputError(f"{path}: there is no lufs, so nothing would be mastered.", _HINT)
    return preset


_HINT = 'A preset has description, lufs, clip_db, extends and chain = [{ effect = "…", settings = { … } }].'


_PLAIN = {"missing": "it is missing", "extra_forbidden": "there is no such key"}


def _complaint(error: ValidationError) -> str:
    first = min(error.errors(), key=_depth)
    where = ".".join(str(part) for part in first["loc"] if "Effect" not in str(part))
    return f"{where}: {_PLAIN.get(first['type'], first['msg'].removeprefix('Value error, '))}"


def _depth(complaint: Any) -> tuple[bool, int]:
    """Complaints that a step is not a plug-in come last: they are there for every mistake in an effect."""
    return "PluginEffect" in complaint["loc"] and complaint["type"] == "literal_error", len(complaint["loc"])
