"""Technique 23: legato overlaps a little, staccato is short, strums run 8 to 20 ms a string down and up, keys roll."""

from itertools import pairwise

from timbre.engines.composer.parts.chords import _strike
from timbre.engines.composer.parts.slurs import slurred
from timbre.engines.composer.performance import perform
from timbre.engines.composer.plan import Tone
from timbre.engines.composer.players import players


def test_lengths(plan) -> None:
    made = plan("pop")
    tones = [
        Tone(0, 960, 72, articulation="legato"),
        Tone(960, 960, 74, articulation="staccato"),
        Tone(1920, 960, 76),
    ]
    legato, staccato, plain = (note.duration for note in perform(made, "melody", tones))
    assert 960 < legato <= 960 + 60
    assert staccato <= 600
    assert 860 <= plain < 960


def test_strums_go_down_and_up(plan) -> None:
    made = plan("folk", bpm=100.0)
    span = made.spans[0]
    for token, rising in (("d", True), ("u", False)):
        tones = sorted(_strike(made, span, token, 0, 1920, 3), key=lambda t: t.start)
        pitches = [tone.pitch for tone in tones]
        assert pitches == sorted(pitches, reverse=not rising)
        gaps = [two.start - one.start for one, two in pairwise(tones)]
        assert gaps
        assert all(7.4 <= gap * 60_000 / (100 * 960) <= 20 for gap in gaps)
        assert all(tone.articulation == "strum" for tone in tones)


def test_an_electric_piano_rolls_long_chords_on_the_downbeat(plan) -> None:
    made = plan("lo-fi-hip-hop", instruments=("electric piano",))
    assert made.cast.lead["chords"] == "electric piano"
    long = _strike(made, made.spans[0], "x", 0, 3840, 3)
    short = _strike(made, made.spans[0], "x", 0, 480, 3)
    assert len({tone.start for tone in long}) == len(long)
    assert {tone.articulation for tone in long} == {"roll"}
    assert "roll" not in {tone.articulation for tone in short}


def test_slurs_join_touching_notes_only() -> None:
    line = [Tone(0, 960, 60), Tone(960, 960, 62), Tone(1920, 480, 62), Tone(3840, 960, 64)]
    assert [t.articulation for t in slurred(line, players()["cello"])] == ["", "legato", "", ""]
    assert slurred(line, players()["piano"]) == line
