"""Wishes for single places in a prompt: who starts, who comes in when, how a section feels."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.language.parse import parse
from timbre.language.places import find_places, place_of
from timbre.language.touches import placed
from timbre.model.brief import Brief, PlaceWish


def place(prompt: str, where: str) -> PlaceWish:
    return next(wish for wish in parse(prompt).places if wish.where == where)


@pytest.mark.parametrize(
    ("phrase", "where", "seconds"),
    [
        ("in the chorus", "chorus", None),
        ("the last chorus", "last chorus", None),
        ("during the final verse", "last verse", None),
        ("in the 2nd bridge", "second bridge", None),
        ("at the end", "end", None),
        ("at the very beginning of the song", "start", None),
        ("in the second half", "second half", None),
        ("in the middle", "middle", None),
        ("halfway through", "second half", None),
        ("at 0:20", "end", 20.0),
        ("after 12 seconds", "end", 12.0),
        ("15 seconds in", "end", 15.0),
        ("at the one minute mark", "end", 60.0),
        ("from 4.5 seconds on", "end", 4.5),
        ("until 0:30", "start", 30.0),
        ("for the first ten seconds", "start", 10.0),
        ("outro", "outro", None),
    ],
)
def test_a_phrase_names_a_place(phrase: str, where: str, seconds: float | None) -> None:
    found = place_of(phrase)
    assert found is not None
    assert (found.where, found.seconds) == (where, seconds)


@pytest.mark.parametrize(
    "phrase", ["in the kitchen", "at home", "with an ending", "chorus line", "at 90 bpm", "", "20"]
)
def test_other_phrases_name_none(phrase: str) -> None:
    assert place_of(phrase) is None


def test_starts_with_one_player_and_goes_on_with_more() -> None:
    brief = parse("starts with solo cello, then drums come in")
    assert brief.places == (PlaceWish(where="start", only=("cello",)),)
    assert brief.instruments == ("cello", "drums")
    assert brief.without == ()
    assert "solo" not in brief.production


def test_an_opening_is_no_piece_for_one() -> None:
    brief = parse("funk that starts with just the bass")
    assert brief.places == (PlaceWish(where="start", only=("bass",)),)
    assert brief.without == ()
    assert not {"solo", "only"} & set(brief.production)


@pytest.mark.parametrize(
    ("prompt", "wish"),
    [
        ("rock that ends with piano alone", PlaceWish(where="end", only=("piano",))),
        ("begins with a tune on the flute", PlaceWish(where="start", only=("flute",))),
        ("pop, no drums in the intro", PlaceWish(where="intro", without=("drums",))),
        ("pop, an intro without drums", PlaceWish(where="intro", without=("drums",))),
        ("lose the hi-hats, no hi-hats in the bridge", PlaceWish(where="bridge", without=("hi-hats",))),
        ("house, the drums enter in the second half", PlaceWish(where="first half", without=("drums",))),
        ("house, drums come in at 0:20", PlaceWish(where="start", seconds=20, without=("drums",))),
        ("bring the strings in after 15 seconds", PlaceWish(where="start", seconds=15, without=("strings",))),
        ("at 0:12 the flute comes in", PlaceWish(where="start", seconds=12, without=("flute",))),
        ("no bass until 0:30, techno", PlaceWish(where="start", seconds=30, without=("bass",))),
        ("the violin drops out in the bridge", PlaceWish(where="bridge", without=("violin",))),
        ("funk, bass kicks in at 0:10", PlaceWish(where="start", seconds=10, without=("bass",))),
        ("the bass drops out at the end", PlaceWish(where="end", without=("bass",))),
        ("all instruments except the harp pause in the outro", PlaceWish(where="outro", only=("harp",))),
        ("chorus with strings", PlaceWish(where="chorus", add=("strings",))),
        ("trumpet only in the last chorus", PlaceWish(where="last chorus", add=("trumpet",))),
        ("a piano intro, then the band", PlaceWish(where="intro", only=("piano",))),
        ("verse with acoustic guitar only", PlaceWish(where="verse", only=("acoustic guitar",))),
        ("key change in the last chorus", PlaceWish(where="last chorus", semitones=2)),
        ("modulates up a semitone in the final chorus", PlaceWish(where="last chorus", semitones=1)),
        ("modulates down a tone in the bridge", PlaceWish(where="bridge", semitones=-2)),
        (
            "the pitch is changed by -3 semitones after 5 seconds",
            PlaceWish(where="end", seconds=5, semitones=-3),
        ),
    ],
)
def test_what_happens_in_a_place(prompt: str, wish: PlaceWish) -> None:
    assert wish in parse(prompt).places


@pytest.mark.parametrize(
    ("prompt", "where", "sign"),
    [
        ("quiet intro, loud chorus", "intro", -1),
        ("quiet intro, loud chorus", "chorus", 1),
        ("a much bigger last chorus", "last chorus", 1),
        ("the bridge is calm", "bridge", -1),
        ("starts softly", "start", -1),
        ("soft beginning, powerful ending", "end", 1),
        ("there is a crescendo from 8 seconds on", "end", 1),
        ("gets quieter in the outro", "outro", -1),
        ("builds up slowly", "start", -1),
        ("builds up slowly", "second half", 1),
    ],
)
def test_how_a_place_feels(prompt: str, where: str, sign: int) -> None:
    assert place(prompt, where).energy * sign > 0


def test_the_feeling_of_a_section_is_not_the_feeling_of_the_piece() -> None:
    plain, asked = parse("pop"), parse("pop with a quiet intro and a loud chorus")
    assert (asked.energy, asked.moods) == (plain.energy, plain.moods)


def test_a_player_of_one_place_is_no_player_of_the_whole() -> None:
    brief = parse("piano ballad, strings only in the chorus")
    assert "strings" not in brief.instruments
    assert brief.without == ()


def test_drums_only_in_one_place_are_kept_out_of_the_rest() -> None:
    assert parse("pop, drums only in the chorus").places == (
        PlaceWish(where="first half", without=("drums",)),
        PlaceWish(where="second half", without=("drums",)),
        PlaceWish(where="chorus", add=("drums",)),
    )


def test_a_drum_solo_is_the_drums_alone() -> None:
    assert PlaceWish(where="middle", only=("drums",)) in parse("funk with a drum solo in the middle").places


def test_who_is_silent_in_one_place_is_not_ruled_out() -> None:
    brief = parse("trap with no drums in the bridge")
    assert brief.without == ()


def test_who_comes_in_later_plays() -> None:
    brief = parse("synthwave, bass and drums come in at 0:20, then strings at 0:40")
    assert {"bass", "drums", "strings"} <= set(brief.instruments)
    assert [wish.seconds for wish in brief.places] == [20.0, 40.0]
    assert brief.seconds is None


def test_a_plan_of_sections_says_who_plays_where() -> None:
    brief = parse("intro: piano; verse: bass and drums; chorus: strings")
    assert [wish.only for wish in brief.places] == [("piano",), ("bass", "drums"), ("strings",)]
    assert [wish.name for wish in brief.form] == ["intro", "verse", "chorus"]


@pytest.mark.parametrize(
    "prompt",
    [
        "a song that ends with a bang",
        "open with care, begin as you mean to go on",
        "modern building ambience with piano",
        "vocal modulation and drums",
        "guitar solo, drum break, catchy hook",
        "the kids join in the fun with drums",
        "in the mood for jazz, piano in the background",
        "60 seconds of piano",
        "a piece without drums",
        "only piano",
        "",
    ],
)
def test_what_names_no_place_makes_no_wish(prompt: str) -> None:
    assert parse(prompt).places == ()


def test_the_wish_is_stated_with_its_words() -> None:
    prompt = "slow waltz, a loud chorus"
    source = parse(prompt).source_of("places")
    assert source.kind == "stated"
    assert source.span is not None
    assert prompt[slice(*source.span)] == "loud chorus"


def test_two_words_about_one_place_are_one_wish() -> None:
    first, more = (
        PlaceWish(where="intro", without=("drums",)),
        PlaceWish(where="intro", add=("drums",), energy=-0.4),
    )
    assert placed((first,), more) == (PlaceWish(where="intro", add=("drums",), energy=-0.4),)


_WORDS = [
    "starts",
    "ends",
    "with",
    "in",
    "at",
    "the",
    "chorus",
    "intro",
    "last",
    "second",
    "half",
    "0:20",
    "until",
    "no",
    "drums",
    "bass",
    "piano",
    "solo",
    "only",
    "come",
    "drops",
    "out",
    "key",
    "change",
    "up",
    "builds",
    "quiet",
    "loud",
    "and",
    ",",
    ".",
    "then",
    "except",
    "everything",
    "7",
    "seconds",
    "on",
]


@given(st.lists(st.sampled_from(_WORDS), max_size=40))
def test_any_order_of_words_gives_a_brief(words: list[str]) -> None:
    brief = parse(" ".join(words))
    assert Brief.model_validate(brief.model_dump()) == brief
    assert len({(wish.where, wish.seconds) for wish in brief.places}) == len(brief.places)


@given(st.text(alphabet="inathe chorus0:29lsdfy ", max_size=80))
def test_places_never_overlap(text: str) -> None:
    found = list(find_places(text))
    assert all(a.end <= b.start for a, b in pairwise(found))
    assert all(0 <= one.start < one.end <= len(text) for one in found)
