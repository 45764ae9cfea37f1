"""A take is heard while it is made: a real feed and player on a device that swallows everything."""

import asyncio
from dataclasses import dataclass

import miniaudio
import numpy as np
import soundfile

from timbre.conversation.live import Live
from timbre.conversation.speaker import Speaker


@dataclass
class Chunk:
    samples: np.ndarray
    sample_rate: int = 44_100

    @property
    def channels(self):
        return len(self.samples)


def test_sound_begins_before_the_take_is_finished(tmp_path):
    path = tmp_path / "take.wav"
    soundfile.write(path, np.zeros((44_100, 2), np.float32), 44_100)

    async def scene():
        tasks, notes = [], []
        speaker = Speaker([miniaudio.Backend.NULL])
        live = Live(speaker, tasks.append, notes.append, "take-7")
        live.chunk(Chunk(np.zeros((2, 22_050), np.float32)))
        for _ in range(200):
            if speaker.position_seconds > 0:
                break
            await asyncio.sleep(0.02)
        assert speaker.playing
        assert speaker.live
        assert speaker.piece.label == "take-7"
        live.chunk(Chunk(np.zeros((2, 22_050), np.float32)))
        live.end(path)
        assert not speaker.live
        await asyncio.wait_for(speaker.wait(), 10)
        assert len(tasks) == 1
        assert notes == []

    asyncio.run(scene())


def test_without_chunks_the_finished_file_is_played_and_a_failure_plays_nothing(tmp_path):
    path = tmp_path / "take.wav"
    soundfile.write(path, np.zeros((4_410, 2), np.float32), 44_100)

    async def scene():
        tasks = []
        live = Live(Speaker([miniaudio.Backend.NULL]), tasks.append, lambda error: None, "take-7")
        live.end(None)
        assert tasks == []
        live.end(path)
        await asyncio.wait_for(tasks[0], 10)

    asyncio.run(scene())


def test_what_keeps_a_take_from_being_heard_is_told_and_stops_nothing(tmp_path):
    (tmp_path / "take.wav").write_bytes(b"no music")

    async def scene():
        tasks, errors = [], []
        live = Live(Speaker([miniaudio.Backend.NULL]), tasks.append, errors.append, "take-7")
        live.end(tmp_path / "take.wav")
        await asyncio.wait_for(tasks[0], 10)
        (error,) = errors
        assert "take.wav" in error.message

    asyncio.run(scene())


def test_a_take_nobody_waits_for_any_more_stays_silent(tmp_path):
    path = tmp_path / "take.wav"
    soundfile.write(path, np.zeros((4_410, 2), np.float32), 44_100)

    async def scene():
        tasks = []
        wanted = [False]
        live = Live(
            Speaker([miniaudio.Backend.NULL]), tasks.append, lambda error: None, "take-7", lambda: wanted[0]
        )
        live.end(path)
        live.chunk(Chunk(np.zeros((2, 22_050), np.float32)))
        wanted[0] = True  # too late: its beginning was not heard
        live.chunk(Chunk(np.zeros((2, 22_050), np.float32)))
        live.end(path)
        assert tasks == []

    asyncio.run(scene())


def test_who_lets_it_go_round_and_round_hears_the_next_take_so_too(tmp_path):
    path = tmp_path / "take.wav"
    soundfile.write(path, np.zeros((4_410, 2), np.float32), 44_100)

    async def scene():
        tasks = []
        speaker = Speaker([miniaudio.Backend.NULL])
        speaker.loop = True
        Live(speaker, tasks.append, lambda error: None, "take-7").end(path)
        await asyncio.wait_for(tasks[0], 10)
        assert speaker.loop
        await speaker.stop()

    asyncio.run(scene())
