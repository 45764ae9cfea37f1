"""Writes RIFF WAVE files byte for byte the same each time (no PEAK chunk, no time stamp).

Knows nothing of tags (they come as finished chunks) or of names.
"""

from __future__ import annotations

import struct

from timbre.errors import FileError
from timbre.model.request import BitDepth

BYTES_PER_SAMPLE = {"16": 2, "24": 3, "float": 4}
_RIFF_MAX_BYTES = 2**32 - 1
_PCM, _FLOAT, _EXTENSIBLE = 1, 3, 0xFFFE
_GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")


def wav_header(channels: int, frames: int, sample_rate: int, bits: BitDepth, trailing_bytes: int) -> bytes:
    """Everything before the samples of a file with `trailing_bytes` of chunks after them. Raises FileError.

    More than two channels need WAVE_FORMAT_EXTENSIBLE (Microsoft, "Multiple channel audio data", 2001); the
    mask stays zero: no speaker is promised.
    """
    width = BYTES_PER_SAMPLE[bits]
    code = _FLOAT if bits == "float" else _PCM
    shown = code if channels <= 2 else _EXTENSIBLE
    form = struct.pack(
        "<HHIIHH", shown, channels, sample_rate, sample_rate * channels * width, channels * width, 8 * width
    )
    if shown == _EXTENSIBLE:
        form += struct.pack("<HHIH", 22, 8 * width, 0, code) + _GUID_TAIL
    elif code == _FLOAT:
        form += struct.pack("<H", 0)
    head = b"WAVEfmt " + struct.pack("<I", len(form)) + form
    if code == _FLOAT:
        head += b"fact" + struct.pack("<II", 4, frames)
    data_bytes = frames * channels * width
    total = len(head) + 8 + data_bytes + data_bytes % 2 + trailing_bytes
    if total > _RIFF_MAX_BYTES:
        raise FileError(
            "A WAV file cannot be larger than 4 GB.", "Write FLAC, fewer bits, or a shorter piece."
        )
    return b"RIFF" + struct.pack("<I", total) + head + b"data" + struct.pack("<I", data_bytes)
