"""Sources side by side: a change is a short crossfade at the same frame, and nothing is lost or clicks."""

from __future__ import annotations

import threading
from pathlib import Path

import miniaudio
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from timbre.audio.exporter import export
from timbre.audio.files import read_audio
from timbre.audio.playback.bank import FADE_SECONDS, Bank
from timbre.audio.playback.feed import Feed
from timbre.audio.playback.file_source import FileSource
from timbre.audio.playback.transport import Transport
from timbre.audio.player import Player
from timbre.errors import FileError, InvalidInputError
from timbre.model.clip import Samples

from .signals import beat

RATE = 44_100
FADE = round(FADE_SECONDS * RATE)
RISING = (np.arange(1, FADE + 1, dtype=np.float32) / FADE)[:, None]


def made(samples: Samples, rate: int = RATE) -> Feed:
    feed = Feed(rate, len(samples))
    feed.push(samples)
    feed.finish()
    return feed


def counting(frames: int, offset: float = 0.0) -> Samples:
    """[2, T]: every frame has a value of its own."""
    line = (np.arange(frames, dtype=np.float32) + 1) / 2**20 + np.float32(offset)
    return np.stack([line, -line])


def steady(level: float, frames: int = 4 * RATE) -> Feed:
    return made(np.full((2, frames), level, np.float32))


def steepest(sound: Samples) -> float:
    return float(np.abs(np.diff(sound[:, 0])).max())


def test_a_change_fades_over_at_the_same_frame() -> None:
    one, two = counting(20_000), counting(20_000, 0.25)
    bank = Bank([made(one), made(two)], [0.0, 0.0])
    bank.open()
    first = bank.read(5_000)
    bank.switch(1)
    assert (bank.heard, bank.position) == (1, 5_000)
    second = bank.read(5_000)
    assert bank.position == 10_000
    np.testing.assert_array_equal(first, one.T[:5_000])
    end = 5_000 + FADE
    mixed = one.T[5_000:end] * (1 - RISING) + two.T[5_000:end] * RISING
    np.testing.assert_allclose(second[:FADE], mixed, atol=1e-6)
    np.testing.assert_array_equal(second[FADE:], two.T[end:10_000])


def test_each_has_its_gain_and_none_leaves_the_sound_as_it_is() -> None:
    bank = Bank([steady(0.5), steady(0.5)], [0.0, -6.0206])
    bank.open()
    assert set(bank.read(100)[:, 0]) == {0.5}
    bank.switch(1)
    bank.read(FADE)
    np.testing.assert_allclose(bank.read(100), 0.25, rtol=1e-4)


@settings(deadline=None, max_examples=40)
@given(
    counts=st.lists(st.integers(1, 1_500), min_size=3, max_size=30),
    choices=st.lists(st.integers(-1, 2), min_size=30, max_size=30),
    jumps=st.lists(st.integers(-1, 50_000), max_size=2),
)
def test_nothing_clicks_or_is_lost_in_any_order(
    counts: list[int], choices: list[int], jumps: list[int]
) -> None:
    bank = Bank([steady(0.5), steady(-0.5), steady(0.1)], [0.0, 0.0, 0.0])
    transport = Transport(bank)
    transport.begin()
    sound = [transport.fill(10)]
    for count, choice in zip(counts, choices):
        if choice >= 0:
            bank.switch(choice)
        if jumps and count % 7 == 0:
            transport.seek(jumps.pop())
        sound.append(transport.fill(count))
    assert [len(block) for block in sound] == [10, *counts]
    assert steepest(np.concatenate(sound)) <= 2.2 / FADE


def test_of_fifty_quick_changes_the_last_is_heard_after_two_fades_at_most() -> None:
    lines = [counting(40_000, offset) for offset in (0.0, 0.2, 0.4)]
    bank = Bank([made(line) for line in lines], [0.0] * 3)
    transport = Transport(bank)
    transport.begin()
    transport.fill(3_000)
    for index in range(50):
        bank.switch(index % 3)
        transport.fill(10)
    assert bank.heard == 49 % 3
    sound = transport.fill(2 * FADE + 1_000)
    where = 3_000 + 500
    np.testing.assert_array_equal(sound[2 * FADE :], lines[1].T[where + 2 * FADE : where + 2 * FADE + 1_000])


def test_changing_from_other_threads_while_it_plays() -> None:
    bank = Bank([steady(0.5), steady(-0.5)], [0.0, 0.0])
    transport = Transport(bank)
    transport.begin()
    stop = threading.Event()

    def change() -> None:
        index = 0
        while not stop.is_set():
            index = 1 - index
            bank.switch(index)

    threads = [threading.Thread(target=change) for _ in range(2)]
    for thread in threads:
        thread.start()
    sound = np.concatenate([transport.fill(441) for _ in range(300)])
    stop.set()
    for thread in threads:
        thread.join()
    assert steepest(sound) <= 1.1 / FADE
    assert bank.position == 300 * 441


