"""Parallels and four-part chords; strict leading of any voicing."""

from itertools import pairwise

import pytest

from timbre.theory.chord import parse_chord
from timbre.theory.key import parse_key
from timbre.theory.part_writing import four_parts, parallels
from timbre.theory.roman import realise
from timbre.theory.voicing import candidates, lead, motion

MAJOR = "I IV ii V I vi IV V7 I iii vi ii V7/V V I iii IV V I"
MINOR = "i iv V i VI iv V7 i III VII i bII V7 i iv VI V i"


@pytest.mark.parametrize(
    ("before", "after", "found"),
    [
        ((48, 55), (50, 57), 1),
        ((48, 60), (53, 65), 1),
        ((48, 55), (48, 55), 0),
        ((48, 55), (53, 57), 0),
        ((48, 55, 64), (50, 57, 65), 1),
        ((48, 52, 55, 60), (50, 57), 0),
        ((48, 60, 64, 67), (50, 62, 69), 1),
    ],
)
def test_parallel_fifths_and_octaves_are_found(before, after, found: int) -> None:
    assert parallels(before, after) == found


@pytest.mark.parametrize(("key", "numerals"), [("C major", MAJOR), ("G minor", MINOR), ("Eb major", MAJOR)])
@pytest.mark.parametrize(("kind", "low", "high", "voices"), [("satb", 43, 79, 4), ("close", 55, 74, 3)])
def test_strict_leading_has_no_parallels(key, numerals, kind, low, high, voices) -> None:
    chords = [realise(numeral, parse_key(key)) for numeral in numerals.split()]
    led = lead(chords, kind, low, high, voices, strict=True)
    assert not sum(parallels(a, b) for a, b in pairwise(led))
    outer = [(chord.bass, voicing[-1]) for chord, voicing in zip(chords, led)]
    assert not sum(parallels(a, b) for a, b in pairwise(outer))
    assert sum(motion(a, b) for a, b in pairwise(led)) <= 4 * voices * len(led)


@pytest.mark.parametrize("symbol", ["C", "Am", "G7", "C/E", "F/C", "Bdim", "Dm7b5", "Fmaj7", "Gsus4", "C5"])
def test_four_parts_are_complete_and_well_spaced(symbol: str) -> None:
    chord = parse_chord(symbol)
    for bass, *upper in four_parts(chord, 43, 79):
        assert bass % 12 == chord.bass
        assert len(upper) == 3
        assert upper == sorted(upper)
        assert upper[0] > bass
        assert all(high - low <= 12 for low, high in pairwise(upper))
        assert {p % 12 for p in (bass, *upper)} <= set(chord.classes)
        third = chord.tone(3)
        assert third is None or third in {p % 12 for p in (bass, *upper)}
    assert four_parts(chord, 43, 79)


def test_open_fifths_put_the_third_on_top() -> None:
    for option in candidates(parse_chord("Dm"), "fifths", 38, 80, 4):
        assert [pitch - option[0] for pitch in option] == [0, 7, 12, 15]
