"""The worker process: runs engines for a supervisor, one job at a time. `python -m timbre.jobs.worker [WORKSPACE]`.

Speaks `protocol` on what were stdin and stdout; whatever a library prints goes to stderr. Leaves when stdin closes,
so that no worker outlives its Timbre. Never writes the history; knows nothing of queues or retries.
"""

from __future__ import annotations

import faulthandler
import logging
import os
import shutil
import signal
import sys
import threading
import time
from pathlib import Path
from types import FrameType

from timbre.threads import use_one_blas_thread

TIDY_SECONDS = 1.5
"""How long a worker whose supervisor is gone may take to stop its job."""
_TERMINATED = 128 + 15


def main() -> int:
    """Serve until told to leave; the exit status. `argv[1]` is the supervisor's workspace, for when that was killed."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    faulthandler.enable()
    use_one_blas_thread()
    from timbre.jobs.workshop import Interrupted, Workshop

    workspace = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    reading, writing = _take_standard_streams()

    def tidy() -> None:
        if workshop.abandoned and workspace is not None:
            shutil.rmtree(workspace, ignore_errors=True)

    def farewell() -> None:
        """Beside the main thread: whatever an engine is busy with, it does not keep this process."""
        time.sleep(TIDY_SECONDS)
        tidy()
        os._exit(0)

    workshop = Workshop(reading, writing, _wake_main, farewell)

    def woken(_number: int, _frame: FrameType | None) -> None:
        if workshop.may_interrupt():
            raise Interrupted

    def terminated(_number: int, _frame: FrameType | None) -> None:
        raise SystemExit(_TERMINATED)

    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole terminal; the supervisor decides
    signal.signal(signal.SIGTERM, terminated)
    signal.signal(_wake_signal(), woken)
    try:
        workshop.serve()
    except SystemExit:
        os._exit(_TERMINATED)  # the job has tidied up; threads of an engine would keep the process
    tidy()
    return 0


def _take_standard_streams() -> tuple[int, int]:
    """Descriptors for the protocol. Afterwards 0 reads nothing and 1 is stderr, for this process and its own."""
    reading, writing = os.dup(0), os.dup(1)
    empty = os.open(os.devnull, os.O_RDONLY)
    os.dup2(empty, 0)
    os.close(empty)
    os.dup2(2, 1)
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(reading, os.O_BINARY)
        msvcrt.setmode(writing, os.O_BINARY)
    return reading, writing


def _wake_signal() -> signal.Signals:
    if sys.platform == "win32":
        return signal.SIGBREAK
    return signal.SIGUSR1


def _wake_main() -> None:
    """Make the main thread run its signal handler, even where it waits for a lock."""
    if sys.platform == "win32":
        signal.raise_signal(_wake_signal())
        return
    ident = threading.main_thread().ident
    if ident is not None:
        signal.pthread_kill(ident, _wake_signal())


if __name__ == "__main__":
    sys.exit(main())
