"""Part writing: forbidden parallels, and four-part chords for choir, hymn and strings.

Sources: Aldwell and Schachter, *Harmony and Voice Leading* (doubling, spacing, parallels). Knows nothing of styles.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from timbre.theory.chord import Chord
from timbre.theory.pitch import at_or_above

_PERFECT = (0, 7)
_WIDEST = 12
"""Soprano, alto and tenor stay within an octave of their neighbour."""


def parallels(before: Sequence[int], after: Sequence[int]) -> int:
    """How many pairs of voices move from one perfect fifth or octave to another of the same kind.

    Voices are matched from the bass up; chords of different sizes compare their outer voices only.
    """
    if len(before) != len(after):
        if len(before) < 2 or len(after) < 2:
            return 0
        before, after = (before[0], before[-1]), (after[0], after[-1])
    found = 0
    for low, high in itertools.combinations(range(len(before)), 2):
        interval = (before[high] - before[low]) % 12
        moved = before[low] != after[low] and before[high] != after[high]
        found += moved and interval in _PERFECT and (after[high] - after[low]) % 12 == interval
    return found


def four_parts(chord: Chord, low: int, high: int) -> list[tuple[int, ...]]:
    """Bass, tenor, alto and soprano of `chord` in [low, high]: the chord's bass note below, the root doubled in
    triads, nothing left out but the fifth of a seventh chord, at most an octave between upper neighbours."""
    found: list[tuple[int, ...]] = []
    for bass in range(at_or_above(chord.bass, low), min(low + 17, high), 12):
        for upper in _upper_voices(chord):
            for order in set(itertools.permutations(upper)):
                found += _stacked(bass, order, high)
    return found


def _upper_voices(chord: Chord) -> list[tuple[int, int, int]]:
    """Pitch classes for tenor, alto and soprano, in any order."""
    third, fifth, seventh = chord.tone(3), chord.tone(5), chord.tone(7)
    root = chord.root
    if third is None or fifth is None:
        tones = (*chord.classes, root, chord.classes[-1])
        return [(tones[0], tones[1 % len(tones)], tones[2 % len(tones)])]
    if seventh is not None:
        if chord.bass == root:
            return [(third, fifth, seventh), (root, third, seventh)]
        rest = [tone for tone in (root, third, fifth, seventh) if tone != chord.bass]
        return [(rest[0], rest[1], rest[2])]
    if chord.bass == third:
        return [(root, fifth, root), (root, fifth, fifth)]
    if (fifth - root) % 12 == 6:
        return [(third, fifth, third), (third, fifth, root)]
    return [(root, third, fifth)]


def _stacked(bass: int, order: Sequence[int], high: int) -> list[tuple[int, ...]]:
    """The upper voices above the bass in close position, and opened by putting the middle one up an octave."""
    result: list[tuple[int, ...]] = []
    for floor in (bass + 3, bass + 12):
        tenor = at_or_above(order[0], floor)
        alto = at_or_above(order[1], tenor + 1)
        soprano = at_or_above(order[2], alto + 1)
        for voices in ((bass, tenor, alto, soprano), tuple(sorted((bass, tenor, alto + 12, soprano)))):
            close = all(b - a <= _WIDEST for a, b in itertools.pairwise(voices[1:]))
            if close and voices[-1] <= high and voices[1] - voices[0] <= 19:
                result.append(voices)
    return result
