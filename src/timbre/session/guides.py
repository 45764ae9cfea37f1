"""The tunes takes were made from: MIDI files kept by the hash of their bytes, so that a take can be made again.

Knows nothing of what is in them.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from timbre.errors import FileError, MissingError
from timbre.session.paths import Paths, open_private, private_folder


def keep_guide(paths: Paths, data: bytes) -> str:
    """Store the bytes of a guide; their SHA-256. The same bytes are stored once. Raises FileError."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = _path(paths, sha256)
    if path.exists():
        return sha256
    try:
        private_folder(path.parent)
        unfinished = path.with_suffix(".part")
        with os.fdopen(open_private(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "wb") as file:
            file.write(data)
        unfinished.replace(path)
    except OSError as error:
        raise FileError(
            f"The guide could not be kept in {path.parent} ({error.strerror}).",
            "Check the folder's permissions and the free space, or set TIMBRE_HOME to another folder.",
        ) from error
    return sha256


def find_guide(paths: Paths, sha256: str, name: str) -> bytes:
    """The bytes of a kept guide. Raises MissingError naming the file the take was made from."""
    path = _path(paths, sha256)
    try:
        data = path.read_bytes()
    except OSError:
        data = b""
    if hashlib.sha256(data).hexdigest() != sha256:
        raise MissingError(
            f"The guide {name or 'of this take'!r} (SHA-256 {sha256[:12]}…) is not on this machine.",
            "Give it once more with --guide FILE, then try again.",
        )
    return data


def _path(paths: Paths, sha256: str) -> Path:
    return paths.guides / f"{sha256}.mid"
