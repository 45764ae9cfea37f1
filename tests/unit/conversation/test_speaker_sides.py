"""A speaker that holds, jumps, goes round and changes sides; on a device that swallows everything."""

import asyncio
import os
import sys

import miniaudio
import numpy as np
import pytest
import soundfile

from timbre.audio.playback.feed import Feed
from timbre.audio.player import Player
from timbre.conversation import sounding
from timbre.conversation.speaker import Piece, Speaker
from timbre.errors import FileError, InvalidInputError, MissingError


@pytest.fixture
def tone(tmp_path):
    """Write a silent file; its piece."""

    def write(name="a", seconds=5.0, rate=44_100):
        path = tmp_path / f"{name}.wav"
        soundfile.write(path, np.zeros((round(seconds * rate), 2), np.float32), rate)
        return Piece(path, label=name)

    return write


@pytest.fixture
def lost_at_once(monkeypatch):
    monkeypatch.setattr(sounding, "LOST_POLLS", 2)
    monkeypatch.setattr(sounding, "POLL_SECONDS", 0.005)
    monkeypatch.setattr(Player, "asked_frames", 0)


def silent(**options):
    return Speaker([miniaudio.Backend.NULL], **options)


def scene(play):
    asyncio.run(asyncio.wait_for(play(), 20))


async def until(condition):
    for _ in range(2_000):
        if condition():
            return
        await asyncio.sleep(0.005)
    raise AssertionError("it never came")


def test_nothing_plays():
    async def play():
        speaker = silent()
        assert (speaker.piece, speaker.group) == (None, ())
        assert (speaker.position_seconds, speaker.seconds) == (0.0, 0.0)
        assert not speaker.paused
        assert not speaker.live
        assert not speaker.pause()
        assert not speaker.resume()
        assert not speaker.seek(3.0)
        assert not await speaker.switch(0)
        await speaker.play([])
        assert not speaker.playing

    scene(play)


def test_it_tells_what_is_heard_and_where(tone):
    async def play():
        speaker = silent()
        piece = tone()
        await speaker.play([piece], at_seconds=2.0)
        assert speaker.piece == piece
        assert speaker.seconds == pytest.approx(5.0)
        await until(lambda: speaker.position_seconds > 2.0)
        assert speaker.position_seconds < 4.0
        await speaker.stop()
        assert speaker.piece is None
        assert speaker.position_seconds == 0.0

    scene(play)


def test_it_holds_and_goes_on_where_it_was(tone):
    async def play():
        speaker = silent()
        await speaker.play([tone()], at_seconds=1.0)
        assert speaker.pause()
        assert speaker.paused
        speaker.seek(3.0)
        assert speaker.position_seconds == pytest.approx(3.0)
        held, player = speaker.position_seconds, speaker._sounding.player
        asked = player.asked_frames
        await until(lambda: player.asked_frames > asked + 4_410)
        assert speaker.position_seconds == held
        assert speaker.resume()
        await until(lambda: speaker.position_seconds > held)
        assert not speaker.paused
        await speaker.stop()

    scene(play)


def test_what_is_asked_before_the_device_is_open_holds(tone):
    async def play():
        speaker = silent()
        starting = asyncio.ensure_future(speaker.play([tone()]))
        await asyncio.sleep(0)
        assert speaker.playing
        assert speaker.seek(2.5)
        assert speaker.pause()
        assert speaker.position_seconds == 2.5
        speaker.loop = True
        await starting
        assert speaker.paused
        assert speaker.position_seconds == pytest.approx(2.5)
        assert speaker._sounding.player.loop
        await speaker.stop()

    scene(play)


def test_loop_may_be_switched_while_it_plays(tone):
    async def play():
        speaker = silent()
        await speaker.play([tone(seconds=0.2)])
        speaker.loop = True
        player = speaker._sounding.player
        await until(lambda: player.asked_frames > 3 * 8_820)
        assert speaker.playing
        assert not player.finished
        speaker.loop = False
        await speaker.wait()
        assert not speaker.playing

    scene(play)


