"""Comparing: which takes, how loud, what is told, and the choice in the history."""

import asyncio
from dataclasses import replace
from pathlib import Path

import miniaudio
import numpy as np
import pytest
import soundfile

from timbre.conversation import comparing, listening
from timbre.conversation.differing import differences, matched_gains
from timbre.conversation.replies import Compared, Listed
from timbre.conversation.speaker import Speaker

TWO = ("lofi piano 80 bpm", "slower, add strings")


def of(replies, kind):
    return [reply for reply in replies if isinstance(reply, kind)]


def choices(stage):
    """Numbers compared, and the one preferred, of each comparison in the history."""
    number = {take.id: take.number for take in stage.state.takes.values()}
    return [
        (tuple(number[take] for take in each.takes), number.get(each.winner))
        for each in stage.state.comparisons
    ]


@pytest.fixture
def studio(stage):
    """Play a scene in the studio, with real files and a device that swallows everything."""

    def play(scene, *lines, rates=(), seconds=5.0):
        stage.speaker = Speaker([miniaudio.Backend.NULL])

        async def whole(talk):
            talk.desk.surface = "studio"
            for line in lines:
                await talk.handle(line)
                await talk.idle()
            for take in talk.desk.state.takes.values():
                rate = dict(rates).get(take.number, 44_100)
                soundfile.write(take.path, np.zeros((round(seconds * rate), 2), np.float32), rate)
            await scene(talk)

        return stage.play(whole)

    return play


def test_compare_turns_the_louder_one_down_and_shows_what_differs(stage, read):
    replies = stage.lines(*TWO, "/compare 1 2")
    (pieces, _), *_ = stage.speaker.played
    assert [piece.gain_db for piece in pieces] == [-1.0, 0.0]
    (compared,) = of(replies, Compared)
    (table,) = of(replies, Listed)
    assert replies.index(table) == replies.index(compared) + 1
    assert compared.columns == table.columns == ("what", "A: take 1", "B: take 2")
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["bpm"] == ("80 bpm", "68 bpm")
    assert rows["played"] == ("-1.0 dB", "as it is")
    assert "seed" not in rows
    assert compared.rows == table.rows[:-1]
    assert (compared.numbers, compared.letters, compared.gains_db) == ((1, 2), ("A", "B"), (-1.0, 0.0))
    assert read.said(replies)[-1].startswith("Playing take 1 (A), then take 2 (B), equally loud.")
    assert choices(stage) == [((1, 2), None)]
    assert read.failures(stage.lines("/compare 1 1")) == ["Take 1 sounds like itself."]


def test_any_number_is_compared_in_the_order_named(stage):
    replies = stage.lines("lofi piano 80 bpm", "slower", "brighter", "/compare 3, 1, 2")
    (compared,) = of(replies, Compared)
    assert compared.numbers == (3, 1, 2)
    assert compared.letters == ("A", "B", "C")
    assert compared.gains_db == (0.0, -2.0, -1.0)
    assert all(len(row) == 4 for row in compared.rows)
    rows = {row[0]: row[1:] for row in compared.rows}
    assert rows["bpm"] == ("68 bpm", "80 bpm", "68 bpm")
    (pieces, _), *_ = stage.speaker.played
    assert [piece.label for piece in pieces] == list(compared.takes)


@pytest.mark.parametrize(
    ("lines", "compared"),
    [
        (("lofi piano", "/variations 3"), (1, 2, 3, 4)),
        (("lofi piano", "/variations 3", "/take 3"), (1, 2, 3, 4)),
        (("lofi piano", "/variations 2", "/take 1", "slower"), (1, 4)),
        (("lofi piano", "slower", "brighter"), (2, 3)),
        (("lofi piano", "/variations 2", "house"), (1, 2, 3)),
        (("lofi piano", "/variations 16", "/variations 2"), (1, *range(5, 20))),
        (("lofi piano", "house", "/compare 1"), (2, 1)),
    ],
)
def test_without_names_the_takes_worth_comparing_are(stage, lines, compared):
    said = lines if lines[-1].startswith("/compare") else (*lines, "/compare")
    (reply,) = of(stage.lines(*said), Compared)
    assert reply.numbers == compared
    assert len(reply.letters) == len(compared)


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (("/compare",), "no take in this session"),
        (("lofi piano", "/compare"), "nothing to compare take 1 with"),
        (("lofi piano", "/compare 7"), "no take '7'"),
        (("lofi piano", "/compare 1"), "sounds like itself"),
        (("lofi piano", "/prefer A"), "No takes are being compared"),
        ((*TWO, "house", "/compare 1 2", "/prefer 3"), "Take 3 is not compared"),
        ((*TWO, "/compare 1 2", "/prefer C"), "No take compared is 'C'"),
        (
            ("lofi piano", "/variations 16", f"/compare {' '.join(map(str, range(1, 18)))}"),
            "17 takes cannot be compared; 2 to 16",
        ),
    ],
)
def test_what_cannot_be_compared_is_told_with_a_way_out(stage, read, lines, problem):
    replies = stage.lines(*lines)
    (failure,) = read.failures(replies)
    assert problem in failure
    assert stage.last.failure.hint


@pytest.mark.parametrize(("word", "number"), [("A", 1), ("b", 2), ("2", 2), ("#1", 1), ("last", 2), ("", 1)])
def test_the_take_preferred_is_the_current_one_and_kept_in_the_history(stage, read, word, number):
    replies = stage.lines(*TWO, "/compare 1 2", f"/prefer {word}")
    letter = "AB"[number - 1]
    assert read.said(replies)[-1] == f"Keeping take {number} ({letter}); it is the current take."
    assert choices(stage) == [((1, 2), number)]
    assert stage.current() == number
    assert stage.last.desk.comparison is None


