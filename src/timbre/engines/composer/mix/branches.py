"""Branches: players and pieces of the kit that have a channel of their own beside the rest of their stem.

Knows nothing of what a channel does; a stem is the sum of its channels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from timbre.engines.composer.score import Note, Part


@dataclass(frozen=True)
class Branch:
    """Whose notes go another way: of the stem `stem`, those of `instrument`, with drum `keys` only these hits."""

    channel: str
    """The name of its strip in the mix profile."""
    stem: str
    instrument: str
    keys: frozenset[int] = frozenset()
    """Empty: all notes."""

    def takes(self, part: Part, note: Note) -> bool:
        """Whether a note of `part` is this channel's."""
        mine = part.name == self.stem and part.instrument == self.instrument
        return mine and (not self.keys or note.pitch in self.keys)


def stems_of(parts: Sequence[Part]) -> dict[str, list[Part]]:
    """Stem name → its players, in the score's order."""
    stems: dict[str, list[Part]] = {}
    for part in parts:
        stems.setdefault(part.name, []).append(part)
    return stems


def channels_of(parts: Sequence[Part], branches: Sequence[Branch]) -> dict[str, tuple[str, list[Part]]]:
    """Channel → its stem and its players, with the notes that go through it; channels without notes are left out.

    A note goes to the first branch that takes it, else to the channel called as its stem.
    """
    channels: dict[str, tuple[str, list[Part]]] = {}
    for stem, players in stems_of(parts).items():
        ways = [branch for branch in branches if branch.stem == stem]
        for channel in (stem, *(branch.channel for branch in ways)):
            mine = [_of(channel, part, ways) for part in players]
            playing = [part for part in mine if part.notes]
            if playing or not ways:
                channels[channel] = stem, playing or players
    return channels


def _of(channel: str, part: Part, ways: Sequence[Branch]) -> Part:
    if not any(branch.stem == part.name and branch.instrument == part.instrument for branch in ways):
        return part if channel == part.name else replace(part, notes=())
    return replace(part, notes=tuple(note for note in part.notes if _way(part, note, ways) == channel))


def _way(part: Part, note: Note, ways: Sequence[Branch]) -> str:
    return next((branch.channel for branch in ways if branch.takes(part, note)), part.name)
