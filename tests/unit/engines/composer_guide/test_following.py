"""A piece made on a guide keeps its tune, tempo and key, and is arranged in the style that was asked for."""

import pytest

from guides import ODE, TWINKLE, midi_file, notes_of
from timbre.engines.composer.compose import compose
from timbre.engines.composer.players import players
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest
from timbre.theory.guide import read_guide

GUIDE = read_guide(midi_file(melody=ODE, bpm=104), "ode.mid")


def made(style, guide=GUIDE, **brief):
    wanted = {"bpm": guide.bpm, "key": guide.key.name, "metre": str(guide.metre), "bars": 21, **brief}
    request = GenerationRequest(prompt="", brief=Brief(style=style, **wanted), seed=5, seconds=None)
    return compose(request, guide)


def tune_of(score, first_bar=4):
    """(quarter notes from the first sung bar, pitch) of the melody, as played in the first hearing."""
    part = next(part for part in score.parts if part.name == "melody")
    begin = first_bar * 4 * 960
    heard = [n for n in part.notes if begin - 120 <= n.start < begin + 31.5 * 960]
    return [((note.start - begin) / 960, note.pitch) for note in heard]


@pytest.mark.parametrize("style", ["jazz-swing", "house", "folk", "techno", "solo-piano"])
def test_the_tune_is_heard_note_for_note_in_any_style(style):
    score = made(style)
    tune = tune_of(score)
    assert [pitch - tune[0][1] for _, pitch in tune] == [pitch - 64 for _, _, pitch in notes_of(ODE)]
    for (at, _), (wanted, _, _) in zip(tune, notes_of(ODE)):
        assert at == pytest.approx(wanted, abs=0.25)
    assert score.bpm == 104.0
    assert score.key == "C major"


def test_another_key_moves_tune_and_chords_together():
    score = made("folk", key="Eb major")
    assert {pitch % 12 for _, pitch in tune_of(score)} == {(pitch + 3) % 12 for _, _, pitch in notes_of(ODE)}
    assert score.chords[-1].symbol.startswith("Eb")


def test_the_tune_lies_in_the_register_of_who_plays_it():
    low = read_guide(midi_file(melody=[(s, d, p - 36) for s, d, p in notes_of(TWINKLE)]), "low.mid")
    score = made("folk", guide=low, bars=13)
    part = next(part for part in score.parts if part.name == "melody")
    player = players()[part.instrument]
    assert all(player.low <= note.pitch <= player.high for note in part.notes)


def test_the_chords_suit_the_tune_and_wear_the_colours_of_the_style():
    plain, rich = made("folk"), made("jazz-swing")
    assert {chord.symbol for chord in plain.chords} <= {"C", "F", "G", "G7", "Am", "Dm", "Em", "Cadd9", "C6"}
    assert any("9" in chord.symbol or "maj7" in chord.symbol for chord in rich.chords)


def test_chords_that_were_stated_are_played_instead():
    score = made("folk", chords=("Am", "F", "C", "G"))
    assert [chord.symbol for chord in score.chords[:4]] == ["Am", "F", "C", "G"]


def test_the_second_hearing_is_played_by_more():
    score = made("house")
    quarters = {section.name: section.start for section in score.sections}
    end = score.end

    def notes_between(low, high):
        return sum(low <= note.start < high for part in score.parts for note in part.notes)

    assert notes_between(quarters["chorus"], end) > notes_between(quarters["verse"], quarters["chorus"])


def test_a_style_without_a_melody_gets_somebody_to_play_it():
    assert any(part.name == "melody" for part in made("techno", without=()).parts)
