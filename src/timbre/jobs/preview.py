"""The preview: the mix as it is being made, one growing file that the worker writes and the surface reads.

Raw little-endian float32 frames, interleaved, at the engine's own rate and a fixed gain, before mastering. Knows
nothing of jobs or players.
"""

from __future__ import annotations

import os
import weakref
from pathlib import Path
from typing import BinaryIO

import numpy as np

from timbre.errors import FileError
from timbre.model.clip import Samples

BYTES_PER_SAMPLE = 4


class PreviewWriter:
    """Appends frames to a new preview file; `frames` counts them."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.frames = 0
        self._file: BinaryIO | None = None

    def append(self, samples: Samples) -> None:
        """Add `samples` [C, T]; they can be read when this returns. Raises FileError."""
        try:
            if self._file is None:
                self._file = self.path.open("wb")
            self._file.write(np.ascontiguousarray(samples.T, dtype="<f4").tobytes())
            self._file.flush()
        except OSError as error:
            raise FileError(
                f"Audio could not be kept in {self.path.parent}: {error.strerror}.",
                "Free some disk space and try again.",
            ) from error
        self.frames += int(samples.shape[1])

    def close(self) -> None:
        """Give the file up; what is in it stays. Raises nothing: a preview is never the last copy."""
        if self._file is not None:
            file, self._file = self._file, None
            try:
                file.close()
            except OSError:
                return


class Preview:
    """Reads a preview file. It stays open while anyone holds this, so audio outlives the file's name."""

    def __init__(self, path: Path, sample_rate: int, channels: int) -> None:
        """Open `path`. Raises OSError."""
        self.sample_rate = sample_rate
        self.channels = channels
        self._descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        self._close = weakref.finalize(self, os.close, self._descriptor)

    @property
    def frames(self) -> int:
        """Whole frames on disk so far."""
        if not self._close.alive:
            return 0
        return os.fstat(self._descriptor).st_size // (BYTES_PER_SAMPLE * self.channels)

    def read(self, offset: int, count: int) -> Samples:
        """Up to `count` frames from frame `offset` on: [C, T] float32; fewer where the file ends."""
        if not self._close.alive:
            return np.zeros((self.channels, 0), np.float32)
        size = BYTES_PER_SAMPLE * self.channels
        data = _read_at(self._descriptor, count * size, offset * size)
        whole = len(data) - len(data) % size
        frames = np.frombuffer(data[:whole], dtype="<f4").reshape(-1, self.channels)
        return np.ascontiguousarray(frames.T, dtype=np.float32)

    def close(self) -> None:
        """Close now; reading gives nothing afterwards."""
        self._close()


def _read_at(descriptor: int, size: int, position: int) -> bytes:
    if hasattr(os, "pread"):
        return os.pread(descriptor, size, position)
    os.lseek(descriptor, position, os.SEEK_SET)
    return os.read(descriptor, size)
