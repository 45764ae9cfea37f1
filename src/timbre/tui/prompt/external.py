"""The prompt in the user's own editor: `$VISUAL` or `$EDITOR` on a private temporary file.

Knows nothing of the screen: whoever calls this has made room on it.
"""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual.app import SuspendNotSupported

from timbre.conversation.lines import LINE_MAX_CHARACTERS
from timbre.errors import CapabilityError, FileError, InvalidInputError, MissingError, TimbreError

if TYPE_CHECKING:
    from textual.app import App

VARIABLES = ("VISUAL", "EDITOR")
_HINT = "Name one that is installed, for example: export EDITOR=nano"


def editor_command(environment: Mapping[str, str] | None = None) -> list[str]:
    """The editor with its arguments, from `$VISUAL`, else `$EDITOR`.

    Raises MissingError if neither is set or the program is not found, InvalidInputError for an open quote.
    """
    known = os.environ if environment is None else environment
    for variable in VARIABLES:
        value = known.get(variable, "").strip()
        if not value:
            continue
        try:
            command = shlex.split(value, posix=sys.platform != "win32")
        except ValueError:
            raise InvalidInputError(
                f"A quotation mark is missing in ${variable}: {value[:80]}", _HINT
            ) from None
        if shutil.which(command[0], path=known.get("PATH")) is None:
            raise MissingError(f"The editor {command[0][:80]!r} of ${variable} was not found.", _HINT)
        return command
    raise MissingError("No editor is set: $VISUAL and $EDITOR are empty.", _HINT)


def edit_text(text: str, command: Sequence[str]) -> str:
    """Open `text` in the editor, wait until it is closed, and give back what was saved.

    The file is readable by the user alone and removed afterwards. Raises MissingError if the editor cannot be
    started, TimbreError if it fails, FileError if the file cannot be written or read, InvalidInputError for
    more than 20,000 characters (that file stays, and the message says where).
    """
    folder = Path(_temporary_folder())
    path = folder / "prompt.txt"
    keep = False
    try:
        _write(path, text)
        try:
            code = subprocess.run([*command, str(path)], check=False).returncode
        except OSError as error:
            reason = error.strerror or str(error)
            raise MissingError(f"The editor {command[0]!r} cannot be started ({reason}).", _HINT) from error
        if code != 0:
            raise TimbreError(
                f"The editor {command[0]!r} ended with code {code}.", "The prompt is as it was before."
            )
        edited = _read(path)
        if len(edited) > LINE_MAX_CHARACTERS:
            keep = True
            raise InvalidInputError(
                f"The edited text has {len(edited):,} characters; {LINE_MAX_CHARACTERS:,} is the most.",
                f"It is still in {path}. Keep the words that matter.",
            )
        return edited
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


async def edit_over(app: App[Any], text: str, command: Sequence[str]) -> str:
    """`edit_text` with the terminal to itself, while the studio goes on unseen.

    Raises what `edit_text` raises, and CapabilityError where the terminal cannot be lent.
    """
    failure: TimbreError | None = None
    try:
        with app.suspend():  # must not be left by an exception: it would not come back
            try:
                with _unseen(app), _own_interrupts():
                    text = await asyncio.to_thread(edit_text, text, command)
            except TimbreError as error:
                failure = error
    except SuspendNotSupported:
        raise CapabilityError(
            "An editor cannot be opened over the studio here.",
            "Ctrl+J begins a new line in the prompt.",
        ) from None
    if failure is not None:
        raise failure
    return text


@contextmanager
def _unseen(app: App[Any]) -> Iterator[None]:
    """Nothing is painted: the terminal is the editor's, and the studio's writer has stopped."""
    driver = app._driver
    if driver is None:
        yield
        return
    driver.write = _nowhere  # type: ignore[assignment,method-assign]
    try:
        yield
    finally:
        del driver.write  # the class's own again


def _nowhere(_data: str) -> None:
    """Where writing goes meanwhile."""


@contextmanager
def _own_interrupts() -> Iterator[None]:
    """Leave Ctrl-C to the editor while it has the terminal."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, lambda *_: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _temporary_folder() -> str:
    try:
        return tempfile.mkdtemp(prefix="timbre-")
    except OSError as error:
        raise FileError(
            f"There is no room for a temporary file ({error.strerror}).", "Set $TMPDIR to a folder with room."
        ) from error


def _write(path: Path, text: str) -> None:
    try:
        with os.fdopen(
            os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
        ) as file:
            file.write(text + "\n" if text else "")
    except OSError as error:
        raise FileError(
            f"{path} cannot be written ({error.strerror}).", "Set $TMPDIR to a folder with room."
        ) from error


def _read(path: Path) -> str:
    """What was saved, without the line end that editors add."""
    from timbre.model.text import clean

    try:
        saved = path.read_bytes().decode("utf-8", "replace")
    except OSError as error:
        raise FileError(
            f"{path} cannot be read ({error.strerror}).", "The prompt is as it was before."
        ) from error
    return clean(saved.replace("\r\n", "\n").replace("\r", "\n")).rstrip()
