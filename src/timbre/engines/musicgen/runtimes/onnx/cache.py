"""Models built from a checkpoint once and kept: a folder appears whole or not at all, made by one process at a time.

Knows where and when, not what is built.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from timbre.engines.musicgen.checkpoint.places import GRAPH_PREFIX, graph_cache_folder
from timbre.errors import FileError
from timbre.session.lock import LockTimeoutError, exclusive

VERSION = 1
"""Raise it when the models built from the same checkpoint change: old folders are then left unused."""
STAMP = "built.json"
LONGEST_BUILD_SECONDS = 1800.0
SPARE_BYTES = 200_000_000


def built_folder(
    fingerprint: str,
    precision: str,
    needed_bytes: int,
    build: Callable[[Path], None],
    root: Path | None = None,
) -> Path:
    """The folder with the models of that checkpoint in that precision; calls `build(folder)` where there is none.

    Raises FileError when there is no room for `needed_bytes`, the folder cannot be written to, or another process has
    been building for half an hour.
    """
    root = root or graph_cache_folder()
    place = root / f"{fingerprint[:GRAPH_PREFIX]}-{precision}-v{VERSION}"
    if (place / STAMP).exists():
        return place
    try:
        root.mkdir(parents=True, exist_ok=True)
        with exclusive(root / f".{place.name}.lock", LONGEST_BUILD_SECONDS):
            if not (place / STAMP).exists():
                _check_room(root, needed_bytes)
                _build(root, place, build)
    except LockTimeoutError as error:
        raise FileError(
            f"Another Timbre has been preparing {place.name} for half an hour.", "Stop it, then try again."
        ) from error
    except OSError as error:
        raise FileError(
            f"The prepared model could not be written to {root}: {error.strerror or error}.",
            "Make room there, or set TIMBRE_HOME to another folder.",
        ) from error
    return place


def _build(root: Path, place: Path, build: Callable[[Path], None]) -> None:
    for left in root.glob(f".{place.name}.*.making"):  # of a process that was killed: we hold the lock
        shutil.rmtree(left, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix=f".{place.name}.", suffix=".making", dir=root))
    try:
        build(folder)
        (folder / STAMP).write_text(json.dumps({"version": VERSION}) + "\n")
        shutil.rmtree(place, ignore_errors=True)
        folder.replace(place)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _check_room(root: Path, needed_bytes: int) -> None:
    free = shutil.disk_usage(root).free
    if free < needed_bytes + SPARE_BYTES:
        raise FileError(
            f"Preparing the model takes {needed_bytes / 1e9:.1f} GB; {root} has {free / 1e9:.1f} GB left.",
            "Make room, choose int4, or set TIMBRE_HOME to a larger disk.",
        )
