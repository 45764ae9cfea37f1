"""Where something happens, in words that are easy to get wrong: until, after some bars, the last bars."""

from __future__ import annotations

import pytest

from timbre.language.edits import Playing, apply, describe, read_edit
from timbre.language.parse import parse

WORDS = "rock ballad with piano, strings, bass and drums, form: intro, verse, chorus, bridge, chorus, 120 bpm"
TAKE = Playing(bpm=120.0, metre="4/4", seconds=40.0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("no strings until the chorus", "no strings in the intro, no strings in the first verse"),
        ("only piano until the chorus", "only piano in the intro, only piano in the first verse"),
        ("no drums until the second half", "no drums in the first half"),
        ("bring the drums in after 8 bars", "no drums until 0:16"),
        ("no bass until bar 5", "no bass until 0:08"),
        ("the last 4 bars without drums", "no drums from 0:32"),
        ("stop the drums in the last 4 bars", "no drums from 0:32"),
        ("no drums in the intro and bridge", "no drums in the intro, no drums in the bridge"),
        ("add a flute in the chorus and the bridge", "flute in the chorus, flute in the bridge"),
        ("chords: Dm G C", "chords Dm G C"),
        ("add 808s", "added 808 bass"),
        ("but faster", "tempo 120 → 138"),
        ("and drop the bass", "dropped bass"),
        ("only the piano", "only piano"),
        ("just piano and bass", "only piano and bass"),
    ],
)
def test_a_line_reads_back_as_it_was_meant(line: str, said: str) -> None:
    edit = read_edit(line, parse(WORDS), TAKE)
    assert edit is not None
    assert describe(edit) == said
    assert not edit.ignored


def test_a_trumpet_does_not_come_for_the_drums() -> None:
    edit = read_edit("add a trumpet and drop the drums", parse("lofi with piano and drums"), TAKE)
    assert edit is not None
    assert describe(edit) == "added trumpet, dropped drums"


def test_a_level_out_of_range_is_told() -> None:
    edit = read_edit("bass 60 dB louder", parse(WORDS), TAKE)
    assert edit is not None
    assert describe(edit) == "bass +24 dB"
    assert edit.notes == ("One player goes up or down by 24 dB at most.",)


def test_unmute_brings_back() -> None:
    edit = read_edit("unmute the piano", parse("pop with strings, no piano"), TAKE)
    assert edit is not None
    assert describe(edit) == "added piano"


def test_no_swing_holds_when_it_gets_jazzier() -> None:
    brief = parse("lofi piano")
    straight = read_edit("no swing", brief, TAKE)
    assert straight is not None
    brief = apply(straight, brief)
    jazzier = read_edit("jazzier", brief, TAKE)
    assert jazzier is not None
    assert apply(jazzier, brief).swing == 0.0
    assert apply(jazzier, brief).genres != brief.genres


@pytest.mark.parametrize(
    ("line", "mood"), [("colder", "cold"), ("a bit sweeter", "sweet"), ("smoother", "smooth")]
)
def test_a_comparative_of_any_mood_is_a_change(line: str, mood: str) -> None:
    edit = read_edit(line, parse("pop with piano"), TAKE)
    assert edit is not None
    assert mood in apply(edit, parse("pop with piano")).moods


@pytest.mark.parametrize("line", ["summer", "thriller", "trailer", "winter", "banger"])
def test_a_word_that_only_ends_like_one_is_none(line: str) -> None:
    assert read_edit(line, parse("pop with piano"), TAKE) is None
