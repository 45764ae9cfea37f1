"""Edits that cannot be done: the user is told so, and no take that is the same is made."""

from __future__ import annotations

import pytest

from timbre.engines.composer.players import players
from timbre.engines.composer.wishes.naming import seats_meant
from timbre.language.edits import Playing, describe, read_edit
from timbre.language.edits.draft import Draft
from timbre.language.edits.edit import Edit
from timbre.language.edits.present import absent
from timbre.language.parse import parse
from timbre.language.vocabulary import vocabulary
from timbre.model.brief import Brief

TAKE = Playing(
    bpm=112.0,
    key="A major",
    metre="4/4",
    seconds=30.0,
    instruments=("acoustic kit", "electric bass", "fm piano", "organ", "electric guitar"),
)


def read(line: str, brief: Brief | None = None, take: Playing = TAKE) -> Edit:
    edit = read_edit(line, brief or parse("pop"), take)
    assert edit is not None, line
    return edit


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("drop the theremin", "Not in it: theremin"),
        ("no harp", "Not in it: harp"),
        ("softer cello", "Not in it: cello"),
        ("pan the flute left", "Not in it: flute"),
        ("strings 3 dB louder", "Not in it: strings"),
        ("bring the drums in at 5:00", "over by 5:00: it lasts 0:30"),
        ("no drums until 0:45", "over by 0:45"),
        ("at 0:90 bring in the drums", "Say 1:30"),
        ("use Dm, G and C in the chorus", "whole piece"),
        ("add a riser before the chorus", "riser"),
    ],
)
def test_what_cannot_be_done_is_told_and_changes_nothing(line: str, told: str) -> None:
    edit = read(line)
    assert told in " ".join(edit.notes)
    assert not edit.changes
    assert not edit.actions


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("drop the organ", "dropped organ"),
        ("no piano", "dropped piano"),
        ("softer piano", "piano softer"),
        ("louder guitar", "electric guitar +3 dB"),
        ("louder kick", "kick +3 dB"),
        ("softer melody", "melody softer"),
        ("no pad", "dropped pad"),
        ("no drums until 0:20", "no drums until 0:20"),
        ("make it a minute long, no drums until 0:45", "length 30 s → 1:00, no drums until 0:45"),
        ("add a harp and no flute", "added harp"),
        ("use Dm, G and C", "chords Dm G C"),
        ("swap the theremin for a flute", "added flute"),
        ("swap the organ for a flute", "added flute, dropped organ"),
    ],
)
def test_what_can_be_done_is_done(line: str, said: str) -> None:
    assert describe(read(line)) == said


@pytest.mark.parametrize("line", ["drop the theremin", "softer cello"])
def test_where_nobody_knows_who_plays_a_wish_counts(line: str) -> None:
    edit = read(line, take=Playing(bpm=112.0))
    assert edit.changes
    assert not edit.notes


def test_another_genre_may_bring_who_is_ruled_out() -> None:
    assert "dropped trumpet" in describe(read("make it jazz, no trumpet"))


def test_who_plays_in_one_place_is_there() -> None:
    assert read("louder harp", parse("pop, add a harp in the bridge")).changes


def test_a_key_nobody_stated_follows_the_chords() -> None:
    edit = read("use Am F C G")
    assert [change.field for change in edit.changes] == ["chords"]
    assert not edit.notes


def test_a_stated_key_stays_and_the_clash_is_told() -> None:
    edit = read("use Am F C G", parse("pop in A major"))
    assert [change.field for change in edit.changes] == ["chords"]
    assert "in A minor, not in A major" in edit.notes[0]
    assert not read("use A D E", parse("pop in A major")).notes


def test_who_is_playing_is_who_is_heard() -> None:
    edit = read("who is playing?", parse("pop with drums"))
    assert edit.notes == ("Playing: acoustic kit, electric bass, fm piano, organ, electric guitar.",)
    unknown = read("who is playing?", parse("pop with drums"), Playing())
    assert unknown.notes == ("Asked for: drums.",)


@pytest.mark.parametrize("prompt", ["pop with no swing", "jazz, no swing", "pop without swing"])
def test_no_swing_names_no_genre_and_holds(prompt: str) -> None:
    brief = parse(prompt)
    assert brief.swing == 0.0
    assert brief.stated("swing")
    assert "swing" not in dict(brief.genres)
    assert all(change.field != "swing" for change in read("jazzier", brief).changes)


def test_a_missing_letter_is_likelier_than_a_wrong_one() -> None:
    assert describe(read("loder bass")) == "bass +3 dB"


def test_a_german_piano_is_no_comparative() -> None:
    assert read_edit("sanftes Klavier", parse("pop"), TAKE) is None


def test_less_echo_is_drier() -> None:
    assert describe(read("less echo")) == "dry sound"
    assert describe(read("less echo", parse("pop with echo"))) == "no longer echo"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("a bit more like a film score", "genre pop → pop + cinematic 20%"),
        ("more like a rainy night", "added mood rainy"),
        ("more like Bach", "baroque"),
    ],
)
def test_a_take_can_be_likened_to_something(line: str, said: str) -> None:
    assert said in describe(read(line))


def test_a_piece_of_music_stays_an_idea() -> None:
    assert read_edit("a film score", parse("pop"), TAKE) is None


def test_nobody_is_said_to_be_missing_whom_the_composer_would_find() -> None:
    names = [entry.name for entry in vocabulary().entries if entry.kind == "instrument"]
    missed = [
        (name, heard)
        for heard, player in players().items()
        for name in absent(tuple(names), Draft(parse("pop"), Playing(instruments=(heard,))))
        if seats_meant(name, tuple((role, heard) for role in player.roles))
    ]
    assert not missed
