"""On which line of a TOML text each table, key and array item stands.

Knows nothing of what they mean, and trusts that the text has been parsed: of broken TOML it only says where it stopped.
"""

from __future__ import annotations

import re

Place = tuple[str | int, ...]
_SKIP = re.compile(r"(?:[ \t\r]|#[^\n]*)*")
_SPACE = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_STRING = re.compile(r"\"\"\"(?:\\.|[^\\])*?\"{3,5}|'''.*?'{3,5}|\"(?:\\.|[^\"\\\n])*\"|'[^'\n]*'", re.DOTALL)
_BARE = re.compile(r"[A-Za-z0-9_\-]+")
_SCALAR = re.compile(r"[^\s,\]\}#][^,\]\}#\n]*")


def places(text: str) -> dict[Place, int]:
    """Path of keys and indices → 1-based line, for everything in `text`."""
    return _Scanner(text).scan()


def line_at(found: dict[Place, int], path: Place) -> int | None:
    """The line of `path`, else of the nearest table around it; None when nothing of it is there."""
    for size in range(len(path), 0, -1):
        if path[:size] in found:
            return found[path[:size]]
    return None


class _Scanner:
    """One pass over a text; `at` is the offset of the next character."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Place, int] = {}
        self._line, self._counted = 1, 0

    def scan(self) -> dict[Place, int]:
        table: Place = ()
        while self._skip(_SPACE) < len(self.text):
            before = self.at
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            if self.at == before:
                break
        return self.found

    def _header(self) -> Place:
        """`[a.b]` or `[[a.b]]`: the table that follows."""
        array = self.text.startswith("[[", self.at)
        line = self._here()
        self.at += 2 if array else 1
        table = self._within(self._keys())
        for size in range(1, len(table)):
            self.found.setdefault(table[:size], line)
        if array:
            number = 0
            while (*table, number) in self.found:
                number += 1
            self.found.setdefault(table, line)
            table = (*table, number)
        self.found[table] = line
        end = self.text.find("\n", self.at)
        self.at = len(self.text) if end < 0 else end
        return table

    def _within(self, keys: Place) -> Place:
        """The path of a header's keys: arrays of tables met on the way mean their last item."""
        path: Place = ()
        for index, key in enumerate(keys):
            path = (*path, key)
            if index < len(keys) - 1 and (*path, 0) in self.found:
                number = 0
                while (*path, number + 1) in self.found:
                    number += 1
                path = (*path, number)
        return path

    def _pair(self, table: Place) -> None:
        """`key = value`."""
        line = self._here()
        keys = self._keys()
        if not keys:
            return
        for size in range(1, len(keys) + 1):
            self.found.setdefault((*table, *keys[:size]), line)
        if self._skip(_SKIP) < len(self.text) and self.text[self.at] == "=":
            self.at += 1
            self._value((*table, *keys))

    def _keys(self) -> Place:
        """A dotted key."""
        keys: list[str] = []
        while True:
            self._skip(_SKIP)
            quoted = _STRING.match(self.text, self.at)
            match = quoted or _BARE.match(self.text, self.at)
            if match is None:
                return tuple(keys)
            keys.append(match[0][1:-1] if quoted else match[0])
            self.at = match.end()
            if self._skip(_SKIP) >= len(self.text) or self.text[self.at] != ".":
                return tuple(keys)
            self.at += 1

    def _value(self, path: Place) -> None:
        self._skip(_SKIP)
        opening = self.text[self.at : self.at + 1]
        if opening == "[":
            self._items(path)
        elif opening == "{":
            self._inline(path)
        else:
            match = _STRING.match(self.text, self.at) or _SCALAR.match(self.text, self.at)
            self.at = match.end() if match else self.at

    def _items(self, path: Place) -> None:
        """`[1, 2, 3]`."""
        self.at += 1
        number = 0
        while self._skip(_SPACE) < len(self.text) and self.text[self.at] != "]":
            before = self.at
            item = (*path, number)
            self.found[item] = self._here()
            self._value(item)
            number += 1
            self._comma()
            if self.at == before:
                return
        self.at += 1

    def _inline(self, path: Place) -> None:
        """`{ a = 1, b = 2 }`."""
        self.at += 1
        while self._skip(_SPACE) < len(self.text) and self.text[self.at] != "}":
            before = self.at
            self._pair(path)
            self._comma()
            if self.at == before:
                return
        self.at += 1

    def _comma(self) -> None:
        if self._skip(_SPACE) < len(self.text) and self.text[self.at] == ",":
            self.at += 1

    def _skip(self, what: re.Pattern[str]) -> int:
        match = what.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def _here(self) -> int:
        self._line += self.text.count("\n", self._counted, self.at)
        self._counted = self.at
        return self._line
