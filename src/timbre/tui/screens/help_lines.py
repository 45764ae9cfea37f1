"""What the help page says: the first steps, every key in force, every command; found by words.

Taken from the registries alone. Knows nothing of widgets.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from timbre.conversation.commands import COMMANDS, Command
from timbre.conversation.keys import PANEL_KEYS, Key, PanelKey, all_keys, shown

KEYS_TITLE, PANELS_TITLE, COMMANDS_TITLE = "Keys", "Keys in one part", "Commands"


class HelpLine(NamedTuple):
    """One line: a heading has no `left`."""

    section: str
    group: str
    left: str
    """The keys, or the command's usage."""
    help: str
    draft: str = ""
    """What choosing it puts into the prompt; "" for a key that only the keyboard does."""
    name: str = ""
    """Its name in `[keys]`."""


def first_steps(keys: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """What to know at first: (words in bold, what they do)."""

    def key(name: str, command: str) -> str:
        return shown(keys.get(name, "")) or command

    listening = f"{key('play', '/play')}, {key('like', '/rate up')}, {key('compare', '/compare')}"
    return (
        ("Say it", "“warm lo-fi piano, 80 bpm”, then Enter"),
        ("Change it", "“slower, add strings” is a new take"),
        (listening, "play, like, compare, once Tab was pressed"),
        (key("export", "/export"), "write WAV, FLAC, MP3, OGG, stems, MIDI"),
        (f"{key('cancel', '/cancel')}, {key('undo', '/undo')}", "stop, and go back: nothing is ever lost"),
    )


def help_lines(keys: Mapping[str, str]) -> tuple[HelpLine, ...]:
    """Every key, those of one panel and every command, by group. `keys` are those in force, by id."""
    found = [_of_key(key, keys.get(key.id, key.keys)) for key in _joined(all_keys())]
    return (*found, *map(_of_panel, PANEL_KEYS), *map(_of_command, COMMANDS))


def matching(lines: Iterable[HelpLine], query: str) -> list[HelpLine]:
    """The lines with every word of `query` in their keys, text, name or group, in their order."""
    words = query.casefold().split()
    return [line for line in lines if all(word in _searched(line, word) for word in words)]


def _searched(line: HelpLine, word: str) -> str:
    """What `word` may be found in: a slash asks for a command's name."""
    if word.startswith("/"):
        return line.left if line.section == COMMANDS_TITLE else ""
    return f"{line.left} {line.help} {line.name} {line.group} {line.section}".casefold()


def _joined(keys: Iterable[Key]) -> Iterable[Key]:
    """The ten keys that seek stay ten lines nobody needs: only the first is told."""
    return (key for key in keys if not (key.id.startswith("seek_") and key.id != "seek_0"))


def _of_key(key: Key, keys: str) -> HelpLine:
    left, told, name = shown(keys), key.help, key.id
    if key.id == "seek_0" and keys == "0":
        left, told, name = "0–9", "Go to 0 %, 10 % … 90 % of the take.", "seek_0 … seek_9"
    return HelpLine(KEYS_TITLE, key.group, left or "–", told, key.line, name)


def _of_panel(key: PanelKey) -> HelpLine:
    return HelpLine(PANELS_TITLE, key.panel, shown(key.keys), key.help)


def _of_command(command: Command) -> HelpLine:
    draft = f"/{command.name} " if command.arguments else f"/{command.name}"
    return HelpLine(COMMANDS_TITLE, command.group, command.usage, command.help, draft)
