"""Every key of the studio, declared once: bindings, footer, help page, palette and documentation read it here.

A key either says a line of the conversation or does something only a screen can do; `[keys]` in the settings
changes which key it is. Knows nothing of Textual but the spelling of its keys.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from timbre.conversation.commands import COMMANDS

Scope = Literal["anywhere", "prompt", "panels"]
"""Where it works: everywhere; while typing; while something else than the prompt has the focus."""


@dataclass(frozen=True)
class Key:
    """One thing a key does. `id` is its name in `[keys]`."""

    id: str
    keys: str
    """Default keys, spelt as Textual does, with commas; "" if it has none."""
    help: str
    group: str
    scope: Scope = "anywhere"
    line: str = ""
    """What it says; one that ends in a space is put into the prompt to be completed. "" for a deed of the screen."""
    footer: str = ""
    """Its word in the footer; "" if it is not there."""


_MAKING, _TYPING, _TAKES, _LISTENING, _SCREEN = "Making music", "Typing", "Takes", "Listening", "The screen"
_PANELS: Scope = "panels"
_PROMPT: Scope = "prompt"

KEYS: tuple[Key, ...] = (
    Key("send", "enter", "Send what was typed.", _TYPING, _PROMPT),
    Key("newline", "ctrl+j", "Begin a new line.", _TYPING, _PROMPT),
    Key("older", "up", "The line typed before; what you were typing is kept.", _TYPING, _PROMPT),
    Key("newer", "down", "The line typed after.", _TYPING, _PROMPT),
    Key("find_line", "ctrl+s", "Search the lines typed before.", _TYPING, _PROMPT),
    Key("editor", "ctrl+g,f4", "Write the prompt in $EDITOR.", _TYPING),
    Key("edit_last", "ctrl+e", "Take the last prompt up again, to change it.", _TYPING),
    Key("again", "ctrl+r", "The same wishes with a new seed.", _MAKING, line="/again", footer="again"),
    Key("variations", "", "Three takes with other seeds.", _MAKING, line="/variations 3"),
    Key("new", "ctrl+n", "The next line is a new idea.", _MAKING, line="/new"),
    Key("seed", "ctrl+l", "Lock the current take's seed, or let it go.", _MAKING, footer="seed"),
    Key("cancel", "escape", "Stop the running job; close what is open first.", _MAKING, footer="stop"),
    Key(
        "undo", "ctrl+z", "Back to the take before (typing first, while there is some).", _TAKES, line="/undo"
    ),
    Key("redo", "ctrl+y", "Forward to the take that was undone.", _TAKES, line="/redo"),
    Key("like", "f", "Like the take, or take that back.", _TAKES, _PANELS, footer="♥"),
    Key("dislike", "d", "Dislike the take, or take that back.", _TAKES, _PANELS, footer="✗"),
    Key("search", "ctrl+f", "Search the takes.", _TAKES, footer="find"),
    Key("export", "ctrl+o", "Export the take.", _TAKES, footer="export"),
    Key("open", "o", "Open the take's folder.", _TAKES, _PANELS, line="/open"),
    Key("copy", "c", "Copy the take's path.", _TAKES, _PANELS, line="/copy path"),
    Key("play", "space", "Play or pause.", _LISTENING, _PANELS, footer="play"),
    Key("stop", "s", "Fall silent.", _LISTENING, _PANELS),
    *(
        Key(
            f"seek_{digit}",
            str(digit),
            f"Go to {digit}0 % of the take." if digit else "Go to the beginning.",
            _LISTENING,
            _PANELS,
        )
        for digit in range(10)
    ),
    Key("back", "left", "Five seconds back.", _LISTENING, _PANELS),
    Key("forward", "right", "Five seconds forward.", _LISTENING, _PANELS),
    Key("loop", "l", "Play round and round, or not.", _LISTENING, _PANELS, footer="loop"),
    Key(
        "compare",
        "b",
        "A/B: hear the next of the takes compared, from the same place.",
        _LISTENING,
        _PANELS,
        footer="A/B",
    ),
    Key(
        "prefer",
        "p",
        "Keep the take of the comparison that is heard now.",
        _LISTENING,
        _PANELS,
        footer="keep",
    ),
    Key("louder", "plus,equals_sign", "Louder; files stay as they are.", _LISTENING, _PANELS),
    Key("softer", "minus", "Softer; files stay as they are.", _LISTENING, _PANELS),
    Key("help", "f1", "Help: the keys and the commands.", _SCREEN, footer="help"),
    Key("palette", "ctrl+p", "Everything that can be done, searchable.", _SCREEN, footer="palette"),
    Key("history_panel", "f2", "To the takes; from there, fold them.", _SCREEN),
    Key("inspector_panel", "f3", "To the inspector; from there, fold it.", _SCREEN),
    Key("queue_panel", "f5", "Show or fold the queue.", _SCREEN),
    Key("prompt", "i", "To the prompt.", _SCREEN, _PANELS, footer="type"),
    Key("theme", "f6", "The next colour theme.", _SCREEN),
    Key("quit", "ctrl+q", "Leave; everything is kept.", _SCREEN, line="/quit", footer="quit"),
)
"""All but those of commands without a default key, which `all_keys` adds."""


@dataclass(frozen=True)
class PanelKey:
    """A key that one part of the screen has while the focus is there. It cannot be changed."""

    panel: str
    """`Welcome`, `Conversation`, `History`, `Inspector` or `Queue`."""
    keys: str
    """Spelt as in `Key`."""
    help: str
    footer: str = ""
    """Its word in the bottom line; "" if it is not there."""


PANEL_KEYS: tuple[PanelKey, ...] = (
    PanelKey("Welcome", "up,down", "To another idea.", "choose"),
    PanelKey("Welcome", "enter", "Make the idea.", "make it"),
    PanelKey("Conversation", "up,down", "To the take above or below."),
    PanelKey("Conversation", "enter", "Play or pause the take; give the first answer to a question."),
    PanelKey("Conversation", "e", "Take the take's idea up again, to change it.", "edit"),
    PanelKey("Conversation", "a", "The same wishes with a new seed.", "again"),
    PanelKey("Conversation", "v", "Three variations of the take.", "vary"),
    PanelKey("Conversation", "x", "Export the take.", "export"),
    PanelKey("Conversation", "n", "Explain what the words meant.", "explain"),
    PanelKey("Conversation", "m", "More of what is known of the take, or less.", "more"),
    PanelKey("Conversation", "t", "Try the first suggestion.", "try"),
    PanelKey("Conversation", "delete", "Stop the take that is being made.", ""),
    PanelKey("History", "up,down", "To the take above or below."),
    PanelKey("History", "enter", "Go to the take; compare the marked ones.", "go"),
    PanelKey("History", "m", "What can be done with the take.", "menu"),
    PanelKey("History", "x", "Mark the take for a comparison.", "mark"),
    PanelKey("History", "comma,full_stop", "Fold or unfold what came of the take.", "fold"),
    PanelKey("History", "t", "The other sessions.", "sessions"),
    PanelKey("History", "r", "Rename the session.", "rename"),
    PanelKey("Inspector", "enter", "Change the value; fold the group.", "change"),
    PanelKey("Inspector", "less_than_sign,greater_than_sign", "The choice before or after.", "choose"),
    PanelKey("Inspector", "number_sign", "Type a seed.", "seed"),
    PanelKey("Inspector", "backspace", "Take a setting back.", "take back"),
    PanelKey("Queue", "enter", "Fold the queue, or show its jobs.", "fold"),
    PanelKey("Queue", "x", "Stop the job, or take it out.", "cancel"),
    PanelKey("Queue", "ctrl+up,ctrl+down", "Sooner or later among those that wait.", "move"),
)
"""What only works in one part of the screen, in the order of the help page."""


def all_keys() -> tuple[Key, ...]:
    """Every key there can be, in the order of the help page: `KEYS`, and each other command that may get one."""
    known = {key.id for key in KEYS}
    more = (
        Key(command.key, "", command.help, command.group, line=_line_of(command.usage))
        for command in COMMANDS
        if command.key and command.key not in known
    )
    return (*KEYS, *more)


def _line_of(usage: str) -> str:
    """What a command's key says: its name, and a space where it cannot do without more."""
    name, _, arguments = usage.partition(" ")
    return name if not arguments or arguments.startswith("[") else f"{name} "


