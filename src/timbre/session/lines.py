"""Appends whole lines to a file and reads them back; a crash or a full disk never damages a neighbour.

Knows nothing of records and takes no lock: the caller holds it while writing.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

_TAIL_BYTES = 4096
_READ_BUFFER_BYTES = 2**20


def append(descriptor: int, lines: Sequence[bytes], *, durable: bool) -> int:
    """Write `lines`, each with its newline and in one `write`, at the end of an `O_APPEND` descriptor.

    A torn last line is closed first. With `durable` the bytes are on the disk when this returns. If
    anything goes wrong, an interrupt included, the file is cut back to what it was. Returns the size of the
    file in bytes before. Raises OSError.
    """
    size = os.fstat(descriptor).st_size
    closing = b"\n" if size and read_at(descriptor, size - 1, 1) != b"\n" else b""
    kept = False
    try:
        for line in lines:
            whole = closing + line
            closing = b""
            if os.write(descriptor, whole) != len(whole):
                raise OSError(errno.ENOSPC, "only a part could be written")
        if durable:
            flush_to_disk(descriptor)
        kept = True
    finally:
        if not kept:
            with suppress(OSError):  # what is left then is a torn line, which the next append closes
                os.ftruncate(descriptor, size)
    return size


def read_at(descriptor: int, offset: int, count: int) -> bytes:
    """Up to `count` bytes from `offset` (there is no `pread` on Windows)."""
    os.lseek(descriptor, offset, os.SEEK_SET)
    return os.read(descriptor, count)


def read_from(path: Path, offset: int) -> Iterator[bytes]:
    """The lines from byte `offset` on, with their newlines (only `\\n` counts). The last may lack its own.

    A file that does not exist has no lines. Raises OSError.
    """
    try:
        file = path.open("rb", buffering=_READ_BUFFER_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        return
    with file:
        file.seek(offset)
        yield from file


def backwards(descriptor: int, longest_bytes: int) -> Iterator[bytes]:
    """The whole lines near the end, last first, up to about `longest_bytes` back. Raises OSError."""
    size = os.fstat(descriptor).st_size
    reach = min(_TAIL_BYTES, size)
    seen = 0
    while True:
        lines = read_at(descriptor, size - reach, reach).split(b"\n")
        whole = lines if reach == size else lines[1:]
        yield from (line for line in reversed(whole[: len(whole) - seen]) if line)
        if reach == size or reach >= longest_bytes:
            return
        seen = len(whole)
        reach = min(reach * 4, size)


def flush_to_disk(descriptor: int) -> None:
    """Return only when the file's bytes are on the disk itself. Raises OSError."""
    if sys.platform == "darwin":
        import fcntl

        try:
            fcntl.fcntl(descriptor, fcntl.F_FULLFSYNC)  # fsync alone stops at the drive's cache
        except OSError:  # network and FAT volumes have no F_FULLFSYNC
            os.fsync(descriptor)
    else:
        os.fsync(descriptor)


def flush_folder(folder: Path) -> None:
    """Put the folder's list of names on the disk, so that a new file survives a power cut. No errors."""
    if sys.platform == "win32":
        return
    with suppress(OSError):  # some file systems refuse it; the file's own bytes are safe already
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
