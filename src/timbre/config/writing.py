"""Changes one setting in `config.toml`; comments, order and everything else stay as the user wrote them.

Knows nothing of terminals. The file appears whole or not at all, and two changes at once do not lose one.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timbre.config.problems import unknown_name
from timbre.config.reading import check, parse, read_text
from timbre.config.settings import KEYS, TABLES, Settings
from timbre.errors import FileError, InvalidInputError
from timbre.session.identity import new_id
from timbre.session.lines import flush_folder, flush_to_disk
from timbre.session.lock import exclusive
from timbre.session.paths import open_private, private_folder

if TYPE_CHECKING:
    from tomlkit import TOMLDocument

HEADER = "# Settings of Timbre. `timbre config list` tells what there is and what each does.\n\n"
_LOCK_TIMEOUT_SECONDS = 5.0


def set_value(path: Path, name: str, text: str) -> Any:
    """Give the setting `name` (`keys.play` for a key) the value written as `text`; returns the value.

    Raises UnknownNameError, InvalidInputError (bad value, or a file that is no TOML), FileError.
    """
    value = check(name, text)
    table, _, key = name.partition(".")
    if table in TABLES and not key:
        example = "keys.play space" if table == KEYS else "voices.violin 41"
        raise InvalidInputError(
            f"{table} is a table: it takes one name at a time.", f"For example: timbre config set {example}"
        )
    plain = int(value) if isinstance(value, float) and value.is_integer() else value

    def change(document: TOMLDocument) -> bool:
        if key:
            import tomlkit

            rows = document.setdefault(table, tomlkit.table())
            rows[key] = plain
        else:
            document[name] = plain
        return True

    _edit(path, change)
    return value


def unset_value(path: Path, name: str) -> bool:
    """Take the setting out of the file, so that the default counts; False if it was not there.

    Raises UnknownNameError, InvalidInputError, FileError.
    """
    table, _, key = name.partition(".")
    if table not in Settings.model_fields or (key and table not in TABLES):
        raise unknown_name(name)

    def change(document: TOMLDocument) -> bool:
        if not key:
            return document.pop(name, None) is not None
        rows = document.get(table, {})
        return isinstance(rows, dict) and rows.pop(key, None) is not None

    return _edit(path, change)


def _edit(path: Path, change: Callable[[TOMLDocument], bool]) -> bool:
    import tomlkit

    with _told(path):
        private_folder(path.parent)
        target = path.resolve()  # a link, as dotfile keepers have, stays one
        with exclusive(path.with_suffix(".lock"), _LOCK_TIMEOUT_SECONDS):
            text = _checked_text(path)
            document = tomlkit.parse(text or HEADER)
            changed = change(document)
            if changed:
                written = tomlkit.dumps(document)
                parse(written)
                _replace(target, written.encode())
    return changed


def _checked_text(path: Path) -> str:
    try:
        text = read_text(path)
        parse(text)
    except InvalidInputError as error:
        raise InvalidInputError(
            f"{path} cannot be changed: {error.message}", f"{error.hint} Mend or remove the file first."
        ) from error
    return text


def _replace(path: Path, data: bytes) -> None:
    """Put `data` in the place of the file, with its permissions, in one step. Raises OSError."""
    temporary = path.with_name(f".{path.name}.{new_id()[-8:]}.part")
    try:
        descriptor = open_private(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            flush_to_disk(file.fileno())
        with suppress(FileNotFoundError):
            shutil.copymode(path, temporary)
        temporary.replace(path)
    finally:
        with suppress(OSError):
            temporary.unlink()
    flush_folder(path.parent)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileError(
            f"{path} cannot be written: {error.strerror or error}.",
            "Check the folder's permissions, or set TIMBRE_HOME to a folder of your own.",
        ) from error
