"""Keys and clicks that play: quiet where all is well, told once where it is not."""

from pathlib import Path

import miniaudio
import numpy as np
import pytest
import soundfile

from timbre.audio.playback.feed import Feed
from timbre.audio.player import Player
from timbre.conversation import listening
from timbre.conversation.speaker import Piece, Speaker
from timbre.errors import MissingError


@pytest.fixture
def listen(stage):
    """Play a scene over takes of five seconds on a device that swallows everything; what it told."""

    def play(scene, *lines):
        stage.speaker = Speaker([miniaudio.Backend.NULL])
        before = []

        async def whole(talk):
            for line in lines or ("lofi piano", "house"):
                await talk.handle(line)
                await talk.idle()
            for take in talk.desk.state.takes.values():
                soundfile.write(take.path, np.zeros((5 * 44_100, 2), np.float32), 44_100)
            before.append(talk.desk.replies.qsize())
            await scene(talk.desk)

        return stage.play(whole)[before[0] :]

    return play


def ids(desk):
    return list(desk.state.takes)


def test_space_plays_holds_and_goes_on(listen):
    async def scene(desk):
        speaker = desk.speaker
        await listening.toggle(desk)
        assert speaker.piece.label == ids(desk)[1]
        await listening.toggle(desk)
        assert speaker.paused
        await listening.toggle(desk, ids(desk)[1])
        assert speaker.playing
        assert not speaker.paused
        await listening.toggle(desk, ids(desk)[0])
        assert speaker.piece.label == ids(desk)[0]
        assert not speaker.paused

    assert listen(scene) == []


def test_clicks_jump_or_start_there(listen):
    async def scene(desk):
        speaker = desk.speaker
        await listening.seek_fraction(desk, 0.6)
        assert speaker.piece.label == ids(desk)[1]
        assert 3.0 <= speaker.position_seconds < 5.0
        await listening.toggle(desk)
        await listening.seek_fraction(desk, 0.2, ids(desk)[1])
        assert speaker.position_seconds == pytest.approx(1.0)
        await listening.seek_fraction(desk, 0.4, ids(desk)[0])
        assert speaker.piece.label == ids(desk)[0]
        assert 2.0 <= speaker.position_seconds < 4.0
        await listening.toggle(desk)
        for wild, seconds in ((-3.0, 0.0), (float("nan"), 0.0), (7.0, 5.0)):
            await listening.seek_fraction(desk, wild)
            assert speaker.position_seconds == pytest.approx(seconds)

    assert listen(scene, "lofi piano, 5 seconds", "house, 5 seconds") == []


def test_so_many_seconds_back_and_forth(listen):
    async def scene(desk):
        await listening.nudge(desk, 5.0)
        assert not desk.speaker.playing
        await listening.toggle(desk)
        await listening.toggle(desk)
        place = desk.speaker.position_seconds
        await listening.nudge(desk, 2.0)
        assert desk.speaker.position_seconds == pytest.approx(place + 2.0)
        await listening.nudge(desk, -9.0)
        assert desk.speaker.position_seconds == 0.0
        await listening.nudge(desk, float("inf"))

    assert listen(scene) == []


def test_round_and_round_holds_for_what_comes_next(listen):
    async def scene(desk):
        await listening.set_loop(desk)
        assert desk.speaker.loop
        await listening.toggle(desk)
        assert desk.speaker._sounding.player.loop
        await listening.set_loop(desk, False)
        assert not desk.speaker._sounding.player.loop

    assert listen(scene) == []


@pytest.mark.parametrize(("asked", "kept"), [(40, 40), (105, 100), (-5, 0), (float("nan"), 100)])
def test_the_volume_stays_in_range(listen, asked, kept):
    async def scene(desk):
        await listening.set_volume(desk, asked)
        assert desk.speaker.volume_percent == kept
        await listening.toggle(desk)
        assert desk.speaker._sounding.player.volume_percent == kept

    assert listen(scene) == []


def test_a_take_being_made_is_sought_by_its_whole_length(listen):
    async def scene(desk):
        feed = Feed(44_100, 2)
        feed.push(np.zeros((2, 3 * 44_100), np.float32))
        await desk.speaker.play([Piece(feed, label="new")])
        desk.speaker.pause()
        await listening.seek_fraction(desk, 0.1, "new", whole_seconds=20.0)
        assert desk.speaker.position_seconds == pytest.approx(2.0)
        await listening.seek_fraction(desk, 0.9, "new", whole_seconds=20.0)
        assert desk.speaker.position_seconds == pytest.approx(3.0)

    assert listen(scene) == []


def test_without_a_device_it_is_told_once_where_the_take_is(listen, read, monkeypatch):
    def no_device(self, *_, **__):
        raise MissingError("There is no sound device to play on.", "Normal here.")

    monkeypatch.setattr(Player, "start", no_device)

    async def scene(desk):
        for _ in range(3):
            await listening.toggle(desk)
            await listening.seek_fraction(desk, 0.5, ids(desk)[0])

    replies = listen(scene)
    (note,) = read.noted(replies)
    assert note.endswith("take-2.wav")
    assert len(replies) == 1


def test_a_file_that_is_gone_or_a_take_unfinished_is_told(listen, read):
    async def scene(desk):
        Path(desk.current().path).unlink()
        await listening.toggle(desk)
        await listening.toggle(desk, "nobody")

    replies = listen(scene)
    gone, unfinished = read.failures(replies)
    assert "no file any more" in gone
    assert "not finished" in unfinished
    assert "/export --take 2" in replies[0].error.hint


def test_nothing_to_play_yet(stage, read):
    async def scene(talk):
        await listening.toggle(talk.desk)

    assert "no take in this session" in read.failures(stage.play(scene))[0]


def test_a_file_that_breaks_while_it_plays_is_told(listen, read, monkeypatch):
    async def scene(desk):
        await listening.toggle(desk)

        def broken(*_, **__):
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(desk.speaker._sounding.player._source._decoder, "read", broken)
        await desk.speaker.wait()

    (failure,) = read.failures(listen(scene))
    assert "Input/output error" in failure


def test_a_place_is_gone_to_also_where_only_starting_again_leads_there(stage, read):
    class Deaf(type(stage.speaker)):
        """Cannot jump, as through ffplay."""

        seconds = 30.0
        at = 0.0

        def seek(self, seconds):
            return False

        async def play(self, pieces, *, loop=False, at_seconds=0.0):
            self.at = at_seconds
            await super().play(pieces, loop=loop)

    stage.speaker = Deaf()
    replies = stage.lines("lofi piano", "/seek 12", "/play", "/seek 12", "/seek 5:00")
    assert [text for text in read.said(replies) if "At" in text or "Nothing" in text] == [
        "Nothing is playing. /play starts the current take.",
        "At 12 s.",
        "At 30 s.",
    ]
    assert stage.speaker.at == 30.0
