"""What an inspection is: every wish of a take in words, where it came from, what the next take will have.

Only data; `inspecting` fills it in.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "choice", "switch", "fact"]
"""How a field is set: typed, chosen from a list, switched on and off, or not at all."""


@dataclass(frozen=True)
class InspectedField:
    """One row. Every text is ready to be shown; "" means there is nothing to say."""

    name: str
    """Unique: `bpm`, `engine`, `preset:warm-tape`, `seed` …"""
    label: str
    """What it is called: `tempo`, `key` …"""
    group: str
    """`Words`, `Engine`, `Sampling`, `Presets`, `Mastering` or `Files`."""
    kind: Kind
    value: str
    """Of the current take, or of the words typed, in words."""
    source: str
    """`stated`, `implied`, `default`, `set` or ""."""
    because: str
    """What decided it: `“80 bpm”`, `genre lo-fi`, `/set` …"""
    next: str = ""
    """What the next take will have, where that differs from `value`."""
    was: str = ""
    """What the parent take had, where that differs."""
    measured: str = ""
    """What was measured in the audio (tempo, key, length, loudness)."""
    choices: tuple[str, ...] = ()
    enabled: bool = True
    why: str = ""
    """Why it cannot be set: `composer takes no temperature`."""
    valid: str = ""
    """The valid values, in words."""
    line: str = ""
    """The line that sets it, with `{}` for the value: `/set bpm {}`, `/engine {}`, `/preset warm-tape {}`."""


@dataclass(frozen=True)
class Inspection:
    """All the inspector shows at one time."""

    title: str
    """`Take 3`, `What these words mean` or `The next take`."""
    fields: tuple[InspectedField, ...]
    ignored: tuple[str, ...] = ()
    """Words that changed nothing."""
    notes: tuple[str, ...] = ()