def test_pieces_in_turn_go_round_too_and_each_is_named(tone):
    async def play():
        speaker = silent()
        heard = []
        await speaker.play([tone("a", 0.1), tone("b", 0.1)], loop=True)
        while heard[-3:] != ["a", "b", "a"]:
            if speaker.piece is not None and speaker.piece.label not in heard[-1:]:
                heard.append(speaker.piece.label)
            await asyncio.sleep(0.005)
        await speaker.stop()

    scene(play)


def test_nothing_at_all_does_not_go_round_for_ever():
    async def play():
        speaker = silent()
        feeds = [Feed(44_100, 2), Feed(44_100, 2)]
        for feed in feeds:
            feed.finish()
        await speaker.play([Piece(feed) for feed in feeds], loop=True)
        await speaker.wait()
        await speaker.play([Piece(feeds[0])], loop=True)
        await speaker.wait()

    scene(play)


def test_sides_are_changed_at_the_same_place(tone):
    async def play():
        speaker = silent()
        pieces = [tone("a"), Piece(tone("b", 4.0).source, -3.0, "b")]
        await speaker.play_bank(pieces, at_seconds=1.0)
        assert speaker.group == tuple(pieces)
        task = speaker._task
        await until(lambda: speaker.position_seconds > 1.0)
        before = speaker.position_seconds
        assert await speaker.switch(1)
        assert speaker.piece == pieces[1]
        assert before <= speaker.position_seconds < before + 1.0
        assert speaker.seconds == pytest.approx(4.0)
        assert speaker._task is task  # no restart
        assert speaker._sounding.player.volume_percent == 100  # its gain is in the bank
        assert not await speaker.switch(2)
        assert speaker.piece == pieces[1]
        await speaker.stop()

    scene(play)


def test_other_rates_start_again_at_the_same_place(tone):
    async def play():
        speaker = silent(volume_percent=50)
        pieces = [tone("a"), Piece(tone("b", rate=48_000).source, -6.0206, "b")]
        await speaker.play_bank(pieces, at_seconds=2.0, loop=True)
        speaker.pause()
        assert await speaker.switch(1)
        assert speaker.piece == pieces[1]
        assert speaker.paused
        assert speaker.loop
        assert 2.0 <= speaker.position_seconds < 3.0
        assert speaker._sounding.player.volume_percent == pytest.approx(35.355, abs=0.01)
        await speaker.stop()

    scene(play)


@pytest.mark.parametrize("rate", [44_100, 48_000])
def test_of_fifty_quick_changes_the_last_is_heard(tone, rate):
    async def play():
        speaker = silent()
        pieces = [tone("a"), tone("b", rate=rate), tone("c")]
        await speaker.play_bank(pieces, at_seconds=1.0)
        done = await asyncio.gather(*(speaker.switch(index % 3) for index in range(50)))
        assert all(done)
        assert speaker.piece == pieces[49 % 3]
        assert 1.0 <= speaker.position_seconds < 3.0
        assert len(speaker._tasks) == 1
        await speaker.stop()
        assert not speaker._tasks

    scene(play)


def test_closing_while_changing_leaves_nothing_open(tone):
    async def play():
        speaker = silent()
        pieces = [tone("a"), tone("b", rate=48_000)]
        await speaker.play_bank(pieces)
        changes = [asyncio.ensure_future(speaker.switch(index % 2)) for index in range(7)]
        await asyncio.sleep(0.01)
        await speaker.stop()
        await asyncio.gather(*changes)
        assert not speaker.playing
        assert not speaker._tasks

    scene(play)


def test_of_several_that_start_at_once_the_last_plays(tone):
    async def play():
        speaker = silent()
        pieces = [tone(name) for name in "abcdef"]
        await asyncio.gather(*(speaker.play([piece]) for piece in pieces))
        assert speaker.piece == pieces[-1]
        assert len(speaker._tasks) == 1
        await speaker.stop()

    scene(play)


