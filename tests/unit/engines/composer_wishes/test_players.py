"""Wishes for single players: only they change, and in the way that was asked."""

from __future__ import annotations

from statistics import mean

import pytest

from timbre.engines.composer.players import players
from timbre.engines.composer.style import style_names

from .conftest import notes_of

STYLES = ("pop", "lo-fi-hip-hop", "jazz-swing", "cinematic", "house", "classical-strings")
KICK, HATS = {35, 36}, {42, 44, 46}


def others(score, name):
    return {part.name: part for part in score.parts if part.name != name}


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("role", ["bass", "melody", "chords", "drums"])
def test_harder_and_softer_change_the_loudness_of_that_part_only(piece, style, role):
    plain = piece(style)
    if not notes_of(plain, role):
        pytest.skip(f"{style} has no {role}")
    soft = piece(style, parts=[{"name": role, "dynamics": -0.6}])
    hard = piece(style, parts=[{"name": role, "dynamics": 0.6}])
    for score in (soft, hard):
        assert others(score, role) == others(plain, role)
        assert [(n.start, n.pitch, n.duration) for n in notes_of(score, role)] == [
            (n.start, n.pitch, n.duration) for n in notes_of(plain, role)
        ]
    levels = [mean(note.velocity for note in notes_of(score, role)) for score in (soft, plain, hard)]
    assert levels[0] < levels[1] - 12
    assert levels[2] > levels[1] + 4


@pytest.mark.parametrize("style", STYLES)
@pytest.mark.parametrize("role", ["bass", "melody", "chords", "drums", "arp"])
def test_busier_and_sparser_change_the_number_of_notes_of_that_part_only(piece, style, role):
    plain = piece(style)
    before = notes_of(plain, role)
    if not before:
        pytest.skip(f"{style} has no {role}")
    sparse = piece(style, parts=[{"name": role, "density": -0.7}])
    busy = piece(style, parts=[{"name": role, "density": 0.7}])
    assert others(sparse, role) == others(busy, role) == others(plain, role)
    assert 0 < len(notes_of(sparse, role)) <= 0.85 * len(before)
    assert len(notes_of(busy, role)) >= 1.15 * len(before)
    kept = set(notes_of(sparse, role))
    assert kept <= set(before)


def test_what_goes_first_is_weak_and_the_downbeats_stay(piece):
    plain, sparse = piece("house"), piece("house", parts=[{"name": "drums", "density": -0.8}])
    kicks = [sum(note.pitch in KICK for note in notes_of(score, "drums")) for score in (plain, sparse)]
    hats = [sum(note.pitch in HATS for note in notes_of(score, "drums")) for score in (plain, sparse)]
    assert kicks[1] > 0.8 * kicks[0]
    assert hats[1] < 0.6 * hats[0]


@pytest.mark.parametrize("octave", [-2, -1, 1, 2])
@pytest.mark.parametrize("style", STYLES)
def test_octaves_move_a_part_inside_its_instrument(piece, style, octave):
    plain, moved = piece(style), piece(style, parts=[{"name": "melody", "octave": octave}])
    assert others(moved, "melody") == others(plain, "melody")
    before, after = notes_of(plain, "melody"), notes_of(moved, "melody")
    part = next(part for part in moved.parts if part.name == "melody")
    player = players()[part.instrument]
    assert all(player.low <= note.pitch <= player.high for note in after)
    assert {note.pitch % 12 for note in after} == {note.pitch % 12 for note in before}
    direction = 1 if octave > 0 else -1
    assert direction * (mean(n.pitch for n in after) - mean(n.pitch for n in before)) >= 0
    if player.low + 12 <= min(n.pitch for n in before) and max(n.pitch for n in before) <= player.high - 12:
        assert abs(mean(n.pitch for n in after) - mean(n.pitch for n in before)) >= 12


def test_a_piece_of_the_kit_changes_alone(piece):
    plain = piece("pop")
    soft = piece("pop", parts=[{"name": "snare", "dynamics": -0.8}, {"name": "hi-hats", "density": 0.8}])
    assert others(soft, "drums") == others(plain, "drums")
    before, after = notes_of(plain, "drums"), notes_of(soft, "drums")
    rest = KICK | {49, 57, 51, 59}
    assert [n for n in before if n.pitch in rest] == [n for n in after if n.pitch in rest]
    snares = [[n.velocity for n in notes if n.pitch in (37, 38, 40)] for notes in (before, after)]
    assert mean(snares[1]) < mean(snares[0]) - 15
    assert sum(n.pitch in HATS for n in after) > 1.2 * sum(n.pitch in HATS for n in before)


def test_a_name_may_be_an_instrument_a_family_or_several_players(piece):
    plain = piece("classical-strings", instruments=("violin", "viola", "cello"))
    named = piece(
        "classical-strings",
        instruments=("violin", "viola", "cello"),
        parts=[{"name": "viola", "dynamics": -1}],
    )
    changed = {one.instrument for one, two in zip(plain.parts, named.parts) if one != two}
    assert changed == {"viola"}
    family = piece(
        "classical-strings",
        instruments=("violin", "viola", "cello"),
        parts=[{"name": "strings", "dynamics": -1}],
    )
    changed = {one.instrument for one, two in zip(plain.parts, family.parts) if one != two}
    assert changed >= {"violin", "viola", "cello"}


@pytest.mark.parametrize("name", ["bagpipes", "theremin", "congas", "nobody at all", "✨"])
def test_a_name_nobody_plays_does_nothing(piece, name):
    wish = {"name": name, "dynamics": 1, "density": 1, "octave": 1, "level_db": 6, "pan": 1}
    score, plain = piece("pop", parts=[wish]), piece("pop")
    assert score.parts == plain.parts
    assert score.notes == (*plain.notes, f"Nobody plays {name} here, so nothing was done about it.")


@pytest.mark.parametrize("style", style_names())
def test_any_style_takes_every_wish_at_once(piece, style):
    wishes = [
        {"name": name, "dynamics": 0.5, "density": 0.5 if number % 2 else -0.5, "octave": (-1) ** number}
        for number, name in enumerate(("drums", "bass", "chords", "melody", "pad", "arp", "counter", "fx"))
    ]
    score = piece(style, seconds=15, parts=wishes)
    assert score.parts
    for part in score.parts:
        assert part.notes
        for note in part.notes:
            assert 1 <= note.velocity <= 127
            assert 0 <= note.pitch <= 127
            assert note.start + note.duration <= score.end
