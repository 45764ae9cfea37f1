"""Technique 10: each kind of voicing is what its name says."""

from itertools import pairwise

import pytest

from timbre.theory.chord import parse_chord
from timbre.theory.voicing import candidates, lead

NINTH, TRIAD = parse_chord("Dm9"), parse_chord("G")


def intervals(voicing: tuple[int, ...]) -> list[int]:
    return [two - one for one, two in pairwise(voicing)]


def test_rootless_ninths_leave_the_root_to_the_bass_but_at_home() -> None:
    away, home = lead([NINTH, parse_chord("Cmaj9")], "rootless", 52, 70, 4, home=0)
    assert NINTH.root not in {pitch % 12 for pitch in away}
    assert {pitch % 12 for pitch in away} >= {5, 0, 4}
    assert 0 in {pitch % 12 for pitch in home}


def test_drop_two_opens_a_close_chord() -> None:
    for voicing in candidates(parse_chord("Cmaj7"), "drop2", 45, 76, 4):
        assert len(voicing) == 4
        assert voicing[-1] - voicing[0] > 12


@pytest.mark.parametrize(("kind", "shape"), [("power", [7, 5]), ("fifths", [7, 5, 4])])
def test_power_chords_and_open_fifths(kind, shape: list[int]) -> None:
    assert all(intervals(v) == shape for v in candidates(TRIAD, kind, 40, 80, 4))


def test_quartal_chords_are_mostly_fourths_and_fifths() -> None:
    voicing = candidates(parse_chord("Dm11"), "quartal", 45, 90, 4)[0]
    assert sum(step in (5, 7) for step in intervals(voicing)) >= 2


def test_spread_is_wider_than_close() -> None:
    close, spread = (
        [v[-1] - v[0] for v in candidates(NINTH, kind, 40, 88, 4)] for kind in ("close", "spread")
    )
    assert min(spread) > min(close)
