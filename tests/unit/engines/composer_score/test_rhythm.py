"""Patterns as text: reading, fitting to metres, swing."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.engines.composer.rhythm import SIXTEENTH, Grid, beat_choice, expand, parse_pattern, swung
from timbre.theory.metre import parse_metre

METRES = ("2/4", "3/4", "4/4", "5/4", "6/8", "7/8", "9/8", "12/8", "5/8", "3/8", "2/2", "7/16", "11/8")


def test_patterns_are_read_bar_by_bar() -> None:
    assert parse_pattern("x... .x.. | x-", "x-.") == (("x...", ".x.."), ("x-",))


@pytest.mark.parametrize(("text", "problem"), [("x... |", "empty"), ("xy..", "'y'"), ("x.x..", "5 steps")])
def test_bad_patterns_say_why(text: str, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        parse_pattern(text, "x-.")


def test_holds_lengthen_and_rests_end_notes() -> None:
    hits = expand(("x--.", "x---", "--x.", "...."), Grid(parse_metre("4/4")))
    assert [(hit.at // SIXTEENTH, hit.length // SIXTEENTH) for hit in hits] == [(0, 3), (4, 6), (10, 1)]
    assert [hit.strength for hit in hits] == [3, 1, 0]


@pytest.mark.parametrize("metre", METRES)
@pytest.mark.parametrize("cells", [("X..x", "x.x.", "X...", "..xx"), ("x.", "xx", "x."), ("xxx", "x.x")])
def test_every_pattern_fits_every_metre(metre: str, cells: tuple[str, ...]) -> None:
    grid = Grid(parse_metre(metre), swing_permille=700, swing_unit=8)
    for parity in (0, 1):
        for fill in (False, True):
            hits = expand(cells, grid, parity, fill)
            assert hits
            assert hits[0].at == 0
            assert [hit.at for hit in hits] == sorted({hit.at for hit in hits})
            assert all(hit.length >= 1 and hit.at + hit.length <= grid.bar_ticks for hit in hits)


def test_backbeats_survive_other_metres() -> None:
    snare = ("....", "x...", "....", "x...")
    for metre, beats in (("4/4", [1, 3]), ("2/4", [1]), ("6/8", [1]), ("12/8", [1, 3]), ("3/4", [1, 2])):
        grid = Grid(parse_metre(metre))
        starts = [group.start * SIXTEENTH for group in grid.metre.groups]
        assert [starts.index(hit.at) for hit in expand(snare, grid)] == beats, metre


def test_full_swing_is_a_triplet_and_never_leaves_the_beat() -> None:
    grid = Grid(parse_metre("4/4"), swing_permille=1000)
    assert swung(480, 960, grid) == 640
    assert [swung(at, 960, grid) for at in range(960)] == sorted(swung(at, 960, grid) for at in range(960))
    sixteenths = Grid(parse_metre("4/4"), swing_permille=1000, swing_unit=16)
    assert (swung(240, 960, sixteenths), swung(480, 960, sixteenths)) == (320, 480)


def test_steps_too_quick_to_hear_are_left_out() -> None:
    assert len(expand(("xxxx",) * 4, Grid(parse_metre("4/4"), shortest=300))) == 8


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 9), st.sampled_from(METRES), st.integers(0, 1))
def test_every_beat_of_a_bar_takes_a_beat_of_the_pattern(cells: int, metre: str, parity: int) -> None:
    choice = beat_choice(cells, parse_metre(metre), parity)
    assert len(choice) == len(parse_metre(metre).groups)
    assert all(0 <= index < cells for index in choice)
