"""The few settings the studio's first picture needs, read without the libraries that check them all.

What is wrong here is passed over in silence: `reading.load` reads everything again and tells. Knows nothing of
terminals.
"""

from __future__ import annotations

import os
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
_CHOICES = {"waveform": ("auto", "braille", "block", "ascii"), "notifications": ("off", "bell", "desktop")}


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
    for name in ("theme", "reduced_motion", "waveform", "notifications"):
        if value := outer.get(f"TIMBRE_{name.upper()}", "").strip():
            given[name] = value
    found: dict[str, Any] = {}
    if isinstance(given.get("theme"), str):
        found["theme"] = given["theme"]
    found["reduced_motion"] = str(given.get("reduced_motion", False)).lower() in ("true", "yes", "on", "1")
    for name, choices in _CHOICES.items():
        if given.get(name) in choices:
            found[name] = given[name]
    keys = given.get("keys")
    if isinstance(keys, dict):
        found["keys"] = {key: value for key, value in keys.items() if isinstance(value, str)}
    return Looks(**found)


def _file(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > FILE_MAX_BYTES:
            return {}
        found: dict[str, Any] = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        return found
    except (OSError, ValueError, RecursionError):
        return {}
