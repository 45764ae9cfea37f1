"""Plays an audio file on this machine's speakers.

Knows nothing of terminals or takes. No sound device is a normal state, and MissingError says so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from timbre.audio.files import audio_info, sequential
from timbre.errors import MissingError
from timbre.model.text import clean

BUFFER_MS = 100
_NULL_BACKEND = "Null"
_SILENT_DEVICE = "Discard all samples"
"""What ALSA calls the device that plays nothing."""
WAIT_SECONDS = 0.1
"""How often a waiting `play` looks up, so that Ctrl-C is quick everywhere."""


class Player:
    """One file on one device: `start`, `stop`, `position_seconds`, `finished`. Use as a context manager.

    `backends` are miniaudio backends to try, for tests (`[miniaudio.Backend.NULL]`); None is the machine's
    own.
    """

    def __init__(self, path: Path, backends: list[Any] | None = None) -> None:
        self.path = Path(path)
        self.info = audio_info(self.path)
        self._backends = backends
        self._device: Any = None
        self._decoder: Any = None
        self._played = 0
        self._done = threading.Event()

    def __enter__(self) -> Player:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def seconds(self) -> float:
        """Length of the file."""
        return self.info.seconds

    @property
    def position_seconds(self) -> float:
        """How far playback is (what has been handed to the device)."""
        return min(self._played / self.info.sample_rate, self.seconds)

    @property
    def finished(self) -> bool:
        """Whether everything has been played."""
        return self._done.is_set()

    def start(self) -> None:
        """Begin to play, from the beginning. Raises MissingError without a sound device, FileError for a bad file."""
        import miniaudio

        self.stop()
        self._played = 0
        self._done.clear()
        self._file = self.path.open("rb")
        self._decoder = sequential(self._file)
        try:
            with _quiet_libraries():
                self._device = miniaudio.PlaybackDevice(
                    output_format=miniaudio.SampleFormat.FLOAT32,
                    nchannels=self.info.channels,
                    sample_rate=self.info.sample_rate,
                    buffersize_msec=BUFFER_MS,
                    backends=self._backends,
                    app_name="Timbre",
                )
        except miniaudio.MiniaudioError as error:
            self.stop()
            raise _no_device(self.path) from error
        if self._backends is None and self._device.backend == _NULL_BACKEND:
            self.stop()
            raise _no_device(self.path)
        stream = self._frames()
        next(stream)
        self._device.start(stream)

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Wait for the end; whether it has come."""
        return self._done.wait(timeout_seconds)

    def stop(self) -> None:
        """Fall silent and let the device go. Harmless when not playing."""
        device, self._device = self._device, None
        if device is not None:
            device.close()
        decoder, self._decoder = self._decoder, None
        if decoder is not None:
            decoder.close()
            self._file.close()

    def _frames(self) -> Generator[Any, int, None]:
        """Feed the device: it sends the number of frames it wants and gets them, then silence after the end."""
        import numpy as np

        wanted = yield b""
        while True:
            block = self._decoder.read(wanted, dtype="float32", always_2d=True)
            if len(block) == 0:
                self._done.set()
            self._played += len(block)
            if len(block) < wanted:
                silence = np.zeros((wanted - len(block), self.info.channels), np.float32)
                block = np.concatenate([block, silence])
            wanted = yield np.ascontiguousarray(block)


def play(path: Path, backends: list[Any] | None = None) -> None:
    """Play `path` to its end; KeyboardInterrupt stops the sound and passes through.

    Without a sound device that miniaudio can open, ffplay is tried if it is installed. Raises MissingError,
    FileError.
    """
    player = Player(path, backends)
    try:
        player.start()
    except MissingError:
        if backends is not None or not _ffplay(player.path):
            raise
        return
    with player:
        while not player.wait(WAIT_SECONDS):
            pass
        threading.Event().wait(2 * BUFFER_MS / 1000.0)


def device_name() -> str:
    """Name of the sound device that would play. Raises MissingError."""
    import miniaudio

    try:
        with _quiet_libraries():
            devices = miniaudio.Devices()
            names = [str(device["name"]) for device in devices.get_playbacks()]
    except miniaudio.MiniaudioError as error:
        raise _no_device(None) from error
    audible = [name for name in names if not name.startswith(_SILENT_DEVICE)]
    if not audible or devices.backend == _NULL_BACKEND:
        raise _no_device(None)
    return clean(audible[0])


@contextmanager
def _quiet_libraries() -> Iterator[None]:
    """Keep what ALSA and JACK print while they look for devices off the terminal; they know no other way."""
    try:
        saved = os.dup(2)
    except OSError:  # stderr is closed: nothing to keep off
        yield
        return
    try:
        with Path(os.devnull).open("w") as nowhere:
            os.dup2(nowhere.fileno(), 2)
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)


def _ffplay(path: Path) -> bool:
    """Play through ffplay, where it is installed; whether that worked. It dies with us on Ctrl-C."""
    command = shutil.which("ffplay")
    if command is None:
        return False
    arguments = [command, "-nodisp", "-autoexit", "-loglevel", "quiet", "-i", str(path.resolve())]
    with subprocess.Popen(arguments, stdin=subprocess.DEVNULL) as process:
        try:
            return process.wait() == 0
        finally:
            process.terminate()


def _no_device(path: Path | None) -> MissingError:
    where = f" The audio is in {path}: copy it to a machine with speakers." if path is not None else ""
    return MissingError(
        "There is no sound device to play on.",
        f"Normal on servers, in containers and over SSH; files are written all the same.{where}",
    )
