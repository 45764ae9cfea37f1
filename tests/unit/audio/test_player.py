"""The player: plays, stops, counts, and says so when there is nothing to play on."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import miniaudio
import pytest

from timbre.audio import player as module
from timbre.audio.exporter import export
from timbre.audio.player import Player, device_name, play
from timbre.errors import FileError, MissingError

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
    with module.quiet_libraries():
        os.write(2, b"ALSA lib noise")
    os.write(2, b"heard")
    assert capfd.readouterr().err == "heard"
