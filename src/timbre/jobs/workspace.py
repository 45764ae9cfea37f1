"""The folder where one supervisor's jobs keep their audio on its way, gone when the supervisor is.

Knows nothing of jobs. What a killed Timbre left behind is swept away by the next one.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from timbre.errors import FileError

_PREFIX = "timbre-jobs-"


class Workspace:
    """A private folder (0700) with a new one inside for every job."""

    def __init__(self, parent: Path | None = None) -> None:
        """Make it in `parent`, the system's temporary folder when None. Raises FileError."""
        parent = Path(tempfile.gettempdir()) if parent is None else parent
        try:
            parent.mkdir(parents=True, exist_ok=True)
            self.folder = Path(tempfile.mkdtemp(prefix=f"{_PREFIX}{os.getpid()}-", dir=parent)).absolute()
        except OSError as error:
            raise FileError(
                f"No temporary folder could be made in {parent}: {error.strerror}.",
                "Free some disk space, or set TMPDIR to another folder.",
            ) from error
        sweep(parent)

    def job_folder(self) -> Path:
        """A new folder for one job. Raises FileError."""
        try:
            return Path(tempfile.mkdtemp(prefix="job-", dir=self.folder))
        except OSError as error:
            raise FileError(
                f"No temporary folder could be made in {self.folder}: {error.strerror}.",
                "Free some disk space and try again.",
            ) from error

    def remove(self) -> None:
        """Delete everything."""
        shutil.rmtree(self.folder, ignore_errors=True)


def sweep(parent: Path) -> None:
    """Delete workspaces in `parent` whose process is gone."""
    if sys.platform == "win32":  # there is no harmless way to ask for a process by its number
        return
    with suppress(OSError):
        for folder in list(parent.glob(f"{_PREFIX}*")):
            owner = re.match(rf"{_PREFIX}(\d+)-", folder.name)
            ours = folder.is_dir() and not folder.is_symlink() and folder.stat().st_uid == os.getuid()
            if owner and ours and not _alive(int(owner.group(1))):
                shutil.rmtree(folder, ignore_errors=True)


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True
