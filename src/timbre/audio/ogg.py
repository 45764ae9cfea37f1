"""Gives the pages of an Ogg stream a fixed serial number (libsndfile takes one from the clock).

Knows nothing of the audio inside (RFC 3533 is all there is to know).
"""

from __future__ import annotations

import zlib
from typing import BinaryIO

from timbre.errors import FileError

SERIAL = 0x54494D42
_HEADER_BYTES = 27
_REVERSED = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def fix_serials(file: BinaryIO) -> None:
    """Rewrite every page of the open Ogg `file` in place with serial `SERIAL` and a new checksum. Raises FileError."""
    position = 0
    while True:
        file.seek(position)
        header = file.read(_HEADER_BYTES)
        if not header:
            return
        if len(header) < _HEADER_BYTES or header[:4] != b"OggS":
            raise FileError("The OGG file came out damaged.", "Try again, or write FLAC.")
        segments = file.read(header[26])
        body = file.read(sum(segments))
        page = bytearray(header + segments + body)
        page[14:18] = SERIAL.to_bytes(4, "little")
        page[22:26] = bytes(4)
        page[22:26] = page_checksum(page).to_bytes(4, "little")
        file.seek(position)
        file.write(page)
        position += len(page)


def page_checksum(page: bytes | bytearray) -> int:
    """CRC-32 as Ogg has it: polynomial 0x04C11DB7, bits not reflected, no inversion, start 0.

    zlib's CRC has the same polynomial with reflected bits, so mirroring the bytes and the result gives it.
    """
    mirrored = zlib.crc32(bytes(page).translate(_REVERSED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
