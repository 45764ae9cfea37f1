"""Files and feeds as sources: what comes out is what is in them, frame for frame, in any pieces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from timbre.audio.exporter import export
from timbre.audio.files import read_audio
from timbre.audio.playback.feed import Feed
from timbre.audio.playback.file_source import FileSource
from timbre.errors import FileError, InvalidInputError
from timbre.model.clip import Samples

from .signals import beat

RATE = 44_100
FIXED = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def counting(frames: int, channels: int = 2, first: int = 0) -> Samples:
    """[C, T]: every frame has a value of its own, exact in float32 and within ±1."""
    line = (np.arange(first, first + frames, dtype=np.float32) + 1) / 2**20
    return np.stack([line * (1 if c % 2 == 0 else -1) for c in range(channels)])


@pytest.mark.parametrize("extension", ["wav", "flac", "ogg", "mp3"])
def test_a_jump_in_a_file_is_exact_in_every_format(tmp_path: Path, extension: str) -> None:
    path = export(beat(100.0, 4.0), RATE, tmp_path / f"x.{extension}").path
    whole = read_audio(path).samples.T
    source = FileSource(path)
    source.open()
    for frame in (100_000, 1, 44_100, 0, 150_001, 4_608):
        source.seek(frame)
        assert source.position == frame
        np.testing.assert_array_equal(source.read(3_000), whole[frame : frame + 3_000])
    source.seek(10**9)
    assert source.position == source.frames
    assert len(source.read(10)) == 0
    source.seek(-5)
    assert source.position == 0
    source.close()
    source.close()
    assert len(source.read(10)) == 0
    assert source.frames == len(whole)


def test_a_file_cut_short_ends_where_it_ends(tmp_path: Path) -> None:
    path = export(beat(100.0, 1.0), RATE, tmp_path / "x.wav").path
    source = FileSource(path)
    source.open()
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    assert 0 < len(source.read(RATE)) < RATE
    assert source.frames == source.position < RATE
    source.close()


@FIXED
@given(
    pushes=st.lists(st.integers(0, 700), max_size=12),
    reads=st.lists(st.integers(0, 900), max_size=12),
    jump=st.integers(-10, 9_000),
)
def test_a_feed_gives_what_was_pushed(pushes: list[int], reads: list[int], jump: int) -> None:
    feed = Feed(RATE, 2)
    got = []
    total = 0
    for index in range(max(len(pushes), len(reads))):
        if index < len(pushes):
            feed.push(counting(pushes[index], first=total))
            total += pushes[index]
        if index < len(reads):
            got.append(feed.read(reads[index]))
    got.append(feed.read(10**6))
    np.testing.assert_array_equal(np.concatenate(got), counting(total).T)
    feed.seek(jump)
    np.testing.assert_array_equal(feed.read(10**6), counting(total).T[max(0, jump) :])


def test_the_preview_gain_and_broken_values() -> None:
    feed = Feed(RATE, 1, gain_db=6.0)
    feed.push(np.array([[0.25, 0.9, -0.9, np.nan, np.inf]], np.float32))
    np.testing.assert_allclose(feed.read(9)[:, 0], [0.25 * 10**0.3, 1.0, -1.0, 0.0, 1.0], rtol=1e-6)


def test_a_pushed_chunk_may_be_reused_by_its_maker() -> None:
    feed = Feed(RATE, 2)
    chunk = counting(100)
    feed.push(chunk)
    chunk[:] = 0.0
    np.testing.assert_array_equal(feed.read(100), counting(100).T)


def test_what_does_not_fit_is_refused() -> None:
    feed = Feed(RATE, 2)
    with pytest.raises(InvalidInputError, match=r"\(1, 5\)"):
        feed.push(np.zeros((1, 5), np.float32))
    feed.finish()
    feed.finish()
    with pytest.raises(InvalidInputError, match="finished"):
        feed.push(np.zeros((2, 5), np.float32))
    for rate, channels, gain_db in (
        (10, 2, 0.0),
        (RATE, 0, 0.0),
        (RATE, 9, 0.0),
        (RATE, 2, np.nan),
        (RATE, 2, 30.0),
    ):
        with pytest.raises(InvalidInputError):
            Feed(rate, channels, gain_db)


def test_the_finished_file_takes_over_at_the_next_jump(tmp_path: Path) -> None:
    master = export(beat(100.0, 1.0), RATE, tmp_path / "master.wav").path
    whole = read_audio(master).samples.T
    feed = Feed(RATE, 2)
    feed.push(counting(RATE))
    feed.read(1_000)
    feed.finish(master)
    np.testing.assert_array_equal(feed.read(1_000), counting(RATE).T[1_000:2_000])
    feed.seek(500)
    np.testing.assert_array_equal(feed.read(1_000), whole[500:1_500])
    assert feed.position == 1_500
    feed.close()
    assert feed.frames == len(whole)
    feed.open()
    np.testing.assert_array_equal(feed.read(1_000), whole[:1_000])
    feed.close()
    master.unlink()
    with pytest.raises(FileError):
        feed.open()


@pytest.mark.parametrize("kind", ["missing", "other rate", "no audio"])
def test_a_finished_file_that_does_not_fit_is_left_alone(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "master.wav"
    if kind == "other rate":
        export(beat(100.0, 1.0), 48_000, path)
    elif kind == "no audio":
        path.write_text("words")
    feed = Feed(RATE, 2)
    feed.push(counting(5_000))
    feed.finish(path)
    feed.seek(10)
    np.testing.assert_array_equal(feed.read(100), counting(5_000).T[10:110])
