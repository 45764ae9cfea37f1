"""Technique 17: a repeated note is not the same sound twice: up to 3 cents and 5 % of brightness apart."""

import math

from timbre.engines.composer.mix.clock import Clock
from timbre.engines.composer.mix.player import place
from timbre.engines.composer.score import Note, Part, Score
from timbre.engines.composer.synth.tone import Tone


def test_repeated_notes_take_turns(make) -> None:
    score: Score = make(style="pop", seconds=8)
    part = Part("chords", "piano", tuple(Note(480 * n, 240, 60, 90) for n in range(6)))
    turns = [sound.key.round_robin for sound in place([part], Clock(score, 44100))]
    assert turns[:4] == [0, 1, 0, 1]


def test_turns_differ_a_little() -> None:
    for pitch in (40, 60, 72):
        one, two = (Tone("piano", pitch, 90, 1.0, "", 44100, turn) for turn in (0, 1))
        cents = 1200 * math.log2(two.hz / one.hz)
        assert 0 < abs(cents) <= 3
        assert 0.95 <= two.brightness <= 1.05
