"""RIFF, the box a SoundFont comes in: chunks inside a list, found without reading what they hold.

Knows nothing of SoundFonts. All sizes are checked against the bytes that are really there.
"""

from __future__ import annotations

import struct
from typing import NamedTuple

HEADER = 8
MOST_CHUNKS = 1000


class DamagedError(ValueError):
    """What is wrong with the bytes, in words that finish "…: "; whoever knows the file's name tells the user."""


class Chunk(NamedTuple):
    """A chunk: its four letters and where its content lies, `start` to `stop`."""

    name: bytes
    start: int
    stop: int


def outer(data: memoryview, kind: bytes) -> Chunk:
    """The RIFF chunk around the whole file, of the form `kind`; its content begins after the form.

    Raises DamagedError.
    """
    if len(data) < HEADER + 4 or bytes(data[:4]) != b"RIFF":
        raise DamagedError("it does not begin as a RIFF file")
    if bytes(data[8:12]) != kind:
        raise DamagedError(f"it is a RIFF file of another kind than {kind.decode()!r}")
    stop = HEADER + _size(data, 4)
    if stop > len(data):
        raise DamagedError(f"it is cut short: {len(data)} bytes of {stop}")
    return Chunk(kind, 12, stop)


def chunks(data: memoryview, inside: Chunk) -> list[Chunk]:
    """The chunks directly in `inside`; a LIST is named by its form and begins after it. Raises DamagedError."""
    found = []
    at = inside.start
    while at + HEADER <= inside.stop:
        name = bytes(data[at : at + 4])
        start, size = at + HEADER, _size(data, at + 4)
        stop = start + size
        if stop > inside.stop:
            raise DamagedError(f"its part {_letters(name)} claims {size} bytes, more than there are")
        if name == b"LIST":
            if size < 4:
                raise DamagedError("one of its lists has no name")
            found.append(Chunk(bytes(data[start : start + 4]), start + 4, stop))
        else:
            found.append(Chunk(name, start, stop))
        if len(found) > MOST_CHUNKS:
            raise DamagedError(f"it has more than {MOST_CHUNKS} parts")
        padded = size % 2 and stop < inside.stop and data[stop] == 0  # some writers of SF3 forget the padding
        at = stop + (1 if padded else 0)
    return found


def named(found: list[Chunk], name: bytes) -> Chunk:
    """The first chunk called `name`. Raises DamagedError."""
    for chunk in found:
        if chunk.name == name:
            return chunk
    raise DamagedError(f"its part {_letters(name)} is missing")


def _size(data: memoryview, at: int) -> int:
    size: int = struct.unpack_from("<I", data, at)[0]
    return size


def _letters(name: bytes) -> str:
    return repr(name.decode("ascii", "replace").encode("ascii", "replace").decode())
