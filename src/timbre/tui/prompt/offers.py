"""What the menu above the prompt offers for a text: commands, their values, and the rest of a word as a ghost.

Pure: knows nothing of widgets. Values and words come from `conversation.completion`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from timbre.conversation.commands import BY_NAME, COMMANDS, Command
from timbre.conversation.keys import all_keys, shown

if TYPE_CHECKING:
    from textual.fuzzy import FuzzySearch

    from timbre.conversation.completion import Suggestion

GHOST_LETTERS = 3
_QUERY_MAX = 20
_LAST_RANK_OF_NAMES, _LAST_RANK_OF_PARTS = 3, 4
_WORD = re.compile(r"[^\W\d_][\w'-]*\Z")
_CHOICES = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True)
class Row:
    """One line of the menu. Choosing it puts `text` in the place of the last `replaces` characters."""

    text: str
    replaces: int
    label: str
    arguments: str = ""
    help: str = ""
    key: str = ""
    marks: frozenset[int] = frozenset()
    """Letters of the label that were typed."""
    help_marks: frozenset[int] = frozenset()
    sends: bool = False
    """Whether Enter says it at once."""
    is_hint: bool = False
    """It only says what may follow, and cannot be chosen."""


def command_rows(text: str, keys: Mapping[str, str]) -> list[Row]:
    """Commands for `/` and the letters after it, the best first; `keys` are those in force, by id.

    Those with the letters in their help, or scattered in their name, only where no name begins with them.
    """
    query = text[1:].lower()
    if not query:
        return [_command_row(command, text, keys) for command in COMMANDS]
    found = []
    for order, command in enumerate(COMMANDS):
        match = _match(query, command)
        if match is not None:
            rank, alias, marks, help_marks = match
            found.append((rank, order, _command_row(command, text, keys, alias, marks, help_marks)))
    found.sort(key=lambda each: each[:2])
    has_name = bool(found) and found[0][0][0] <= _LAST_RANK_OF_NAMES
    return [row for (rank, _), _, row in found if not has_name or rank <= _LAST_RANK_OF_PARTS]


def value_rows(text: str, found: Iterable[Suggestion]) -> list[Row]:
    """Values for a command that stands in `text` with a space after it; else what may follow it, as a hint."""
    command, rest = command_in(text)
    if command is None or command.takes == "nothing":
        return []
    typed = rest.lower()
    rows = [_value_row(each.text, each.replaces, each.help) for each in found]
    if not rows and " " not in rest:
        rows = [
            _value_row(choice, len(rest))
            for choice in choices(command)
            if choice.startswith(typed) and choice != typed
        ]
    if len(rows) == 1 and rows[0].text == text[len(text) - rows[0].replaces :]:
        return []
    if not rows and not rest.strip() and command.arguments:
        rows = [Row("", 0, f"/{command.name}", command.arguments, command.help, is_hint=True)]
    return rows


def narrowed(rows: Iterable[Row], text: str) -> list[Row]:
    """Those of the value `rows` that still fit `text`, until better ones are known."""
    _, rest = command_in(text)
    return [
        _value_row(row.text, len(rest), row.help)
        for row in rows
        if not row.is_hint and not row.text.startswith("/") and row.text.lower().startswith(rest.lower())
    ]


def command_in(text: str) -> tuple[Command | None, str]:
    """The command that stands in `text`, if its name is complete, and what follows the space after it."""
    name, _, rest = text[1:].partition(" ")
    return BY_NAME.get(name.lower()), rest


def needs_more(command: Command) -> bool:
    """Whether the command cannot be said without something after it."""
    return bool(command.arguments) and not command.arguments.startswith("[")


@lru_cache(maxsize=64)
def choices(command: Command) -> tuple[str, ...]:
    """The words one may choose from as a first value: `[lock|unlock|N]` has lock and unlock."""
    group = _CHOICES.match(command.arguments)
    parts = group[1].split("|") if group else []
    return tuple(part.split()[0] for part in parts if part[:1].islower())


def ghost(text: str, found: Iterable[Suggestion]) -> str:
    """The rest of the word at the end of `text`: of the shortest that fits. "" if the word is one already."""
    word = _WORD.search(text[-64:])
    if word is None or len(word[0]) < GHOST_LETTERS:
        return ""
    typed = word[0].lower()
    fitting = [each.text for each in found if each.replaces == len(typed) and each.text.startswith(typed)]
    if not fitting or typed in fitting:
        return ""
    return min(fitting, key=lambda each: (len(each), each))[len(typed) :]


def _value_row(text: str, replaces: int, meaning: str = "") -> Row:
    from timbre.model.text import clean

    return Row(text, replaces, clean(text), help=clean(meaning), marks=frozenset(range(replaces)))


def _command_row(
    command: Command,
    typed: str,
    keys: Mapping[str, str],
    alias: str = "",
    marks: Iterable[int] = (),
    help_marks: Iterable[int] = (),
) -> Row:
    key = keys.get(command.key, "").split(",")[0] if command.key and command.key not in _panel_keys() else ""
    return Row(
        text=f"/{command.name}" + (" " if command.takes != "nothing" else ""),
        replaces=len(typed),
        label=f"/{command.name}",
        arguments=f"= {alias}" if alias else command.arguments,
        help=command.help,
        key=shown(key),
        marks=frozenset(marks),
        help_marks=frozenset(help_marks),
        sends=command.takes == "nothing",
    )


_Match = tuple[tuple[int, float], str, Iterable[int], Iterable[int]]


def _match(query: str, command: Command) -> _Match | None:
    """How well the command fits (the least is the best), the alias that did, letters of the name and of the help."""
    name = command.name
    start = range(1, 1 + len(query))
    if name.startswith(query):
        rank = 0 if name == query else 1 if query in command.aliases else 2
        return (rank, float(len(name))), "", start, ()
    for alias in command.aliases:
        if alias.startswith(query):
            return (1 if alias == query else 3, float(len(alias))), alias, (), ()
    if len(query) > _QUERY_MAX:
        return None
    if len(query) > 1 and (at := name.find(query)) > 0:
        return (4, float(at)), "", range(1 + at, 1 + at + len(query)), ()
    if len(query) > 2:
        word = re.search(rf"\b{re.escape(query)}", command.help.lower())
        if word is not None:
            return (5, float(word.start())), "", (), range(*word.span())
        score, places = _fuzzy().match(query, name)
        if score:
            return (6, -score), "", [1 + place for place in places], ()
    return None


@lru_cache(maxsize=1)
def _fuzzy() -> FuzzySearch:
    from textual.fuzzy import FuzzySearch

    return FuzzySearch()


@lru_cache(maxsize=1)
def _panel_keys() -> frozenset[str]:
    """Keys that write a letter while one types, so that the menu does not promise them."""
    return frozenset(key.id for key in all_keys() if key.scope == "panels")
