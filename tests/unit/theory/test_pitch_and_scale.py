"""Note names, nearest pitches, modes."""

import pytest

from timbre.errors import InvalidInputError
from timbre.theory.pitch import at_or_above, name_of, nearest, pitch_class, pitch_name
from timbre.theory.scale import MODES, canonical_mode, harmony_intervals, is_minor, pitches


@pytest.mark.parametrize(
    ("name", "expected"),
    [("C", 0), ("c", 0), ("F#", 6), ("Gb", 6), ("E♭", 3), ("B#", 0), ("Cb", 11), ("F##", 7)],
)
def test_note_names_are_read(name: str, expected: int) -> None:
    assert pitch_class(name) == expected


@pytest.mark.parametrize("name", ["", "H", "C###", "do", "Am"])
def test_other_words_are_no_note_names(name: str) -> None:
    with pytest.raises(InvalidInputError, match="not a note name"):
        pitch_class(name)


def test_names_spell_black_keys_as_asked() -> None:
    assert (name_of(10), name_of(10, flats=True), pitch_name(60)) == ("A#", "Bb", "C4")


def test_nearest_and_at_or_above() -> None:
    assert nearest(0, 61) == 60
    assert nearest(11, 60) == 59
    assert at_or_above(4, 48) == 52
    assert at_or_above(0, 48) == 48


def test_every_mode_starts_on_its_tonic_and_has_a_seven_note_harmony() -> None:
    for mode, steps in MODES.items():
        assert steps[0] == 0
        assert list(steps) == sorted(set(steps))
        assert canonical_mode(mode) == mode
        assert len(harmony_intervals(mode)) in (6, 7), mode


def test_mode_names_have_aliases() -> None:
    assert canonical_mode("Natural Minor") == "minor"
    assert canonical_mode("pentatonic-minor") == "minor pentatonic"
    assert canonical_mode("zydeco") is None
    assert is_minor("dorian")
    assert not is_minor("phrygian dominant")


def test_pitches_of_a_scale_in_a_range() -> None:
    assert pitches((0, 4, 7), 60, 72) == [60, 64, 67, 72]
