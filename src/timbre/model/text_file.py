"""Reading a text file of the user's: styles, presets, templates, mastering chains.

Knows nothing of what is written in it.
"""

from __future__ import annotations

import stat
from pathlib import Path

from timbre.errors import FileError, InvalidInputError


def read_text(path: Path, what: str, most_bytes: int, *, called: str | None = None) -> str:
    """The text of `path`, which is `what` ("a preset"), with plain line ends. `called`: its name in messages.

    Raises FileError when it cannot be read, InvalidInputError when it is larger than `most_bytes` or no UTF-8.
    """
    name = called or str(path)
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # opening a pipe would wait for ever
            raise FileError(f"{name} cannot be read: it is no file.", "Put a file in its place.")
        with path.open("rb") as file:
            data = file.read(most_bytes + 1)
    except OSError as error:
        raise FileError(
            f"{name} cannot be read: {error.strerror or error}.", "Check the path and the file's permissions."
        ) from error
    if len(data) > most_bytes:
        raise InvalidInputError(
            f"{name} is larger than {most_bytes // 1000} kB, too big for {what}.", "Is this the right file?"
        )
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InvalidInputError(
            f"{name}:{line}: the file is not UTF-8 text.", "Save the file as UTF-8."
        ) from error
