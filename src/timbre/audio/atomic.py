"""Files appear whole or not at all: written beside their place, synced, then moved in.

Knows nothing of what is written.
"""

from __future__ import annotations

import errno
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from timbre.errors import FileError

_NO_LINKS = {
    errno.EPERM,
    errno.ENOTSUP,
    errno.EOPNOTSUPP,
    errno.ENOSYS,
    errno.EMLINK,
    errno.EACCES,
    errno.EXDEV,
}


@contextmanager
def new_file(path: Path, force: bool = False) -> Iterator[BinaryIO]:
    """A file to write and read that becomes `path` when the block ends well, and leaves nothing when it does not.

    Folders above it are made. An existing file is replaced only with `force`, in one step; without it, two
    writers cannot both win. Raises FileError in the user's words; whatever the block raises passes through.
    """
    _refuse(path, force)
    temporary = path.with_name(f".{path.name[:40]}.{secrets.token_hex(4)}.part")
    try:
        _make_folder(path.parent)
        flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
        with os.fdopen(os.open(temporary, flags, 0o666), "w+b") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        _publish(temporary, path, force)
    except OSError as error:
        raise file_error(error, path) from error
    finally:
        with suppress(OSError):
            temporary.unlink()
    _sync_folder(path.parent)


def write_file(path: Path, data: bytes, force: bool = False) -> Path:
    """Write `data` to `path`, whole or not at all. Raises FileError."""
    with new_file(path, force) as file:
        file.write(data)
    return path


def file_error(error: OSError, path: Path) -> FileError:
    """`error` in the user's words, with what to do about it."""
    folder = path.parent
    if error.errno == errno.EEXIST:
        return FileError(f"{path} already exists.", "Choose another name, or overwrite it with --force.")
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return FileError(
            f"The disk is full: {path} could not be written.", "Free some space, or choose another folder."
        )
    if error.errno == errno.EFBIG:
        return FileError(f"{path} grew larger than this system allows.", "Make it shorter, or write FLAC.")
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return FileError(
            f"{folder} cannot be written to.", "Choose another folder with -o, or change its permissions."
        )
    if error.errno in (errno.ENOTDIR, errno.ENOENT):
        return FileError(f"{folder} is not a folder that can be made.", "Choose another folder with -o.")
    if error.errno == errno.ENAMETOOLONG:
        return FileError(f"The file name {path.name[:60]}… is too long.", "Choose a shorter name with -o.")
    return FileError(
        f"{path} could not be written: {error.strerror or error}.", "Choose another place with -o."
    )


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except FileExistsError as error:
        raise NotADirectoryError(errno.ENOTDIR, error.strerror) from error


def _refuse(path: Path, force: bool) -> None:
    if "\0" in str(path):
        raise FileError("A file name cannot contain a NUL character.", "Choose another name with -o.")
    try:
        if path.is_dir():
            raise FileError(f"{path} is a folder, not a file.", f"Give a file name: {path / 'music.wav'}")
        if not force and os.path.lexists(path):
            raise file_error(OSError(errno.EEXIST, ""), path)
    except OSError as error:
        raise file_error(error, path) from error


def _publish(temporary: Path, path: Path, force: bool) -> None:
    """Give the finished file its name. A hard link fails where the name is taken, so no race can overwrite."""
    if force:
        temporary.replace(path)
        return
    try:
        os.link(temporary, path)
    except (OSError, AttributeError) as error:
        if isinstance(error, OSError) and error.errno not in _NO_LINKS:
            raise
        # A file system without hard links (FAT, some network folders): reserve the name, then move over it.
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666))
        try:
            temporary.replace(path)
        except BaseException:
            with suppress(OSError):
                path.unlink()
            raise


def _sync_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
