"""Wishes for players and places in a piece that follows a tune somebody brought."""

from __future__ import annotations

import pytest

from guides import ODE, midi_file
from timbre.engines.composer.compose import compose
from timbre.model.brief import Brief, PartWish, PlaceWish
from timbre.model.request import GenerationRequest
from timbre.theory.guide import read_guide

GUIDE = read_guide(midi_file(melody=ODE, bpm=104), "ode.mid")


def made(*, parts=(), places=(), style="folk"):
    brief = Brief(
        style=style, bpm=104, key="C major", metre="4/4", bars=21, parts=tuple(parts), places=tuple(places)
    )
    return compose(GenerationRequest(prompt="", brief=brief, seed=5, seconds=None), GUIDE)


def tune(score):
    notes = next(part.notes for part in score.parts if part.name == "melody")
    return [(note.start, note.pitch) for note in notes]


@pytest.mark.parametrize("density", [-1.0, 1.0])
def test_the_tune_stays_the_tune_however_busy_its_player(density):
    assert tune(made(parts=[PartWish(name="melody", density=density)])) == tune(made())


def test_a_softer_and_higher_tune_is_the_same_tune():
    plain, soft = made(), made(parts=[PartWish(name="melody", dynamics=-1, octave=1)])
    assert [(at, pitch % 12) for at, pitch in tune(plain)] == [(at, pitch % 12) for at, pitch in tune(soft)]


def test_a_key_change_takes_the_tune_along():
    plain, moved = made(), made(places=[PlaceWish(where="second half", semitones=2)])
    line = moved.key_changes[0][0]
    before = [pair for pair in tune(plain) if pair[0] < line - 240]
    assert [pair for pair in tune(moved) if pair[0] < line - 240] == before
    after = [(at, (pitch + 2) % 12) for at, pitch in tune(plain) if at > line + 240]
    assert [(at, pitch % 12) for at, pitch in tune(moved) if at > line + 240] == after
    assert len(before) > 16


@pytest.mark.parametrize("style", ["folk", "house", "jazz-swing", "solo-piano"])
def test_starting_with_the_tune_alone(style):
    score = made(style=style, places=[PlaceWish(where="first half", only=("melody",))])
    assert {part.name for part in score.parts for note in part.notes if note.start < 960 * 4 * 9} == {
        "melody"
    }
