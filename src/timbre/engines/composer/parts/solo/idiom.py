"""Idioms: what an instrument alone does, read from idioms.toml, and a style changed to suit it.

Knows nothing of notes.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timbre.engines.composer.patterns import MelodyPattern, Pattern, Progression
from timbre.engines.composer.players import KITS, Player, players
from timbre.engines.composer.style_parts import MelodyPart, Tempo

if TYPE_CHECKING:
    from timbre.engines.composer.style import Style

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


@dataclass(frozen=True)
class Idiom:
    """How one instrument plays alone."""

    texture: str
    style: str
    tempo: tuple[float, float, float]
    """Lowest, typical and highest beats per minute."""
    low: int = 60
    high: int = 79
    """Where its tune lies (MIDI)."""
    stops: float = 0.0
    """How often a long note gets a second one below, 0..1."""
    broken: float = 0.0
    """How often a phrase is broken chords, 0..1."""
    breath: float = 0.0
    """Beats of rest at the end of a phrase."""
    left: str = ""
    """What the left hand does: alberti, oompah, held, shell or broken."""
    ornament: str = "none"
    accent: bool = False
    drone: bool = False
    """One chord throughout."""
    modes: dict[str, float] = field(default_factory=dict)


@lru_cache(maxsize=1)
def _tables() -> dict[str, Any]:
    tables: dict[str, Any] = tomllib.loads(
        Path(__file__).with_name("idioms.toml").read_text(encoding="utf-8")
    )
    return tables


@lru_cache(maxsize=128)
def idiom_of(instrument: str) -> Idiom | None:
    """How `instrument` plays alone, by its own row or its kind; None for the pianos, which have their own style."""
    row = _tables()["instruments"].get(instrument)
    if row is not None:
        return Idiom(**{**row, "tempo": tuple(row["tempo"])})
    if instrument in KITS:
        return Idiom("kit", "rock", (92, 112, 136))
    player = players().get(instrument)
    return None if player is None or "piano" in instrument else _usual(player)


def _usual(player: Player) -> Idiom:
    """What any instrument of its kind would do: bass, several notes at once or one, held or dying away."""
    reach = player.high - player.low
    low = player.low + reach // 3
    high = min(player.high, low + 24)
    if player.roles[:1] == ("bass",):
        return Idiom("bass", "funk", (84, 100, 124), player.low + reach // 4, player.high - 2)
    if not player.chords:
        return Idiom("wind", "folk", (66, 84, 116), low, high, broken=0.3, breath=1.5)
    if player.sustained:
        return Idiom(
            "choir", "classical-strings", (60, 72, 96), max(low, player.low + 20), player.high, breath=1
        )
    return Idiom("keys", "folk", (70, 88, 116), max(low, player.low + 15), high, left="broken")


def suited(style: Style, instrument: str) -> Style:
    """`style` for `instrument` alone: its tempo, its register, phrases it can breathe in, a slow close."""
    idiom = idiom_of(instrument)
    if idiom is None:
        return style
    changes: dict[str, Any] = {"melody": _tune_of(idiom, style)}
    if style.name == idiom.style:
        low, typical, high = idiom.tempo
        changes["tempo"] = Tempo(low=low, high=high, typical=typical)
        changes["form"] = style.form.model_copy(
            update={
                "ending": "ritard" if idiom.texture not in ("kit", "bass", "drone") else "hit",
                "dropout": 0.0,
            }
        )
    if idiom.modes:
        changes["modes"] = idiom.modes
    if idiom.drone:
        changes["harmony"] = style.harmony.model_copy(update=_drone(idiom, style))
    return style.model_copy(update=changes)


def _tune_of(idiom: Idiom, style: Style) -> MelodyPart:
    texture = _tables()["textures"][idiom.texture]
    rhythms: tuple[MelodyPattern, ...] = tuple(Pattern(bars=text) for text in texture["rhythms"])
    cadences: tuple[MelodyPattern, ...] = tuple(Pattern(bars=text) for text in texture["cadences"])
    update: dict[str, Any] = {
        "mode": "lyric",
        "low": idiom.low,
        "high": idiom.high,
        "leap": texture["leap"],
        "rest": 0.12,
        "articulation": texture["articulation"],
        "ornament": idiom.ornament,
        "ornaments": 0.14 if idiom.ornament != "none" else 0.0,
        "imperfect": 0,
        "unit_bars": 1,
        "shapes": ("abac", "aabc", "abab"),
    }
    if style.name == idiom.style or not style.melody.rhythms:
        update |= {"rhythms": rhythms or style.melody.rhythms, "cadences": cadences or style.melody.cadences}
    return style.melody.model_copy(update=update)


def _drone(idiom: Idiom, style: Style) -> dict[str, Any]:
    """Harmony that never leaves the tonic."""
    major = ("major", "mixolydian", "lydian", "phrygian dominant")
    modes = idiom.modes or style.modes
    progressions = tuple(Progression(mode=mode, chords="I5" if mode in major else "i5") for mode in modes)
    return {"progressions": progressions, "approach": "", "approach_minor": "", "vary": 0.0, "final": "5"}
