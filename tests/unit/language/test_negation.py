"""What the words rule out, and how far a "no" reaches."""

from __future__ import annotations

import pytest

from timbre.language.parse import parse


@pytest.mark.parametrize(
    ("prompt", "without", "instruments"),
    [
        ("no drums", ("drums",), ()),
        ("without drums", ("drums",), ()),
        ("piano without any drums", ("drums",), ("piano",)),
        ("drumless jazz", ("drums",), ()),
        ("beatless", ("drums",), ()),
        ("no beat", ("drums",), ()),
        ("no drums or bass", ("drums", "bass"), ()),
        ("no drums, bass, or melody", ("drums", "bass", "melody"), ()),
        ("without drums and bass", ("drums", "bass"), ()),
        ("no drums, soft piano", ("drums",), ("felt piano",)),
        ("no drums, no bass, just piano", ("drums", "bass"), ("piano",)),
        ("no drums but heavy synth bass", ("drums",), ("synth bass",)),
        ("without drums and with violin", ("drums",), ("violin",)),
        ("don't use drums", ("drums",), ()),
        ("please leave out the drums", ("drums",), ()),
        ("everything but the drums", ("drums",), ()),
        ("no percussion", ("drums", "percussion"), ()),
        ("drum-free", ("drums",), ()),
        ("sin batería", ("drums",), ()),
        ("sans batterie ni basse", ("drums", "bass"), ()),
        ("sem bateria", ("drums",), ()),
        ("ohne Schlagzeug", ("drums",), ()),
        ("ドラムなし、ピアノ", ("drums",), ("piano",)),
        ("没有鼓的钢琴", ("drums",), ("piano",)),
        ("드럼 없이 피아노", ("drums",), ("piano",)),
    ],
)
def test_without(prompt: str, without: tuple[str, ...], instruments: tuple[str, ...]) -> None:
    brief = parse(prompt)
    assert brief.without == without
    assert brief.stated("without")
    if instruments:
        assert brief.instruments == instruments


def test_a_general_word_takes_the_family_but_not_what_was_asked_for() -> None:
    brief = parse("instead of guitar, sitar")
    assert {"acoustic guitar", "electric guitar", "distorted guitar"} <= set(brief.without)
    assert brief.instruments == ("sitar",)
    assert "nylon guitar" not in parse("no guitars except a nylon guitar").without


@pytest.mark.parametrize(
    "prompt", ["no vocals", "without voices", "no singing or drums", "sin voz", "人声なし", "ohne Gesang"]
)
def test_no_voices(prompt: str) -> None:
    brief = parse(prompt)
    assert not brief.vocals
    assert brief.stated("vocals")


def test_no_voices_rules_out_the_choir_too() -> None:
    assert {"choir", "voice lead"} <= set(parse("cinematic, no vocals").without)


def test_moods_can_be_ruled_out() -> None:
    brief = parse("happy but not sad")
    assert brief.moods == ("happy",)
    assert (brief.valence or 0) > 0.5
    assert parse("not sad").moods == ()
    assert (parse("not sad").valence or 0) > 0
    assert (parse("not too dark").brightness or 0) > 0


def test_genres_can_be_ruled_out() -> None:
    assert parse("jazz, not techno").genres == (("jazz", 1.0),)
    assert parse("anything but country").genres == ()


def test_production_can_be_ruled_out() -> None:
    assert "dry" in parse("piano, no reverb").production
    assert "reverb" not in parse("ambient without reverb").production


def test_not_only_is_no_negation() -> None:
    assert parse("not only drums but also bass").instruments == ("drums", "bass")


def test_less_is_not_none() -> None:
    brief = parse("techno with less bass")
    assert brief.without == ()


def test_a_sentence_ends_the_negation() -> None:
    brief = parse("There are no drums in this. Violin carries the melody")
    assert brief.without == ("drums",)
    assert brief.instruments == ("violin",)


@pytest.mark.parametrize("prompt", ["only piano", "just a violin", "cello only", "nothing but harp"])
def test_only_one_instrument(prompt: str) -> None:
    assert {"drums", "bass"} <= set(parse(prompt).without)


def test_a_guitar_solo_is_not_a_solo_guitar() -> None:
    assert parse("rock with a guitar solo").without == ()