def markdown_table() -> str:
    """The keys as Markdown, one table a group, for the documentation."""
    groups: dict[str, list[Key]] = {}
    for key in KEYS:
        groups.setdefault(key.group, []).append(key)
    parts = []
    for group, keys in groups.items():
        rows = [f"| {shown(key.keys) or '–'} | {key.help} | `{key.id}` |" for key in keys]
        parts.append(
            f"### {group}\n\n| key | what it does | name in `[keys]` |\n|---|---|---|\n" + "\n".join(rows)
        )
    rows = [f"| {each.panel} | {shown(each.keys)} | {each.help} |" for each in PANEL_KEYS]
    parts.append(
        "### In one part of the screen\n\n| where | key | what it does |\n|---|---|---|\n" + "\n".join(rows)
    )
    return "\n\n".join(parts) + "\n"


_NAMES = {
    "escape": "Esc", "enter": "Enter", "space": "Space", "up": "↑", "down": "↓", "left": "←", "right": "→",
    "plus": "+", "minus": "-", "equals_sign": "=", "slash": "/",
    "comma": ",", "full_stop": ".", "less_than_sign": "<", "greater_than_sign": ">", "number_sign": "#",
    "delete": "Del", "backspace": "Backspace", "tab": "Tab",
}  # fmt: skip


def shown(keys: str) -> str:
    """Keys as people write them: `ctrl+r` is `Ctrl+R`, `f4` is `F4`."""
    return ", ".join(_shown(key.strip()) for key in keys.split(",") if key.strip())


def _shown(key: str) -> str:
    *modifiers, last = key.split("+")
    name = _NAMES.get(last, last.upper() if modifiers or (last[:1] == "f" and last[1:].isdigit()) else last)
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])
