"""Keeps a copy of every damaged line, each once, so that it can be looked at or mended by hand.

Knows nothing of records; the caller holds the history's lock.
"""

from __future__ import annotations

import os
from pathlib import Path

from timbre.session.lines import append, read_at
from timbre.session.paths import open_private


class Quarantine:
    """The file `history.bad`: damaged lines byte for byte, one after the other."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._known: set[bytes] = set()
        self._size_read = -1

    def add(self, line: bytes) -> bool:
        """Keep `line`; False if it was there already, from this or an earlier run. Raises OSError."""
        bare = line.removesuffix(b"\n")
        descriptor = open_private(self._path, os.O_RDWR | os.O_APPEND | os.O_CREAT)
        try:
            size = os.fstat(descriptor).st_size
            if size != self._size_read:
                self._known = _read_all(descriptor, size)
            fresh = bare not in self._known
            if fresh:
                append(descriptor, [bare + b"\n"], durable=True)
                self._known.add(bare)
            self._size_read = os.fstat(descriptor).st_size
        finally:
            os.close(descriptor)
        return fresh


def _read_all(descriptor: int, size: int) -> set[bytes]:
    pieces = []
    offset = 0
    while offset < size and (piece := read_at(descriptor, offset, size - offset)):
        pieces.append(piece)
        offset += len(piece)
    return set(b"".join(pieces).split(b"\n"))
