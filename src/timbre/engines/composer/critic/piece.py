"""A Score as the critic reads it: parts by role, bars, chords, keys and strong beats at any tick.

Knows nothing of rules, plans or styles beyond the facts a Score carries.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from timbre.engines.composer.score import Note, Part, Score
from timbre.theory.chord import Chord, parse_chord
from timbre.theory.key import Key, parse_key
from timbre.theory.metre import Metre, parse_metre

SIXTEENTH = 240
NEAR = SIXTEENTH // 3
"""How far a played note may be from its written place."""
_GRACE = SIXTEENTH * 2 // 3
"""Shorter notes are ornaments."""


@dataclass(frozen=True)
class Piece:
    """Read-only look-ups over one score."""

    score: Score

    @cached_property
    def metre(self) -> Metre:
        """The metre."""
        return parse_metre(self.score.metre)

    @property
    def bar_ticks(self) -> int:
        """Length of a bar."""
        return self.metre.bar_sixteenths * SIXTEENTH

    @cached_property
    def bars(self) -> int:
        """Bars before the final chord (all of them in a loop)."""
        body = self.final_start if self.final is not None else self.score.end
        return max(1, body // self.bar_ticks)

    @cached_property
    def final(self) -> Chord | None:
        """The final chord; None in a loop."""
        return None if self.score.loop or not self.score.chords else self.chords[-1]

    @property
    def final_start(self) -> int:
        """Tick of the last chord."""
        return self.score.chords[-1].start if self.score.chords else self.score.end

    @cached_property
    def chords(self) -> tuple[Chord, ...]:
        """Every chord of the piece."""
        return tuple(parse_chord(span.symbol) for span in self.score.chords)

    @cached_property
    def _starts(self) -> list[int]:
        return [span.start for span in self.score.chords]

    def chord_at(self, tick: int) -> Chord:
        """The chord that sounds at `tick`, allowing for early playing."""
        return self.chords[max(0, bisect_right(self._starts, tick + NEAR) - 1)]

    @cached_property
    def _keys(self) -> list[tuple[int, Key]]:
        return [(0, parse_key(self.score.key))] + [
            (tick, parse_key(name)) for tick, name in self.score.key_changes
        ]

    def key_at(self, tick: int) -> Key:
        """The key at `tick`."""
        return next(key for start, key in reversed(self._keys) if start <= tick + NEAR)

    def strength_at(self, tick: int) -> int:
        """Metric strength of the nearest beat, 3 (downbeat) … 1; 0 between beats."""
        inside = (tick + NEAR) % self.bar_ticks
        for group in self.metre.groups:
            if 0 <= inside - group.start * SIXTEENTH < 2 * NEAR:
                return group.strength
        return 0

    def part(self, *names: str) -> Part | None:
        """The first part of that role."""
        return next((part for name in names for part in self.score.parts if part.name == name), None)

    @cached_property
    def pitched(self) -> tuple[Part, ...]:
        """Parts whose notes have pitches (effects have none to speak of)."""
        return tuple(part for part in self.score.parts if not part.is_drums and part.name != "fx")

    @cached_property
    def tune(self) -> tuple[Note, ...]:
        """The tune: the melody's highest note at every moment it starts one.

        Empty when one player plays tune and accompaniment in one: nobody can tell them apart from the notes.
        """
        part = self.part("melody")
        if part is None or (len(self.score.parts) == 1 and _is_many_voiced(part)):
            return ()
        tops: dict[int, Note] = {}
        for note in part.notes:
            place = (note.start + NEAR) // (2 * NEAR)
            if place not in tops or note.pitch > tops[place].pitch:
                tops[place] = note
        line = [tops[place] for place in sorted(tops)]
        return tuple(note for note in line if note.duration >= _GRACE)

    @cached_property
    def energy(self) -> tuple[float, ...]:
        """Energy of every section."""
        return tuple(section.energy for section in self.score.sections)

    def section_bounds(self, index: int) -> tuple[int, int]:
        """Start and end tick of a section."""
        section = self.score.sections[index]
        return section.start, min(self.score.end, section.start + section.bars * self.bar_ticks)

    def notes_in(self, part: Part, start: int, end: int) -> list[Note]:
        """Notes of `part` that start in [start, end), early playing allowed for."""
        return [note for note in part.notes if start <= note.start + NEAR < end]


def _is_many_voiced(part: Part) -> bool:
    """Whether one note in four sounds into the next one by more than legato."""
    notes = part.notes
    over = sum(one.start + one.duration > two.start + NEAR for one, two in pairwise(notes))
    return 4 * over > len(notes)
