"""File names: the name of a new take, safe on every system.

Knows nothing of what is in the file.
"""

from __future__ import annotations

import os
import re
import unicodedata
from datetime import datetime
from pathlib import Path

from timbre.errors import FileError, InvalidInputError

SLUG_MAX_CHARACTERS = 48
_RESERVED = re.compile(r"^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)$")
_TAKES_MAX = 10_000


def typed_path(said: str | Path) -> Path:
    """A path as people type it: `~` is home, `~ana` that of Ana. Raises InvalidInputError where nobody has one."""
    try:
        return Path(said).expanduser()
    except RuntimeError:
        raise InvalidInputError(
            f"Nobody here has the home folder that {str(said)[:200]!r} begins with.", "Write the whole path."
        ) from None


def slug(text: str, longest: int = SLUG_MAX_CHARACTERS) -> str:
    """`text` as lower-case ASCII words joined by hyphens; `music` when nothing readable is left.

    Accents are dropped, other scripts too (the prompt itself is in the tags). Windows' device names get a
    suffix.
    """
    plain = unicodedata.normalize("NFKD", text[:1000]).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain.replace("'", ""))
    result = ""
    for word in words:
        joined = f"{result}-{word}" if result else word[:longest]
        if len(joined) > longest:
            break
        result = joined
    if not result:
        return "music"
    return f"{result}-music" if _RESERVED.match(result) else result


def take_name(time: datetime, prompt: str) -> str:
    """The stem of a new take's file: `20261122-141530-warm-lofi-piano`."""
    return f"{time:%Y%m%d-%H%M%S}-{slug(prompt)}"


def unique_path(folder: Path, stem: str, extension: str) -> Path:
    """`folder/stem.extension`, or with -2, -3 … where that, or a file going with it, exists already.

    A take owns its `.json`, `.mid` and `-stems` too, so those names must be free as well. Raises FileError.
    """
    suffix = "." + extension.lstrip(".")
    for number in range(1, _TAKES_MAX):
        name = stem if number == 1 else f"{stem}-{number}"
        family = (name + suffix, name + ".json", name + ".mid", name + "-stems")
        if not any(os.path.lexists(folder / member) for member in family):
            return folder / (name + suffix)
    raise FileError(f"{folder} holds {_TAKES_MAX} takes called {stem}.", "Choose another folder with -o.")
