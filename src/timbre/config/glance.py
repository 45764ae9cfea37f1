"""The few settings the studio's first picture needs, read without the libraries that check them all.

What is wrong here is passed over in silence: `reading.load` reads everything again and tells. Knows nothing of
terminals.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FILE_MAX_BYTES = 2**20
KEY_MAX_CHARACTERS = 60
_CHOICES = {"waveform": ("auto", "braille", "block", "ascii"), "notifications": ("off", "bell", "desktop")}
_THEME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_YES = ("true", "yes", "on", "1", "t", "y")
_NO = ("false", "no", "off", "0", "f", "n")


@dataclass(frozen=True)
class Looks:
    """How the studio looks and which keys it has; the defaults of `settings.Settings`."""

    theme: str = "timbre"
    reduced_motion: bool = False
    waveform: str = "auto"
    notifications: Literal["off", "bell", "desktop"] = "bell"
    keys: Mapping[str, str] = field(default_factory=dict)


def glance(path: Path, environment: Mapping[str, str] | None = None) -> Looks:
    """The looks by the file `path` and the environment. Raises nothing."""
    given = _file(path)
    outer = os.environ if environment is None else environment
    found: dict[str, Any] = {}
    for name in ("theme", "reduced_motion", "waveform", "notifications"):
        for value in (outer.get(f"TIMBRE_{name.upper()}", "").strip(), given.get(name)):
            usable = _usable(name, value)
            if usable is not None:
                found[name] = usable
                break
    keys = given.get("keys")
    if isinstance(keys, dict):
        found["keys"] = {key: value for key, value in keys.items() if _is_key(key) and _is_key(value)}
    return Looks(**found)


def _usable(name: str, value: object) -> str | bool | None:
    """`value` as the setting holds it; None where it cannot."""
    if name == "reduced_motion":
        said = str(value).lower()
        return True if said in _YES else False if said in _NO else None
    if not isinstance(value, str):
        return None
    fits = _THEME.fullmatch(value) if name == "theme" else value in _CHOICES[name]
    return value if fits else None


def _is_key(value: object) -> bool:
    return isinstance(value, str) and 1 <= len(value) <= KEY_MAX_CHARACTERS


def _file(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > FILE_MAX_BYTES:
            return {}
        found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return found
    except (OSError, ValueError, RecursionError):
        return {}
