"""Wishes for single players in a prompt: adjectives belong to their noun."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.language.parse import parse
from timbre.language.touches import foreign, merged, touch_of, touches, wish_for
from timbre.language.vocabulary import vocabulary
from timbre.model.brief import Brief, PartWish


def part(prompt: str, name: str) -> PartWish:
    return next(wish for wish in parse(prompt).parts if wish.name == name)


def names(brief: Brief) -> tuple[str, ...]:
    return tuple(wish.name for wish in brief.parts)


@pytest.mark.parametrize(
    ("prompt", "name", "field", "sign"),
    [
        ("house with a punchy kick", "kick", "dynamics", 1),
        ("folk with a soft female vocal and banjo", "vocals", "dynamics", -1),
        ("jazz trio with a warm Rhodes", "electric piano", "brightness", -1),
        ("funk, very loud slap bass, muted guitar", "slap bass", "level_db", 1),
        ("a low cello under piano", "cello", "octave", -1),
        ("piano and a high-pitched flute", "flute", "octave", 1),
        ("trap, busy hi-hats, sub bass", "hi-hats", "density", 1),
        ("ballad with simple drums and piano", "drums", "density", -1),
        ("rock where the drums are loud and the bass is quiet", "bass", "level_db", -1),
        ("the drums should be much softer, with a violin", "drums", "dynamics", -1),
        ("piano played gently over strings", "piano", "dynamics", -1),
        ("drums with the organ low in the mix", "organ", "level_db", -1),
        ("vocals in the background, ukulele", "vocals", "level_db", -1),
        ("guitarra suave y piano", "acoustic guitar", "dynamics", -1),
    ],
)
def test_an_adjective_becomes_a_wish_for_its_noun(prompt: str, name: str, field: str, sign: int) -> None:
    assert getattr(part(prompt, name), field) * sign > 0


def test_words_keep_what_the_user_wrote() -> None:
    wish = part("a groovy, slim bass with a mellow synth pad", "bass")
    assert wish.words == ("groovy", "slim")


@pytest.mark.parametrize(
    ("prompt", "name", "pan"),
    [
        ("violin panned left, cello", "violin", -0.6),
        ("piano, trumpet panned hard right", "trumpet", 0.9),
        ("snare in the left channel, bass", "snare", -0.9),
        ("the banjo sits on the right, mandolin", "banjo", 0.6),
        ("the kick is leaning to the left, organ", "kick", -0.3),
        ("drums and a left-panned guitar", "acoustic guitar", -0.6),
        ("flute panned to the center, harp", "flute", 0.0),
        ("piano on the left, drums in the center", "drums", 0.0),
    ],
)
def test_a_place_in_the_stereo_image(prompt: str, name: str, pan: float) -> None:
    assert part(prompt, name).pan == pan


def test_both_sides_is_wide() -> None:
    wish = part("bass and two guitars panned left and right", "acoustic guitar")
    assert (wish.pan, wish.production) == (None, ("wide",))


def test_the_sound_of_one_player_is_not_the_sound_of_all() -> None:
    brief = parse("distorted bass, clean piano and drums drenched in reverb")
    assert not {"distorted", "clean", "reverb"} & set(brief.production)
    sounds = {wish.name: wish.production for wish in brief.parts}
    assert sounds == {"bass": ("distorted",), "piano": ("clean",), "drums": ("reverb",)}


def test_where_one_player_is_all_there_is_its_sound_is_the_sound() -> None:
    brief = parse("reverb-drenched harp")
    assert "reverb" in brief.production
    assert all("reverb" not in wish.production for wish in brief.parts)


def test_how_loud_one_player_is_says_nothing_of_the_piece() -> None:
    plain, loud = parse("jazz with bass and piano"), parse("jazz with loud bass and piano")
    assert (loud.energy, loud.valence, loud.moods) == (plain.energy, plain.valence, plain.moods)


def test_pieces_of_the_kit_are_players_and_share_an_adjective() -> None:
    brief = parse("soul with punchy kick and snare, soft rimshots, shimmering cymbals and hi-hats")
    assert {"kick", "snare", "cymbals", "hi-hats"} <= set(names(brief))
    assert part("pop, shimmering cymbals and hi-hats", "hi-hats").brightness > 0


@pytest.mark.parametrize(
    "prompt",
    [
        "deep house",
        "hard rock with guitar",
        "smooth jazz with a saxophone",
        "soft, loud, piano",
        "a quiet evening, piano",
        "piano for a busy street",
        "drum and bass",
        "the music is soft and the mood is dark",
        "no loud drums",
        "less heavy guitars",
        "",
    ],
)
def test_what_describes_no_player_makes_no_wish(prompt: str) -> None:
    assert names(parse(prompt)) == ()


def test_a_tag_of_its_own_does_not_attach_to_the_next_tag() -> None:
    assert names(parse("energetic, drums, dark, bass")) == ()


def test_who_is_ruled_out_has_no_wish() -> None:
    assert "drums" not in names(parse("soft drums, on second thought no drums, piano"))


def test_the_wish_is_stated_with_its_words() -> None:
    prompt = "slow blues with a gritty harmonica and piano"
    source = parse(prompt).source_of("parts")
    assert source.kind == "stated"
    assert source.span is not None
    assert prompt[slice(*source.span)] == "gritty harmonica"


def test_a_known_adjective_is_not_reported_as_ignored() -> None:
    assert parse("tango with staccato violins and a subdued accordion").ignored == ()


def test_gender_counts_for_voices_only() -> None:
    assert part("pop with a female vocal", "vocals").words == ("female",)
    assert names(parse("pop with a female guitar")) == ()


def test_the_table_is_in_order() -> None:
    words = vocabulary()
    for spelling, touch in touches().items():
        assert spelling == spelling.strip()
        wish = wish_for("piano", [touch.name])
        assert touch.voice or wish != PartWish(name="piano", words=(touch.name,)), touch.name
        assert -1 <= touch.energy <= 1
        assert all(words.named("production", name) for name in touch.production)
    assert foreign() < set(touches())


def test_comparatives_mean_the_same_thing() -> None:
    for plain, more in (("soft", "softer"), ("loud", "louder"), ("busy", "busier"), ("dark", "darker")):
        assert touch_of(plain) is touch_of(more)
    assert touch_of("teapot") is None


@given(st.lists(st.sampled_from(sorted(touches())), max_size=12))
def test_any_adjectives_give_a_wish_within_its_ranges(words: list[str]) -> None:
    wish = wish_for("piano", words)
    assert PartWish.model_validate(wish.model_dump()) == wish
    both = merged(merged((), wish), wish)
    assert len(both) == 1
    assert PartWish.model_validate(both[0].model_dump()) == both[0]


@given(
    st.lists(
        st.sampled_from(
            [
                "soft",
                "loud",
                "piano",
                "kick",
                "and",
                ",",
                "panned",
                "left",
                "the",
                "with",
                "reverb",
                "no",
                "is",
                ".",
            ]
        ),
        max_size=40,
    )
)
def test_any_order_of_words_gives_a_brief(words: list[str]) -> None:
    brief = parse(" ".join(words))
    assert len({wish.name for wish in brief.parts}) == len(brief.parts)
    assert all(wish.name not in brief.without for wish in brief.parts)


def test_where_a_player_stands_says_nothing_of_the_mood() -> None:
    assert parse("guitar panned hard left, piano panned hard right").moods == ()


def test_two_pieces_of_one_kit_are_two_players() -> None:
    brief = parse("punchy kick, shimmering hi-hats")
    assert brief.production == ()
    assert parse("punchy kick").production == ("punchy",)


def test_a_screaming_trumpet_is_no_singer() -> None:
    brief = parse("big band with a screaming trumpet and bass")
    assert not brief.vocals
    assert part("big band with a screaming trumpet and bass", "trumpet").dynamics > 0
    assert parse("metal with screaming vocals").vocals


@pytest.mark.parametrize(
    ("prompt", "level"),
    [
        ("pop with piano and bass 6 dB louder", 6.0),
        ("pop, piano, bass +6 dB", 6.0),
        ("pop, piano, bass −4.5 dB", -4.5),
        ("pop, piano, the bass is 3 dB quieter", -3.0),
        ("pop, piano, bass 60 dB up", 24.0),
    ],
)
def test_decibels_are_for_the_player_they_stand_beside(prompt: str, level: float) -> None:
    brief = parse(prompt)
    assert {wish.name: wish.level_db for wish in brief.parts} == {"bass": level}
    assert not brief.moods
    assert not brief.ignored
    assert brief.seconds is None
    assert brief.bpm == parse("pop").bpm


@pytest.mark.parametrize(
    ("prompt", "name", "field", "value"),
    [
        ("pop, bass 6 dB louder", "bass", "level_db", 6.0),
        ("pop, bass +6 dB", "bass", "level_db", 6.0),
        ("pop, piano 3 dB quieter", "piano", "level_db", -3.0),
        ("calm folk, guitar a bit louder", "acoustic guitar", "level_db", 1.5),
        ("the bass is louder, calm folk", "bass", "level_db", 3.0),
        ("pop, the drums quieter", "drums", "level_db", -3.0),
        ("a calm song with the piano louder than the guitar", "piano", "level_db", 3.0),
        ("calm folk, vocals much quieter than everything else", "vocals", "level_db", -6.0),
        ("pop, the bass an octave lower", "bass", "octave", -1),
        ("pop, melody up two octaves", "melody", "octave", 2),
        ("pop, drums and a flute one octave higher", "flute", "octave", 1),
    ],
)
def test_levels_and_octaves_of_one_player_are_read_like_edits(
    prompt: str, name: str, field: str, value: float
) -> None:
    brief = parse(prompt)
    assert getattr(part(prompt, name), field) == value
    assert not set(brief.moods) & {"energetic", "quiet", "powerful", "gentle"}
    assert not brief.ignored
    assert len(brief.parts) == 1


@pytest.mark.parametrize(
    "prompt",
    [
        "a soft piano under loud drums",
        "gentle piano over aggressive drums",
        "loud drums behind a quiet flute",
    ],
)
def test_adjectives_of_single_players_are_no_mood_of_the_piece(prompt: str) -> None:
    brief = parse(prompt)
    assert not brief.moods
    assert brief.energy is None
    assert len(brief.parts) == 2


def test_adjectives_that_agree_are_a_mood_of_the_piece() -> None:
    assert "gentle" in parse("gentle piano over soft strings").moods


def test_slow_ambient_pads_are_slow_ambient_music() -> None:
    brief = parse("slow ambient pads with bells")
    assert brief.bpm is not None
    assert brief.bpm <= 75
    assert brief.style == "ambient"
    assert parse("dark techno that builds up slowly").bpm == parse("dark techno").bpm
    assert parse("builds up slowly").bpm is None
