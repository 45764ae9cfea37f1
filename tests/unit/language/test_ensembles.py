"""Who plays and nobody else, in words; and what a kit loses."""

from __future__ import annotations

import pytest

from timbre.language.parse import parse


@pytest.mark.parametrize(
    ("prompt", "players"),
    [
        ("only drums and bass guitar", ("drums", "electric bass")),
        ("just piano and bass, jazz", ("piano", "bass")),
        ("piano and violin only", ("piano", "violin")),
        ("only guitar, bass and drums, rock", ("electric guitar", "bass", "drums")),
        ("flute duet", ("flute", "flute")),
        ("duet for violin and cello", ("violin", "cello")),
        ("guitar and flute duet", ("acoustic guitar", "flute")),
        ("duet for piano and voice", ("piano", "voice lead")),
        ("trio for flute, viola and harp", ("flute", "viola", "harp")),
        ("clarinet trio", ("clarinet",) * 3),
        ("bluegrass trio with banjo, fiddle and bass", ("banjo", "violin", "bass")),
        ("jazz trio with guitar, bass and drums", ("electric guitar", "bass", "drums")),
        ("jazz trio with vocals", ("piano", "acoustic bass", "jazz kit", "voice lead")),
        ("string quartet", ("violin", "violin", "viola", "cello")),
        ("piano trio", ("piano", "violin", "cello")),
        ("brass quintet", ("trumpet", "trumpet", "french horn", "trombone", "tuba")),
        ("power trio", ("electric guitar", "electric bass", "rock kit")),
    ],
)
def test_the_named_players_are_all_there_are(prompt: str, players: tuple[str, ...]) -> None:
    brief = parse(prompt)
    assert brief.instruments == players
    assert brief.production[:1] == ("only",)
    assert brief.stated("instruments")


@pytest.mark.parametrize(
    "prompt",
    [
        "piano and violin",
        "only a harp",
        "solo cello and piano",
        "rock with orchestra",
        "lo-fi hip hop with a string quartet",
        "edm drop with vocal duet",
        "house with drums and just a little piano",
    ],
)
def test_others_may_join(prompt: str) -> None:
    assert "only" not in parse(prompt).production


def test_just_piano_and_somebody_is_no_solo_piano() -> None:
    assert parse("just piano and bass, jazz").style == "jazz-swing"
    assert parse("just piano").style == "solo-piano"


def test_an_orchestra_without_strings_keeps_its_winds() -> None:
    assert parse("orchestra without strings").instruments == (
        *("french horn", "flute", "oboe", "clarinet", "trumpet", "brass", "orchestral percussion"),
    )


@pytest.mark.parametrize(
    "prompt",
    [
        "unaccompanied voice",
        "solo rapper",
        "solo tr-909",
        "solo congas",
        "solo taiko",
        "solo beatbox",
        "solo bendir",
    ],
)
def test_a_voice_or_a_kit_can_be_alone(prompt: str) -> None:
    assert "solo" in parse(prompt).production


@pytest.mark.parametrize(
    ("prompt", "without"),
    [
        ("trap no hi-hats", ("hi-hats",)),
        ("rock, no snare", ("snare",)),
        ("house without kick", ("kick",)),
        ("rock without cymbals", ("cymbals",)),
        ("rock without drums", ("drums",)),
        ("drum and bass without pads", ("pad",)),
    ],
)
def test_pieces_of_a_kit_and_whole_parts_are_ruled_out(prompt: str, without: tuple[str, ...]) -> None:
    assert parse(prompt).without == without
