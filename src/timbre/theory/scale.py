"""Scales and modes as semitone patterns.

Knows nothing of tonics' names (`key`) or of chords built on them (`roman`).
"""

from __future__ import annotations

from collections.abc import Sequence

MODES: dict[str, tuple[int, ...]] = {
    "major": (0, 2, 4, 5, 7, 9, 11),
    "minor": (0, 2, 3, 5, 7, 8, 10),
    "dorian": (0, 2, 3, 5, 7, 9, 10),
    "phrygian": (0, 1, 3, 5, 7, 8, 10),
    "lydian": (0, 2, 4, 6, 7, 9, 11),
    "mixolydian": (0, 2, 4, 5, 7, 9, 10),
    "locrian": (0, 1, 3, 5, 6, 8, 10),
    "harmonic minor": (0, 2, 3, 5, 7, 8, 11),
    "melodic minor": (0, 2, 3, 5, 7, 9, 11),
    "phrygian dominant": (0, 1, 4, 5, 7, 8, 10),
    "major pentatonic": (0, 2, 4, 7, 9),
    "minor pentatonic": (0, 3, 5, 7, 10),
    "blues": (0, 3, 5, 6, 7, 10),
    "major blues": (0, 2, 3, 4, 7, 9),
    "whole tone": (0, 2, 4, 6, 8, 10),
    "lydian dominant": (0, 2, 4, 6, 7, 9, 10),
    "double harmonic": (0, 1, 4, 5, 7, 8, 11),
    "hungarian minor": (0, 2, 3, 6, 7, 8, 11),
    "hirajoshi": (0, 2, 3, 7, 8),
    "in": (0, 1, 5, 7, 8),
}
ALIASES = {
    "maj": "major",
    "ionian": "major",
    "min": "minor",
    "natural minor": "minor",
    "aeolian": "minor",
    "pentatonic": "major pentatonic",
    "pentatonic major": "major pentatonic",
    "pentatonic minor": "minor pentatonic",
    "minor blues": "blues",
    "blues minor": "blues",
    "blues major": "major blues",
    "dominant": "mixolydian",
    "phrygian major": "phrygian dominant",
    "hijaz": "phrygian dominant",
    "byzantine": "double harmonic",
    "bhairav": "double harmonic",
    "overtone": "lydian dominant",
    "acoustic": "lydian dominant",
}
PARENTS = {
    "major pentatonic": "major",
    "minor pentatonic": "minor",
    "blues": "dorian",
    "major blues": "mixolydian",
    "whole tone": "lydian dominant",
    "hirajoshi": "minor",
    "in": "phrygian",
}
"""The seven-note mode that harmonises a scale of fewer notes."""


def canonical_mode(name: str) -> str | None:
    """The canonical name of a mode or scale, None when it is unknown."""
    folded = " ".join(name.lower().replace("-", " ").split())
    return folded if folded in MODES else ALIASES.get(folded)


def is_minor(mode: str) -> bool:
    """Whether the mode's third is minor; a scale without a third goes by the mode that harmonises it."""
    steps = MODES[mode] if 3 in MODES[mode] or 4 in MODES[mode] else harmony_intervals(mode)
    return 3 in steps and 4 not in steps


def harmony_intervals(mode: str) -> tuple[int, ...]:
    """The seven semitone steps chords are built from in `mode`."""
    return MODES[PARENTS.get(mode, mode)]


def pitches(classes: Sequence[int], low: int, high: int) -> list[int]:
    """All MIDI pitches in [low, high] whose pitch class is in `classes`, ascending."""
    wanted = set(classes)
    return [pitch for pitch in range(low, high + 1) if pitch % 12 in wanted]
