"""Reads single files out of a bundle, a folder or a zip, no more of each than was agreed on.

Knows nothing of what is in them. A bundle that holds anything hostile (a name that leads outside, a link, an
entry twice, a locked one) is refused whole.
"""

from __future__ import annotations

import hashlib
import stat
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, Protocol

from timbre.errors import FileError, InvalidInputError
from timbre.session.bundle import BundledFile, Caps

_BLOCK_BYTES = 2**20
_ENCRYPTED = 1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


def unreadable(source: Path, why: str) -> InvalidInputError:
    """The error for a bundle that is damaged or not what it says."""
    return InvalidInputError(
        f"{source} cannot be imported: {why}.", "Export the session again with `/session export`."
    )


class _Opener(Protocol):
    def __call__(self, name: str) -> IO[bytes]: ...


class Package:
    """An open bundle."""

    def __init__(self, source: Path, opener: _Opener) -> None:
        self.source = source
        self._open = opener

    def read(self, name: str, most_bytes: int) -> bytes:
        """A whole small file. Raises InvalidInputError if it is missing, damaged or larger than `most_bytes`."""
        with self._opened(name) as file:
            data = file.read(most_bytes + 1)
        if len(data) > most_bytes:
            raise unreadable(self.source, f"{name} is larger than {most_bytes:,} bytes")
        return data

    def extract(self, wanted: BundledFile, target: Path, caps: Caps) -> None:
        """Write a file of any size to the new file `target`. Raises InvalidInputError if it is not as announced."""
        digest, left = hashlib.sha256(), min(wanted.size, caps.audio_bytes)
        with target.open("xb") as out, self._opened(wanted.path) as file:
            while block := file.read(min(_BLOCK_BYTES, left + 1)):
                left -= len(block)
                if left < 0:
                    break
                digest.update(block)
                out.write(block)
        if left or digest.hexdigest() != wanted.sha256:
            raise unreadable(self.source, f"{wanted.path} is not the file that was exported")

    @contextmanager
    def _opened(self, name: str) -> Iterator[_Checked]:
        try:
            file = self._open(name)
        except (KeyError, OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
            raise unreadable(self.source, f"{name} is missing or cannot be read") from error
        with file:
            yield _Checked(self.source, name, file)


class _Checked:
    """A file whose reading errors are the bundle's fault."""

    def __init__(self, source: Path, name: str, file: IO[bytes]) -> None:
        self._source, self._name, self._file = source, name, file

    def read(self, count: int) -> bytes:
        try:
            return self._file.read(count)
        except (OSError, EOFError, zipfile.BadZipFile, zlib.error, RuntimeError, ValueError) as error:
            raise unreadable(self._source, f"{self._name} is damaged") from error


@contextmanager
def open_package(source: Path, caps: Caps) -> Iterator[Package]:
    """The bundle at `source`. Raises FileError if there is none, InvalidInputError if it is no bundle."""
    if source.is_dir():
        yield Package(source, lambda name: _open_inside(source, name))
        return
    if not source.is_file():
        raise FileError(f"There is no file or folder {source}.", "Give the exported folder or zip.")
    try:
        opened = zipfile.ZipFile(source)
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError) as error:
        raise unreadable(source, "it is neither a folder nor a zip file") from error
    with opened:
        _refuse_hostile(source, opened.infolist(), caps)
        yield Package(source, lambda name: opened.open(name))


def _open_inside(root: Path, name: str) -> IO[bytes]:
    path = root
    for part in PurePosixPath(name).parts:
        path = path / part
        if path.is_symlink():
            raise OSError(f"{path} is a link")
    if not path.is_file():
        raise OSError(f"{path} is not a file")
    return path.open("rb")


def _refuse_hostile(source: Path, entries: list[zipfile.ZipInfo], caps: Caps) -> None:
    names = [entry.orig_filename for entry in entries]
    if len(entries) > 2 * caps.files or len(set(names)) != len(names):
        raise unreadable(source, "it has too many entries, or one twice")
    for entry in entries:
        name = entry.orig_filename
        parts = name.rstrip("/").split("/")
        if any(part in ("", ".", "..") for part in parts) or any(c in name for c in "\\:\0"):
            raise unreadable(source, f"its entry {name[:80]!r} leads outside")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise unreadable(source, f"its entry {name[:80]!r} is a link")
        if entry.flag_bits & _ENCRYPTED or entry.compress_type not in _METHODS:
            raise unreadable(source, "it is locked with a password, or packed in an unusual way")
