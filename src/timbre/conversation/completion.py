"""What could come next in a line that is being typed: commands, their values, words of the vocabulary.

Knows nothing of terminals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from timbre.conversation.commands import BY_NAME, COMMANDS
from timbre.conversation.defaults import FIELDS
from timbre.conversation.desk import Desk
from timbre.conversation.visiting import ACTS
from timbre.model.request import AudioFormat

LEAST_LETTERS = 2
MOST_WORDS = 40
_PRESET_WORDS = {
    "show": "what a preset sets",
    "save": "keep a take's wishes as a preset",
    "none": "all presets off",
}
_SLOT_VALUE = re.compile(r"""(?:^|\s)([A-Za-z][\w-]{0,31})=(?:(["'])([^"'=]*)|([^\s"'=]*))\Z""")


@dataclass(frozen=True)
class Suggestion:
    """`text` in the place of the last `replaces` characters."""

    text: str
    replaces: int
    help: str = ""


def suggestions(before: str, desk: Desk) -> Iterator[Suggestion]:
    """What could stand at the end of `before`."""
    if before.startswith("/"):
        name, space, rest = before[1:].partition(" ")
        if not space:
            for command in COMMANDS:
                if command.name.startswith(name.lower()):
                    yield Suggestion(f"/{command.name}", len(before), command.help)
            return
        command_ = BY_NAME.get(name.lower())
        if command_ is not None and command_.values == "preset":
            yield from _presets(rest, desk)
            return
        if command_ is not None and command_.values == "template":
            yield from _templates(rest, desk)
            return
        if command_ is not None and command_.values not in ("", "words"):
            if " " not in rest:
                for value, meaning in _values(command_.values, desk):
                    if value.startswith(rest.lower()):
                        yield Suggestion(value, len(rest), meaning)
            return
        if command_ is None or command_.values != "words":
            return
        before = rest
    yield from _words(before)


def _words(before: str) -> Iterator[Suggestion]:
    found = re.search(r"[^\W\d_][\w'-]*$", before)
    if found is None or len(found[0]) < LEAST_LETTERS:
        return
    typed = found[0].lower()
    matching = [(name, topic) for name, topic in _vocabulary() if name.startswith(typed)]
    for name, topic in matching[:MOST_WORDS]:
        yield Suggestion(name, len(typed), topic)


@lru_cache(maxsize=1)
def _vocabulary() -> tuple[tuple[str, str], ...]:
    from timbre.language.vocabulary.listing import list_topic, topics

    names: dict[str, str] = {}
    for topic in topics():
        for line in list_topic(topic):
            for name in (line.name, *line.aliases):
                names.setdefault(name.lower(), topic)
    return tuple(sorted(names.items()))


def _presets(rest: str, desk: Desk) -> Iterator[Suggestion]:
    """Names of presets, with a minus those that are on; before the first one the words of the command too."""
    from timbre.language.presets import preset_names

    said, typed = rest.split()[:-1] if rest[-1:].strip() else rest.split(), rest.rpartition(" ")[2]
    on = desk.state.presets
    if said[:1] == ["save"]:
        return
    for name in preset_names(desk.paths.presets):
        if name.startswith(typed.lower()) and name not in said:
            yield Suggestion(name, len(typed), "on" if name in on else "")
    for name in on:
        if typed.startswith("-") and f"-{name}".startswith(typed.lower()):
            yield Suggestion(f"-{name}", len(typed), "switch it off")
    for word, meaning in _PRESET_WORDS.items():
        if not said and typed and word.startswith(typed.lower()):
            yield Suggestion(word, len(typed), meaning)


def _templates(rest: str, desk: Desk) -> Iterator[Suggestion]:
    """Names of templates, then slots of the one named, then values of a slot."""
    from timbre.errors import TimbreError
    from timbre.language.templates import load_template, template_names
    from timbre.language.templates.slots import examples

    name, space, tail = rest.partition(" ")
    if not space or name == "show":
        typed = tail if space else name
        for each in template_names(desk.paths.templates):
            if each.startswith(typed.lower()):
                yield Suggestion(each, len(typed))
        return
    try:
        slots = {slot.name: slot for slot in load_template(name.lower(), desk.paths.templates).slots}
    except TimbreError:
        return
    value = _SLOT_VALUE.search(tail)
    if value is not None:
        slot, opened = slots.get(value[1].lower()), value[2] or ""
        typed = value[3] if opened else value[4]
        found = (each for each in (examples(slot) if slot else ()) if each.startswith(typed.lower()))
        for each in islice(found, MOST_WORDS):
            text = f'"{each}"' if " " in each else each
            yield Suggestion(text, len(opened) + len(typed), slot.valid if slot else "")
        return
    typed = tail.rpartition(" ")[2]
    for slot_name, slot in slots.items():
        if slot_name.startswith(typed.lower()) and f"{slot_name}=" not in tail:
            usual = f" ({slot.default})" if slot.default else ""
            yield Suggestion(f"{slot_name}=", len(typed), f"{slot.description or slot.valid}{usual}")


def _values(kind: str, desk: Desk) -> Iterator[tuple[str, str]]:
    if kind == "take":
        for take in desk.state.takes.values():
            if take.sounds:
                yield str(take.number), take.prompt[:60]
    elif kind == "engine":
        from timbre.engines.registry import list_engines

        for entry in list_engines():
            yield entry.name, entry.info.title if entry.info else entry.problem
    elif kind == "model":
        from timbre.engines.registry import find_engine

        info = find_engine(desk.wishes.engine).info
        for name in info.models if info is not None else ():
            yield name, "the usual one" if info is not None and name == info.default_model else ""
    elif kind == "format":
        from typing import get_args

        for name in get_args(AudioFormat):
            yield name, ""
    elif kind == "field":
        for name, field in FIELDS.items():
            yield name, field.valid
    elif kind == "command":
        for command in COMMANDS:
            yield command.name, command.help
    elif kind == "session":
        for act in ACTS:
            yield act, ""
