"""The diagnostic log: what went wrong that nobody foresaw, with its traceback, for a report.

Knows nothing of who is told. Nothing is written before there is something to write.
"""

from __future__ import annotations

import logging
import os
import traceback
from datetime import datetime
from pathlib import Path

from timbre.model.text import clean
from timbre.session.paths import open_private, private_folder

FILE_MAX_BYTES = 2**20
"""A longer log is begun anew, so that a fault that comes again and again fills no disk."""


def log_fault(path: Path, error: BaseException, what: str = "unexpected fault") -> str:
    """Add `error` to the log; a sentence that says where it can be read. Raises nothing."""
    told = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    if _write(path, f"{what}\n{told}"):
        return f"The details are in {path}."
    return "The details could not be logged."


class LogFile(logging.Handler):
    """Brings what is logged inside Timbre, or by asyncio, into the same file."""

    def __init__(self, path: Path, level: int = logging.ERROR) -> None:
        super().__init__(level)
        self._path = path

    def emit(self, record: logging.LogRecord) -> None:
        """Add one record. Raises nothing."""
        _write(self._path, self.format(record))


def _write(path: Path, text: str) -> bool:
    """Append, in one piece; whether that could be done."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    line = f"{datetime.now().astimezone().isoformat(sep=' ', timespec='seconds')} {clean(text).rstrip()}\n"
    try:
        private_folder(path.parent)
        if path.exists() and path.stat().st_size > FILE_MAX_BYTES:
            flags |= os.O_TRUNC
        file = open_private(path, flags)
        try:
            os.write(file, line.encode("utf-8", "backslashreplace"))
        finally:
            os.close(file)
    except OSError:
        return False
    return True
