"""Which keys are in force: the defaults of `conversation.keys` with the user's `[keys]` laid over them.

Knows nothing of widgets. Never raises: what cannot be used is left out and said in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from textual.keys import KEY_NAME_REPLACEMENTS, REPLACED_KEYS, Keys, key_to_character

from timbre.conversation.keys import Key, all_keys, shown
from timbre.errors import UnknownNameError

NONE = "none"
"""What takes every key from a deed, as "" does."""

_MODIFIERS = {
    "ctrl": "ctrl", "control": "ctrl", "strg": "ctrl", "alt": "alt", "option": "alt", "opt": "alt",
    "shift": "shift", "super": "super", "cmd": "super", "command": "super", "win": "super",
    "hyper": "hyper", "meta": "meta",
}  # fmt: skip
_OTHER_NAMES = {
    "esc": "escape", "return": "enter", "del": "delete", "ins": "insert", "spacebar": "space",
    "pgup": "pageup", "page_up": "pageup", "pgdn": "pagedown", "pgdown": "pagedown", "page_down": "pagedown",
    "backtab": "shift+tab", "↑": "up", "↓": "down", "←": "left", "→": "right", "−": "minus",
}  # fmt: skip
_BARE = {key.value for key in Keys if "+" not in key.value and key.value.isalnum()}
"""Names of keys that are not characters: `f4`, `pageup` …"""
_TYPING = {"backspace", "delete", "insert", "left", "right", "up", "down", "home", "end", "enter"}
"""Keys that the prompt cannot do without."""
_SAME_AS = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+left_square_bracket": "escape", "ctrl+h": "backspace"}
"""What a terminal sends for some keys, so that nobody can tell the two apart."""
_MOVES_ON = {"tab", "shift+tab"}
_STOPS = "ctrl+c"
"""Works even where nothing else does."""


def keys_in_force(settings_keys: Mapping[str, str]) -> tuple[dict[str, str], list[str]]:
    """Id → keys as Textual spells them, with commas ("" for none), and what is wrong with `settings_keys`.

    `settings_keys` maps ids to keys such as "Ctrl+R, f7"; "" and "none" take a deed's keys away. A deed whose
    keys cannot be used keeps its defaults. Where two deeds of one scope want the same key, the user's own choice
    goes before a default, then the one declared first.
    """
    keys = {key.id: key for key in all_keys()}
    wanted: dict[str, list[str]] = {}
    problems: list[str] = []
    for name, value in settings_keys.items():
        key = keys.get(name)
        if key is None:
            error = UnknownNameError.among("key", name, keys, "F1 lists their names.")
            problems.append(f"[keys] {error.message} {error.hint}")
            continue
        found, wrong = _read(key, value)
        problems += wrong
        if found or not wrong:
            wanted[name] = found
    return _settle(keys, wanted, problems)


def spelling(text: str) -> str | None:
    """One key as Textual spells it (`ctrl+r`, `question_mark`) from what people write; None if it is no key."""
    *before, last = _pieces(text.strip())
    modifiers = {_MODIFIERS.get(piece.strip().lower()) for piece in before}
    if None in modifiers or not last:
        return None
    name = _name_of(last, bool(before))
    if name is None:
        return None
    inner, _, name = name.rpartition("+")
    modifiers |= {inner} if inner else set()
    if modifiers == {"shift"} and len(name) == 1 and name.isalpha():
        return name.upper()
    if modifiers == {"shift"} and is_printable(name) and name != "space":
        return None
    return "+".join([*sorted(each for each in modifiers if each), name])


def is_printable(key: str) -> bool:
    """Whether the key, as Textual spells it, writes a character: `a`, `space`, `question_mark`."""
    if "+" in key or key in _BARE - {"space"}:
        return False
    return key == "space" or _character(key) is not None


def _pieces(text: str) -> list[str]:
    """`ctrl++` is Ctrl and plus, `+` is plus."""
    if text == "+" or text.endswith("++"):
        return [*(piece for piece in text[:-1].split("+") if piece), "plus"]
    return text.split("+")


def _name_of(piece: str, modified: bool) -> str | None:
    piece = piece.strip()
    if len(piece) == 1 and piece not in _OTHER_NAMES:
        if not piece.isprintable():
            return None
        return (piece.lower() if modified else piece) if piece.isalnum() else _character_name(piece)
    name = "_".join(piece.lower().replace("-", " ").split())
    name = _OTHER_NAMES.get(name, name)
    name = KEY_NAME_REPLACEMENTS.get(name, name)
    known = name in _BARE or name == "shift+tab" or _character(name) is not None
    return name if known else None


def _character(name: str) -> str | None:
    """The character a key writes: `plus` is +."""
    return key_to_character(REPLACED_KEYS.get(name, name))


def _character_name(character: str) -> str:
    import unicodedata

    name = unicodedata.name(character, "").lower().replace("-", "_").replace(" ", "_")
    return KEY_NAME_REPLACEMENTS.get(name, name) or character


def _read(key: Key, value: str) -> tuple[list[str], list[str]]:
    """The usable keys in `value`, and what is wrong with the others."""
    if value.strip().lower() in ("", NONE):
        return [], []
    found: list[str] = []
    wrong: list[str] = []
    for part in _parts(value):
        name = spelling(part)
        reason = f"{part!r} is no key. Write it like ctrl+r, f7 or pageup." if name is None else ""
        reason = reason or _refused(key, name or "")
        if reason:
            wrong.append(f"[keys] {key.id}: {reason}")
        elif name and name not in found:
            found.append(name)
    return found, wrong


def _parts(value: str) -> Iterable[str]:
    if value.strip() == ",":
        return ["comma"]
    return [part.strip()[:40] for part in value.split(",") if part.strip()]


def _refused(key: Key, name: str) -> str:
    """Why `key` cannot be `name`; "" if it can."""
    if name in _SAME_AS:
        return f"{shown(name)} reaches Timbre as {shown(_SAME_AS[name])}. Choose another, such as F7."
    if name in _MOVES_ON:
        return f"{shown(name)} moves between the panels. Choose another, such as F7."
    if name == _STOPS:
        return f"{shown(name)} stops what runs, and leaves. Choose another, such as F7."
    if key.scope != "panels" and is_printable(name):
        letter = shown(name) if name == "space" else _character(name) or name
        return f"{letter} could not be typed any more. Choose a key such as F7 or Ctrl+X."
    if key.scope == "anywhere" and name in _TYPING:
        return f"{shown(name)} is needed for typing. Choose a key such as F7 or Ctrl+X."
    return ""


def _settle(
    keys: Mapping[str, Key], wanted: Mapping[str, list[str]], problems: list[str]
) -> tuple[dict[str, str], list[str]]:
    """Give every key to one deed of a scope, the user's own choices first."""
    order = sorted(keys, key=lambda name: name not in wanted)
    owners: dict[str, list[Key]] = {}
    given: dict[str, str] = {}
    for name in order:
        key = keys[name]
        kept: list[str] = []
        for each in wanted.get(name, [part for part in key.keys.split(",") if part]):
            other = next((owner for owner in owners.get(each, ()) if _meet(owner, key)), None)
            if other is None:
                owners.setdefault(each, []).append(key)
                kept.append(each)
            else:
                problems.append(
                    f"[keys] {shown(each)} cannot be both {other.id} and {key.id}: it is {other.id}, "
                    f"{_deed(other)}. Choose another key for {key.id}, {_deed(key)}."
                )
        given[name] = ",".join(kept)
    return {name: given[name] for name in keys}, problems


def _meet(one: Key, other: Key) -> bool:
    """Whether both can be pressed at the same place."""
    return one.scope == other.scope or "anywhere" in (one.scope, other.scope)


def _deed(key: Key) -> str:
    return f"“{key.help.rstrip('.').split(';')[0].split(',')[0]}”"
