"""Changes of players, places and loudness in a conversation: what is asked of the engine, and what the user is told."""

from __future__ import annotations

import pytest

from timbre.conversation.differing import differences
from timbre.conversation.inspecting import inspect, inspect_words
from timbre.conversation.requesting import Wishes

WORDS = "lofi piano and strings, 80 bpm"


def players(request):
    return {wish.name: wish.level_db for wish in request.brief.parts}


def test_a_louder_player_is_the_same_music_mixed_anew(stage, read):
    replies = stage.lines(WORDS, "louder bass, pan the piano left")
    first, second = stage.supervisor.requests
    assert (second.seed, second.part_seeds) == (first.seed, first.part_seeds)
    assert players(second)["bass"] == 3.0
    assert "Changing take 1: bass +3 dB, piano 60% left" in read.said(replies)
    assert read.finished(replies)[1].changes == "bass +3 dB, piano 60% left"
    unlike = {
        name
        for name in type(first.brief).model_fields
        if getattr(first.brief, name) != getattr(second.brief, name)
    }
    assert unlike == {"parts", "sources"}


def test_places_are_asked_for_and_told(stage, read):
    replies = stage.lines(WORDS, "start with just the bass", "bigger last chorus, no drums until 0:02")
    assert [wish.where for wish in stage.supervisor.requests[1].brief.places] == ["start"]
    assert [(w.where, w.seconds) for w in stage.supervisor.requests[2].brief.places] == [
        ("start", None),
        ("last chorus", None),
        ("start", 2.0),
    ]
    assert read.finished(replies)[2].changes == "bigger in the last chorus, no drums until 0:02"


def test_more_and_less_go_on_from_the_edit_before(stage):
    stage.lines(WORDS, "slower", "more", "too much", "louder bass", "even more")
    asked = stage.supervisor.requests
    assert [each.brief.bpm for each in asked] == [80.0, 68.0, 58.0, 63.0, 63.0, 63.0]
    assert [players(each).get("bass", 0.0) for each in asked] == [0.0, 0.0, 0.0, 0.0, 3.0, 6.0]


def test_more_after_an_undo_goes_on_from_where_one_is(stage):
    stage.lines(WORDS, "slower", "add a cello", "undo", "more")
    last = stage.supervisor.requests[-1].brief
    assert last.bpm == 58.0
    assert "cello" not in last.instruments


def test_no_takes_the_last_edit_back(stage):
    stage.lines(WORDS, "slower", "no")
    assert stage.current() == 1


def test_louder_is_a_matter_of_mastering_and_says_so(stage, read):
    replies = stage.lines(WORDS, "louder", "a bit quieter")
    assert [each.post.lufs for each in stage.supervisor.requests] == [None, -12.0, -13.2]
    assert "Loudness -15.0 → -12.0 LUFS from now on" in read.noted(replies)[0]
    assert [take.cause.kind for take in stage.state.takes.values()] == ["idea", "edit", "edit"]
    stage.lines("/set lufs none", "slower")
    assert stage.supervisor.requests[-1].post.lufs is None


@pytest.mark.parametrize("line", ["thanks!", "what key is it in?", "more", "slower in the bridge"])
def test_lines_that_change_nothing_are_answered_once_and_make_nothing(stage, read, line):
    replies = stage.lines(WORDS, line)
    assert len(stage.supervisor.requests) == 1
    assert len(read.noted(replies)) == 1
    assert not [text for text in read.said(replies) if "Nothing to change" in text]


def test_what_is_like_that_already_is_said(stage, read):
    replies = stage.lines(WORDS, "at 80 bpm")
    assert "Nothing to change: take 1 is like that." in read.said(replies)


def test_an_engine_without_parts_gets_words_and_the_user_is_told(stage, read):
    stage.options = Wishes(engine="musicgen", default_seconds=4.0)
    replies = stage.lines(WORDS, "louder bass", "keep the drums, new chords")
    _, second, third = stage.supervisor.requests
    assert players(second)["bass"] == 3.0
    assert "told this in words" in read.noted(replies)[0]
    assert third.part_seeds == {}
    assert third.seed != second.seed
    assert "cannot keep or change the drums and chords alone" in read.noted(replies)[1]


