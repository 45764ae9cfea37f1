"""Voicings: place a chord's tones in a register and move from chord to chord with the least motion.

Sources: Tymoczko, *A Geometry of Music* (minimal voice leading); Levine, *The Jazz Piano Book* (rootless, drop 2).
"satb" is four-part writing, "fifths" a bare fifth with the third a tenth up.
Knows nothing of instruments; the register is given in MIDI pitches.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from functools import lru_cache
from typing import Literal

from timbre.theory.chord import Chord
from timbre.theory.part_writing import four_parts, parallels
from timbre.theory.pitch import at_or_above

VoicingKind = Literal[
    "close", "open", "drop2", "rootless", "shell", "power", "quartal", "spread", "fifths", "satb"
]
_ORDERED = ("power", "quartal", "shell", "fifths")
_LOW_INTERVAL_FLOOR = 53
"""Below F3 thirds and smaller sound muddy (low interval limit)."""
_PARALLEL = 400
"""What a forbidden parallel costs in strict writing: more than any leap."""


def lead(
    chords: Sequence[Chord],
    kind: VoicingKind,
    low: int,
    high: int,
    voices: int = 4,
    start: Sequence[int] = (),
    home: int | None = None,
    strict: bool = False,
) -> list[tuple[int, ...]]:
    """One voicing per chord, ascending MIDI pitches in [low, high], each as near as possible to the one before.

    Chords on the pitch class `home` keep their root even in a rootless style: the tonic must be heard as such.
    `strict`: no parallel fifths or octaves, neither between the voices nor between the top one and the chords'
    bass notes, wherever the register leaves a choice.
    """
    strict = strict or kind == "satb"
    result: list[tuple[int, ...]] = []
    previous, bass = tuple(start), -1
    for chord in chords:
        own: VoicingKind = "drop2" if kind == "rootless" and chord.root == home else kind
        options = candidates(chord, own, low, high, voices)
        priced = [
            (
                _cost(previous, option, low, high)
                + (_PARALLEL * _faults(previous, option, bass, chord.bass) if strict and previous else 0),
                option,
            )
            for option in options
        ]
        previous, bass = min(priced)[1], chord.bass
        result.append(previous)
    return result


def _faults(before: Sequence[int], after: Sequence[int], bass_before: int, bass_after: int) -> int:
    """Parallels among the voices, and of the top one with a bass line known by its pitch classes only."""
    if bass_before < 0:
        return parallels(before, after)
    low = ((bass_before, before[-1]), (bass_after, after[-1]))
    return parallels(before, after) + parallels(*low)


def motion(before: Sequence[int], after: Sequence[int]) -> int:
    """Total semitones the voices move; an unmatched voice counts the distance to its nearest neighbour."""
    if not before or not after:
        return 0
    if len(before) == len(after):
        return sum(abs(a - b) for a, b in zip(before, after))
    short, long = (before, after) if len(before) < len(after) else (after, before)
    return sum(min(abs(note - other) for other in short) for note in long)


def _cost(before: Sequence[int], after: Sequence[int], low: int, high: int) -> int:
    """Motion, plus penalties for leaving the middle of the register, top leaps and low mud. Smaller is better."""
    middle = (low + high) // 2
    cost = abs(sum(after) // len(after) - middle) * (2 if before else 6)
    if before:
        cost += 3 * motion(before, after) + max(0, abs(after[-1] - before[-1]) - 4) * 4
        cost -= 2 * len(set(before) & set(after))
    for one, two in itertools.pairwise(after):
        if one < _LOW_INTERVAL_FLOOR and two - one < 5:
            cost += 12
        if two - one == 1:
            cost += 5
    if len(after) > 1 and after[-1] - after[-2] <= 1:
        cost += 12
    return cost


@lru_cache(maxsize=2048)
def candidates(
    chord: Chord, kind: VoicingKind, low: int, high: int, voices: int
) -> tuple[tuple[int, ...], ...]:
    """All placements of `kind` inside [low, high] (at least one, squeezed in when the register is narrow)."""
    if kind == "satb":
        parts = tuple(dict.fromkeys(four_parts(chord, low, high)))
        return parts or candidates(chord, "close", low, high, voices)
    tones = _tones(chord, kind, voices)
    found: list[tuple[int, ...]] = []
    for rotation in range(len(tones)):
        if kind in _ORDERED and rotation > (1 if kind == "shell" else 0):
            break
        order = tones[rotation:] + tones[:rotation]
        if kind not in _ORDERED:
            order = tuple(order[0] + above for above in sorted((tone - order[0]) % 12 for tone in order))
        for octave in range(0, 96, 12):
            stack = _stack(order, octave)
            stack = _opened(stack, kind)
            if stack[0] >= low and stack[-1] <= high:
                found.append(stack)
    if not found:
        found.append(_squeezed(tones, low, high))
    return tuple(dict.fromkeys(found))


def _tones(chord: Chord, kind: VoicingKind, voices: int) -> tuple[int, ...]:
    """Pitch classes to place: the kind's choice, most telling tones first kept when there are too many."""
    classes = list(chord.classes)
    third, fifth, seventh = chord.tone(3), chord.tone(5), chord.tone(7)
    if kind == "power":
        second = fifth if fifth is not None else classes[-1]
        return (chord.root, second, chord.root)
    if kind == "fifths" and fifth is not None:
        return tuple(tone for tone in (chord.root, fifth, chord.root, third) if tone is not None)[
            : max(3, voices)
        ]
    if kind == "shell":
        kept = [chord.root, *(t for t in (third, seventh) if t is not None)]
        return tuple(dict.fromkeys([*kept, *classes]))[: max(3, min(voices, 3))]
    if kind == "rootless" and len(classes) >= 4:
        classes = [c for c in classes if c != chord.root]
        if len(classes) > voices and fifth in classes:
            classes.remove(fifth)
    while len(classes) > max(voices, 3):
        drop = (
            fifth
            if fifth in classes and len(classes) > 3
            else classes[-2]
            if len(classes) > 4
            else classes[0]
        )
        classes.remove(drop)
    if kind == "quartal" and len(classes) >= 3:
        return _by_fourths(tuple(classes))
    return tuple(classes)


