"""Where checkpoints, graphs made from them, and accepted licences lie in Timbre's own folders. Creates nothing."""

from __future__ import annotations

import re
from pathlib import Path

from timbre.session.paths import Paths

GRAPH_PREFIX = 16
"""How many hex digits of a checkpoint's fingerprint begin the name of everything derived from it."""


def checkpoints_folder(paths: Paths | None = None) -> Path:
    """Pulled checkpoints, a folder for each repository."""
    return (paths or Paths.from_environment()).models / "musicgen"


def repo_folder(repo: str, paths: Paths | None = None) -> Path:
    """The folder of "owner/name": manifest.json, and the files in a folder named by their commit."""
    return checkpoints_folder(paths) / repo.replace("/", "--")


def graph_cache_folder(paths: Paths | None = None) -> Path:
    """Graphs that runtimes made from checkpoints; everything in it can be thrown away at any time."""
    return (paths or Paths.from_environment()).models / "graphs"


def derived_graphs(fingerprint: str, paths: Paths | None = None) -> tuple[Path, ...]:
    """What is cached for the checkpoint with that fingerprint: entries that begin with its first 16 digits."""
    folder = graph_cache_folder(paths)
    if not re.fullmatch(r"[0-9a-f]{64}", fingerprint) or not folder.is_dir():
        return ()
    return tuple(sorted(folder.glob(f"{fingerprint[:GRAPH_PREFIX]}*")))


def size_bytes(path: Path) -> int:
    """Bytes of a file, or of everything in a folder; links are not followed."""
    if path.is_dir() and not path.is_symlink():
        return sum(size_bytes(each) for each in path.iterdir())
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def readable(count: int) -> str:
    """A number of bytes for people: "2.4 GB", "150.0 MB"; powers of ten, as disks are sold."""
    unit, step = ("GB", 1e9) if count >= 1e9 else ("MB", 1e6) if count >= 1e6 else ("kB", 1e3)
    return f"{count / step:.1f} {unit}"


def licences_file(paths: Paths | None = None) -> Path:
    """Which licences the user has accepted, and when."""
    return (paths or Paths.from_environment()).config_folder / "licences.json"
