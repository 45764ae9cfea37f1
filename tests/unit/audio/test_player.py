"""The player: plays, stops, counts, and says so when there is nothing to play on."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import miniaudio
import numpy as np
import pytest

from timbre.audio.exporter import export
from timbre.audio.playback.device import quiet_libraries
from timbre.audio.player import Feed, Player, device_name, play
from timbre.errors import FileError, InvalidInputError, MissingError

from .signals import beat

NULL = [miniaudio.Backend.NULL]


@pytest.fixture
def short(tmp_path: Path) -> Path:
    return export(beat(100.0, 0.3), 44_100, tmp_path / "short.wav").path


@pytest.fixture
def no_device(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise miniaudio.MiniaudioError("failed to init device", -1)

    monkeypatch.setattr(miniaudio, "PlaybackDevice", refuse)
    monkeypatch.setattr(miniaudio, "Devices", refuse)


def test_plays_to_the_end(short: Path) -> None:
    with Player(short, NULL) as player:
        assert player.position_seconds == 0.0
        assert player.seconds == pytest.approx(0.3)
        assert not player.finished
        player.start()
        assert player.wait(10.0)
        assert player.finished
        assert player.position_seconds == pytest.approx(0.3)


def test_stops_and_starts_again(tmp_path: Path) -> None:
    path = export(beat(100.0, 20.0), 44_100, tmp_path / "long.wav").path
    with Player(path, NULL) as player:
        player.start()
        assert not player.wait(0.05)
        player.stop()
        player.stop()
        assert player.position_seconds < 10.0
        assert not player.finished
        player.start()
        assert not player.finished


@pytest.mark.parametrize("extension", ["flac", "ogg", "mp3"])
def test_every_format(tmp_path: Path, extension: str) -> None:
    play(export(beat(100.0, 0.2), 44_100, tmp_path / f"x.{extension}").path, NULL)


def test_no_device_says_where_the_file_is(
    short: Path, no_device: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(MissingError, match="no sound device") as caught:
        play(short)
    assert str(short) in caught.value.hint
    with pytest.raises(MissingError):
        device_name()


@pytest.mark.skipif(sys.platform == "win32", reason="a shell script stands in for ffplay")
def test_ffplay_is_the_second_choice(
    short: Path, no_device: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    fake = tmp_path / "ffplay"
    fake.write_text(f'#!/bin/sh\necho "$@" > {tmp_path}/called\n')
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    play(short)
    assert str(short) in (tmp_path / "called").read_text()
    fake.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(MissingError):
        play(short)


def test_a_backend_that_plays_to_nowhere_is_no_device(short: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    real = miniaudio.PlaybackDevice

    def null(**settings: object) -> object:
        return real(**{**settings, "backends": NULL})  # type: ignore[arg-type]

    monkeypatch.setattr(miniaudio, "PlaybackDevice", null)
    with pytest.raises(MissingError):
        play(short)


def test_ctrl_c_stops_the_sound(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = export(beat(100.0, 20.0), 44_100, tmp_path / "long.wav").path
    stopped: list[bool] = []
    monkeypatch.setattr(Player, "stop", lambda self, real=Player.stop: (stopped.append(True), real(self)))

    def interrupt(self: Player, timeout_seconds: float | None = None) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(Player, "wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        play(path, NULL)
    assert stopped


def test_not_audio(tmp_path: Path) -> None:
    (tmp_path / "x.wav").write_text("words")
    with pytest.raises(FileError):
        play(tmp_path / "x.wav", NULL)


def test_what_the_sound_libraries_print_is_kept_off_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with quiet_libraries():
        os.write(2, b"ALSA lib noise")
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"


def until(condition: Callable[[], bool]) -> bool:
    """Whether `condition` comes true in time."""
    deadline = time.monotonic() + 10.0
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.005)
    return True


@pytest.fixture
def long(tmp_path: Path) -> Path:
    return export(beat(100.0, 20.0), 44_100, tmp_path / "long.wav").path


def test_seek_pause_and_resume(long: Path) -> None:
    with Player(long, NULL) as player:
        player.start(at_seconds=5.0)
        assert until(lambda: player.position_seconds > 5.0)
        player.seek(12.5)
        assert 12.5 <= player.position_seconds < 15.0
        player.pause()
        assert player.paused
        player.seek(2.0)
        assert player.position_seconds == pytest.approx(2.0)
        player.resume()
        assert until(lambda: player.position_seconds > 2.0)
        assert player.position_seconds < 12.0
        player.seek(1e9)
        assert player.wait(10.0)
        player.seek(19.5)
        assert not player.finished


def test_a_loop_never_finishes_until_it_is_switched_off(short: Path) -> None:
    with Player(short, NULL) as player:
        player.loop = True
        player.start()
        assert not player.wait(0.7)
        player.loop = False
        assert player.wait(10.0)


@pytest.mark.parametrize("percent", [-1.0, 100.5, float("nan")])
def test_a_volume_out_of_range(short: Path, percent: float) -> None:
    player = Player(short, NULL)
    with pytest.raises(InvalidInputError, match="0 to 100"):
        player.volume_percent = percent
    assert player.volume_percent == 100.0


def test_nowhere_cannot_be_played_from(short: Path) -> None:
    with pytest.raises(InvalidInputError):
        Player(short, NULL).seek(float("nan"))


def test_a_feed_is_played_while_it_is_filled() -> None:
    feed = Feed(44_100, 2)
    chunk = beat(100.0, 0.4)
    with Player(feed, NULL) as player:
        player.start()
        assert player.waiting
        feed.push(chunk)
        assert until(lambda: player.position_seconds > 0.0)
        assert until(lambda: player.waiting)
        assert not player.finished
        assert player.position_seconds == pytest.approx(0.4, abs=0.011)
        feed.push(chunk)
        assert until(lambda: player.position_seconds > 0.4)
        feed.finish(None)
        assert player.wait(10.0)
        assert player.position_seconds == pytest.approx(0.8)


def test_no_device_for_a_feed(no_device: None) -> None:
    with pytest.raises(MissingError) as caught:
        Player(Feed(44_100, 2)).start()
    assert "The audio is in" not in caught.value.hint


def test_stopping_is_clean_at_any_moment(long: Path, capfd: pytest.CaptureFixture[str]) -> None:
    player = Player(long, NULL)
    for index in range(12):
        player.start()
        time.sleep(0.003 * index)
        player.stop()
    feed = Player(Feed(44_100, 2), NULL)
    feed.start()
    feed.stop()
    del player, feed
    assert capfd.readouterr().err == ""


def test_stopping_in_the_middle_of_an_interrupt_still_lets_the_device_go(
    long: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    player = Player(long, NULL)
    player.start()
    device = player._device

    def interrupt(timeout: float) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(player._transport.silent, "wait", interrupt)
    with pytest.raises(KeyboardInterrupt):
        player.stop()
    assert device is not None
    assert not device._release.alive


def test_a_file_that_turns_out_to_be_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = export(beat(100.0, 0.5), 44_100, tmp_path / "x.wav").path
    player = Player(path, NULL)
    player.start()
    decoder = player._source._decoder  # type: ignore[union-attr]

    def broken(*_: object, **__: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(decoder, "read", broken)
    assert player.wait(10.0)
    player.stop()
    assert isinstance(player.error, FileError)
    assert "Input/output error" in player.error.message


def test_a_file_that_is_gone_at_the_start(short: Path) -> None:
    player = Player(short, NULL)
    short.unlink()
    with pytest.raises(FileError, match="cannot be played"):
        player.start()
    assert np.array_equal(player._transport.fill(10), np.zeros((10, 2), np.float32))


def test_a_program_that_ends_while_it_plays_ends(long: Path) -> None:
    program = (
        "import sys, pathlib, miniaudio\n"
        "from timbre.audio.player import Player\n"
        "player = Player(pathlib.Path(sys.argv[1]), [miniaudio.Backend.NULL])\n"
        "player.start()\n"
        "while not player.position_seconds: pass\n"
    )
    ended = subprocess.run([sys.executable, "-c", program, str(long)], capture_output=True, timeout=30)
    assert (ended.returncode, ended.stderr) == (0, b"")


def test_a_player_that_is_dropped_lets_the_device_go(long: Path) -> None:
    player = Player(long, NULL)
    player.start()
    assert player._device is not None
    release = player._device._release
    source = player._transport.source
    del player
    assert not release.alive
    source.close()
