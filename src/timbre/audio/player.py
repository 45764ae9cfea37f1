"""Plays an audio file, a take that is still being made, or takes side by side, on this machine's speakers.

Knows nothing of terminals or takes. No sound device is a normal state, and MissingError says so.
"""

from __future__ import annotations

import math
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

from timbre.audio.playback.bank import Bank
from timbre.audio.playback.device import LATENCY_SECONDS, PERIOD_MS, Device, device_name
from timbre.audio.playback.feed import Feed
from timbre.audio.playback.file_source import FileSource
from timbre.audio.playback.source import Source
from timbre.audio.playback.transport import Transport
from timbre.errors import InvalidInputError, MissingError, TimbreError

__all__ = ["Bank", "Feed", "FileSource", "Player", "device_name", "play"]

WAIT_SECONDS = 0.1
"""How often a waiting `play` looks up, so that Ctrl-C is quick everywhere."""
FADE_WAIT_SECONDS = 4 * PERIOD_MS / 1000.0
"""Longer than any device that still asks for frames takes to fade out."""


class Player:
    """One file, feed or bank on one device. Use as a context manager. Every method may be called from any thread.

    `backends` are miniaudio backends to try, for tests (`[miniaudio.Backend.NULL]`); None is the machine's
    own.
    """

    def __init__(self, source: Path | Source, backends: list[Any] | None = None) -> None:
        """Raises FileError for a path that is not audio."""
        self.path = source if isinstance(source, Path) else None
        self._source = FileSource(source) if isinstance(source, Path) else source
        self._transport = Transport(self._source)
        self._backends = backends
        self._device: Device | None = None
        self._lock = threading.Lock()

    def __enter__(self) -> Player:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def seconds(self) -> float:
        """Length of the file, or of what has come of a feed."""
        return self._source.frames / self._source.sample_rate

    @property
    def position_seconds(self) -> float:
        """How far playback is (what has been handed to the device)."""
        return min(self._transport.position / self._source.sample_rate, self.seconds)

    @property
    def finished(self) -> bool:
        """Whether everything has been played. Never while it loops, or while more of a feed may come."""
        return self._transport.done.is_set()

    @property
    def waiting(self) -> bool:
        """Whether a feed has run dry (or not begun): silent until more comes."""
        return self._transport.waiting

    @property
    def asked_frames(self) -> int:
        """How many frames the device has asked for so far, paused or not. One that asks no more has gone."""
        return self._transport.asked

    @property
    def paused(self) -> bool:
        """Whether playback holds where it is."""
        return self._transport.paused

    @property
    def error(self) -> TimbreError | None:
        """Why playback ended early (a file that turned out to be damaged), if it did."""
        return self._source.error

    @property
    def loop(self) -> bool:
        """Whether the end runs on into the beginning, without a gap. Settable at any time."""
        return self._transport.loop

    @loop.setter
    def loop(self, loop: bool) -> None:
        self._transport.loop = loop

    @property
    def volume_percent(self) -> float:
        """0 to 100 (as it is; 50 is −12 dB), changed without a click. Raises InvalidInputError when out of range."""
        return self._transport.volume_percent

    @volume_percent.setter
    def volume_percent(self, percent: float) -> None:
        self._transport.volume_percent = percent

    def start(self, at_seconds: float = 0.0, *, paused: bool = False) -> None:
        """Begin to play, from the beginning or `at_seconds`; a feed sounds as soon as enough has come.

        `paused`: hold there, silently, until `resume`. Raises MissingError without a sound device, FileError for a
        bad file.
        """
        with self._lock:
            self._silence()
            try:
                self._transport.begin(self._frame(at_seconds), paused)
                source = self._source
                self._device = Device(
                    self._transport.fill, source.sample_rate, source.channels, self._backends, self.path
                )
            finally:
                if self._device is None:
                    self._transport.end()

    def pause(self) -> None:
        """Hold, after a short fade. Harmless when paused."""
        self._transport.paused = True

    def resume(self) -> None:
        """Go on where `pause` held. Harmless when not paused."""
        self._transport.paused = False

    def seek(self, seconds: float) -> None:
        """Go on from `seconds`, held within what is there. While playing, paused or finished, until `stop`."""
        self._transport.seek(self._frame(seconds))

    def wait(self, timeout_seconds: float | None = None) -> bool:
        """Wait for the end; whether it has come."""
        return self._transport.done.wait(timeout_seconds)

    def stop(self) -> None:
        """Fall silent after a short fade, and let the device go. Harmless when not playing."""
        with self._lock:
            self._silence()

    def _silence(self) -> None:
        device, self._device = self._device, None
        try:
            if device is not None:
                self._transport.fade_out()
                self._transport.silent.wait(FADE_WAIT_SECONDS)
        finally:
            if device is not None:
                device.close()
            self._transport.end()

    def _frame(self, seconds: float) -> int:
        if not math.isfinite(seconds):
            raise InvalidInputError(
                f"Playback cannot go to {seconds} seconds; it must be 0 to {self.seconds:.1f}.",
                "Name a time within the piece.",
            )
        return round(max(0.0, min(seconds, self.seconds)) * self._source.sample_rate)


def play(path: Path, backends: list[Any] | None = None, volume_percent: float = 100.0) -> None:
    """Play `path` to its end; KeyboardInterrupt stops the sound and passes through.

    Without a sound device that miniaudio can open, ffplay is tried if it is installed. Raises MissingError,
    FileError.
    """
    player = Player(Path(path), backends)
    player.volume_percent = volume_percent
    try:
        player.start()
    except MissingError:
        if backends is not None or not _ffplay(Path(path), volume_percent):
            raise
        return
    with player:
        while not player.wait(WAIT_SECONDS):
            pass
        threading.Event().wait(LATENCY_SECONDS)
    if player.error is not None:
        raise player.error


def _ffplay(path: Path, volume_percent: float) -> bool:
    """Play through ffplay, where it is installed; whether that worked. It dies with us on Ctrl-C."""
    command = shutil.which("ffplay")
    if command is None:
        return False
    arguments = [command, "-nodisp", "-autoexit", "-loglevel", "quiet", "-volume", str(round(volume_percent))]
    with subprocess.Popen([*arguments, "-i", str(path.resolve())], stdin=subprocess.DEVNULL) as process:
        try:
            return process.wait() == 0
        finally:
            process.terminate()
