"""Which keys the prompt answers to, and which it leaves to the app.

Knows nothing of what they do.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from textual._ansi_sequences import ANSI_SEQUENCES_KEYS
from textual.binding import Binding, BindingsMap

from timbre.conversation.keys import all_keys, shown

ACTIONS = ("send", "newline", "older", "newer", "find_line", "editor", "edit_last")
"""Ids of `conversation.keys` the prompt does itself; `editor` and `edit_last` work elsewhere through the app."""
NEWLINE_TOO = ("alt+enter", "shift+enter")
"""Where a terminal can tell them from Enter."""
_ARROWS = {("older", "up"): "older_or_up", ("newer", "down"): "newer_or_down"}
"""An arrow moves in the text first; any other key walks at once."""


class _More(Enum):
    ALT_ENTER = "alt+enter"


def defaults() -> dict[str, str]:
    """Id → keys, with commas, as they are without `[keys]`."""
    return {key.id: key.keys for key in all_keys()}


def split(keys: Mapping[str, str], key_id: str) -> tuple[str, ...]:
    """The keys of one id."""
    return tuple(key.strip() for key in keys.get(key_id, "").split(",") if key.strip())


def taken(keys: Mapping[str, str]) -> frozenset[str]:
    """Keys that work while one types, and that an editor or input must leave alone."""
    found = {each for key in all_keys() if key.scope != "panels" for each in split(keys, key.id)}
    return frozenset(found - set(split(keys, "undo")) - set(split(keys, "redo")))


def bindings(keys: Mapping[str, str]) -> BindingsMap:
    """The prompt's own bindings: those of the table, Tab and Escape, and other ways to begin a line."""
    pairs: dict[str, str] = {}
    for key_id in ACTIONS:
        for key in split(keys, key_id):
            pairs[key] = _ARROWS.get((key_id, key), key_id)
    in_use = taken(keys)
    for key in NEWLINE_TOO:
        if key not in in_use:
            pairs[key] = "newline"
    for key in ("tab", *split(keys, "cancel"), "escape"):
        pairs.setdefault(key, "complete" if key == "tab" else "close")
    return BindingsMap([Binding(key, f"do({deed!r})", show=False) for key, deed in pairs.items()])


def search_hint(keys: Mapping[str, str]) -> str:
    """What the keys do while one searches: `Ctrl+S older · Enter take · Esc back`."""
    deeds = (("find_line", "older"), ("send", "take"), ("cancel", "back"))
    return " · ".join(
        f"{shown(split(keys, key_id)[0])} {word}" for key_id, word in deeds if split(keys, key_id)
    )


def know_alt_enter() -> None:
    """Have Alt+Enter told from Enter where terminals send Escape and Return for it: else it would send."""
    if isinstance(ANSI_SEQUENCES_KEYS, dict):
        for sequence in ("\x1b\r", "\x1b\n"):
            ANSI_SEQUENCES_KEYS.setdefault(sequence, (_More.ALT_ENTER,))
