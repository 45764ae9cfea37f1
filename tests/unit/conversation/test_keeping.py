"""What goes along from a take to one that comes from it: its band, the key it was written in, its bars."""

from types import SimpleNamespace

import pytest

from timbre.conversation.keeping import kept_band, kept_bars, kept_tune
from timbre.language.parse import parse
from timbre.model.request import GenerationRequest, Written

BAND = (("drums", "909 kit"), ("chords", "piano"))


def take(**result):
    facts = {"bpm": 100.0, "key": "A minor", "details": {"band": "drums: 909 kit; chords: piano"}, **result}
    return SimpleNamespace(result=facts)


def request(prompt="pop, 100 bpm", **fields):
    brief = parse(prompt)
    return GenerationRequest(**{"prompt": prompt, "brief": brief, "seed": 1, "seconds": 30.0, **fields})


def test_the_band_goes_along_where_players_change():
    assert kept_band(take(), request(), request("pop, 100 bpm, no piano")) == BAND
    assert kept_band(take(), request(), request("pop, 100 bpm, with strings")) == BAND
    assert kept_band(take(details={}), request(), request("pop, no piano")) == ()


def test_the_band_of_the_band_goes_along_where_they_do_not():
    parent = request(seats=BAND)
    assert kept_band(take(), parent, request("pop, 90 bpm")) == BAND
    assert kept_band(take(), request(), request("pop, 90 bpm")) == ()


@pytest.mark.parametrize(
    "other",
    [
        {"seed": 2},
        {"prompt": "jazz, no piano", "brief": parse("jazz, no piano")},
        {"engine": "musicgen", "brief": parse("pop, 100 bpm, no piano")},
    ],
)
def test_another_seed_genre_or_engine_brings_its_own(other):
    assert kept_band(take(), request(), request(**{"prompt": "pop, no piano", **other})) == ()


def test_who_is_allowed_again_comes_as_at_first():
    assert kept_band(take(), request("pop, no drums"), request("pop")) == ()


def test_the_tune_is_kept_in_another_key():
    assert kept_tune(take(), request(), request("pop, 100 bpm, in B minor")) == Written(
        key="A minor", chosen=True
    )
    stated = request("pop in A minor")
    assert kept_tune(take(), stated, request("pop in B minor")) == Written(key="A minor", chosen=False)
    moved = request("pop in B minor", written=Written(key="A minor"))
    assert kept_tune(take(), moved, request("pop in C minor")) == moved.written
    assert kept_tune(take(), moved, request("pop in B minor, slow")) == moved.written
    assert kept_tune(take(), request(), request(seed=2)) is None


@pytest.mark.parametrize(
    ("before", "after", "seconds"),
    [
        ("pop, 100 bpm", "pop, 120 bpm", 25.0),
        ("pop, 100 bpm", "pop, 80 bpm", 37.5),
        ("pop, 100 bpm", "pop, 200 bpm", 30.0),
        ("pop, 100 bpm, 30 seconds", "pop, 120 bpm, 30 seconds", 30.0),
        ("pop, 100 bpm", "pop, 100 bpm, sad", 30.0),
        ("pop, 100 bpm, loop", "pop, 120 bpm, loop", 30.0),
        ("pop, 100 bpm", "jazz, 120 bpm", 30.0),
    ],
)
def test_another_tempo_keeps_the_bars_where_no_length_was_stated(before, after, seconds):
    assert kept_bars(take(), request(before), request(after)) == pytest.approx(seconds)


def test_a_length_out_of_range_is_left():
    parent = request(seconds=800.0)
    assert kept_bars(take(), parent, request("pop, 80 bpm", seconds=800.0)) == 800.0
