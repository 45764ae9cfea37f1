"""A pseudo-terminal with a program in it, for measuring: keys in, bytes out, each with its time.

Knows nothing of what the program is. POSIX only.
"""

from __future__ import annotations

import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Sequence
from contextlib import suppress


class Terminal:
    """`columns` × `rows`; use as a context manager."""

    def __init__(
        self,
        command: Sequence[str],
        environment: dict[str, str],
        folder: str,
        columns: int = 120,
        rows: int = 40,
    ):
        self.began = time.monotonic()
        self.output = bytearray()
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            env=environment,
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._master)

    def write(self, text: str) -> float:
        """Type `text`; the time it was typed."""
        now = time.monotonic()
        os.write(self._master, text.encode())
        return now

    def wait_for(self, found: Callable[[bytes], bool], seconds: float, since: int = 0) -> float | None:
        """Read until `found(bytes since…)`; the time, or None when it did not come."""
        limit = time.monotonic() + seconds
        while not found(bytes(self.output[since:])):
            if not self.read(limit - time.monotonic()):
                return time.monotonic() if found(bytes(self.output[since:])) else None
        return time.monotonic()

    def read(self, seconds: float) -> bool:
        """Take in what comes within `seconds`; False if nothing did."""
        ready, _, _ = select.select([self._master], [], [], max(0.0, seconds))
        if not ready:
            return False
        try:
            self.output += os.read(self._master, 1 << 16)
        except OSError:
            return False
        return True

    def idle(self, seconds: float) -> None:
        """Take in whatever comes for that long."""
        limit = time.monotonic() + seconds
        while (left := limit - time.monotonic()) > 0:
            self.read(left)