def test_in_silence_the_chat_asks_which(stage, read):
    stage.speaker.device = False
    replies = stage.lines(*TWO, "/compare 1 2", "/prefer", "/prefer B")
    assert read.failures(replies) == ["Which take do you prefer?"]
    assert "no sound device" in read.noted(replies)[0]
    assert choices(stage) == [((1, 2), 2)]


def test_a_comparison_ends_without_a_choice_when_another_begins_or_the_session_changes(stage):
    stage.lines(*TWO, "house", "/compare 1 2", "/compare 1 2", "/compare 2 3", "/session new", "techno")
    assert stage.last.desk.comparison is None
    assert not stage.state.comparisons
    stage.lines("/session resume lofi")
    assert choices(stage) == [((1, 2), None), ((2, 3), None)]


def test_a_take_whose_loudness_is_not_known_leaves_all_as_they_are(stage, read, monkeypatch):
    monkeypatch.setattr(comparing, "loudness_of", lambda take: None if take.number == 2 else -9.0)
    replies = stage.lines(*TWO, "/compare 1 2")
    assert of(replies, Compared)[0].gains_db == (0.0, 0.0)
    assert "each as loud as it is" in read.said(replies)[-1]


@pytest.mark.parametrize(
    ("loudness", "gains"),
    [
        ([-14.0, -20.0], [-6.0, 0.0]),
        ([-14.0, None], [0.0, 0.0]),
        ([-9.0, -9.0], [0.0, -0.0]),
        ([-9.0, -12.0, -10.0], [-3.0, 0.0, -2.0]),
        ([-9.0, -70.0], [-24.0, 0.0]),
        ([], []),
    ],
)
def test_gains_never_raise_anything(loudness, gains):
    assert matched_gains(loudness) == gains


def test_a_recipe_of_another_version_is_compared_by_what_is_known(stage):
    stage.lines(*TWO)
    one, two = stage.state.takes.values()
    odd = replace(two, body=b'{"request": {"brief": {"bpm": "fast"}}, "result": {"bpm": 90.0}}')
    assert ("bpm", "80 bpm", "90 bpm") in differences([one, odd])


def test_the_studio_plays_them_side_by_side_from_the_same_place(studio, stage, read):
    async def scene(talk):
        desk, speaker = talk.desk, talk.desk.speaker
        await listening.toggle(desk)
        await listening.seek_fraction(desk, 0.4)
        await talk.handle("/compare 1 2")
        assert desk.comparison.heard == 0
        assert [piece.label for piece in speaker.group] == list(desk.comparison.takes)
        assert speaker.piece.gain_db == -1.0
        assert 2.0 <= speaker.position_seconds < 4.0
        await comparing.switch(desk)
        assert (desk.comparison.heard, desk.comparison.letter) == (1, "B")
        assert speaker.piece.label == desk.comparison.takes[1]
        assert 2.0 <= speaker.position_seconds < 4.0
        await comparing.switch(desk)
        assert desk.comparison.heard == 0
        await comparing.switch(desk, "b")
        comparing.prefer(desk)
        assert desk.comparison is None
        assert speaker.playing

    replies = studio(scene, *TWO)
    assert not of(replies, Listed)
    assert read.said(replies)[-1].startswith("Keeping take 2 (B)")
    assert not read.failures(replies)
    assert choices(stage) == [((1, 2), 2)]
    assert "Comparing take 1 (A), take 2 (B)." in [message.text for message in stage.state.messages]


def test_takes_of_other_rates_are_compared_all_the_same(studio, read):
    async def scene(talk):
        await talk.handle("/compare 1 2")
        await talk.handle("/seek 2")
        await comparing.switch(talk.desk, "B")
        assert talk.desk.speaker.piece.label == talk.desk.comparison.takes[1]
        assert 2.0 <= talk.desk.speaker.position_seconds < 4.0

    assert not read.failures(studio(scene, *TWO, rates=((2, 48_000),)))


def test_a_key_begins_a_comparison_and_takes_it_up_again_after_other_sound(studio, read):
    async def scene(talk):
        desk, speaker = talk.desk, talk.desk.speaker
        await comparing.switch(desk)
        assert desk.comparison.numbers == (1, 2)
        assert desk.comparison.heard == 0
        await listening.toggle(desk, desk.comparison.takes[1])
        assert not speaker.group
        await comparing.switch(desk)
        assert len(speaker.group) == 2
        assert desk.comparison.heard == 1
        await speaker.stop()
        await listening.toggle(desk)
        assert speaker.piece.label == desk.comparison.takes[1]
        assert len(speaker.group) == 2
        await asyncio.gather(*(comparing.switch(desk) for _ in range(50)))
        assert speaker.piece.label == desk.comparison.takes[desk.comparison.heard]

    assert not read.failures(studio(scene, *TWO))


def test_what_goes_wrong_at_a_key_is_told_and_raises_nothing(studio, read):
    async def scene(talk):
        desk = talk.desk
        await comparing.switch(desk, "A")
        await talk.handle("/compare 1 2")
        await comparing.switch(desk, "Q")
        await desk.speaker.stop()
        for take in desk.state.takes.values():
            Path(take.path).unlink()
        await comparing.switch(desk)
        await listening.toggle(desk)

    failures = read.failures(studio(scene, *TWO))
    assert failures[0] == "No takes are being compared."
    assert "'Q'" in failures[1]
    assert "no file any more" in failures[2]
    assert "no file any more" in failures[3]


def test_closing_is_no_choice(studio, stage):
    async def scene(talk):
        await talk.handle("/compare 1 2")
        comparing.close(talk.desk)
        comparing.close(talk.desk)
        assert talk.desk.comparison is None

    studio(scene, *TWO)
    assert choices(stage) == [((1, 2), None)]
