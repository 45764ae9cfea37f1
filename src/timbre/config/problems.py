"""What is wrong with a setting, in words: where, the bad value, the valid ones, what to do.

Knows nothing of terminals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from timbre.config import settings
from timbre.errors import InvalidInputError, UnknownNameError

_TABLE = re.compile(r"\s*\[\s*([^\[\]]+?)\s*\]")
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True)
class Problem:
    """Something in the settings that was passed over; `where` is a file and line, or a variable."""

    where: str
    message: str
    hint: str

    @property
    def text(self) -> str:
        """In one line."""
        return f"{self.where}: {self.message} {self.hint}"


def bad_value(name: str, value: object) -> InvalidInputError:
    """The error for a value that the setting does not take."""
    shown = repr(value)
    shown = shown if len(shown) <= _SHOWN_CHARACTERS else shown[: _SHOWN_CHARACTERS - 1] + "…"
    base = name.partition(".")[0]
    return InvalidInputError(
        f"{name} cannot be {shown}; valid: {settings.valid_values(base)}.",
        f"{settings.description(base)} Change it with `timbre config set {name} VALUE`.",
    )


def unknown_name(name: str) -> UnknownNameError:
    """The error for a setting there is none of, with "did you mean"."""
    return UnknownNameError.among("setting", name, settings.names())


def line_of(text: str, name: str) -> int | None:
    """The line (from 1) in which a setting is given a value in a TOML text; None if that cannot be told."""
    table, _, key = name.rpartition(".")
    current = ""
    for number, line in enumerate(text.splitlines(), 1):
        header = _TABLE.match(line)
        if header is not None:
            current = header.group(1).strip("\"'")
            if current == name:
                return number
        elif _gives(line, key if current == table else name) and current in ("", table):
            return number
    return line_of(text, table) if table else None


def _gives(line: str, key: str) -> bool:
    given = line.partition("=")[0] if "=" in line else ""
    plain = re.sub(r"[\s\"']", "", given)
    return plain == key or plain.startswith(f"{key}.")
