"""Lines that lean on the last edit, and lines that only ask or thank."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.language.edits import Edit, Playing, apply, describe, invert, read_edit
from timbre.language.edits.corrections import correction_in
from timbre.language.parse import parse
from timbre.model.brief import Brief

BRIEF = parse("lo-fi hip hop at 80 bpm in A minor with piano, strings and drums, 30 seconds")
HEARD = Playing(bpm=80, key="A minor", metre="4/4", seconds=30)


def say(*lines: str, brief: Brief = BRIEF) -> tuple[Brief, Edit]:
    """What comes of lines said one after the other, each knowing the one before, and the last edit."""
    previous: Edit | None = None
    for line in lines:
        edit = read_edit(line, brief, HEARD, previous=previous)
        assert edit is not None, line
        assert apply(invert(edit), apply(edit, brief)) == brief
        assert Edit.model_validate_json(edit.model_dump_json()) == edit
        brief, previous = apply(edit, brief), edit
    assert previous is not None
    return brief, previous


@pytest.mark.parametrize(
    ("lines", "field", "value"),
    [
        (("slower", "more"), "bpm", 58.0),
        (("slower", "even more"), "bpm", 58.0),
        (("slower", "a bit more"), "bpm", 64.0),
        (("slower", "much more"), "bpm", 48.0),
        (("slower", "more", "more"), "bpm", 49.0),
        (("slower", "that's too much"), "bpm", 74.0),
        (("slower", "too much"), "bpm", 74.0),
        (("slower", "a bit less"), "bpm", 72.0),
        (("slower", "way too much"), "bpm", 77.0),
        (("slower", "not that much"), "bpm", 74.0),
        (("slower", "half of that"), "bpm", 74.0),
        (("slower", "the opposite"), "bpm", 92.0),
        (("slower", "too much", "still too much"), "bpm", 77.0),
        (("slower", "too much", "more"), "bpm", 68.0),
        (("longer", "too much"), "seconds", 38.0),
        (("darker", "more"), "brightness", -0.6),
        (("darker", "a bit less"), "brightness", -0.2),
        (("no, slower",), "bpm", 68.0),
        (("+10 bpm", "more"), "bpm", 100.0),
    ],
    ids=str,
)
def test_a_correction_goes_on_or_part_of_the_way_back(lines: tuple[str, ...], field: str, value: Any) -> None:
    start = BRIEF.model_copy(update={"brightness": 0.0})
    assert getattr(say(*lines, brief=start)[0], field) == pytest.approx(value)


@pytest.mark.parametrize(
    ("lines", "level"),
    [
        (("louder bass", "more"), 6.0),
        (("louder bass", "a bit more"), 4.2),
        (("louder bass", "too much"), 1.5),
        (("bass 6 dB louder", "half of that"), 3.0),
        (("louder bass", "the opposite"), -3.0),
    ],
    ids=str,
)
def test_players_are_corrected_too(lines: tuple[str, ...], level: float) -> None:
    brief, _ = say(*lines)
    assert [(wish.name, wish.level_db) for wish in brief.parts] == [("bass", level)]


def test_places_are_corrected_too() -> None:
    bigger, _ = say("make the last chorus bigger", "even more")
    assert [(wish.where, wish.energy) for wish in bigger.places] == [("last chorus", 0.6)]
    less, _ = say("make the last chorus bigger", "a bit less")
    assert [(wish.where, wish.energy) for wish in less.places] == [("last chorus", 0.2)]


def test_what_has_no_half_is_taken_back() -> None:
    brief, edit = say("add a cello", "that's too much")
    assert brief.instruments == BRIEF.instruments
    assert "no half" in edit.notes[0]
    assert describe(edit) == "dropped cello"


def test_taking_back_all_of_it_gives_the_brief_there_was() -> None:
    """A source that went comes back, too."""
    assert say("in D minor", "too much")[0] == BRIEF


def test_what_has_changed_since_stays() -> None:
    slower = read_edit("slower", BRIEF, HEARD)
    assert slower is not None
    other = apply(read_edit("at 120 bpm", BRIEF, HEARD) or slower, BRIEF)
    edit = read_edit("too much", other, HEARD, previous=slower)
    assert edit is not None
    assert not edit.changes
    assert edit.notes


@pytest.mark.parametrize("line", ["no", "nope", "that's wrong", "I don't like it", "worse", "never mind"])
def test_no_takes_the_last_edit_back(line: str) -> None:
    slower = read_edit("slower", BRIEF, HEARD)
    edit = read_edit(line, BRIEF, HEARD, previous=slower)
    assert edit is not None
    assert [action.kind for action in edit.actions] == ["undo"]


@pytest.mark.parametrize("line", ["more", "even more", "too much", "a bit less", "the opposite"])
def test_without_an_edit_before_the_user_is_asked(line: str) -> None:
    edit = read_edit(line, BRIEF, HEARD)
    assert edit is not None
    assert not edit.changes
    assert "Say what should be different" in edit.notes[0]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("what key is it in?", "Key: A minor."),
        ("how fast is it?", "Tempo: 80 bpm."),
        ("what's the tempo", "Tempo: 80 bpm."),
        ("how long is it?", "Length: 30 s."),
        ("what time signature is this?", "Metre: 4/4."),
        ("which instruments are playing?", "Asked for: piano, strings, drums."),
        ("why is that?", "That is not known."),
        ("thanks!", "/rate up"),
        ("wow, that's great", "/rate up"),
        ("I love it", "/rate up"),
        ("much better", "/rate up"),
    ],
)
def test_questions_and_praise_are_answered_and_change_nothing(line: str, answer: str) -> None:
    edit = read_edit(line, BRIEF, HEARD)
    assert edit is not None
    assert not edit.changes
    assert not edit.actions
    assert answer in edit.notes[0]


@pytest.mark.parametrize(
    "line", ["what about strings?", "how about a cello?", "can you make it slower?", "isn't it too slow?"]
)
def test_requests_that_look_like_questions_are_edits(line: str) -> None:
    edit = read_edit(line, BRIEF, HEARD)
    assert edit is not None
    assert edit.changes or "Already there" in edit.notes[0]


WORDS = (
    "more", "less", "a", "bit", "too", "much", "even", "no", "that's", "half", "of", "the", "opposite", ",", "way",
)  # fmt: skip


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(WORDS), max_size=8))
def test_any_correction_is_read_or_not_but_never_fails(words: list[str]) -> None:
    line = " ".join(words)
    wished = correction_in(line)
    slower = read_edit("slower, louder bass, bigger chorus", BRIEF, HEARD)
    assert slower is not None
    after = apply(slower, BRIEF)
    edit = read_edit(line, after, HEARD, previous=slower)
    assert wished is None or edit is not None
    if edit is not None:
        assert apply(invert(edit), apply(edit, after)) == after