def test_stopping_while_it_starts_lets_the_device_go(tone, monkeypatch):
    opened = []
    real = Player.start

    def start(self, *args, **options):
        real(self, *args, **options)
        opened.append(self._device)

    monkeypatch.setattr(Player, "start", start)

    async def play():
        speaker = silent()
        for pause in range(6):
            starting = asyncio.ensure_future(speaker.play([tone()]))
            await asyncio.sleep(0.002 * pause)
            await speaker.stop()
            await starting
            assert not speaker.playing
        assert not any(device._release.alive for device in opened)

    scene(play)


def test_a_feed_beside_a_file_is_started_anew(tone):
    async def play():
        feed = Feed(44_100, 2)
        feed.push(np.zeros((2, 44_100), np.float32))
        speaker = silent()
        await speaker.play_bank([tone("a"), Piece(feed, label="live")])
        assert await speaker.switch(1)
        assert speaker.piece.label == "live"
        assert speaker.live
        await speaker.stop()

    scene(play)


def test_a_file_that_breaks_while_it_plays_is_told_once(tone, monkeypatch):
    async def play():
        speaker = silent()
        told = []
        speaker.broke = told.append
        await speaker.play([tone()], loop=True)

        def broken(*_, **__):
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(speaker._sounding.player._source._decoder, "read", broken)
        await speaker.wait()
        assert isinstance(speaker.error, FileError)
        assert told == [speaker.error]
        await speaker.play([tone("b", 0.1)])
        assert speaker.error is None
        await speaker.wait()

    scene(play)


def test_a_file_that_is_gone_is_an_error_at_once(tone):
    async def play():
        speaker = silent()
        pieces = [tone("a"), tone("b", rate=48_000)]
        pieces[0].source.unlink()
        with pytest.raises(FileError):
            await speaker.play(pieces)
        with pytest.raises(FileError):
            await speaker.play_bank(pieces)
        assert not speaker.playing

    scene(play)


def test_a_device_that_goes_away_is_opened_again_and_then_told(tone, lost_at_once, monkeypatch):
    starts = []
    real = Player.start
    monkeypatch.setattr(
        Player, "start", lambda self, at=0.0, **options: (starts.append(at), real(self, at, **options))
    )

    async def play():
        speaker = silent()
        await speaker.play([tone()], at_seconds=2.0)
        await speaker.wait()
        assert isinstance(speaker.error, MissingError)
        assert len(starts) == 2
        assert 2.0 <= starts[1] < 4.0

    scene(play)


@pytest.mark.parametrize("percent", [-1, 101, float("nan")])
def test_volumes_there_are_not(percent):
    speaker = silent()
    with pytest.raises(InvalidInputError, match="0 to 100"):
        speaker.volume_percent = percent
    assert speaker.volume_percent == 100


def test_a_volume_set_in_silence_is_kept(tone):
    async def play():
        speaker = silent()
        for percent in (0, 100):
            speaker.volume_percent = percent
            await speaker.play([tone()])
            assert speaker._sounding.player.volume_percent == percent
        await speaker.stop()
        with pytest.raises(InvalidInputError):
            speaker.seek(float("nan"))

    scene(play)


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for ffplay")
def test_through_ffplay_it_cannot_hold_but_knows_where_it_is(tone, tmp_path, monkeypatch):
    def no_device(self, *_, **__):
        raise MissingError("There is no sound device to play on.", "Normal here.")

    monkeypatch.setattr(Player, "start", no_device)
    (tmp_path / "ffplay").write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/called\nexec sleep 60\n')
    (tmp_path / "ffplay").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    async def play():
        speaker = Speaker()
        pieces = [tone("a"), Piece(tone("b").source, -6.0206, "b")]
        await speaker.play_bank(pieces, at_seconds=1.5)
        assert not speaker.pause()
        assert not speaker.seek(2.0)
        assert not speaker.paused
        assert 1.5 <= speaker.position_seconds < 3.0
        assert speaker.seconds == pytest.approx(5.0)
        assert await speaker.switch(1)
        assert speaker.piece == pieces[1]
        await speaker.stop()

    scene(play)
    first, second = (tmp_path / "called").read_text().splitlines()
    assert "-volume 100 -ss 1.500 -i" in first
    assert "-volume 50 -ss " in second
    assert second.endswith("b.wav")
