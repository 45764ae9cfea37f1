"""What the model is told: the user's words, and what was changed since."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from timbre.engines.musicgen.wording import words_for
from timbre.language.edits import apply, read_edit
from timbre.language.parse import parse
from timbre.model.request import GenerationRequest

IDEA = "warm lo-fi piano, 80 bpm, A minor, rainy night, no drums"


def told(prompt, *edits, **stated):
    brief = parse(prompt)
    for words in edits:
        brief = apply(read_edit(words, brief), brief)
        prompt += f"; {words}"
    if stated:
        brief = brief.with_stated("--option", **stated)
    return words_for(GenerationRequest(prompt=prompt, brief=brief, seed=1))


@pytest.mark.parametrize(
    "prompt",
    [IDEA, "Ein Lied für die Nacht; 90 bpm", "drums and bass! no piano?", "80s music", "(½) jazz — 4/4"],
)
def test_words_that_were_not_changed_stay_as_they_are(prompt):
    assert told(prompt) == prompt


@pytest.mark.parametrize(
    ("edits", "text"),
    [
        (["slower"], "warm lo-fi piano, 68 bpm, A minor, rainy night, no drums"),
        (["in D minor"], "warm lo-fi piano, 80 bpm, D minor, rainy night, no drums"),
        (["add strings"], "warm lo-fi piano, 80 bpm, A minor, rainy night, no drums, with strings"),
        (["add drums"], "warm lo-fi piano, 80 bpm, A minor, rainy night, with drums"),
        (["lose the piano"], "warm lo-fi, 80 bpm, A minor, rainy night, no drums, no piano"),
        (["make it jazz"], "warm piano, 80 bpm, A minor, rainy night, no drums, jazz"),
        (["slower", "add strings"], "warm lo-fi piano, 68 bpm, A minor, rainy night, no drums, with strings"),
    ],
)
def test_an_edit_changes_what_is_told(edits, text):
    assert told(IDEA, *edits) == text


@pytest.mark.parametrize(
    ("edits", "text"),
    [
        (["softer piano"], f"{IDEA}, the piano is soft"),
        (["no piano in the intro"], f"{IDEA}, no piano in the intro"),
        (["start with just the piano"], f"{IDEA}, starts with only piano"),
        (["a bigger last chorus"], f"{IDEA}, powerful in the last chorus"),
    ],
)
def test_wishes_for_players_and_places_are_told(edits, text):
    assert told(IDEA, *edits) == text


def test_what_an_edit_takes_back_of_a_player_or_a_place_is_not_told():
    idea = "folk with a loud banjo and a flute, no flute in the intro"
    brief = parse(idea)
    quiet = brief.parts[0].model_copy(update={"level_db": -3.0, "words": ()})
    text = words_for(GenerationRequest(prompt=idea, brief=brief.with_stated("edit", parts=(quiet,)), seed=1))
    assert "loud" not in text
    assert text.endswith("quiet banjo")
    placeless = brief.with_stated("edit", places=())
    assert "intro" not in words_for(GenerationRequest(prompt=idea, brief=placeless, seed=1))


def test_options_are_told_and_implications_are_not():
    assert told("rock", bpm=120.0) == "rock, 120 bpm"
    assert told("rock") == "rock"
    assert told("piano", key="D dorian", metre="3/4") == "piano, D dorian, 3/4 time"
    assert told("calm piano", energy=0.8) == "calm piano, energetic"


def test_nothing_said_is_nothing_told():
    assert told("") == ""


def test_a_prompt_that_nobody_read_is_told_as_it_is():
    assert words_for(GenerationRequest(prompt="warm piano, 80 bpm", seed=1)) == "warm piano, 80 bpm"


def test_a_line_break_parts_what_a_space_would_join():
    assert told("0\nA") == "0 A"


@given(st.text(max_size=80))
def test_any_prompt_can_be_told_and_keeps_its_letters(prompt):
    text = told(prompt)
    assert text == " ".join(prompt.split()).strip(" ,;.") or set(text) <= set(" ".join(prompt.split()))
