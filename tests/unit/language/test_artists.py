"""Artists: a name stands for attributes that are implied, never stated, and the user is told so."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.engines.composer.style import load_style
from timbre.language.explain import explain
from timbre.language.parse import parse, understand
from timbre.language.vocabulary import vocabulary

ARTISTS = tuple(entry for entry in vocabulary().entries if entry.kind == "artist")

artists = st.sampled_from(ARTISTS)


def names_in(prompt: str) -> list[str]:
    found = (match.of("artist") for match in understand(prompt).matches)
    return [spelling.entry.name for spelling in found if spelling is not None]


def test_every_name_is_found_in_a_sentence() -> None:
    assert len(ARTISTS) >= 500
    for artist in ARTISTS:
        for text in (artist.name, *artist.aliases):
            assert artist.name in names_in(f"something by {text}, please"), text


@given(artists)
def test_a_name_implies_its_attributes_and_states_nothing(artist) -> None:  # type: ignore[no-untyped-def]
    brief = parse(f"in the manner of {artist.name}")
    assert brief.style == artist.style
    assert brief.bpm == artist.bpm
    assert brief.genres == tuple((genre, 1.0) for genre in artist.genres)
    assert brief.instruments == artist.instruments
    assert brief.moods == artist.moods
    assert set(artist.production) == set(brief.production)
    assert not [name for name, source in brief.sources.items() if source.kind == "stated"]
    assert brief.ignored == ()


@given(artists)
def test_the_note_says_that_nobody_is_imitated_and_what_was_taken(artist) -> None:  # type: ignore[no-untyped-def]
    notes = [note for note in explain(f"by {artist.name}").notes if "not imitated" in note]
    assert len(notes) == 1
    assert artist.name in notes[0]
    for attribute in (*artist.genres, *artist.moods, *artist.instruments):
        assert attribute in notes[0]


@given(artists)
def test_what_is_stated_wins_over_a_name(artist) -> None:  # type: ignore[no-untyped-def]
    brief = parse(f"happy reggae with kalimba at 83 bpm, {artist.name}")
    assert brief.style == "reggae"
    assert brief.bpm == 83
    assert brief.instruments == ("kalimba",)
    assert brief.moods == ("happy",)


@given(artists)
def test_a_name_that_is_ruled_out_brings_nothing_and_is_told(artist) -> None:  # type: ignore[no-untyped-def]
    brief = parse(f"jazz, avoid {artist.name}")
    assert not any(source.because.startswith("artist ") for source in brief.sources.values())
    assert brief.ignored


def test_names_have_a_tempo_that_their_style_plays() -> None:
    for artist in ARTISTS:
        assert artist.style is not None
        assert artist.bpm is not None
        assert artist.range is not None
        assert artist.range[0] <= artist.bpm <= artist.range[1]
        style = load_style(artist.style)
        tempi = (style.tempo, *(variant.tempo for variant in style.variants))
        assert any(tempo.low <= artist.bpm <= tempo.high for tempo in tempi), artist.name


@pytest.mark.parametrize(
    ("prompt", "style"),
    [
        ("like Hans Zimmer", "cinematic"),
        ("Daft Punk style", "house"),
        ("Lofi Girl", "lo-fi-hip-hop"),
        ("in the style of Joe Hisaishi", "cinematic"),
        ("Chopin", "solo-piano"),
        ("a Bach fugue", "classical-strings"),
        ("Miles Davis at midnight", "jazz-swing"),
        ("like Metallica", "metal"),
        ("Brian Eno", "ambient"),
        ("Ennio Morricone", "cinematic"),
        ("Burial style", "uk-garage"),
        ("like Queen", "rock"),
    ],
)
def test_names_people_say(prompt: str, style: str) -> None:
    assert parse(prompt).style == style


@pytest.mark.parametrize(
    "prompt",
    [
        "music for a burial at sea",
        "fit for a queen",
        "the national anthem",
        "a new order of things",
        "opening the doors",
        "in a sublime mood",
        "house by the beach house",
        "a lush pad",
        "the clash of swords",
        "a healing enigma",
        "the zombies attack",
    ],
)
def test_everyday_words_are_no_artists(prompt: str) -> None:
    assert names_in(prompt) == []
