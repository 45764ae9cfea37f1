"""Character: what the moods of a brief do to playing and sound beside style and tempo. Pure data to data.

Two axes say most of it (valence and energy: Russell 1980; how they sound: Gabrielsson and Lindström 2010, Juslin and
Laukka 2003); single moods add what the axes cannot say (`characters.toml`). Knows nothing of notes.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources

from timbre.language.vocabulary import vocabulary
from timbre.model.brief import Brief

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

LIMITS = {
    "tempo": (-0.12, 0.12),
    "register": (-5.0, 5.0),
    "touch": (-16.0, 16.0),
    "length": (-0.45, 0.2),
    "loose": (-1.0, 1.5),
    "tilt_db": (-4.0, 4.0),
    "reverb_db": (-6.0, 6.0),
    "width": (-0.4, 0.4),
    "lufs": (-2.0, 2.0),
}
"""The least and the most of every trait."""
_OF_VALENCE = {"register": 1.6, "tilt_db": 1.2, "tempo": 0.02}
_OF_ENERGY = {"touch": 8.0, "length": -0.14, "tilt_db": 0.6, "lufs": 1.2, "reverb_db": -1.0}
"""What a valence, an energy of 1 adds to a trait."""

_OF_GENRE = 0.5


@dataclass(frozen=True)
class Character:
    """How a piece is played and how it sounds, next to what its style has; zeros change nothing."""

    tempo: float = 0.0
    """Share by which a tempo that is not stated changes."""
    register: float = 0.0
    """Semitones by which the tune leans upwards."""
    touch: float = 0.0
    """Velocity that is added to every note."""
    length: float = 0.0
    """Share of a note's length: negative is detached, positive tied."""
    loose: float = 0.0
    """Share by which timing is freer; -1 is like a machine."""
    tilt_db: float = 0.0
    reverb_db: float = 0.0
    width: float = 0.0
    lufs: float = 0.0
    modes: Mapping[str, float] = field(default_factory=dict)
    """Modes that suit the moods, and how much; next to a style's own, which weigh 1 together."""


def character_of(brief: Brief) -> Character:
    """The character of a brief's moods and of their place between sad and happy, calm and wild.

    What only a genre says of that place counts half: the style has most of it already.
    """
    return _character(brief.moods, _axis(brief, "valence"), _axis(brief, "energy"))


def _axis(brief: Brief, name: str) -> float:
    source = brief.source_of(name)
    value: float = getattr(brief, name) or 0.0
    reasons = source.because.split(", ")
    of_genre = source.kind == "implied" and all(reason.startswith("genre ") for reason in reasons)
    return value * (_OF_GENRE if of_genre else 1.0)


@lru_cache(maxsize=64)
def _character(moods: tuple[str, ...], valence: float, energy: float) -> Character:
    traits = dict.fromkeys(LIMITS, 0.0)
    for axis, shares in ((valence, _OF_VALENCE), (energy, _OF_ENERGY)):
        for name, share in shares.items():
            traits[name] += axis * share
    known = [row for row in (_rows().get(_head(mood)) for mood in moods) if row is not None]
    modes: dict[str, float] = {}
    for row in known:
        for name, value in row.items():
            if isinstance(value, dict):
                for mode, weight in value.items():
                    modes[mode] = modes.get(mode, 0.0) + weight / len(known)
            else:
                traits[name] += float(value) / len(known)
    limited = {name: min(high, max(low, traits[name])) for name, (low, high) in LIMITS.items()}
    return Character(**{name: round(value, 4) for name, value in limited.items()}, modes=modes)


@lru_cache(maxsize=1)
def _rows() -> dict[str, dict[str, float | dict[str, float]]]:
    text = resources.files("timbre.engines.composer").joinpath("characters.toml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, float | dict[str, float]]] = tomllib.loads(text)
    return rows


def described_moods() -> tuple[str, ...]:
    """The moods that have a character of their own."""
    return tuple(_rows())


def _head(mood: str) -> str:
    """The mood that `mood` is a kin of, or itself."""
    return _heads().get(mood, mood)


@lru_cache(maxsize=1)
def _heads() -> dict[str, str]:
    return {kin: entry.name for entry in vocabulary().entries if entry.kind == "mood" for kin in entry.kin}
