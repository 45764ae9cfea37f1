"""Staging: audio on its way from an engine to a file, kept on disk so that memory stays flat at any length.

Knows nothing of audio formats: raw little-endian float32 frames, interleaved.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

import numpy as np

from timbre.errors import EngineError, FileError
from timbre.model.clip import Samples

MIX = "mix"


class Staging:
    """A temporary folder of growing raw signals, one per name. Use as a context manager: it is gone afterwards."""

    def __init__(self, parent: Path | None = None) -> None:
        if parent is not None:
            parent.mkdir(parents=True, exist_ok=True)
        self.folder = Path(tempfile.mkdtemp(prefix="timbre-", dir=parent))
        self._files: dict[str, BinaryIO] = {}
        self._channels: dict[str, int] = {}
        self._scratches = 0

    def __enter__(self) -> Staging:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for file in self._files.values():
            file.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    @property
    def names(self) -> tuple[str, ...]:
        """Signals so far, in the order they appeared."""
        return tuple(self._channels)

    def append(self, name: str, samples: Samples) -> None:
        """Add `samples` [C, T] to the end of signal `name`. Raises EngineError or FileError (disk full)."""
        channels = int(samples.shape[0])
        if self._channels.setdefault(name, channels) != channels:
            raise EngineError(
                f"The engine changed from {self._channels[name]} to {channels} channels midway."
            )
        if name not in self._files:
            self._files[name] = (self.folder / f"{len(self._files)}.f32").open("wb")
        try:
            self._files[name].write(np.ascontiguousarray(samples.T, dtype="<f4").tobytes())
        except OSError as error:
            raise FileError(
                f"Audio could not be kept in {self.folder.parent}: {error.strerror}.",
                "Free some disk space and try again.",
            ) from error

    def signal(self, name: str) -> Samples:
        """The whole signal [C, T], mapped from disk. Raises EngineError when there is none."""
        if name not in self._files:
            raise EngineError("The engine finished without making any sound.", "Try another seed or engine.")
        self._files[name].flush()
        path = Path(self._files[name].name)
        if path.stat().st_size == 0:
            return np.zeros((self._channels[name], 0), np.float32)
        frames = np.memmap(path, dtype="<f4", mode="r").reshape(-1, self._channels[name])
        return frames.T

    def scratch(self, name: str, channels: int, frames: int) -> Samples:
        """A new writable signal [C, T] on disk for a processing stage; `name` only helps whoever looks."""
        self._scratches += 1
        path = self.folder / f"scratch-{self._scratches}-{name}.f32"
        return np.memmap(path, dtype="<f4", mode="w+", shape=(max(1, frames), channels)).T[:, :frames]
