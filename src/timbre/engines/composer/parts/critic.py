"""Critic: how many things a listener would mind in a line. Smaller is better.

Knows nothing of how the line was made.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from timbre.engines.composer.parts.pitching import Place


def judge(line: Sequence[int], places: Sequence[Place]) -> int:
    """Penalty points for dull repetition, unresolved leaps, a flat or ragged contour, several climaxes."""
    if len(line) < 3:
        return 0
    points = 0
    run = 1
    turns = 0
    still = sum(one == two for one, two in pairwise(line))
    points += max(0, still * 100 // len(line) - 25)
    for index in range(1, len(line)):
        interval = line[index] - line[index - 1]
        run = run + 1 if interval == 0 else 1
        if run > 3:
            points += 10
        if index + 1 < len(line):
            following = line[index + 1] - line[index]
            if abs(interval) >= 6 and (following * interval > 0 or abs(following) > 4):
                points += 6
            if interval * following < 0:
                turns += 1
    top = max(line)
    points += 4 * (sum(pitch == top for pitch in line) - 1)
    reach = top - min(line)
    points += 24 if reach < 5 else 12 if reach > 19 else 0
    if turns * 10 > 7 * len(line):
        points += 12
    for pitch, place in zip(line, places):
        if place.strength >= 2 and pitch % 12 not in place.span.chord.classes:
            points += 8
    distinct = len(set(line))
    points += max(0, 5 - distinct) * 5 if len(line) >= 8 else 0
    return points