def test_a_shorter_one_is_at_its_end_and_a_longer_one_goes_on() -> None:
    bank = Bank([steady(0.5, 9_000), steady(0.5, 3_000)], [0.0, 0.0])
    transport = Transport(bank)
    transport.begin()
    transport.fill(5_000)
    assert (bank.frames, transport.position) == (9_000, 5_000)
    bank.switch(1)
    assert (bank.frames, transport.position) == (3_000, 3_000)
    sound = transport.fill(1_000)
    assert transport.done.is_set()
    assert steepest(sound) <= 0.55 / FADE
    assert not sound[FADE:].any()
    bank.switch(0)
    transport.seek(3_000)
    assert transport.fill(2_000)[-1, 0] == 0.5
    assert transport.position == 5_000 - FADE  # a jump waits for a fade


def test_a_shorter_one_goes_round_where_it_loops() -> None:
    bank = Bank([steady(0.5, 9_000), steady(0.25, 3_000)], [0.0, 0.0])
    transport = Transport(bank)
    transport.begin()
    transport.loop = True
    transport.fill(5_000)
    bank.switch(1)
    sound = transport.fill(10_000)
    assert not transport.done.is_set()
    assert set(sound[FADE:, 0]) == {0.25}


def test_a_change_while_it_holds_is_heard_when_it_goes_on() -> None:
    one, two = counting(20_000), counting(20_000, 0.25)
    bank = Bank([made(one), made(two)], [0.0, 0.0])
    transport = Transport(bank)
    transport.begin(1_000, paused=True)
    bank.switch(1)
    assert not transport.fill(2_000).any()
    assert transport.position == 1_000
    transport.paused = False
    sound = transport.fill(2_000)
    np.testing.assert_array_equal(sound[FADE:], two.T[1_000 + FADE : 3_000])


@pytest.mark.parametrize("extension", ["wav", "flac", "ogg", "mp3"])
def test_files_of_every_format_stay_in_step(tmp_path: Path, extension: str) -> None:
    paths = [
        export(beat(tempo, 2.0), RATE, tmp_path / f"{tempo:.0f}.{extension}").path for tempo in (90.0, 120.0)
    ]
    wholes = [read_audio(path).samples.T for path in paths]
    bank = Bank([FileSource(path) for path in paths], [0.0, 0.0])
    transport = Transport(bank)
    transport.begin(10_000)
    place = 10_000
    for index in (1, 0, 1):
        transport.fill(7_000)
        bank.switch(index)
        sound = transport.fill(3_000)
        place += 10_000
        expected = wholes[index][place - 3_000 + FADE : place]
        np.testing.assert_array_equal(sound[FADE:], expected)
    transport.end()
    assert not len(bank.read(10))


def test_a_file_that_breaks_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    paths = [export(beat(90.0, 1.0), RATE, tmp_path / f"{name}.wav").path for name in "ab"]
    sources = [FileSource(path) for path in paths]
    bank = Bank(sources, [0.0, 0.0])
    with Player(bank, [miniaudio.Backend.NULL]) as player:
        player.start()

        def broken(*_: object, **__: object) -> None:
            raise OSError(5, "Input/output error")

        monkeypatch.setattr(sources[1]._decoder, "read", broken)
        bank.switch(1)
        assert player.wait(10.0)
    assert isinstance(player.error, FileError)
    assert "b.wav" in player.error.message


def test_a_file_that_is_deleted_plays_on_but_is_missed_at_the_next_start(tmp_path: Path) -> None:
    paths = [export(beat(90.0, 1.0), RATE, tmp_path / f"{name}.wav").path for name in "ab"]
    sources = [FileSource(path) for path in paths]
    bank = Bank(sources, [0.0, 0.0])
    bank.open()
    bank.read(100)
    try:
        paths[1].unlink()
    except PermissionError:
        pytest.skip("this system keeps open files from being deleted")
    bank.switch(1)
    assert len(bank.read(1_000)) == 1_000
    with pytest.raises(FileError, match=r"b\.wav"):
        bank.open()
    assert all(source._file is None for source in sources)
    assert not len(bank.read(100))


@pytest.mark.parametrize(
    ("sources", "gains", "words"),
    [
        ([], [], "0 sources"),
        ([steady(0.1, 10)], [], "1 sources with 0 gains"),
        ([steady(0.1, 10)], [1.0], "-60 to 0"),
        ([steady(0.1, 10)], [float("nan")], "-60 to 0"),
        ([steady(0.1, 10), made(counting(10), 48_000)], [0.0, 0.0], "44100 Hz with 2, 48000 Hz with 2"),
        ([steady(0.1, 10), made(counting(10)[:1])], [0.0, 0.0], "44100 Hz with 1, 44100 Hz with 2"),
    ],
)
def test_what_cannot_stand_side_by_side_is_refused(
    sources: list[Feed], gains: list[float], words: str
) -> None:
    with pytest.raises(InvalidInputError, match=words):
        Bank(sources, gains)


@pytest.mark.parametrize("index", [-1, 2])
def test_nobody_there(index: int) -> None:
    bank = Bank([steady(0.1, 10), steady(0.2, 10)], [0.0, 0.0])
    with pytest.raises(InvalidInputError, match="0 to 1"):
        bank.switch(index)
    with pytest.raises(InvalidInputError):
        Bank([steady(0.1, 10), steady(0.2, 10)], [0.0, 0.0], index)
    assert bank.heard == 0
