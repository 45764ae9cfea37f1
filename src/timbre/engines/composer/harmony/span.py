"""Span: one chord of the piece in time, and the division of a bar among its chords.

Knows nothing of progressions or styles.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

from timbre.engines.composer.rhythm import SIXTEENTH
from timbre.theory.chord import Chord
from timbre.theory.key import Key
from timbre.theory.metre import Metre

Bars = list[tuple[str, ...]]
"""Numerals bar by bar; the chords of one bar share it."""


@dataclass(frozen=True, slots=True)
class Span:
    """A chord sounding from tick `start` for `duration`, with its chord-lane voicing (ascending MIDI pitches)."""

    start: int
    duration: int
    chord: Chord
    key: Key
    """The key it is heard in: the piece's own but where the piece modulates."""
    voicing: tuple[int, ...] = ()
    bar: int = 0
    cadence: bool = False
    """Whether this is the final chord."""

    @property
    def end(self) -> int:
        """Tick where it gives way to the next."""
        return self.start + self.duration


def bar_slices(metre: Metre, count: int) -> list[tuple[int, int]]:
    """(start, length) in ticks of `count` chords sharing a bar, on its beats, the stronger ones first."""
    groups = metre.groups
    count = min(count, len(groups))
    half = next((i for i, group in enumerate(groups) if group.strength == 2), (len(groups) + 1) // 2)
    starts = [0, half] if count == 2 and len(groups) > 1 else [i * len(groups) // count for i in range(count)]
    ticks = [groups[i].start * SIXTEENTH for i in starts] + [metre.bar_sixteenths * SIXTEENTH]
    return [(one, two - one) for one, two in itertools.pairwise(ticks)]


def merged(spans: Sequence[Span]) -> tuple[Span, ...]:
    """Chords that simply go on within a bar become one span (bars stay apart: a bar line is a new stroke)."""
    result: list[Span] = []
    for span in spans:
        if result and result[-1].chord == span.chord and result[-1].bar == span.bar and not span.cadence:
            result[-1] = replace(result[-1], duration=result[-1].duration + span.duration)
        else:
            result.append(span)
    return tuple(result)
