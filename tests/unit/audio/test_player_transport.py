"""The transport, without a device: gapless, exact, and never a click."""

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
from timbre.audio.playback.transport import RAMP_SECONDS, READY_SECONDS, Transport
from timbre.model.clip import Samples

from .signals import beat

RATE = 44_100
RAMP = round(RAMP_SECONDS * RATE)
READY = round(READY_SECONDS * RATE)
FIXED = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


def steady(frames: int, level: float = 0.5) -> Samples:
    return np.full((2, frames), level, np.float32)


def playing(source: Feed | FileSource, frame: int = 0) -> Transport:
    transport = Transport(source)
    transport.begin(frame)
    return transport


def steady_feed(frames: int = 10 * RATE, complete: bool = True) -> Feed:
    feed = Feed(RATE, 2)
    feed.push(steady(frames))
    if complete:
        feed.finish()
    return feed


def steepest(sound: Samples) -> float:
    """The largest change from one frame to the next."""
    return float(np.abs(np.diff(sound[:, 0])).max())


SMOOTH = 0.5 / RAMP * 1.05


@pytest.mark.parametrize("extension", ["wav", "flac", "ogg", "mp3"])
def test_a_loop_is_the_file_again_and_again(tmp_path: Path, extension: str) -> None:
    path = export(beat(100.0, 0.35), RATE, tmp_path / f"x.{extension}").path
    whole = read_audio(path).samples.T
    endless = np.concatenate([whole] * 12)

    @FIXED
    @given(counts=st.lists(st.integers(1, 9_000), min_size=1, max_size=15))
    def check(counts: list[int]) -> None:
        transport = playing(FileSource(path))
        transport.loop = True
        sound = np.concatenate([transport.fill(count) for count in counts])
        assert [len(sound)] == [sum(counts)]
        np.testing.assert_array_equal(sound, endless[: len(sound)])
        assert not transport.done.is_set()
        assert transport.position in (sum(counts) % len(whole), len(whole))
        transport.end()

    check()


@FIXED
@given(count=st.integers(500, 9_000), pushes=st.lists(st.integers(READY, 2 * READY), min_size=1, max_size=6))
def test_a_feed_that_keeps_ahead_is_played_without_a_gap(count: int, pushes: list[int]) -> None:
    feed = Feed(RATE, 2)
    transport = playing(feed)
    made, got = [], []
    stream = np.random.default_rng(1)
    for frames in pushes:
        chunk = stream.uniform(-1, 1, (2, frames)).astype(np.float32)
        feed.push(chunk)
        made.append(chunk.T)
        while feed.frames - feed.position >= count + RAMP:
            got.append(transport.fill(count))
    feed.finish()
    while not transport.done.is_set():
        got.append(transport.fill(count))
    sound, whole = np.concatenate(got), np.concatenate(made)
    np.testing.assert_array_equal(sound[: len(whole)], whole)
    assert not sound[len(whole) :].any()


def test_a_feed_waits_for_enough_and_again_when_dry() -> None:
    feed = steady_feed(READY - 1, complete=False)
    transport = playing(feed)
    assert transport.waiting
    assert not transport.fill(1_000).any()
    assert feed.position == 0
    feed.push(steady(1))
    assert not transport.waiting
    got = [transport.fill(1_000) for _ in range(20)]
    assert transport.waiting
    assert not transport.done.is_set()
    assert READY - RAMP < feed.position <= READY
    assert not got[-1].any()
    feed.push(steady(READY))
    got += [transport.fill(1_000) for _ in range(3)]
    sound = np.concatenate(got)
    assert sound[0, 0] == sound[-1, 0] == 0.5
    assert steepest(sound) <= SMOOTH
    feed.finish()
    while not transport.done.is_set():
        transport.fill(1_000)
    assert feed.position == 2 * READY


