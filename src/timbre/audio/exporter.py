"""Writes finished audio as WAV, FLAC, MP3 or OGG: whole or not at all, the same bytes for the same audio.

Knows nothing of engines or of the history.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, get_args

import numpy as np

from timbre.audio.atomic import new_file, write_file
from timbre.audio.blocks import blocks, check_signal, finite, frame_bytes
from timbre.audio.dither import Quantiser
from timbre.audio.encoder import write_encoded
from timbre.audio.metadata import Tags, riff_chunks
from timbre.audio.names import slug, take_name, unique_path
from timbre.audio.wav import BYTES_PER_SAMPLE, wav_header
from timbre.errors import InvalidInputError, UnknownNameError
from timbre.model.clip import Samples
from timbre.model.request import AudioFormat, BitDepth

__all__ = [
    "ExportedFile",
    "audio_hash",
    "export",
    "format_of",
    "slug",
    "take_name",
    "unique_path",
    "write_file",
]

FORMATS: tuple[AudioFormat, ...] = get_args(AudioFormat)
MP3_RATES_HZ = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)


@dataclass(frozen=True)
class ExportedFile:
    """A file that is safely on disk."""

    path: Path
    file_format: AudioFormat
    bits: BitDepth | None
    """None for lossy formats."""
    sample_rate: int
    channels: int
    frames: int
    bytes: int
    sha256: str
    """Of the file."""
    audio_sha256: str
    """Of the decoded samples as little-endian float32, interleaved."""

    @property
    def seconds(self) -> float:
        """Length in seconds."""
        return self.frames / self.sample_rate


def format_of(path: Path) -> AudioFormat:
    """The format a file name asks for by its extension. Raises UnknownNameError."""
    extension = path.suffix.lower().lstrip(".")
    for name in FORMATS:
        if extension in (name, {"wav": "wave", "ogg": "oga"}.get(name)):
            return name
    raise UnknownNameError.among("audio format", extension or "(no extension)", FORMATS)


def export(
    samples: Samples,
    sample_rate: int,
    path: Path,
    file_format: AudioFormat | None = None,
    bits: BitDepth = "16",
    tags: Tags | None = None,
    force: bool = False,
) -> ExportedFile:
    """Write `samples` [C, T] to `path`; folders above it are made.

    `file_format` None goes by the extension. WAV takes 16, 24 or float; FLAC 16 or 24 (float becomes 24); OGG
    and MP3 take their own. Never overwrites without `force`. Raises FileError, InvalidInputError,
    UnknownNameError.
    """
    path = Path(path)
    chosen = file_format or format_of(path)
    if chosen not in FORMATS:
        raise UnknownNameError.among("audio format", str(chosen), FORMATS)
    if bits not in BYTES_PER_SAMPLE:
        raise InvalidInputError(f"{bits!r} is not a bit depth.", "Choose 16, 24 or float.")
    check_signal(samples, sample_rate)
    _check_format(chosen, samples.shape[0], sample_rate)
    if chosen == "flac" and bits == "float":
        bits = "24"
    tags = tags or Tags()
    with new_file(path, force) as file:
        if chosen == "wav":
            audio_sha256 = _write_wav(file, samples, sample_rate, bits, tags)
        else:
            audio_sha256 = write_encoded(file, samples, sample_rate, chosen, bits, tags)
        file.flush()
        file.seek(0)
        digest = hashlib.sha256()
        while data := file.read(1 << 20):
            digest.update(data)
        size = file.tell()
    return ExportedFile(
        path=path,
        file_format=chosen,
        bits=bits if chosen in ("wav", "flac") else None,
        sample_rate=sample_rate,
        channels=int(samples.shape[0]),
        frames=int(samples.shape[1]),
        bytes=size,
        sha256=digest.hexdigest(),
        audio_sha256=audio_sha256,
    )


def audio_hash(samples: Samples) -> str:
    """SHA-256 of `samples` [C, T] as little-endian float32, interleaved."""
    digest = hashlib.sha256()
    for block in blocks(samples):
        digest.update(frame_bytes(block.T, "<f4"))
    return digest.hexdigest()


def _check_format(file_format: AudioFormat, channels: int, sample_rate: int) -> None:
    if file_format == "mp3" and sample_rate not in MP3_RATES_HZ:
        raise InvalidInputError(
            f"MP3 knows no sample rate of {sample_rate} Hz.",
            "Use --sample-rate 44100 or 48000, or write FLAC.",
        )
    if file_format == "mp3" and channels > 2:
        raise InvalidInputError(f"MP3 holds 2 channels, not {channels}.", "Write WAV or FLAC.")


def _write_wav(file: BinaryIO, samples: Samples, sample_rate: int, bits: BitDepth, tags: Tags) -> str:
    """Write the whole file; return the audio's hash."""
    channels, frames = samples.shape
    trailer = riff_chunks(tags)
    file.write(wav_header(channels, frames, sample_rate, bits, len(trailer)))
    digest = hashlib.sha256()
    quantise = Quantiser(bits)
    for raw in blocks(samples):
        block = finite(raw)
        if bits == "float":
            data = frame_bytes(block.T, "<f4")
            file.write(data)
            digest.update(data)
            continue
        whole = quantise(block).T
        decoded = whole.astype(np.float32) / quantise.scale
        digest.update(frame_bytes(decoded, "<f4"))
        if bits == "16":
            file.write(frame_bytes(whole, "<i2"))
        else:
            file.write(
                np.ascontiguousarray(whole, dtype="<i4").view(np.uint8).reshape(-1, 4)[:, :3].tobytes()
            )
    if frames * channels * BYTES_PER_SAMPLE[bits] % 2:
        file.write(b"\x00")
    file.write(trailer)
    return digest.hexdigest()
