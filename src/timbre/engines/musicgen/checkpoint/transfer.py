"""One file from an address to the disk: goes on where a cut transfer stopped, checks size and hash before it counts.

huggingface_hub's own download begins again at the first byte once its process has ended, which hurts with gigabytes;
here the part that arrived lies beside the file as `NAME.part` until it is whole. Knows no repositories.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from timbre.audio.atomic import file_error
from timbre.engines.musicgen.checkpoint import library
from timbre.engines.musicgen.checkpoint.manifest import FileFact
from timbre.engines.musicgen.checkpoint.remote import TIMEOUT_SECONDS
from timbre.engines.musicgen.checkpoint.trouble import passes_by_itself
from timbre.errors import EngineError

PAUSES_SECONDS = (1.0, 2.0, 4.0, 8.0, 15.0)
"""Waits before trying again; counted anew whenever bytes have arrived."""
_READ = 1 << 20

Arrived = Callable[[int], None]
"""Told how many bytes of the file are here now."""


def part_of(target: Path) -> Path:
    """Where an unfinished `target` lies."""
    return target.with_name(target.name + ".part")


def bytes_here(target: Path, fact: FileFact) -> int:
    """How many bytes of `target` need not be fetched again."""
    for path in (target, part_of(target)):
        if path.is_file():
            return min(path.stat().st_size, fact.size)
    return 0


def fetch(address: str, target: Path, fact: FileFact, headers: dict[str, str], arrived: Arrived) -> None:
    """Bring `target` here, whole and checked.

    Raises the HTTP library's errors, FileError (disk), or EngineError (what arrived is not what was announced).
    """
    part = part_of(target)
    try:
        _fill(address, part, fact, headers, arrived)
        problem = mismatch(part, fact)
        if problem:
            part.unlink()
            raise EngineError(
                f"{fact.name} did not arrive as it was sent: {problem}.", "Run the same command again."
            )
        part.replace(target)
    except OSError as error:
        if isinstance(error, library.http_error()):  # the hub's errors are OSErrors too
            raise
        raise file_error(error, target) from error


def mismatch(path: Path, fact: FileFact) -> str:
    """What is wrong with the file at `path`, "" when nothing is. Reads all of it."""
    size = path.stat().st_size
    if size != fact.size:
        return f"{size} bytes instead of {fact.size}"
    digest = hashlib.sha256()
    # Git names a blob by the SHA-1 of a header and its bytes.
    git = hashlib.sha1(b"blob %d\0" % size, usedforsecurity=False)
    with path.open("rb") as file:
        while block := file.read(_READ):
            if fact.sha256:
                digest.update(block)
            elif fact.git:
                git.update(block)
    if fact.sha256 and digest.hexdigest() != fact.sha256:
        return "its SHA-256 differs"
    if fact.git and not fact.sha256 and git.hexdigest() != fact.git:
        return "its hash differs"
    return ""


def _fill(address: str, part: Path, fact: FileFact, headers: dict[str, str], arrived: Arrived) -> None:
    """Add to `part` until it has its size, trying again after what passes by itself."""
    failures = 0
    while (have := _size(part)) < fact.size or not part.exists():
        problem: Exception | None = None
        try:
            _stream(address, part, have, fact, headers, arrived)
        except library.http_error() as error:
            if not passes_by_itself(error):
                raise
            problem = error
        if part.exists() and _size(part) >= fact.size:
            return
        failures = 1 if _size(part) > have else failures + 1
        if failures > len(PAUSES_SECONDS):
            raise problem or EngineError(f"The server sends nothing more of {fact.name}.", "Try again later.")
        time.sleep(PAUSES_SECONDS[failures - 1])


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _stream(
    address: str, part: Path, have: int, fact: FileFact, headers: dict[str, str], arrived: Arrived
) -> None:
    asked = {**headers, "range": f"bytes={have}-"} if have else headers
    with library.session().stream("GET", address, headers=asked, timeout=TIMEOUT_SECONDS) as answer:
        if answer.status_code == 416:  # the part is no beginning of this file
            part.unlink(missing_ok=True)
            return
        if answer.status_code >= 400:
            answer.read()  # the error's words
        library.raise_for_status(answer)
        if have and not _goes_on(answer, have):
            have = 0
        with part.open("ab" if have else "wb") as file:
            for chunk in answer.iter_bytes():
                if have + len(chunk) > fact.size:
                    raise EngineError(
                        f"{fact.name} is larger than the {fact.size} bytes announced.",
                        "Run the command again.",
                    )
                file.write(chunk)
                have += len(chunk)
                arrived(have)
            file.flush()
            os.fsync(file.fileno())


def _goes_on(answer: Any, have: int) -> bool:
    """Whether the server answers with the bytes from `have` on."""
    return answer.status_code == 206 and str(answer.headers.get("content-range", "")).startswith(
        f"bytes {have}-"
    )
