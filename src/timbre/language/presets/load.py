"""Presets by name: where their files lie, built-in and the user's own, and what a preset is.

Knows nothing of what their tables mean (`reading`) or of prompts (`apply`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from timbre.errors import InvalidInputError, UnknownNameError
from timbre.model.text_file import read_text

FOLDER = Path(__file__).parent
MOST_BYTES = 64_000
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")
NAMING = "a preset is called by small letters, digits and hyphens, at most 40"
RESERVED = (
    "all", "check", "list", "none", "off", "on", "path", "remove", "save", "show",
)  # fmt: skip
"""Words of the commands about presets, which no preset can be called by."""


@dataclass(frozen=True, slots=True)
class Preset:
    """A named fragment of a Brief, with what it wishes of the mastering."""

    name: str
    title: str
    description: str
    fields: tuple[tuple[str, Any], ...]
    """Brief field → value, validated; genres are (name, weight) pairs."""
    master: str | None = None
    """A mastering preset, when it names one."""
    path: str = ""
    """The file, for a preset of the user's own."""
    add: tuple[str, ...] = ()
    """Instruments that join whoever plays already."""
    lufs: float | None = None
    """Integrated loudness, when it names one."""
    whole: bool = False
    """Whether it says everything: its genres and moods imply nothing more."""


def is_name(name: str) -> bool:
    """Whether a preset can be called so."""
    return bool(NAME.match(name)) and name not in RESERVED


def preset_names(folder: Path | None = None) -> tuple[str, ...]:
    """Built-in names and those in `folder`, in alphabetical order, each once. Reads no file."""
    return tuple(sorted({*_built_in_names(), *(path.stem for path in own_files(folder) if _usable(path))}))


def own_files(folder: Path | None) -> list[Path]:
    """The TOML files in the user's folder, in order; none where it cannot be looked into."""
    if folder is None:
        return []
    try:
        return sorted(folder.glob("*.toml"))
    except OSError:
        return []


def misnamed(folder: Path | None) -> list[Path]:
    """Files in the user's folder whose name no preset can have, so that they are not read."""
    return [path for path in own_files(folder) if not _usable(path)]


def load_preset(name: str, folder: Path | None = None) -> Preset:
    """A preset by name; one in `folder` hides a built-in. Raises UnknownNameError, InvalidInputError or FileError."""
    own = folder / f"{name}.toml" if folder is not None and is_name(name) else None
    if own is not None and _exists(own):
        return read_own(own)
    if name not in _built_in_names():
        raise UnknownNameError.among("preset", name, preset_names(folder))
    return _built_in(name)


def read_own(path: Path) -> Preset:
    """The preset in a file. Raises FileError, InvalidInputError or UnknownNameError, naming file and line."""
    from timbre.language.presets.reading import read_preset

    if not is_name(path.stem):
        raise InvalidInputError(f"{path} cannot be used: {NAMING}.", "Rename the file.")
    return read_preset(path.stem, read_text(path, "a preset", MOST_BYTES), str(path))


def _usable(path: Path) -> bool:
    return is_name(path.stem)


def _exists(path: Path) -> bool:
    try:
        return path.exists() or path.is_symlink()
    except OSError:
        return True  # reading it will tell why


@lru_cache(maxsize=1)
def _built_in_names() -> frozenset[str]:
    return frozenset(path.stem for path in FOLDER.glob("*.toml"))


@lru_cache(maxsize=256)
def _built_in(name: str) -> Preset:
    from timbre.language.presets.reading import read_preset

    return read_preset(name, (FOLDER / f"{name}.toml").read_text("utf-8"), "")
