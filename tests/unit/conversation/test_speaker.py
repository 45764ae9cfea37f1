"""Playing in the background, on a device that swallows everything."""

import asyncio
import os
import sys

import miniaudio
import numpy as np
import pytest
import soundfile

from timbre.conversation.speaker import Piece, Speaker
from timbre.errors import MissingError, TimbreError


@pytest.fixture
def tone(tmp_path):
    path = tmp_path / "tone.wav"
    soundfile.write(path, np.zeros((4_410, 2), np.float32), 44_100)
    return path


def silent():
    return Speaker([miniaudio.Backend.NULL])


def test_pieces_are_played_to_the_end(tone):
    async def scene():
        speaker = silent()
        await speaker.play([Piece(tone), Piece(tone, -6.0)])
        assert speaker.playing
        await asyncio.wait_for(speaker.wait(), 10)
        assert not speaker.playing

    asyncio.run(scene())


def test_a_loop_goes_on_until_it_is_stopped(tone):
    async def scene():
        speaker = silent()
        await speaker.play([Piece(tone)], loop=True)
        await asyncio.sleep(0.8)
        assert speaker.playing
        await speaker.stop()
        assert not speaker.playing
        await speaker.stop()
        await speaker.wait()

    asyncio.run(scene())


def test_the_next_piece_takes_the_place_of_the_last(tone):
    async def scene():
        speaker = silent()
        await speaker.play([Piece(tone)], loop=True)
        first = speaker._task
        await speaker.play([Piece(tone)])
        assert first.done()
        await speaker.stop()

    asyncio.run(scene())


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for ffplay")
@pytest.mark.parametrize(("script", "plays"), [("exec sleep 60", True), ("exit 1", False)])
def test_without_a_device_ffplay_is_tried(tone, tmp_path, monkeypatch, script, plays):
    def no_device(self, *_, **__):
        raise MissingError("There is no sound device to play on.", "Normal here.")

    monkeypatch.setattr("timbre.audio.player.Player.start", no_device)
    (tmp_path / "ffplay").write_text(f"#!/bin/sh\n{script}\n")
    (tmp_path / "ffplay").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")

    async def scene():
        speaker = Speaker()
        if plays:
            await speaker.play([Piece(tone)])
            assert speaker.playing
        else:
            with pytest.raises(MissingError):
                await speaker.play([Piece(tone)])
        await asyncio.wait_for(speaker.stop(), 5)
        assert not speaker.playing

    asyncio.run(scene())


def test_a_file_that_is_no_audio_is_an_error_at_once(tmp_path):
    (tmp_path / "a.wav").write_bytes(b"no music")

    async def scene():
        with pytest.raises(TimbreError) as raised:
            await silent().play([Piece(tmp_path / "a.wav")])
        assert "a.wav" in raised.value.message

    asyncio.run(scene())
