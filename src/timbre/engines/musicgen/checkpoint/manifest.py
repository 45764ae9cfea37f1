"""What was pulled: which commit of which repository, and every file's size and hash. Written beside the files.

A damaged manifest counts as none: the files are then checked against the hub again, not trusted.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from timbre.audio.atomic import write_file

MANIFEST = "manifest.json"
_COMMIT = re.compile(r"^[0-9a-f]{40}$")
_NAME = re.compile(r"^[A-Za-z0-9][\w.-]{0,127}$", re.ASCII)


@dataclass(frozen=True)
class FileFact:
    """One file: its size in bytes and how to check it, a SHA-256 (large files) or git's own hash (small ones)."""

    name: str
    size: int
    sha256: str | None = None
    git: str | None = None


@dataclass(frozen=True)
class Manifest:
    """One repository at one commit. `complete` once every file is there and checked."""

    repo: str
    revision: str
    """What was asked for, such as "main"."""
    commit: str
    licence: str | None
    files: tuple[FileFact, ...]
    complete: bool = False
    pulled: str = ""
    """When it was complete, UTC."""

    @property
    def bytes(self) -> int:
        """Size of all files."""
        return sum(file.size for file in self.files)

    def whole(self, time: str) -> Manifest:
        """The same, complete at `time`."""
        return replace(self, complete=True, pulled=time)


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in a repository's folder; None where there is none that can be used."""
    try:
        data: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())
        files = tuple(FileFact(**file) for file in data.pop("files"))
        manifest = Manifest(files=files, **data)
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    sound = _is_sound(manifest)
    return manifest if sound else None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Write it, whole or not at all. Raises FileError."""
    data = (json.dumps(asdict(manifest), indent=2) + "\n").encode()
    write_file(folder / MANIFEST, data, force=True)


def is_present(folder: Path, manifest: Manifest) -> bool:
    """Whether `manifest` is complete and its files lie under `folder` with their sizes. Reads no contents."""
    place = folder / manifest.commit
    try:
        return manifest.complete and all((place / f.name).stat().st_size == f.size for f in manifest.files)
    except OSError:
        return False


def is_plain_name(name: str) -> bool:
    """Whether a file name can lie in a folder of ours: one part, no dots in front, nothing odd."""
    return _NAME.match(name) is not None


def _is_sound(manifest: Manifest) -> bool:
    texts = (manifest.repo, manifest.revision, manifest.commit, manifest.pulled, manifest.licence or "")
    return (
        all(isinstance(text, str) for text in texts)
        and _COMMIT.match(manifest.commit) is not None
        and isinstance(manifest.complete, bool)
        and bool(manifest.files)
        and all(isinstance(f.name, str) and is_plain_name(f.name) for f in manifest.files)
        and all(type(f.size) is int and f.size >= 0 for f in manifest.files)
    )
