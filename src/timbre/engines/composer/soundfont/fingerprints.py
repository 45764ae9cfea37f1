"""Content hashes of files, worked out once: kept by path, size and time of change, in Timbre's cache folder.

Knows nothing of what is in the files.
"""

from __future__ import annotations

import json
import re
import threading
from pathlib import Path

from timbre.audio.atomic import write_file
from timbre.engines.composer.soundfont.font import unreadable
from timbre.errors import FileError
from timbre.session.hashing import file_sha256
from timbre.session.paths import Paths, private_folder

FILE_NAME = "soundfonts.json"
_MOST_BYTES = 1_000_000
_MOST_ENTRIES = 500
_SHA256 = re.compile(r"[0-9a-f]{64}")
_lock = threading.Lock()


class Fingerprints:
    """The hashes kept in the file `store`; one that cannot be read or written only costs time."""

    def __init__(self, store: Path) -> None:
        self._store = store

    @classmethod
    def usual(cls) -> Fingerprints:
        """Those in Timbre's cache folder."""
        return cls(Paths.from_environment().cache / FILE_NAME)

    def of(self, path: Path) -> str:
        """SHA-256 of the file, 64 hexadecimal digits. Raises FileError."""
        try:
            about = path.stat()
            mark = [about.st_size, about.st_mtime_ns]
            with _lock:
                kept = self._read()
                entry = kept.get(str(path))
                if entry is not None and entry[:2] == mark:
                    return str(entry[2])
                found = file_sha256(path)
                kept.pop(str(path), None)
                self._write({**kept, str(path): [*mark, found]})
        except OSError as error:
            raise unreadable(path, error) from error
        return found

    def known(self) -> list[Path]:
        """Every file a hash is kept of, the last one first."""
        return [Path(name) for name in reversed(self._read())]

    def _read(self) -> dict[str, list[int | str]]:
        try:
            if self._store.stat().st_size > _MOST_BYTES:
                return {}
            data = json.loads(self._store.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(data, dict):
            return {}
        return {name: entry for name, entry in data.items() if _is_entry(entry)}

    def _write(self, entries: dict[str, list[int | str]]) -> None:
        newest = dict(list(entries.items())[-_MOST_ENTRIES:])
        try:
            private_folder(self._store.parent)
            write_file(self._store, json.dumps(newest, indent=0).encode("utf-8"), force=True)
        except (OSError, FileError):
            return


def _is_entry(entry: object) -> bool:
    if not isinstance(entry, list) or len(entry) != 3:
        return False
    size, changed, found = entry
    whole = all(isinstance(each, int) and not isinstance(each, bool) for each in (size, changed))
    return whole and isinstance(found, str) and bool(_SHA256.fullmatch(found))