def test_a_feed_that_is_finished_short_is_played_at_once() -> None:
    feed = steady_feed(100)
    transport = playing(feed)
    np.testing.assert_array_equal(transport.fill(200)[:, 0], [0.5] * 100 + [0.0] * 100)
    assert transport.done.is_set()


def test_an_empty_feed_ends_even_in_a_loop() -> None:
    feed = Feed(RATE, 2)
    feed.finish()
    transport = playing(feed)
    transport.loop = True
    assert not transport.fill(100).any()
    assert transport.done.is_set()


def test_no_change_clicks() -> None:
    transport = playing(steady_feed())
    sound = [transport.fill(2_000)]
    transport.volume_percent = 50
    sound.append(transport.fill(2_000))
    assert sound[-1][-1, 0] == 0.125
    transport.volume_percent = 0
    sound.append(transport.fill(2_000))
    assert sound[-1][-1, 0] == 0.0
    assert not transport.done.is_set()
    transport.volume_percent = 100
    sound.append(transport.fill(2_000))
    transport.seek(5 * RATE)
    sound.append(transport.fill(2_000))
    assert transport.position == 5 * RATE + 2_000 - RAMP
    transport.paused = True
    sound.append(transport.fill(2_000))
    held = transport.position
    assert held == 5 * RATE + 2_000
    sound.append(transport.fill(2_000))
    assert not sound[-1].any()
    assert transport.position == held
    transport.paused = False
    sound.append(transport.fill(2_000))
    assert sound[-1][-1, 0] == 0.5
    transport.fade_out()
    sound.append(transport.fill(2_000))
    assert transport.silent.is_set()
    sound.append(transport.fill(2_000))
    assert not sound[-1].any()
    assert steepest(np.concatenate(sound)) <= SMOOTH


@FIXED
@given(
    counts=st.lists(st.integers(1, 1_500), min_size=3, max_size=30),
    acts=st.lists(
        st.sampled_from(["pause", "resume", "quiet", "loud", "loop", "seek", "stop", ""]),
        min_size=30,
        max_size=30,
    ),
)
def test_nothing_clicks_in_any_order(counts: list[int], acts: list[str]) -> None:
    transport = playing(steady_feed())
    sound = [transport.fill(10)]
    for count, act in zip(counts, acts):
        if act in ("pause", "resume"):
            transport.paused = act == "pause"
        elif act in ("quiet", "loud"):
            transport.volume_percent = 10 if act == "quiet" else 100
        elif act == "loop":
            transport.loop = not transport.loop
        elif act == "seek":
            transport.seek(count * 100)
        elif act == "stop":
            transport.fade_out()
        sound.append(transport.fill(count))
    assert [len(block) for block in sound] == [10, *counts]
    assert steepest(np.concatenate(sound)) <= 2 * SMOOTH


def test_a_jump_lands_on_the_frame_and_can_be_made_after_the_end(tmp_path: Path) -> None:
    path = export(beat(100.0, 1.0), RATE, tmp_path / "x.wav").path
    whole = read_audio(path).samples.T
    transport = playing(FileSource(path))
    transport.fill(2 * RATE)
    assert transport.done.is_set()
    transport.seek(20_000)
    assert not transport.done.is_set()
    assert transport.position == 20_000
    got = transport.fill(5_000)
    np.testing.assert_array_equal(got[RAMP:], whole[20_000 + RAMP : 25_000])
    transport.end()
    assert not transport.fill(100).any()


def test_a_start_in_the_middle_fades_in() -> None:
    sound = playing(steady_feed(), RATE).fill(2_000)
    assert sound[0, 0] < 0.01
    assert sound[-1, 0] == 0.5
    assert steepest(sound) <= SMOOTH


def test_a_stop_while_waiting_or_over_is_silent_at_once() -> None:
    for feed in (steady_feed(10, complete=False), steady_feed(10)):
        transport = playing(feed)
        transport.fill(100)
        transport.fade_out()
        transport.fill(100)
        assert transport.silent.is_set()
