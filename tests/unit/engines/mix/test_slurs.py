"""Slurs join the notes of one voice, and the mixer tells the synth which way they go."""

from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.player import place
from timbre.engines.composer.mix.slurs import slurs
from timbre.engines.composer.score import Note, Part

LINE = (
    Note(0, 960, 67, 90, "legato"),
    Note(960, 960, 71, 90, "legato"),
    Note(1920, 480, 69, 90, "legato"),
    Note(2880, 480, 67, 90, "legato"),
    Note(3360, 480, 69, 90, ""),
)


def test_a_joined_legato_note_is_slurred_from_its_side():
    assert slurs(Part("melody", "violin", LINE), LINE) == [0, 1, -1, 0, 0]


def test_chord_instruments_struck_ones_and_chords_are_not_slurred():
    for instrument in ("strings", "sitar", "piano"):
        assert slurs(Part("melody", instrument, LINE), LINE) == [0] * 5
    double = (LINE[0], LINE[1], Note(960, 960, 74, 90, "legato"))
    assert slurs(Part("melody", "violin", double), double)[1] == 0


def test_the_note_before_a_slur_gives_way_to_it(score_of, rate):
    part = Part("melody", "flute", LINE)
    score = score_of(parts=(part,))
    sounds = place([part], Clock(score, rate))
    assert [sound.key.articulation for sound in sounds[:4]] == [
        "legato",
        "legato up",
        "legato down",
        "legato",
    ]
    assert 0 < sounds[0].choke - (sounds[1].onset - sounds[0].onset) < 0.02 * rate
    assert sounds[3].choke is None
