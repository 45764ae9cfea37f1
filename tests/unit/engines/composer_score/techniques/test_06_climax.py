"""Technique 6: one climax in a phrase."""

from timbre.engines.composer.parts.mending import one_climax
from timbre.engines.composer.parts.pitching import Pitching, Place
from timbre.theory.key import parse_key


def test_only_the_top_note_nearest_two_thirds_stays(plan) -> None:
    made = plan("classical-strings", key="C major", chords=("C",), seconds=20.0)
    pitching = Pitching(made, 60, 84, parse_key("C major").scale, 12)
    line = [64, 76, 67, 76, 67, 76, 64]
    places = [Place(n * 480, 480, made.spans[0], None, 0, "", False, n * 16) for n in range(7)]
    mended = one_climax(line, places, pitching)
    assert mended.count(76) == 1
    assert mended[3] == 76 or mended[5] == 76
    assert all(pitch % 12 in parse_key("C major").scale for pitch in mended)
