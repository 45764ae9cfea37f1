"""Reading a TOML file and saying on which line something in it stands.

Knows nothing of what the tables mean.
"""

from __future__ import annotations

import re
import sys
from typing import Any

from timbre.errors import InvalidInputError

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_HEADER = re.compile(r"\s*\[\s*(.+?)\s*\]\s*(?:#.*)?$")
_KEY = re.compile(r"""\s*("[^"]*"|'[^']*'|[\w\-]+)\s*(?:\.\s*[\w\-]+\s*)?=""")


def read_toml(text: str, where: str) -> dict[str, Any]:
    """The parsed tables. Raises InvalidInputError naming `where` and the line."""
    try:
        tables: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        reason = str(error).split(" (at ")[0]
        raise InvalidInputError(
            f"{where}:{line}: {reason}.", "Mend that line; the file must be valid TOML."
        ) from error
    except RecursionError as error:
        raise InvalidInputError(
            f"{where}:1: the file is nested too deeply.", "Write it more plainly."
        ) from error
    return tables


def line_of(text: str, table: str, key: str = "") -> int:
    """1-based line of `key` in `table` ("" for the top), or of the table itself; 1 when it is not there."""
    current, table_line = "", 1
    for number, line in enumerate(text.splitlines(), start=1):
        header = _HEADER.match(line)
        if header:
            current = header[1].strip("\"'")
            if current == table:
                table_line = number
                if not key:
                    return number
            continue
        found = _KEY.match(line)
        name = found[1].strip("\"'") if found else ""
        if current == "" and name == table and not key:
            return number
        if current == table and name == key and key:
            return number
        if current == "" and name == table and key and re.search(rf"\b{re.escape(key)}\s*=", line):
            return number
    return table_line
