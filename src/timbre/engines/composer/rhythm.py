"""Patterns: rhythms written as text, one group of characters per beat, fitted to any metre and swung.

`"X..x ..x. | x--- ...."` is two bars of two beats; the number of characters in a beat is its subdivision. What a
character means is the part's business. Knows nothing of pitch, tempo or styles.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.theory.metre import Group, Metre

SIXTEENTH = TICKS_PER_BEAT // 4
Cells = tuple[str, ...]
"""One bar: a string per beat."""
_STEPS = (1, 2, 3, 4, 6, 8, 12)


@dataclass(frozen=True, slots=True)
class Hit:
    """One sounding character: `at` and `length` in ticks from the bar's start, `strength` of its place.

    Strength is 3 on the downbeat, 2 and 1 on beats, 0 between beats, −1 on the finest subdivisions.
    """

    at: int
    length: int
    token: str
    strength: int
    beat: int


@dataclass(frozen=True)
class Grid:
    """How a piece lays patterns out: its metre, its swing, and the shortest step worth playing (ticks)."""

    metre: Metre
    swing_permille: int = 0
    """0 straight, 1000 full triplet swing."""
    swing_unit: int = 8
    """8: eighths swing, 16: sixteenths swing."""
    shortest: int = 0

    @property
    def bar_ticks(self) -> int:
        """Length of a bar in ticks."""
        return self.metre.bar_sixteenths * SIXTEENTH


@lru_cache(maxsize=2048)
def parse_pattern(text: str, alphabet: str) -> tuple[Cells, ...]:
    """Bars of a pattern text. Raises ValueError naming the bad character or beat."""
    bars: list[Cells] = []
    for number, bar in enumerate(text.split("|"), start=1):
        cells = tuple(bar.split())
        if not cells:
            raise ValueError(f"bar {number} of pattern {text!r} is empty")
        for cell in cells:
            if len(cell) not in _STEPS:
                raise ValueError(
                    f"beat {cell!r} of pattern {text!r} has {len(cell)} steps; use 1, 2, 3, 4, 6, 8 or 12"
                )
            for character in cell:
                if character not in alphabet:
                    raise ValueError(f"{character!r} in pattern {text!r} is not one of {alphabet!r}")
        bars.append(cells)
    return tuple(bars)


_FROM_FOUR = {
    1: (0,),
    2: (0, 1),
    3: (0, 1, 3),
    5: (0, 1, 3, 2, 3),
    6: (0, 1, 3, 2, 1, 3),
    7: (0, 1, 2, 3, 0, 1, 3),
}
_FROM_THREE = {1: (0,), 2: (0, 1), 4: (0, 1, 0, 2), 5: (0, 1, 2, 0, 1), 7: (0, 1, 2, 0, 1, 0, 2)}


def beat_choice(cells: int, metre: Metre, parity: int) -> tuple[int, ...]:
    """Which beat of a pattern of `cells` beats each beat of the metre takes."""
    groups = len(metre.groups)
    if cells == groups:
        return tuple(range(groups))
    if cells == 4:
        if groups <= 2 and parity % 2:
            return (2,) if groups == 1 else (2, 3)
        if groups == 3 and metre.is_additive:
            return (0, 2, 3)
        chosen = _FROM_FOUR.get(groups)
        if chosen is not None:
            return chosen
    elif cells == 3:
        chosen = _FROM_THREE.get(groups)
        if chosen is not None:
            return chosen
    whole, rest = divmod(groups, cells)
    tail = tuple(range(cells))[cells - rest :] if rest else ()
    return tuple(range(cells)) * whole + tail


@lru_cache(maxsize=8192)
def expand(cells: Cells, grid: Grid, parity: int = 0, fill: bool = False) -> tuple[Hit, ...]:
    """Lay one bar of a pattern on the grid. "." is silence, "-" lengthens what sounds.

    `fill`: in beats of three, a pattern that divides its beat plays all three pulses (hats, shakers, arpeggios).
    """
    metre = grid.metre
    events: list[tuple[int, str, int, int]] = []
    for beat, (group, choice) in enumerate(zip(metre.groups, beat_choice(len(cells), metre, parity))):
        for at, token, strength in _in_group(cells[choice], group, grid, fill):
            events.append((group.start * SIXTEENTH + at, token, strength, beat))
    hits: list[Hit] = []
    end = grid.bar_ticks
    for index, (at, token, strength, beat) in enumerate(events):
        if token in ".-":
            continue
        until = end
        for later, following, _, _ in events[index + 1 :]:
            if following != "-":
                until = later
                break
        hits.append(Hit(at, max(1, until - at), token, strength, beat))
    return tuple(hits)


def leading_hold(cells: Cells, grid: Grid, parity: int = 0) -> int:
    """For how many ticks a bar that begins with "-" prolongs the note before it; 0 for other bars."""
    if not cells[0].startswith("-"):
        return 0
    for beat, (group, choice) in enumerate(
        zip(grid.metre.groups, beat_choice(len(cells), grid.metre, parity))
    ):
        if beat == 0 and choice != 0:
            return 0
        for at, token, _ in _in_group(cells[choice], group, grid, False):
            if token != "-":
                return group.start * SIXTEENTH + at
    return grid.bar_ticks


def _in_group(cell: str, group: Group, grid: Grid, fill: bool) -> list[tuple[int, str, int]]:
    """(tick in group, token, strength) of every step of one beat."""
    steps = len(cell)
    if group.kind == "simple":
        return _even(cell, group, grid)
    sounding = sum(token not in ".-" for token in cell)
    pulse = group.length * SIXTEENTH // 3
    if group.kind == "long":
        beat = _even(cell, Group(group.start, 4, "simple", group.strength), grid)
        extra = cell[steps // 2] if sounding > 1 and steps % 3 else "-" if cell[-1] != "." else "."
        return [*beat, (4 * SIXTEENTH, extra, 0)]
    if steps % 3 == 0:
        return [
            (index * 3 * pulse // steps, token, group.strength if index == 0 else 0)
            for index, token in enumerate(cell)
        ]
    if fill and sounding > 1 and steps % 2 == 0:
        third = cell[steps // 2]
        middle = third if third not in ".-" else cell[0]
        return [(0, cell[0], group.strength), (pulse, middle, 0), (2 * pulse, third, 0)]
    if steps == 1:
        return [(0, cell, group.strength)]
    if steps == 2:
        return [(0, cell[0], group.strength), (2 * pulse, cell[1], 0)]
    places = {0: 0, 1: pulse, 2: 2 * pulse, 3: 2 * pulse + pulse // 2}
    coarse = [cell[index * steps // 4] for index in range(4)]
    return [
        (places[index], token, group.strength if index == 0 else 0 if index < 3 else -1)
        for index, token in enumerate(coarse)
        if index < 3 or (token not in ".-" and coarse[2] in ".-" and pulse // 2 >= grid.shortest)
    ]


def _even(cell: str, group: Group, grid: Grid) -> list[tuple[int, str, int]]:
    """Steps of a beat that divides in two, swung; steps finer than the grid's shortest are left out."""
    steps = len(cell)
    length = group.length * SIXTEENTH
    while steps > 1 and length // steps < grid.shortest and steps % 2 == 0:
        cell = cell[::2]
        steps //= 2
    result = []
    for index, token in enumerate(cell):
        at = index * length // steps
        strength = group.strength if index == 0 else 0 if index * 2 == steps or steps == 3 else -1
        result.append((swung(at, length, grid) if steps % 3 else at, token, strength))
    return result


def swung(at: int, length: int, grid: Grid) -> int:
    """`at` ticks into a beat of `length`, moved by the swing (0 ≤ at < length stays inside)."""
    if not grid.swing_permille:
        return at
    window = length if grid.swing_unit == 8 else length // 2
    base, inside = at - at % window, at % window
    half = window // 2
    late = half + window * grid.swing_permille // 6000
    if inside <= half:
        return base + inside * late // half
    return base + late + (inside - half) * (window - late) // (window - half)