def test_parts_kept_by_the_composer_keep_their_seed(stage, read):
    replies = stage.lines(WORDS, "keep the drums, new chords")
    first, second = stage.supervisor.requests
    assert second.part_seeds["drums"] == first.seed
    assert second.part_seeds["chords"] != first.seed
    assert not read.noted(replies)


def test_players_and_places_can_be_set(stage, read):
    replies = stage.lines(
        "/set parts piano: soft, +3 dB; kick: punchy",
        "/set places intro: only bass, drums; last chorus: bigger, +2 semitones; until 0:02: without drums",
        "house",
    )
    assert not read.failures(replies)
    brief = stage.supervisor.requests[0].brief
    assert {wish.name: (wish.level_db, wish.production) for wish in brief.parts} == {
        "piano": (3.0, ()),
        "kick": (0.0, ("punchy",)),
    }
    assert [(w.where, w.only, w.semitones, w.without) for w in brief.places] == [
        ("intro", ("bass", "drums"), 0, ()),
        ("last chorus", (), 2, ()),
        ("start", (), 0, ("drums",)),
    ]
    rows = {field.name: field for field in inspect(stage.desk()).fields}
    assert (rows["parts"].value, rows["parts"].source) == ("piano: soft, +3 dB; kick: punchy", "set")
    assert "until 0:02: without drums" in rows["places"].value


@pytest.mark.parametrize(
    ("line", "part"),
    [
        ("/set parts florp: soft", "florp"),
        ("/set parts piano: florpy", "florpy"),
        ("/set parts piano", "says no wish"),
        ("/set parts ;", "1 to 24"),
        ("/set places nowhere: bigger", "nowhere"),
        ("/set places intro: florp", "florp"),
        ("/set places until 50:00: without drums", "longest piece"),
    ],
)
def test_wishes_that_cannot_be_read_are_refused(stage, read, line, part):
    (message,) = read.failures(stage.lines(line))
    assert part in message


def test_takes_that_differ_in_players_and_places_are_told_apart(stage):
    stage.lines(WORDS, "louder bass", "bigger chorus")
    takes = list(stage.state.takes.values())
    rows = {row[0]: row[1:] for row in differences(takes)}
    assert rows["parts"][1:] == ("bass: +3 dB", "bass: +3 dB")
    assert rows["places"] == ("–", "–", "chorus: bigger")


def test_the_words_being_typed_show_what_they_would_do_to_players(stage):
    stage.lines(WORDS)
    seen = inspect_words(stage.desk(), "louder bass, start with just the piano")
    rows = {field.name: field for field in seen.fields}
    assert "bass: +3 dB" in rows["parts"].value
    assert rows["places"].value == "start: only piano"
    assert "bass +3 dB, only piano at the start" in seen.notes[0]


@pytest.mark.parametrize(
    "line", ["asdf qwer", "bpm 5000", "can the drums come in later?", "let the piano breathe"]
)
def test_a_line_nobody_understands_leaves_the_take_alone(stage, read, line):
    replies = stage.lines(WORDS, line)
    assert len(stage.supervisor.requests) == 1
    assert stage.current() == 1
    assert any("nothing was made" in note for note in read.noted(replies))


def test_new_takes_any_words_for_an_idea(stage):
    stage.lines(WORDS, "/new asdf qwer")
    assert len(stage.supervisor.requests) == 2


def test_only_one_player_reads_back_and_takes_company(stage, read):
    replies = stage.lines(WORDS, "only the piano", "bring back the drums")
    asked = [each.brief for each in stage.supervisor.requests]
    assert "only" in asked[1].production
    assert asked[1].instruments == ("piano",)
    assert asked[2].instruments == ("piano", "drums")
    assert [done.changes for done in read.finished(replies)][1:] == ["only piano", "added drums"]


def test_the_inspector_tells_that_a_line_is_not_understood(stage):
    stage.lines(WORDS)
    seen = inspect_words(stage.desk(), "asdf qwer")
    assert any("nothing would be made" in note for note in seen.notes)
