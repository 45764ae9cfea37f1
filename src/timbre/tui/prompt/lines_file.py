"""Typed lines and unsent drafts on disk: JSON lines for the user's eyes only.

Knows nothing of the prompt. Everything here may block for a moment: call it in a thread.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from timbre.errors import FileError

LINES_MAX = 1000
TAIL_BYTES = 8 * 1024 * 1024
"""Only so much of the end of a file is read."""


@dataclass(frozen=True)
class Kept:
    """What was on disk: typed lines, oldest first, and unsent drafts, the latest first."""

    lines: tuple[str, ...] = ()
    drafts: tuple[str, ...] = ()


class LinesFile:
    """The two files. Bad lines in them are passed over."""

    def __init__(self, lines: Path, drafts: Path) -> None:
        self.lines, self.drafts = lines, drafts

    def read(self) -> Kept:
        """The newest 1,000 lines and the drafts; nothing where there is no file. Raises FileError."""
        try:
            lines = _strings(self.lines)
            if len(lines) > LINES_MAX:
                lines = lines[-LINES_MAX:]
                _replace(self.lines, lines)
            return Kept(tuple(lines), tuple(_strings(self.drafts)))
        except OSError as error:
            raise _unreadable(self.lines, "read", error) from error

    def add(self, line: str) -> None:
        """Append a line, whole or not at all. Raises FileError."""
        from timbre.session.paths import open_private, private_folder

        try:
            private_folder(self.lines.parent)
            file = open_private(self.lines, os.O_RDWR | os.O_CREAT | os.O_APPEND)
            try:
                size = os.fstat(file).st_size
                torn = size > 0 and os.pread(file, 1, size - 1) != b"\n" if hasattr(os, "pread") else False
                os.write(file, (b"\n" if torn else b"") + _line(line))
            finally:
                os.close(file)
        except OSError as error:
            raise _unreadable(self.lines, "written", error) from error

    def keep_drafts(self, texts: Iterable[str]) -> None:
        """Replace the drafts; without any, there is no file. Raises FileError."""
        found = [text for text in texts if text.strip()]
        try:
            if found:
                _replace(self.drafts, found)
            else:
                self.drafts.unlink(missing_ok=True)
        except OSError as error:
            raise _unreadable(self.drafts, "written", error) from error


def _line(text: str) -> bytes:
    return json.dumps(text, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _strings(path: Path) -> list[str]:
    try:
        with path.open("rb") as file:
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - TAIL_BYTES))
            data = file.read()
    except FileNotFoundError:
        return []
    found: list[str] = []
    for line in data.split(b"\n"):
        with suppress(ValueError):
            text = json.loads(line)
            if isinstance(text, str) and text.strip():
                found.append(text)
    return found


def _replace(path: Path, lines: Iterable[str]) -> None:
    """Put a new file in the place of the old one, at once."""
    from timbre.session.paths import open_private, private_folder

    private_folder(path.parent)
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with os.fdopen(open_private(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), "wb") as file:
            file.writelines(map(_line, lines))
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def _unreadable(path: Path, what: str, error: OSError) -> FileError:
    return FileError(
        f"{path} cannot be {what} ({error.strerror or error}).",
        "Typed lines are kept until the studio is left, and not longer.",
    )
