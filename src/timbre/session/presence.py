"""Which running Timbre a job belongs to, and whether that one still runs.

Knows nothing of jobs. Each running Timbre holds the lock on a file of its own, which the system drops when it
ends, however it ends: process numbers, which come round again, would not do.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from timbre.session.identity import is_id, new_id
from timbre.session.lock import LockTimeoutError, exclusive
from timbre.session.paths import Paths, private_folder

_FOLDER = "running"


@contextmanager
def present(paths: Paths) -> Iterator[str]:
    """Be here while the block lasts; yields the name to put into `job.queued` as `owner`.

    Where no file can be written the name is "", and its jobs count as interrupted to everybody else.
    """
    name = new_id()
    file = _file(paths, name)
    with ExitStack() as held:
        try:
            private_folder(file.parent)
            held.callback(_remove, file)
            held.enter_context(exclusive(file, 0))
        except OSError:
            name = ""
        yield name


def is_present(paths: Paths, owner: str) -> bool:
    """Whether the Timbre of that name still runs. Clears up after one that was killed."""
    file = _file(paths, owner)
    if not is_id(owner) or not file.exists():
        return False
    try:
        with exclusive(file, 0):
            pass
    except LockTimeoutError:
        return True
    except OSError:
        return False
    _remove(file)
    return False


def _remove(file: Path) -> None:
    with suppress(OSError):
        file.unlink()


def _file(paths: Paths, name: str) -> Path:
    return paths.cache / _FOLDER / f"{name}.lock"
