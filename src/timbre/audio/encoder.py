"""Encodes audio as FLAC, OGG Vorbis or MP3 by libsndfile, tagged and repeatable, into an open file.

Knows nothing of file names or of what is exported. MP3 adds silence of a thousand or so samples at the start (the
encoder's delay), which its LAME header tells players to take away again; not all do.
"""

from __future__ import annotations

import hashlib
from typing import Any, BinaryIO

import numpy as np

from timbre.audio.blocks import BLOCK_SAMPLES, blocks, finite, frame_bytes
from timbre.audio.dither import Quantiser
from timbre.audio.files import sequential
from timbre.audio.metadata import Tags, id3_bytes, write_comments
from timbre.audio.ogg import fix_serials
from timbre.errors import FileError
from timbre.model.clip import Samples
from timbre.model.request import AudioFormat, BitDepth

MP3_QUALITY = 0.1
"""libsndfile's scale, 0 best: variable rate, about 240 kbit/s."""
OGG_QUALITY = 0.3
"""libsndfile's scale, 0 best: Vorbis quality 7, about 220 kbit/s."""
FLAC_LEVEL = 0.6


def write_encoded(
    file: BinaryIO, samples: Samples, sample_rate: int, file_format: AudioFormat, bits: BitDepth, tags: Tags
) -> str:
    """Encode by libsndfile, tag, make repeatable; return the hash of what a decoder will hear."""
    import soundfile

    if file_format == "mp3":
        file.write(id3_bytes(tags))
    sink = _Sink(file)
    try:
        with soundfile.SoundFile(
            sink,
            "w",
            sample_rate,
            samples.shape[0],
            format=file_format.upper(),
            **_settings(file_format, bits),
        ) as encoder:
            audio_sha256 = _encode(encoder, sink, samples, bits if file_format == "flac" else None)
    except (soundfile.SoundFileError, AssertionError) as error:
        sink.check()
        raise FileError(f"The {file_format.upper()} encoder failed: {error}", "Write WAV instead.") from error
    sink.check()
    if file_format != "mp3":
        write_comments(file, file_format, tags)
    if file_format == "ogg":
        fix_serials(file)
    if file_format != "flac":
        audio_sha256 = _decoded_hash(file)
    return audio_sha256


class _Sink:
    """A file for libsndfile, beginning at the file's position, that remembers what went wrong.

    Errors cannot pass through libsndfile's C callbacks, so they are kept and raised by `check`.
    """

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._base = file.tell()
        self._error: OSError | None = None

    def write(self, data: Any) -> int:
        if self._error is None:
            try:
                return self._file.write(data)
            except OSError as error:
                self._error = error
        return 0

    def read(self, size: int = -1) -> bytes:
        return self._file.read(size)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset + (self._base if whence == 0 else 0), whence) - self._base

    def tell(self) -> int:
        return self._file.tell() - self._base

    def check(self) -> None:
        """Raise what went wrong, if anything did."""
        if self._error is not None:
            raise self._error


def _settings(file_format: AudioFormat, bits: BitDepth) -> dict[str, Any]:
    if file_format == "flac":
        return {"subtype": f"PCM_{bits}", "compression_level": FLAC_LEVEL}
    if file_format == "ogg":
        return {"subtype": "VORBIS", "compression_level": OGG_QUALITY}
    return {"subtype": "MPEG_LAYER_III", "bitrate_mode": "VARIABLE", "compression_level": MP3_QUALITY}


def _encode(encoder: Any, sink: _Sink, samples: Samples, bits: BitDepth | None) -> str:
    """Feed `encoder`; return the hash of the samples as a lossless decoder will hear them (`bits` None: lossy)."""
    digest = hashlib.sha256()
    quantise = None if bits is None else Quantiser(bits)
    for raw in blocks(samples):
        block = finite(raw)
        if quantise is None:
            encoder.write(np.ascontiguousarray(np.clip(block, -1.0, 1.0).T))
        else:
            whole = np.ascontiguousarray(quantise(block).T)
            encoder.write(whole << (16 if bits == "16" else 8))
            digest.update(frame_bytes(whole.astype(np.float32) / quantise.scale, "<f4"))
        sink.check()
    return digest.hexdigest()


def _decoded_hash(file: BinaryIO) -> str:
    """Hash of the samples a decoder finds in the open `file`."""
    digest = hashlib.sha256()
    file.flush()
    file.seek(0)
    with sequential(file) as decoder:
        while len(block := decoder.read(BLOCK_SAMPLES, dtype="float32", always_2d=True)):
            digest.update(frame_bytes(block, "<f4"))
    return digest.hexdigest()
