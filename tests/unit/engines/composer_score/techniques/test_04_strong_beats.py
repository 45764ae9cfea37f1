"""Technique 4: chord tones on strong beats; a suspension is prepared, held and resolved by a step down."""

from itertools import pairwise

from timbre.engines.composer.parts.melody import play_melody
from timbre.engines.composer.parts.mending import suspended
from timbre.engines.composer.plan import Tone
from timbre.model.stream import Stream


def test_downbeats_are_chord_tones(plan) -> None:
    good = total = 0
    for seed in range(4):
        made = plan("pop", seed=seed)
        for tone in play_melody(made):
            if tone.strength == 3:
                total += 1
                good += tone.pitch % 12 in made.span_at(tone.start).chord.classes
    assert good >= 0.8 * total


def test_a_step_down_onto_a_strong_note_can_be_suspended(plan) -> None:
    made = plan("classical-strings", key="C major", chords=("C", "F", "C", "F"), seconds=20.0)
    bar = made.timing.bar_ticks
    assert made.span_at(bar).chord.symbol == "F"
    tones = [Tone(bar - 960, 960, 67, strength=1), Tone(bar, 1920, 65, strength=3)]
    held = suspended(made, tones, 1.0, Stream(1, "s"))
    assert [(t.start, t.pitch) for t in held] == [(bar - 960, 67), (bar, 67), (bar + 960, 65)]
    assert suspended(made, tones, 0.0, Stream(1, "s")) == tones
    leap = [Tone(bar - 960, 960, 72, strength=1), tones[1]]
    assert suspended(made, leap, 1.0, Stream(1, "s")) == leap


def test_suspensions_in_tunes_are_resolved(plan) -> None:
    found = 0
    for seed in range(12):
        made = plan("classical-strings", seed=seed, seconds=60.0)
        for one, two in pairwise(play_melody(made)):
            if one.articulation == "legato" and one.force == 96 and one.strength >= 2 and two.force == 88:
                found += 1
                assert one.pitch - two.pitch in (1, 2)
                assert two.pitch % 12 in made.span_at(two.start).chord.classes
    assert found >= 3
