"""Sound that is still being made, as a source of frames: one thread pushes, the player follows.

Knows nothing of engines, jobs or devices.
"""

from __future__ import annotations

import threading
from bisect import bisect_right
from pathlib import Path

import numpy as np

from timbre.audio.blocks import CHANNELS_MAX, RATE_RANGE_HZ, finite, from_db
from timbre.audio.playback.file_source import FileSource
from timbre.errors import InvalidInputError, TimbreError
from timbre.model.clip import Samples

GAIN_RANGE_DB = (-60.0, 24.0)


class Feed:
    """A take while it is made. `push`, `finish` and everything else may come from any thread.

    What was pushed stays in memory (21 MB a minute in stereo at 44.1 kHz) until the finished file takes over.
    """

    def __init__(self, sample_rate: int, channels: int, gain_db: float = 0.0) -> None:
        """`gain_db` (−60 to 24) is put on everything pushed: previews are made before mastering.

        Raises InvalidInputError.
        """
        _check(sample_rate, channels, gain_db)
        self.sample_rate, self.channels, self.gain_db = sample_rate, channels, gain_db
        self.error: TimbreError | None = None
        self._gain = np.float32(from_db(gain_db))
        self._lock = threading.RLock()
        self._chunks: list[Samples] = []
        self._starts: list[int] = []
        self._frames = 0
        self._position = 0
        self._complete = False
        self._path: Path | None = None
        self._file: FileSource | None = None

    def push(self, samples: Samples) -> None:
        """Add `samples` [C, T] float32. Raises InvalidInputError for another shape, or after `finish`."""
        if samples.ndim != 2 or samples.shape[0] != self.channels:
            raise InvalidInputError(
                f"Audio of shape {samples.shape} does not fit this feed: it takes [{self.channels}, samples].",
                "Push every chunk with the same channels.",
            )
        frames = np.clip(finite(samples.T.astype(np.float32)) * self._gain, -1.0, 1.0)
        with self._lock:
            if self._complete:
                raise InvalidInputError("This feed is finished.", "Make a new one for another take.")
            if len(frames):
                self._chunks.append(np.ascontiguousarray(frames))
                self._starts.append(self._frames)
                self._frames += len(frames)

    def finish(self, path: Path | None = None) -> None:
        """Nothing more will come. `path` is the finished file, if there is one.

        The preview plays on to its end; the next jump, loop or fresh start is taken in the file instead, if its
        rate and channels are the same. A file that cannot be read is left alone. Harmless twice.
        """
        with self._lock:
            if path is not None and self._path is None:
                self._path = Path(path)
            self._complete = True

    @property
    def complete(self) -> bool:
        """Whether `finish` has been called."""
        return self._complete

    @property
    def frames(self) -> int:
        """How many frames have come so far."""
        with self._lock:
            return self._file.frames if self._file is not None else self._frames

    @property
    def position(self) -> int:
        """The next frame that `read` gives."""
        with self._lock:
            return self._file.position if self._file is not None else self._position

    def open(self) -> None:
        """Go to the beginning. Raises FileError when the finished file has gone."""
        with self._lock:
            if self._file is not None:
                self._file.open()
            self.seek(0)

    def read(self, count: int) -> Samples:
        """Up to `count` frames [n, C] of what has come; fewer where it has run dry."""
        with self._lock:
            if self._file is not None:
                block = self._file.read(count)
                self.error = self._file.error
                return block
            out = self._copy(self._position, max(0, min(count, self._frames - self._position)))
            self._position += len(out)
            return out

    def seek(self, frame: int) -> None:
        """Go on from `frame`, held within what is there; in the finished file once there is one."""
        with self._lock:
            if self._file is None:
                self._take_over()
            if self._file is not None:
                self._file.seek(frame)
            else:
                self._position = max(0, min(frame, self._frames))

    def close(self) -> None:
        """Let the file go, until `open`; what was pushed stays. Harmless twice."""
        with self._lock:
            if self._file is not None:
                self._file.close()

    def _take_over(self) -> None:
        """Change from the pushed frames to the finished file, if there is a fitting one."""
        if not self._complete or self._path is None:
            return
        try:
            file = FileSource(self._path)
            if (file.sample_rate, file.channels) != (self.sample_rate, self.channels):
                return
            file.open()
        except TimbreError:
            return
        self._file = file
        self._chunks, self._starts, self._frames = [], [], 0

    def _copy(self, start: int, count: int) -> Samples:
        """`count` frames from `start` on, all of them there."""
        out = np.empty((count, self.channels), np.float32)
        done, index = 0, bisect_right(self._starts, start) - 1
        while done < count:
            offset = start + done - self._starts[index]
            part = self._chunks[index][offset : offset + count - done]
            out[done : done + len(part)] = part
            done += len(part)
            index += 1
        return out


def _check(sample_rate: int, channels: int, gain_db: float) -> None:
    low, high = RATE_RANGE_HZ
    if not low <= sample_rate <= high:
        raise InvalidInputError(
            f"A sample rate of {sample_rate} Hz cannot be played; it must be {low} to {high} Hz.",
            "Resample it first.",
        )
    if not 1 <= channels <= CHANNELS_MAX:
        raise InvalidInputError(
            f"{channels} channels cannot be played; it must be 1 to {CHANNELS_MAX}.", "Mix it down first."
        )
    quiet, loud = GAIN_RANGE_DB
    if not quiet <= gain_db <= loud:
        raise InvalidInputError(
            f"A preview gain of {gain_db} dB cannot be used; it must be {quiet:g} to {loud:g} dB.",
            "Use 0 to leave the preview as it is.",
        )
