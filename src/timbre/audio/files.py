"""Reads audio files that may be anything: checks the header first, then decodes.

Knows nothing of what the audio is for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np

from timbre.audio.blocks import BLOCK_SAMPLES, CHANNELS_MAX, RATE_RANGE_HZ
from timbre.errors import FileError
from timbre.model.clip import Clip, Samples

SECONDS_MAX = 3600.0
_HINT = "Timbre reads WAV, FLAC, OGG, MP3 and AIFF."


@dataclass(frozen=True)
class AudioInfo:
    """What a file's header says."""

    path: Path
    file_format: str
    subtype: str
    sample_rate: int
    channels: int
    frames: int

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.frames / self.sample_rate


def audio_info(path: Path) -> AudioInfo:
    """The header of the audio file at `path`, within what Timbre accepts. Raises FileError."""
    with _opened(Path(path)) as (info, _):
        return info


def read_audio(path: Path, out: Samples | None = None) -> Clip:
    """The audio at `path`, into `out` [C, T] (made when None). Raises FileError naming the file and what it is.

    At most 8 channels, 8 to 192 kHz, one hour. A file cut short gives what it holds.
    """
    with _opened(Path(path)) as (info, decoder):
        samples = np.empty((info.channels, info.frames), np.float32) if out is None else out
        position = 0
        for block in _decoded(info, decoder):
            count = min(len(block), info.frames - position)
            samples[:, position : position + count] = block[:count].T
            position += count
        if position == 0:
            raise FileError(f"{info.path} holds no audio.", _HINT)
        return Clip(samples[:, :position], info.sample_rate)


def sequential(file: BinaryIO) -> Any:
    """A decoder of the open `file` that is only read forwards. Raises soundfile.SoundFileError.

    After every read soundfile seeks to where it already is, which makes an MP3 decoder lose its bit reservoir and
    stumble; a file that says it cannot seek is left alone.
    """
    import soundfile

    decoder = soundfile.SoundFile(file)
    decoder.seekable = lambda: False
    return decoder


def _decoded(info: AudioInfo, decoder: Any) -> Iterator[Samples]:
    """Blocks [n, C] with NaN and infinity taken out."""
    import soundfile

    while True:
        try:
            block = decoder.read(BLOCK_SAMPLES, dtype="float32", always_2d=True)
        except (soundfile.SoundFileError, RuntimeError) as error:
            raise FileError(
                f"{info.path} is damaged: {_reason(error)}.", "Make or download it again."
            ) from error
        if not len(block):
            return
        yield block if np.isfinite(block).all() else np.nan_to_num(block, posinf=0.0, neginf=0.0)


@contextmanager
def _opened(path: Path) -> Iterator[tuple[AudioInfo, Any]]:
    """The checked header and the open decoder."""
    import soundfile

    try:
        if path.is_dir():
            raise FileError(f"{path} is a folder, not an audio file.", "Name a file in it.")
        size = path.stat().st_size
        file = path.open("rb")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise FileError(f"{path} cannot be read: {reason}.", "Check the name and its permissions.") from error
    with file:
        if size == 0:
            raise FileError(f"{path} is empty.", _HINT)
        try:
            decoder = sequential(file)
        except (soundfile.SoundFileError, TypeError, ValueError) as error:
            raise FileError(f"{path} is not audio Timbre can read ({_kind(path)}).", _HINT) from error
        with decoder:
            info = AudioInfo(
                path,
                decoder.format,
                decoder.subtype,
                int(decoder.samplerate),
                int(decoder.channels),
                int(decoder.frames),
            )
            _check(info)
            yield info, decoder


def _check(info: AudioInfo) -> None:
    low, high = RATE_RANGE_HZ
    if not 1 <= info.channels <= CHANNELS_MAX:
        raise FileError(
            f"{info.path} has {info.channels} channels; {CHANNELS_MAX} is the most.", "Mix it down first."
        )
    if not low <= info.sample_rate <= high:
        raise FileError(
            f"{info.path} has a sample rate of {info.sample_rate} Hz; it must be {low} to {high}.",
            "Resample it first.",
        )
    if info.frames <= 0:
        raise FileError(f"{info.path} holds no audio.", _HINT)
    if info.seconds > SECONDS_MAX:
        raise FileError(
            f"{info.path} is {info.seconds / 3600:.1f} hours long; one hour is the most.",
            "Cut it into parts first.",
        )


def _reason(error: Exception) -> str:
    return str(error).rstrip(".").split(": ")[-1]


_MAGIC = (
    (b"RIFF", "a damaged or unusual WAV file"),
    (b"fLaC", "a damaged FLAC file"),
    (b"OggS", "an Ogg file without Vorbis or Opus audio, or a damaged one"),
    (b"ID3", "a damaged MP3 file"),
    (b"MThd", "a MIDI file: notes, not sound"),
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{", "JSON or other text"),
)


def _kind(path: Path) -> str:
    """What the file looks like from its first bytes, in words."""
    try:
        with path.open("rb") as file:
            head = file.read(512)
    except OSError:
        return "unreadable"
    if head[4:8] == b"ftyp":
        return "an MP4 or M4A file: convert it to WAV or FLAC first"
    for magic, words in _MAGIC:
        if head.startswith(magic):
            return words
    try:
        head.decode("utf-8")
    except UnicodeDecodeError:
        return "unknown data"
    return "text"
