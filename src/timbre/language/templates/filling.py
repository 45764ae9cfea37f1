"""Putting values into a template's slots: the prompt that comes of it.

Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from timbre.errors import InvalidInputError, UnknownNameError
from timbre.language.templates.load import Template
from timbre.language.templates.slots import checked

_SHOWN = 60


def fill(template: Template, values: Mapping[str, str], more: str = "") -> str:
    """The prompt: every slot with its value or default, then `more` words after a comma.

    Raises UnknownNameError for a slot that is none, InvalidInputError for a value that does not fit or is missing.
    """
    known = {slot.name: slot for slot in template.slots}
    for name in values:
        if name not in known:
            raise UnknownNameError.among(f"slot in {template.name}", name, known, told(template))
    missing = [slot for slot in template.slots if slot.default is None and slot.name not in values]
    if missing:
        names = ", ".join(slot.name for slot in missing)
        raise InvalidInputError(
            f"The template {template.name} needs {names}.",
            f"Say {missing[0].name}=VALUE: {missing[0].valid}.",
        )
    filled = {slot.name: checked(slot, values.get(slot.name, slot.default or "")) for slot in template.slots}
    words = "".join(part if isinstance(part, str) else filled[part.name] for part in template.parts)
    prompt = " ".join(words.split())
    added = " ".join(more.split())
    return f"{prompt.rstrip('.,; ')}, {added}" if added else prompt


def read_pairs(pairs: Iterable[str], template: Template) -> dict[str, str]:
    """`mood=dark` and the like, as typed. Raises InvalidInputError for one without `=`, or a slot set twice."""
    values: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        name = name.strip().lower()
        if not equals or not name:
            raise InvalidInputError(f"{pair[:_SHOWN]!r} sets no slot.", f"Write slot=value. {told(template)}")
        if name in values:
            raise InvalidInputError(f"{name[:_SHOWN]} is set twice.", "Say it once.")
        values[name] = value.strip()
    return values


def told(template: Template) -> str:
    """The slots and their defaults in a line."""
    if not template.slots:
        return "This template has no slots."
    each = (slot.name if slot.default is None else f"{slot.name}={slot.default}" for slot in template.slots)
    return f"Slots: {', '.join(each)}."
