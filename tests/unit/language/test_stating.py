"""Fields written alone (chords, names, forms), and fields stated outside the prompt."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.errors import InvalidInputError, TimbreError, UnknownNameError
from timbre.language.chords import chord_names
from timbre.language.explain import in_words
from timbre.language.genres import weighed_genres
from timbre.language.parse import parse
from timbre.language.sections import form_of
from timbre.language.stating import instrument_names, mood_names, ruled_out_names, sound_names, state
from timbre.language.vocabulary import vocabulary
from timbre.language.vocabulary.naming import entries_named, style_named, style_names
from timbre.model.brief import Brief

READERS = {
    "chords": chord_names,
    "genres": weighed_genres,
    "moods": mood_names,
    "instruments": instrument_names,
    "without": ruled_out_names,
    "form": form_of,
    "production": sound_names,
    "style": style_named,
}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Am F C G", ("Am", "F", "C", "G")),
        ("| am | f |", ("Am", "F")),
        ("Am-F-C-G", ("Am", "F", "C", "G")),
        ("A-7, D7", ("Am7", "D7")),
        ("C major, A minor", ("C", "Am")),
        ("Bb b bb", ("Bb", "B", "Bb")),
        ("i VII VI V", ("i", "VII", "VI", "V")),
        ("2-5-1", ("ii", "V", "I")),
        ("Andalusian cadence", ("i", "VII", "VI", "V")),
        ("Dm", ("Dm",)),
    ],
)
def test_chords(text, names):
    assert chord_names(text) == names


def test_a_chord_that_is_none_is_named():
    with pytest.raises(InvalidInputError, match="'Hm11b' is not a chord"):
        chord_names("Am F Hm11b")


@pytest.mark.parametrize(
    ("text", "sections"),
    [
        ("intro 4, verse 8", [("intro", 4), ("verse", 8)]),
        ("4 bars intro, 8-bar verse", [("intro", 4), ("verse", 8)]),
        ("Intro; Pre-Chorus (8 bars); refrain", [("intro", None), ("pre-chorus", 8), ("chorus", None)]),
        ("intro 4 verse 8 outro", [("intro", 4), ("verse", 8), ("outro", None)]),
        ("ABA", [("verse", None), ("chorus", None), ("verse", None)]),
    ],
)
def test_forms(text, sections):
    assert [(wish.name, wish.bars) for wish in form_of(text)] == sections


@pytest.mark.parametrize("kind", ["genre", "mood", "instrument", "production"])
def test_every_canonical_name_names_itself(kind):
    for entry in vocabulary().entries:
        if entry.kind == kind:
            assert entries_named(kind, entry.name) == (entry,)


def test_lists_are_read_however_they_are_joined():
    names = ["piano", "strings", "nylon guitar"]
    for text in (
        "piano, strings, nylon guitar",
        "piano + strings + a nylon guitar",
        "the piano and strings, nylon guitars",
    ):
        assert [entry.name for entry in entries_named("instrument", text)] == names
    with pytest.raises(UnknownNameError, match="'zzz'"):
        entries_named("instrument", "piano, zzz")


def test_styles_are_those_of_the_composer():
    assert {"house", "jazz-swing", "waltz"} <= set(style_names())
    assert style_named("Jazz") == "jazz-swing"


@pytest.mark.parametrize("name", READERS)
@given(text=st.text(max_size=40) | st.text("abAmFC4-,| ()b#/7", max_size=40))
def test_anything_is_a_value_or_a_clear_error(name, text):
    try:
        value = READERS[name](text)
    except TimbreError as error:
        told = (error.message, error.hint)
        value = None
    if value is None:
        assert all(told)
    else:
        typed = getattr(Brief.model_validate({name: value}), name)
        assert READERS[name](in_words(name, typed)) == value


def test_another_genre_takes_along_only_what_the_old_one_brought():
    house = parse("house with a piano, swing feel, 100 bpm")
    waltz = state(house, "genres", (("waltz", 1.0),), "/set")
    assert (waltz.style, waltz.metre) == ("waltz", "3/4")
    assert (waltz.bpm, waltz.instruments, waltz.swing) == (100.0, ("piano",), house.swing)
    assert waltz.source_of("genres").because == "/set"


def test_moods_pull_the_feeling_and_stated_feelings_stay():
    brief = state(parse("house"), "energy", 0.9, "/set")
    calm = state(brief, "moods", ("calm", "sad"), "/set")
    assert calm.energy == 0.9
    assert calm.valence < parse("house").valence
    assert calm.source_of("valence").kind == "implied"


def test_bars_take_the_place_of_seconds():
    brief = state(parse("house, 20 seconds"), "bars", 8, "/set")
    assert (brief.bars, brief.seconds, brief.stated("seconds")) == (8, None, False)
