"""Technique 5: after a leap the line turns back by a small step; small intervals are preferred."""

from itertools import pairwise

from timbre.engines.composer.parts.melody import play_melody
from timbre.engines.composer.parts.mending import LEAP, gap_filled
from timbre.engines.composer.parts.pitching import Pitching, Place
from timbre.theory.key import parse_key


def places(plan, count: int) -> list[Place]:
    span = plan.spans[0]
    return [Place(n * 480, 480, span, None, 0, "", False, 50) for n in range(count)]


def test_a_leap_that_goes_on_is_turned_back(plan) -> None:
    made = plan("classical-strings", key="C major", chords=("C",), seconds=20.0)
    pitching = Pitching(made, 60, 84, parse_key("C major").scale, 12)
    filled = gap_filled([64, 72, 76, 72], places(made, 4), pitching)
    assert filled[:2] == [64, 72]
    assert filled[2] in (71, 69)
    assert gap_filled([64, 65, 67, 65], places(made, 4), pitching) == [64, 65, 67, 65]


def test_most_leaps_of_real_tunes_turn_back_and_most_moves_are_small(plan) -> None:
    back = leaps = small = moves = 0
    for seed in range(5):
        line = [t.pitch for t in play_melody(plan("folk", seed=seed)) if t.force >= 80]
        steps = [two - one for one, two in pairwise(line)]
        moves += len(steps)
        small += sum(abs(step) <= 4 for step in steps)
        for one, two in pairwise(steps):
            if abs(one) >= LEAP:
                leaps += 1
                back += one * two <= 0
    assert small >= 0.7 * moves
    assert back >= 0.65 * leaps
