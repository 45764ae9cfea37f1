"""The sentences: each changes just what it says, turns around, reads back, survives JSON; and edits compose."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edit_laws import check_laws
from edit_sentences import BAND, CHANGES, PLACES, PLAYERS, SONG, STEPS, STUDY, Row, anything
from timbre.language.edits import Action, Edit, Playing, apply, describe, invert, read_edit
from timbre.language.parse import parse
from timbre.model.brief import Brief, PartWish, PlaceWish

HEARD = Playing(
    bpm=80, key="A minor", metre="4/4", seconds=30, sections=(
        ("intro", 0), ("verse", 6), ("chorus", 15), ("verse", 20), ("chorus", 24), ("outro", 28),
    ),
)  # fmt: skip
SILENT = ("style",)
"""Follows from what was said."""
BRIEFS = {prompt: parse(prompt) for prompt in {prompt for _, prompt, _ in CHANGES}}


def read(text: str, brief: Brief) -> Edit:
    edit = read_edit(text, brief, HEARD)
    assert edit is not None, f"{text!r} was read as a new idea"
    return edit


def ids(rows: list[Row]) -> list[str]:
    return [f"{line} ({prompt[:4]})" for line, prompt, _ in rows]


@pytest.mark.parametrize(("line", "prompt", "meant"), CHANGES, ids=ids(CHANGES))
def test_a_sentence_changes_just_what_it_says(line: str, prompt: str, meant: dict[str, Any]) -> None:
    brief = BRIEFS[prompt]
    edit = read(line, brief)
    after = check_laws(edit, brief)
    changed = {
        name
        for name in Brief.model_fields
        if name not in ("sources", *SILENT) and getattr(after, name) != getattr(brief, name)
    }
    assert changed <= set(meant), (changed, meant)
    for name, wanted in meant.items():
        if callable(wanted):
            if wanted is not anything:
                assert getattr(after, name) == wanted(getattr(brief, name)), name
        else:
            assert _shown(name, getattr(after, name), wanted) == wanted, name
        if wanted is not anything and getattr(after, name) not in (None, (), getattr(brief, name)):
            assert after.stated(name)
    assert not edit.actions
    assert not edit.ignored


def _shown(name: str, value: Any, wanted: Any) -> Any:
    """A field as the sentences write it."""
    if name == "parts":
        said = {"words": ()}
        return {
            wish.name: {
                key: getattr(wish, key)
                for key, usual in PartWish(name=wish.name).model_dump().items()
                if key != "name"
                and (key in wanted.get(wish.name, ()) or getattr(wish, key) != (said.get(key) or usual))
            }
            for wish in value
        }
    if name == "places":
        return [
            {
                key: getattr(wish, key)
                for key, usual in PlaceWish(where=wish.where).model_dump().items()
                if getattr(wish, key) != usual or key == "where"
            }
            for wish in value
        ]
    if name == "form":
        return " ".join(f"{wish.name}:{wish.bars}" if wish.bars else wish.name for wish in value)
    return value


@pytest.mark.parametrize(("line", "actions"), STEPS, ids=[line for line, _ in STEPS])
def test_steps_become_actions(line: str, actions: list[dict[str, Any]]) -> None:
    brief = BRIEFS[STUDY]
    edit = read(line, brief)
    assert list(edit.actions) == [Action.model_validate(action) for action in actions]
    assert check_laws(edit, brief) == brief
    assert describe(edit) != "nothing changed"


def test_there_are_enough_sentences() -> None:
    assert len(CHANGES) + len(STEPS) >= 200
    assert len({(line, prompt) for line, prompt, _ in CHANGES}) == len(CHANGES)


READ_AGAIN = [row for row in (*PLAYERS, *PLACES) if "strings only" not in row[0]]


@pytest.mark.parametrize(("line", "prompt", "meant"), READ_AGAIN, ids=ids(READ_AGAIN))
def test_what_is_read_back_of_players_and_places_can_be_said_again(
    line: str, prompt: str, meant: dict[str, Any]
) -> None:
    """The amount of an adjective is not told, so a wish said again may be of another size, never of another kind."""
    brief = BRIEFS[prompt]
    once = apply(read(line, brief), brief)
    again = apply(read(describe(read(line, brief)), brief), brief)
    assert [wish.name for wish in again.parts] == [wish.name for wish in once.parts]
    for wish, same in zip(once.parts, again.parts, strict=True):
        assert (wish.pan, wish.octave, wish.production) == (same.pan, same.octave, same.production)
        for axis in ("dynamics", "brightness", "density"):
            assert getattr(wish, axis) * getattr(same, axis) >= 0
            assert abs(getattr(wish, axis)) < 0.2 or getattr(same, axis)
    kept = [(w.where, w.seconds, w.only, w.add, w.without, w.semitones, w.energy > 0) for w in once.places]
    same = [(w.where, w.seconds, w.only, w.add, w.without, w.semitones, w.energy > 0) for w in again.places]
    assert same == kept


@pytest.mark.parametrize("row", [row for row in CHANGES if row not in BAND][::3], ids=lambda row: row[0])
def test_most_of_what_is_read_back_is_an_edit_again(row: Row) -> None:
    brief = BRIEFS[row[1]]
    assert read_edit(describe(read(row[0], brief)), brief, HEARD, force=True) is not None


LINES = [(line, prompt) for line, prompt, _ in CHANGES]


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from([line for line, prompt in LINES if prompt == STUDY]), min_size=1, max_size=5))
def test_edits_in_a_row_turn_around_in_reverse(lines: list[str]) -> None:
    """An edit of an edit of an edit: every one undone again, from the last to the first, gives the Brief there was."""
    briefs, edits = [BRIEFS[STUDY]], []
    for line in lines:
        edits.append(read(line, briefs[-1]))
        briefs.append(check_laws(edits[-1], briefs[-1]))
    after = briefs[-1]
    for edit, before in zip(reversed(edits), reversed(briefs[:-1]), strict=True):
        after = apply(invert(edit), after)
        assert after == before


APART = ("slower", "add a cello", "up a tone", "wider", "louder bass", "bigger chorus", "happier", "longer")


@settings(deadline=None, max_examples=60)
@given(st.lists(st.sampled_from(APART), min_size=1, max_size=6, unique=True))
def test_a_line_of_several_wishes_is_the_wishes_one_after_the_other(lines: list[str]) -> None:
    whole = apply(read(", ".join(lines), BRIEFS[STUDY]), BRIEFS[STUDY])
    steps = BRIEFS[STUDY]
    for line in lines:
        steps = apply(read(line, steps), steps)
    assert whole == steps


WORDS = sorted(
    {word for line, _ in LINES for word in line.split()} | {",", "and", "&", "(", "→", "9999", "0:61"}
)


@settings(deadline=None, max_examples=250)
@given(
    st.lists(st.sampled_from(WORDS), max_size=12).map(" ".join), st.sampled_from([STUDY, SONG]), st.booleans()
)
def test_any_mixture_of_our_words_gives_a_lawful_edit(line: str, prompt: str, force: bool) -> None:
    brief = BRIEFS[prompt]
    edit = read_edit(line, brief, HEARD, force=force, previous=read("louder bass, slower", brief))
    if edit is not None:
        check_laws(edit, brief)
