"""Motifs: a rhythm and the steps between its notes, and the classical ways of changing them.

Knows nothing of pitches, chords or keys: steps are scale degrees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from timbre.engines.composer.rhythm import Cells
from timbre.model.stream import Stream

Steps = tuple[int, ...]
_SHAPES: tuple[tuple[str, float], ...] = (
    ("arch", 3),
    ("fall", 2.5),
    ("rise", 2),
    ("turn", 2),
    ("leap", 2.5),
    ("repeat", 0.8),
    ("zigzag", 1.2),
    ("valley", 1.5),
)


@dataclass(frozen=True)
class Motif:
    """One unit of a tune: its rhythm (bars of cells) and how far each note steps from the one before."""

    rhythm: tuple[Cells, ...]
    steps: Steps


def onsets(rhythm: tuple[Cells, ...]) -> int:
    """How many notes a rhythm has."""
    return sum(token not in ".-" for cells in rhythm for cell in cells for token in cell)


def make_steps(count: int, stream: Stream, largest: int = 4) -> Steps:
    """`count` steps with one clear shape; a leap is followed by a step back (gap fill)."""
    if count <= 0:
        return ()
    shape = stream.choice([name for name, _ in _SHAPES], [weight for _, weight in _SHAPES])
    steps: list[int] = []
    leap = stream.integer(2, max(2, largest))
    for index in range(count):
        half = index < (count + 1) // 2
        step = stream.choice((1, 1, 1, 2))
        if shape == "arch":
            value = step if half else -step
        elif shape == "valley":
            value = -step if half else step
        elif shape == "fall":
            value = (
                leap if index == 0 and count > 2 and stream.chance(0.3) else -1 if stream.chance(0.8) else 0
            )
        elif shape == "rise":
            value = 1 if stream.chance(0.75) else 2
        elif shape == "turn":
            value = (1, -1, -1, 1, 0)[index % 5]
        elif shape == "leap":
            value = leap if index == 0 else -1 if index % 4 != 3 else 1
        elif shape == "repeat":
            value = 0 if index % 3 != 2 else step if half else -step
        else:
            value = 2 if index % 2 == 0 else -1
        if shape == "zigzag" and not half:
            value = -value
        steps.append(value)
    return tuple(steps)


def inverted(motif: Motif) -> Motif:
    """Up becomes down."""
    return replace(motif, steps=tuple(-step for step in motif.steps))


def fragment(motif: Motif) -> Motif:
    """The first half of a motif twice: what drives a phrase to its close."""
    if len(motif.rhythm) != 1 or len(motif.rhythm[0]) % 2:
        return motif
    cells = motif.rhythm[0]
    half = cells[: len(cells) // 2]
    rhythm = ((*half, *half),)
    count = onsets((half,))
    if count == 0:
        return motif
    head = motif.steps[: count - 1]
    return Motif(rhythm, (*head, -1, *head))


def tail_changed(motif: Motif, stream: Stream) -> Motif:
    """The same head with another close: the last steps turned round."""
    if len(motif.steps) < 2:
        return motif
    cut = max(1, len(motif.steps) - stream.integer(1, 2))
    return replace(motif, steps=(*motif.steps[:cut], *(-step or 1 for step in motif.steps[cut:])))


def retrograde(motif: Motif) -> Motif:
    """The notes of a motif from last to first, in its rhythm."""
    return replace(motif, steps=tuple(-step for step in reversed(motif.steps)))


def rhythm_only(motif: Motif, stream: Stream) -> Motif:
    """The rhythm with other notes."""
    return replace(motif, steps=make_steps(len(motif.steps), stream))


def augmented(motif: Motif) -> tuple[Motif, Motif]:
    """A motif of one bar at half speed: two bars, each a motif of its own."""
    cells = motif.rhythm[0]
    long = ["".join(token + ("." if token in "s." else "-") for token in cell) for cell in cells]
    beats = [half for cell in long for half in (cell[: len(cell) // 2], cell[len(cell) // 2 :])]
    first: Cells = tuple(beats[: len(cells)])
    second: Cells = tuple(beats[len(cells) :])
    count = onsets((first,))
    return (
        Motif((first,), motif.steps[: max(0, count - 1)]),
        Motif((second,), motif.steps[count : count + max(0, onsets((second,)) - 1)]),
    )


def character(motif: Motif) -> int:
    """How memorable a motif is: both long and short notes, one leap among steps, a turn, a modest reach."""
    points = 0
    tokens = "".join("".join(cell) for cells in motif.rhythm for cell in cells)
    lengths = {len(run) for run in tokens.replace(".", "-").replace("x", " x").replace("X", " x").split()}
    points += 2 if len(lengths) >= 2 else 0
    leaps = sum(abs(step) >= 2 for step in motif.steps)
    points += 2 if leaps == 1 else 1 if leaps == 2 else 0
    places = [sum(motif.steps[:index]) for index in range(len(motif.steps) + 1)]
    reach = max(places) - min(places)
    points += 2 if 2 <= reach <= 5 else 0
    ups, downs = any(step > 0 for step in motif.steps), any(step < 0 for step in motif.steps)
    points += 1 if ups and downs else 0
    points -= 2 if sum(step == 0 for step in motif.steps) * 2 > len(motif.steps) else 0
    return points
