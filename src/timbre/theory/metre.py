"""Metre: how a bar divides into beats, what a tempo counts, where the accents are.

All lengths are in sixteenth notes (integers). Knows nothing of ticks, tempo maps or patterns.

What "bpm" counts, by metre (what a musician's metronome is set to, and what a beat tracker finds):
compound metres (6/8, 9/8, 12/8, and the same over 16) count their dotted beat; x/2 counts half notes; 3/8 and 4/8
count eighths; everything else, odd metres such as 5/8 and 7/8 included, counts quarter notes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from timbre.errors import InvalidInputError

GroupKind = Literal["simple", "compound", "long", "short"]
_METRE = re.compile(r"(\d{1,2})/(2|4|8|16)\Z")


@dataclass(frozen=True)
class Group:
    """One felt beat of a bar: `start` and `length` in sixteenths, `strength` 3 (downbeat) .. 0 (weak)."""

    start: int
    length: int
    kind: GroupKind
    strength: int


@dataclass(frozen=True)
class Metre:
    """A time signature."""

    numerator: int
    denominator: int

    def __str__(self) -> str:
        return f"{self.numerator}/{self.denominator}"

    @property
    def bar_sixteenths(self) -> int:
        """Length of a bar in sixteenth notes."""
        return self.numerator * 16 // self.denominator

    @property
    def bar_quarters(self) -> float:
        """Length of a bar in quarter notes."""
        return self.numerator * 4 / self.denominator

    @property
    def is_compound(self) -> bool:
        """Whether beats divide in three."""
        return self.denominator >= 8 and self.numerator % 3 == 0 and self.numerator > 3

    @property
    def is_additive(self) -> bool:
        """Whether beats have unequal lengths (5/8, 7/8, 11/16 …)."""
        return len({group.length for group in self.groups}) > 1

    @property
    def beat_sixteenths(self) -> int:
        """What one beat of "bpm" is worth, in sixteenth notes."""
        if self.is_compound:
            return 3 * 16 // self.denominator
        if self.denominator == 2:
            return 8
        if self.denominator == 8 and self.numerator in (1, 2, 3, 4):
            return 2
        return 4

    @cached_property
    def groups(self) -> tuple[Group, ...]:
        """The felt beats of the bar, in order."""
        unit = 16 // self.denominator
        if self.is_compound:
            lengths = [3 * unit] * (self.numerator // 3)
            kind: GroupKind = "compound" if unit == 2 else "short"
            return _grouped([(length, kind) for length in lengths])
        if self.denominator <= 4:
            quarters = self.numerator * (4 // self.denominator)
            return _grouped([(4, "simple")] * quarters)
        pairs = _additive(self.numerator)
        kinds: dict[int, GroupKind] = {2: "simple", 3: "long", 1: "short"}
        if unit == 1:
            return _grouped([(n, "short") for n in pairs])
        return _grouped([(2 * n, kinds[n]) for n in pairs])


def _additive(pulses: int) -> list[int]:
    """Pulses grouped in twos with one three last (7 → 2 2 3; 5 → 3 2, as most tunes count it)."""
    if pulses == 1:
        return [1]
    if pulses == 3:
        return [3]
    if pulses == 5:
        return [3, 2]
    return [2] * (pulses // 2) if pulses % 2 == 0 else [2] * ((pulses - 3) // 2) + [3]


def _grouped(parts: list[tuple[int, GroupKind]]) -> tuple[Group, ...]:
    groups: list[Group] = []
    start = 0
    half = (
        len(parts) // 2
        if len(parts) in (2, 4, 6, 8, 12)
        else (len(parts) + 1) // 2
        if len(parts) >= 5
        else -1
    )
    for index, (length, kind) in enumerate(parts):
        strength = 3 if index == 0 else 2 if index == half else 1
        groups.append(Group(start, length, kind, strength))
        start += length
    return tuple(groups)


@lru_cache(maxsize=64)
def parse_metre(text: str) -> Metre:
    """Read "7/8". Raises InvalidInputError."""
    match = _METRE.match(text.strip())
    if match is None or not 1 <= int(match.group(1)) <= 19:
        raise InvalidInputError(
            f"{text[:20]!r} is not a metre.",
            "Write beats over 2, 4, 8 or 16, such as 4/4, 3/4, 6/8 or 7/8 (1 to 19 beats).",
        )
    return Metre(int(match.group(1)), int(match.group(2)))


def quarter_bpm(bpm: float, metre: Metre) -> float:
    """Quarter notes per minute when the metre's own beat runs at `bpm` (6/8 at 60 is quarter = 90)."""
    return bpm * metre.beat_sixteenths / 4


def felt_bpm(quarters_per_minute: float, metre: Metre) -> float:
    """Beats of the metre per minute: the inverse of `quarter_bpm`, what to show to the user."""
    return quarters_per_minute * 4 / metre.beat_sixteenths
