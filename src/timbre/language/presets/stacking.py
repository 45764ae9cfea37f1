"""Several presets as one set of wishes: lists are joined, of single values the last counts.

Knows nothing of prompts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from timbre.language.presets.load import Preset
from timbre.language.presets.values import ALONE
from timbre.language.vocabulary import vocabulary
from timbre.model.brief import PartWish

_JOINED = ("moods", "production", "without", "places")
_LENGTHS = {"seconds": "bars", "bars": "seconds"}
_OF_GENRE = ("style", "swing")


@dataclass(frozen=True, slots=True)
class Wish:
    """What presets want a field to be."""

    value: Any
    presets: tuple[str, ...]
    whole: bool = False
    look: bool = False
    """Whether the preset names genres or moods, which those in the prompt take the place of."""

    @property
    def last(self) -> str:
        """The preset that had the last word."""
        return self.presets[-1]

    @property
    def because(self) -> str:
        """As a source says it: `preset NAME`."""
        return f"preset {', '.join(self.presets)}"


@dataclass(frozen=True, slots=True)
class Lost:
    """A wish of one preset that gave way to a later one."""

    preset: str
    field: str
    value: Any
    to: str


@dataclass
class Stack:
    """The wishes of several presets together."""

    wishes: dict[str, Wish] = field(default_factory=dict)
    add: Wish | None = None
    lost: list[Lost] = field(default_factory=list)


def stacked(presets: Sequence[Preset]) -> Stack:
    """The presets on top of each other, the last uppermost."""
    stack = Stack()
    for preset in presets:
        _make_room(stack, preset)
        for name, value in preset.fields:
            _lay(stack, preset, name, value)
        if preset.add:
            before = stack.add or Wish((), ())
            names = tuple(dict.fromkeys((*before.value, *preset.add)))
            stack.add = Wish(names, (*before.presets, preset.name))
    return stack


def merged_parts(under: Sequence[PartWish], over: Sequence[PartWish]) -> tuple[PartWish, ...]:
    """Wishes for players laid over others: each name once, and what `over` says of it counts."""
    found = {wish.name: wish for wish in under}
    for wish in over:
        below = found.pop(wish.name, None)
        said = {
            name: getattr(wish, name)
            for name, about in PartWish.model_fields.items()
            if name != "name" and getattr(wish, name) != about.get_default(call_default_factory=True)
        }
        found[wish.name] = wish if below is None else below.model_copy(update=said)
    return tuple(found.values())


def _lay(stack: Stack, preset: Preset, name: str, value: Any) -> None:
    before = stack.wishes.get(name)
    look = any(field in ("genres", "moods") for field, _ in preset.fields)
    wish = Wish(value, (preset.name,), preset.whole, look)
    if before is not None and name in (*_JOINED, "parts"):
        both = (*before.value, *value)
        if name == "parts":
            both = merged_parts(before.value, value)
        elif name != "places":
            both = tuple(dict.fromkeys(both))
        wish = replace(wish, value=both, presets=(*before.presets, preset.name))
    elif before is not None and before.value != value:
        stack.lost.append(Lost(before.last, name, before.value, preset.name))
    stack.wishes[name] = wish


def _make_room(stack: Stack, preset: Preset) -> None:
    """Take away what contradicts a preset that is laid on top."""
    fields = dict(preset.fields)
    comes = (*fields.get("instruments", ()), *preset.add)
    if comes:
        _keep(stack, "without", lambda name: not _plays(name, comes), preset)
    if "instruments" in fields:
        stack.add = None
        if not set(ALONE) & set(fields.get("production", ())):
            _keep(stack, "production", lambda name: name not in ALONE, preset)
    goes = fields.get("without", ())
    if goes:
        out = {name for each in goes for name in _called(each, stack)}
        _keep(stack, "instruments", lambda name: name not in out, preset)
        if stack.add is not None:
            left = tuple(name for name in stack.add.value if name not in out)
            stack.add = replace(stack.add, value=left)
    if "genres" in fields:
        for name in _OF_GENRE:
            if name not in fields:
                _drop(stack, name, preset)
    for name, other in _LENGTHS.items():
        if name in fields and other not in fields:
            _drop(stack, other, preset)


def _called(ruled_out: str, stack: Stack) -> tuple[str, ...]:
    """Who of those that would play is ruled out by a name, a role or a kit."""
    from timbre.language.edits.seats import members

    wish = stack.wishes.get("instruments")
    band = (*(wish.value if wish else ()), *(stack.add.value if stack.add else ()))
    entry = vocabulary().named("instrument", ruled_out)
    return (ruled_out, *(members(entry, band) if entry is not None else ()))


def _plays(ruled_out: str, comes: tuple[str, ...]) -> bool:
    from timbre.language.edits.seats import members

    entry = vocabulary().named("instrument", ruled_out)
    return ruled_out in comes or (entry is not None and bool(members(entry, comes)))


def _keep(stack: Stack, name: str, stays: Any, preset: Preset) -> None:
    wish = stack.wishes.get(name)
    if wish is None:
        return
    left = tuple(item for item in wish.value if stays(item))
    gone = tuple(item for item in wish.value if not stays(item))
    if gone and not set(gone) <= set(ALONE):
        stack.lost.append(Lost(wish.last, name, gone, preset.name))
    if left:
        stack.wishes[name] = replace(wish, value=left)
    else:
        del stack.wishes[name]


def _drop(stack: Stack, name: str, preset: Preset) -> None:
    wish = stack.wishes.pop(name, None)
    if wish is not None:
        stack.lost.append(Lost(wish.last, name, wish.value, preset.name))
