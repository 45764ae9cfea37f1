"""One writer at a time, across processes and threads: an exclusive lock on a file that is never renamed.

Knows nothing of what is protected. The system drops the lock when its holder dies, however it dies.
"""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from timbre.session.paths import open_private

_FIRST_PAUSE_SECONDS = 0.0005
_LONGEST_PAUSE_SECONDS = 0.02


class LockTimeoutError(TimeoutError):
    """Somebody else held the lock for the whole waiting time."""


@contextmanager
def exclusive(path: Path, timeout_seconds: float) -> Iterator[None]:
    """Hold the lock on `path`, creating the file (0600) in an existing folder.

    Raises LockTimeoutError after `timeout_seconds`, OSError if the file cannot be opened or locked at all.
    """
    import portalocker

    descriptor = open_private(path, os.O_RDWR | os.O_CREAT)
    try:
        _acquire(descriptor, path, timeout_seconds)
        try:
            yield
        finally:
            portalocker.unlock(descriptor)
    finally:
        os.close(descriptor)


def _acquire(descriptor: int, path: Path, timeout_seconds: float) -> None:
    import portalocker

    flags = portalocker.LockFlags.EXCLUSIVE | portalocker.LockFlags.NON_BLOCKING
    deadline = time.monotonic() + timeout_seconds
    pause = _FIRST_PAUSE_SECONDS
    while True:
        try:
            portalocker.lock(descriptor, flags)
            return
        except portalocker.AlreadyLocked as error:
            if time.monotonic() >= deadline:
                raise LockTimeoutError(errno.ETIMEDOUT, "locked by another process", str(path)) from error
        except portalocker.LockException as error:
            raise OSError(errno.ENOLCK, "the file system does not support locks", str(path)) from error
        time.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
