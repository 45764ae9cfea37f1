"""This machine's sound device: hands it frames from a callback that cannot fail, and lets it go in order.

Knows nothing of files, feeds or volume. No sound device is a normal state, and MissingError says so.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from timbre.errors import MissingError
from timbre.model.clip import Samples
from timbre.model.text import clean

PERIOD_MS = 50
"""How much the device asks for at a time; it keeps three of these ahead."""
LATENCY_SECONDS = 3 * PERIOD_MS / 1000.0
"""How long after it was handed over a frame is heard, about."""
_NULL_BACKEND = "Null"
_SILENT_DEVICE = "Discard all samples"
"""What ALSA calls the device that plays nothing."""


class Device:
    """An open sound device that has been started. `fill(count)` gives [count, C] float32 and must not raise."""

    def __init__(
        self,
        fill: Callable[[int], Samples],
        sample_rate: int,
        channels: int,
        backends: list[Any] | None = None,
        path: Path | None = None,
    ) -> None:
        """Open and start. `path` is named in the message. Raises MissingError without a device."""
        import miniaudio

        try:
            with quiet_libraries():
                device = miniaudio.PlaybackDevice(
                    output_format=miniaudio.SampleFormat.FLOAT32,
                    nchannels=channels,
                    sample_rate=sample_rate,
                    buffersize_msec=PERIOD_MS,
                    backends=backends,
                    app_name="Timbre",
                )
            self._release = weakref.finalize(self, _release, device)
            if backends is None and device.backend == _NULL_BACKEND:
                self.close()
                raise no_device(path)
            frames = _frames(fill)
            next(frames)
            device.start(frames)
        except miniaudio.MiniaudioError as error:
            raise no_device(path) from error

    def close(self) -> None:
        """Stop and let go; the callback is over when this returns. Harmless twice.

        Happens by itself before the interpreter ends, which a callback would keep from ending.
        """
        self._release()


def _release(device: Any) -> None:
    """Close miniaudio's `device`.

    Its own `stop` drops the generator while the callback may be about to use it; so its thread is stopped first,
    and everything else is let go afterwards. The context (a connection to the sound server) is nobody else's to
    close.
    """
    import miniaudio

    if device.running:
        miniaudio.lib.ma_device_stop(device._device)
        device.running = False
    device.close()
    miniaudio.lib.ma_context_uninit(device._context)


def _frames(fill: Callable[[int], Samples]) -> Generator[Any, int, None]:
    """What miniaudio wants: it sends how many frames it wants and gets them."""
    wanted = yield b""
    while True:
        wanted = yield fill(wanted)


def device_name() -> str:
    """Name of the sound device that would play. Raises MissingError."""
    import miniaudio

    try:
        with quiet_libraries():
            devices = miniaudio.Devices()
            names = [str(device["name"]) for device in devices.get_playbacks()]
    except miniaudio.MiniaudioError as error:
        raise no_device(None) from error
    audible = [name for name in names if not name.startswith(_SILENT_DEVICE)]
    if not audible or devices.backend == _NULL_BACKEND:
        raise no_device(None)
    return clean(audible[0])


def no_device(path: Path | None) -> MissingError:
    """The error that says there is nothing to play on, and where the audio is."""
    where = f" The audio is in {path}: copy it to a machine with speakers." if path is not None else ""
    return MissingError(
        "There is no sound device to play on.",
        f"Normal on servers, in containers and over SSH; files are written all the same.{where}",
    )


@contextmanager
def quiet_libraries() -> Iterator[None]:
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
