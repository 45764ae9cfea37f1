"""Wishes for players and places written alone: what a setting takes is what it is shown as."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.errors import InvalidInputError, TimbreError
from timbre.language.explain import in_words
from timbre.language.touches import touches
from timbre.language.wishes import STRETCHES, part_wishes, place_wishes

NAMES = ("piano", "bass", "kick", "hi-hats", "melody", "electric guitar", "drums", "synth pad")
WORDS = sorted(
    word for word, touch in touches().items() if word.isascii() and word == touch.name.replace("-", " ")
)
EXACT = ("+3 dB", "-1.5 dB", "60% left", "100% right", "centre", "+1 octave", "-2 octaves")
PLACES = (*STRETCHES, "intro", "chorus", "last chorus", "second verse", "until 0:20", "from 1:05")
SAID = (
    "only bass",
    "only bass, drums",
    "with strings",
    "without drums, bass",
    "bigger",
    "smaller",
    "+2 semitones",
)


def parts(text: str) -> str:
    return in_words("parts", part_wishes(text))


def places(text: str) -> str:
    return in_words("places", place_wishes(text))


@given(st.lists(st.tuples(st.sampled_from(NAMES), st.sampled_from((*WORDS, *EXACT))), min_size=1, max_size=6))
def test_what_is_shown_of_players_can_be_typed_again(wishes: list[tuple[str, str]]) -> None:
    shown = parts("; ".join(f"{name}: {wish}" for name, wish in wishes))
    assert parts(shown) == shown


@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(SAID)), min_size=1, max_size=6))
def test_what_is_shown_of_places_can_be_typed_again(wishes: list[tuple[str, str]]) -> None:
    text = "; ".join(f"{where}: {wish}" for where, wish in wishes)
    with suppress(InvalidInputError):
        shown = places(text)
        assert places(shown) == shown


@given(st.text(max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    for read in (part_wishes, place_wishes):
        with suppress(TimbreError):
            assert read(text)


@pytest.mark.parametrize(
    ("text", "level", "pan", "octave", "production"),
    [
        ("bass: +3 dB", 3.0, None, 0, ()),
        ("bass: -30 dB", -24.0, None, 0, ()),
        ("bass: left", 0.0, -0.6, 0, ()),
        ("bass: hard right", 0.0, 1.0, 0, ()),
        ("bass: center", 0.0, 0.0, 0, ()),
        ("bass: -1 octave", 0.0, None, -1, ()),
        ("bass: reverb, wide", 0.0, None, 0, ("wide", "reverb")),
        ("BASS: +3dB", 3.0, None, 0, ()),
    ],
)
def test_players_are_read(
    text: str, level: float, pan: float | None, octave: int, production: tuple[str, ...]
) -> None:
    (wish,) = part_wishes(text)
    assert (wish.name, wish.level_db, wish.pan, wish.octave, wish.production) == (
        "bass",
        level,
        pan,
        octave,
        production,
    )


def test_several_players_share_a_wish_and_one_player_has_one() -> None:
    assert [wish.name for wish in part_wishes("piano and strings: soft")] == ["piano", "strings"]
    (wish,) = part_wishes("piano: soft; piano: +3 dB")
    assert (wish.level_db, wish.words) == (2.0, ("soft",))


def test_a_comma_before_the_next_name_parts_wishes_too() -> None:
    wishes = part_wishes("bass: +3 dB, piano: soft, warm; kick: punchy")
    assert [wish.name for wish in wishes] == ["bass", "piano", "kick"]
    assert wishes[1].words == ("soft", "warm")
    places = place_wishes("intro: only bass, from 0:20: with drums, strings, last chorus: bigger")
    assert [(place.where, place.add) for place in places] == [
        ("intro", ()),
        ("end", ("drums", "strings")),
        ("last chorus", ()),
    ]
