"""An audio file as a source of frames, decoded as it is played: memory stays constant at any length.

Knows nothing of devices, gain or fades.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from timbre.audio.blocks import finite
from timbre.audio.files import audio_info, sequential
from timbre.errors import FileError, TimbreError
from timbre.model.clip import Samples

PREROLL_FRAMES = 4608
"""Decoded and thrown away before the target of a jump: four MP3 frames, or more than one Vorbis block, so that a
decoder with a memory (bit reservoir, overlapping windows) gives exactly what playing through would have given."""


class FileSource:
    """The frames of one file. The header is read at once; `open` opens the decoder."""

    complete = True

    def __init__(self, path: Path) -> None:
        """Raises FileError for what is not audio Timbre reads."""
        self.info = audio_info(Path(path))
        self.error: TimbreError | None = None
        self._file: BinaryIO | None = None
        self._decoder: Any = None
        self._position = 0
        self._frames = self.info.frames

    @property
    def sample_rate(self) -> int:
        """Frames per second."""
        return self.info.sample_rate

    @property
    def channels(self) -> int:
        """Channels in a frame."""
        return self.info.channels

    @property
    def frames(self) -> int:
        """Length in frames: what the header says, or where a file cut short turned out to end."""
        return self._frames

    @property
    def position(self) -> int:
        """The next frame that `read` gives."""
        return self._position

    def open(self) -> None:
        """Open the decoder, at the beginning. Raises FileError."""
        import soundfile

        self.close()
        self.error, self._position = None, 0
        try:
            self._file = self.info.path.open("rb")
            self._decoder = sequential(self._file)
        except (OSError, soundfile.SoundFileError) as error:
            self.close()
            raise _unreadable(self.info.path, error) from error

    def read(self, count: int) -> Samples:
        """Up to `count` frames [n, C]; fewer only at the end, or where the file is damaged (`error`)."""
        block = self._decode(min(count, self._frames - self._position))
        self._position += len(block)
        if len(block) < count and self._decoder is not None:
            self._frames = self._position
        return block

    def seek(self, frame: int) -> None:
        """Go on from `frame`, held within 0 … `frames`; exact to the frame in every format."""
        import soundfile

        target = max(0, min(frame, self._frames))
        if self._decoder is None or self.error is not None:
            return
        try:
            self._decoder.seek(max(0, target - PREROLL_FRAMES))
        except (OSError, RuntimeError, soundfile.SoundFileError) as error:
            self.error = _unreadable(self.info.path, error)
            return
        self._decode(min(target, PREROLL_FRAMES))
        self._position = target

    def close(self) -> None:
        """Close the file; reading gives nothing afterwards. Harmless twice."""
        decoder, self._decoder = self._decoder, None
        file, self._file = self._file, None
        if decoder is not None:
            decoder.close()
        if file is not None:
            file.close()

    def _decode(self, count: int) -> Samples:
        import soundfile

        if self._decoder is None or self.error is not None or count <= 0:
            return np.zeros((0, self.channels), np.float32)
        try:
            block: Samples = self._decoder.read(count, dtype="float32", always_2d=True)
        except (OSError, RuntimeError, soundfile.SoundFileError) as error:
            self.error = _unreadable(self.info.path, error)
            return np.zeros((0, self.channels), np.float32)
        return finite(block)


def _unreadable(path: Path, error: Exception) -> FileError:
    reason = getattr(error, "strerror", None) or str(error).rstrip(".")
    return FileError(f"{path} cannot be played: {reason}.", "Check that it is still there and whole.")
