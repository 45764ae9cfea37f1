"""The program itself in a terminal of its own; only where there are pseudo-terminals."""

from __future__ import annotations

import fcntl
import os
import pty
import select
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest


class Terminal:
    """The program itself in a terminal of its own."""

    def __init__(self, home, body="", columns=100, rows=30, **environment):
        self.master, self.inner = pty.openpty()
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        self.before = termios.tcgetattr(self.inner)
        script = f"import sys\nsys.argv = ['timbre']\nfrom timbre.cli import main\n{body}\nmain()\n"
        home.mkdir(parents=True, exist_ok=True)
        known = {
            **os.environ,
            "TIMBRE_HOME": str(home),
            "TERM": "xterm-256color",
            "TIMBRE_OUTPUTS": str(home / "out"),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-c", script],
            stdin=self.inner,
            stdout=self.inner,
            stderr=self.inner,
            env={**known, **environment},
            start_new_session=True,
        )
        self.written = b""

    def read(self, seconds=0.02):
        if select.select([self.master], [], [], seconds)[0]:
            self.written += os.read(self.master, 65_536)

    def until(self, words, seconds=15.0):
        """Read until the bytes `words` were written."""
        limit = time.monotonic() + seconds
        while words not in self.written:
            if time.monotonic() > limit or (self.process.poll() is not None and not self._more()):
                pytest.fail(f"{words!r} never came: {self.written[-2000:]!r}")
            self.read()

    def ends(self, seconds=15.0):
        """Read until the program ended; its exit code."""
        limit = time.monotonic() + seconds
        while self.process.poll() is None:
            if time.monotonic() > limit:
                self.process.kill()
                pytest.fail("it never ended")
            self.read()
        while self._more():
            self.read()
        return self.process.returncode

    def _more(self):
        return bool(select.select([self.master], [], [], 0.05)[0])

    def type(self, data):
        os.write(self.master, data)

    @property
    def last_words(self):
        """What stands in the terminal after the studio gave it back."""
        return self.written.rpartition(b"\x1b[?1049l")[2].decode()

    def is_as_before(self):
        """Whether modes, cursor and screen are those of before."""
        left = self.written.rpartition(b"\x1b[?1049l")
        return termios.tcgetattr(self.inner)[:4] == self.before[:4] and left[1] and b"\x1b[?25h" in left[2]


def children(pid):
    found = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in found.splitlines() if line.split()[1] == str(pid)]


def is_running(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