def _by_fourths(classes: tuple[int, ...]) -> tuple[int, ...]:
    """Order tones so that neighbours lie a fourth or fifth apart where they can."""
    left, order = list(classes[1:]), [classes[0]]
    while left:
        following = min(
            left, key=lambda c: (min(abs((c - order[-1]) % 12 - 5), abs((c - order[-1]) % 12 - 7)), c)
        )
        left.remove(following)
        order.append(following)
    return tuple(order)


def _stack(order: Sequence[int], octave: int) -> tuple[int, ...]:
    pitches = [octave + order[0] % 12]
    for tone in order[1:]:
        pitches.append(at_or_above(tone % 12, pitches[-1] + 1))
    return tuple(pitches)


def _opened(stack: tuple[int, ...], kind: VoicingKind) -> tuple[int, ...]:
    """Spread a close stack as the kind asks."""
    if kind == "drop2" and len(stack) >= 4:
        return tuple(sorted((*stack[:-2], stack[-2] - 12, stack[-1])))
    if kind == "open" and len(stack) >= 3:
        return tuple(sorted((stack[0], *(p + 12 for p in stack[1:2]), *stack[2:])))
    if kind == "spread" and len(stack) >= 3:
        return tuple(sorted(p + 12 * (i % 2) for i, p in enumerate(stack)))
    return stack


def _squeezed(tones: Sequence[int], low: int, high: int) -> tuple[int, ...]:
    """Each tone once, in the lowest place it fits (register too narrow for a proper voicing)."""
    placed = sorted({pitch for tone in tones if (pitch := at_or_above(tone, low)) <= high})
    return tuple(placed) or (max(0, min(127, low)),)
