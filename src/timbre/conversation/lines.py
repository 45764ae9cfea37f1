"""A typed line as what it asks for: a command with its arguments, or words.

Pure. Knows nothing of what commands do or words mean.
"""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass

from timbre.conversation.commands import BY_NAME, Command
from timbre.errors import InvalidInputError, UnknownNameError, nearest

LINE_MAX_CHARACTERS = 20_000
_NUMBERS = {
    "a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
}  # fmt: skip
_PLAIN = {
    "undo": "undo", "undo that": "undo", "go back": "undo", "back": "undo",
    "redo": "redo",
    "again": "again", "once more": "again", "try again": "again", "another one": "again",
    "play": "play", "play it": "play", "stop": "stop", "loop it": "loop",
    "i like it": "rate up", "love it": "rate up", "i don't like it": "rate down",
    "help": "help", "quit": "quit", "exit": "quit", "bye": "quit",
}  # fmt: skip
"""Whole lines of plain words that are commands."""
_VARIATIONS = re.compile(r"(?:make |give me )?(\w+) (?:more )?variations?")
_BACK_TO = re.compile(
    r"(?:(?:go )?back to|return to) (?:the )?(?:take )?#?(?:(\d+)(?:st|nd|rd|th)?|([a-z]+))(?: (?:one|take|version))?"
)


@dataclass(frozen=True)
class Invocation:
    """A command with what follows it: `text` as typed, `values` split as in a shell (for those that take values)."""

    command: Command
    text: str = ""
    values: tuple[str, ...] = ()


def read_line(line: str) -> Invocation | None:
    """The command in `line`, with a slash or as one of a few plain phrases ("undo"); None for other words.

    Raises UnknownNameError ("did you mean") and InvalidInputError (too long, an open quote, arguments where
    there are none).
    """
    if len(line) > LINE_MAX_CHARACTERS:
        raise InvalidInputError(
            f"The line has {len(line)} characters; {LINE_MAX_CHARACTERS} is the most.",
            "Keep the words that matter.",
        )
    if line.count("\ufffd") > max(2, len(line) // 20):
        raise InvalidInputError("The line looks like binary data, not words.", "Send words, in UTF-8.")
    if not line.startswith("/"):
        return _plain(line)
    name, _, rest = line[1:].partition(" ")
    command = BY_NAME.get(name.lower())
    if command is None:
        close = nearest(name, [each for each in BY_NAME if len(each) > 1])
        likely = close is not None and name[:1].lower() == close[:1]
        meant = f" Did you mean '/{close}'?" if likely else ""
        raise UnknownNameError(
            f"There is no command called {f'/{name[:80]}'!r}.{meant}", "/help lists the commands."
        )
    return _invoke(command, rest.strip())


def _invoke(command: Command, rest: str) -> Invocation:
    if command.takes == "words":
        return Invocation(command, rest)
    if command.takes == "nothing":
        if rest:
            raise InvalidInputError(
                f"/{command.name} takes nothing after it, not {rest[:60]!r}.", f"Type: {command.usage}"
            )
        return Invocation(command)
    try:
        values = tuple(shlex.split(rest))
    except ValueError:
        raise InvalidInputError(
            f"A quotation mark is missing in {rest[:60]!r}.", f"Type: {command.usage}"
        ) from None
    return Invocation(command, rest, values)


def _plain(line: str) -> Invocation | None:
    said = " ".join(line.lower().replace("’", "'").strip(" .!?").split())
    if said in _PLAIN:
        name, _, rest = _PLAIN[said].partition(" ")
        return _invoke(BY_NAME[name], rest)
    variations = _VARIATIONS.fullmatch(said)
    count = _number(variations[1]) if variations else None
    if count is not None:
        return _invoke(BY_NAME["variations"], str(count))
    back = _BACK_TO.fullmatch(said)
    if back:
        word = back[1] or back[2]
        number = word if word == "last" else _number(word)
        if number is not None:
            return _invoke(BY_NAME["take"], str(number))
    return None


def _number(word: str) -> int | None:
    if word.isascii() and word.isdecimal():
        return int(word[:9])
    return _NUMBERS.get(word)
