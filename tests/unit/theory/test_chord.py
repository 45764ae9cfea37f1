"""Chord symbols as people write them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.errors import InvalidInputError
from timbre.theory.chord import parse_chord


@pytest.mark.parametrize(
    ("symbol", "root", "intervals", "bass"),
    [
        ("C", 0, (0, 4, 7), 0),
        ("Am", 9, (0, 3, 7), 9),
        ("C#dim", 1, (0, 3, 6), 1),
        ("Bb6", 10, (0, 4, 7, 9), 10),
        ("Dm6", 2, (0, 3, 7, 9), 2),
        ("Am7b5/G", 9, (0, 3, 6, 10), 7),
        ("B/F#", 11, (0, 4, 7), 6),
        ("Ebaug", 3, (0, 4, 8), 3),
        ("F#7/A#", 6, (0, 4, 7, 10), 10),
        ("Gsus4", 7, (0, 5, 7), 7),
        ("Asus2", 9, (0, 2, 7), 9),
        ("Cadd9", 0, (0, 4, 7, 14), 0),
        ("Cmaj7", 0, (0, 4, 7, 11), 0),
        ("CM7", 0, (0, 4, 7, 11), 0),
        ("CΔ7", 0, (0, 4, 7, 11), 0),
        ("Cmin7", 0, (0, 3, 7, 10), 0),
        ("C-7", 0, (0, 3, 7, 10), 0),
        ("Bdim7", 11, (0, 3, 6, 9), 11),
        ("B°7", 11, (0, 3, 6, 9), 11),
        ("Eø", 4, (0, 3, 6, 10), 4),
        ("G7#9", 7, (0, 4, 7, 10, 15), 7),
        ("G7(b9)", 7, (0, 4, 7, 10, 13), 7),
        ("F6/9", 5, (0, 4, 7, 9, 14), 5),
        ("E5", 4, (0, 7), 4),
        ("G7sus4", 7, (0, 5, 7, 10), 7),
        ("D♭maj9", 1, (0, 4, 7, 11, 14), 1),
        ("Dm11", 2, (0, 3, 7, 10, 14, 17), 2),
        ("AmMaj7", 9, (0, 3, 7, 11), 9),
        ("E+", 4, (0, 4, 8), 4),
    ],
)
def test_symbols(symbol: str, root: int, intervals: tuple[int, ...], bass: int) -> None:
    chord = parse_chord(symbol)
    assert (chord.root, chord.intervals, chord.bass) == (root, intervals, bass)
    assert chord.is_slash == (bass != root)


def test_tones_are_named() -> None:
    chord = parse_chord("Am9")
    assert (chord.tone(3), chord.tone(5), chord.tone(7), chord.tone(9)) == (0, 4, 7, 11)
    assert parse_chord("C").tone(7) is None


@pytest.mark.parametrize("symbol", ["", "H", "Xyz", "Cfoo", "C/", "C/H", "7", "Am??"])
def test_nonsense_is_refused_by_name(symbol: str) -> None:
    with pytest.raises(InvalidInputError, match="was not understood") as caught:
        parse_chord(symbol)
    assert "Am" in caught.value.hint


@settings(deadline=None, max_examples=150)
@given(st.text(alphabet="ABCDEFGabm#7911356/sudij+°øΔM-() ", max_size=12))
def test_any_text_is_a_chord_or_a_clear_error(text: str) -> None:
    try:
        chord = parse_chord(text)
    except InvalidInputError:
        return
    assert 0 <= chord.root <= 11
    assert chord.classes
    assert all(0 <= step <= 24 for step in chord.intervals)
