"""What the composer knows of each instrument: range, jobs, General MIDI program (data in players.toml).

Knows nothing of how an instrument sounds (`synth`).
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

KITS: dict[str, int] = {
    "acoustic kit": 0,
    "brush kit": 40,
    "lo-fi kit": 8,
    "808 kit": 25,
    "909 kit": 24,
    "electronic kit": 24,
    "rock kit": 16,
    "chip kit": 24,
    "orchestral percussion": 48,
    "latin percussion": 0,
    "jazz kit": 32,
    "metal kit": 16,
    "breakbeat kit": 8,
    "indian percussion": 0,
    "african percussion": 0,
    "frame drums": 0,
}
"""Drum kits and their General MIDI (GS) program."""


@dataclass(frozen=True)
class Player:
    """One instrument: comfortable MIDI range, roles best first."""

    name: str
    low: int
    high: int
    roles: tuple[str, ...]
    program: int
    chords: bool
    """Whether several notes at once are idiomatic."""
    sustained: bool
    vibrato: float = 0.0
    """How deep the player's own vibrato controller goes on long notes, 0..1; the sound may have vibrato besides."""


@lru_cache(maxsize=1)
def players() -> dict[str, Player]:
    """All instruments by canonical name."""
    text = Path(__file__).with_name("players.toml").read_text(encoding="utf-8")
    return {
        name: Player(
            name,
            row["low"],
            row["high"],
            tuple(row["roles"]),
            row["program"],
            row["chords"],
            row["sustained"],
            row.get("vibrato", 0.0),
        )
        for name, row in tomllib.loads(text).items()
    }
