"""The form of an answer, and an answer read: JSON in, wishes that the rest of Timbre knows out.

Every value goes through the readers that `/set` uses; what they do not know is left out and told, never guessed at.
Knows nothing of the network or of what the wishes change.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from timbre.errors import AssistantError, TimbreError
from timbre.language.chords import chord_names
from timbre.language.genres import weighed_genres
from timbre.language.parse import key_name
from timbre.language.sections import form_of
from timbre.language.stating import instrument_names, mood_names, ruled_out_names, sound_names
from timbre.language.wishes import part_wishes, place_wishes
from timbre.model.brief import Brief
from timbre.model.text import clean, shortened

_MOST_LETTERS = 200
_MOST_ITEMS = 64
_MOST_LEADS = 64
"""So many opening braces are tried before the answer is given up."""
_SHOWN = 60


class Answer(BaseModel):
    """What the model may say. Unknown keys are passed over; every value is looked at one by one later."""

    model_config = ConfigDict(extra="ignore")

    intent: Literal["edit", "new", "none"] = "none"
    set: dict[str, Any] = Field(default_factory=dict)
    add: list[Any] = Field(default_factory=list)
    remove: list[Any] = Field(default_factory=list)
    renew: list[Any] = Field(default_factory=list)
    keep: list[Any] = Field(default_factory=list)
    reply: str = ""


@dataclass(frozen=True, slots=True)
class Wishes:
    """An answer whose values are valid. Values are as a Brief holds them."""

    intent: Literal["edit", "new", "none"]
    fields: tuple[tuple[str, Any], ...] = ()
    add: tuple[str, ...] = ()
    remove: tuple[str, ...] = ()
    renew: tuple[str, ...] = ()
    """Parts that shall be composed anew."""
    keep: tuple[str, ...] = ()
    """Parts that shall stay while the rest is composed anew."""
    reply: str = ""
    ignored: tuple[str, ...] = ()
    """Values that were left out, with why."""


def _key(text: str) -> str:
    found = key_name(text)
    if found is None:
        raise ValueError
    return found


_LISTS: dict[str, Callable[[str], Any]] = {
    "chords": chord_names,
    "genres": weighed_genres,
    "moods": mood_names,
    "instruments": instrument_names,
    "without": ruled_out_names,
    "production": sound_names,
    "form": form_of,
    "parts": part_wishes,
    "places": place_wishes,
}
"""Field → the reader of one item, as the user would type it."""
_PLAIN = (
    "bpm", "metre", "valence", "energy", "density", "brightness", "swing", "seconds", "bars", "ending", "loop",
    "vocals",
)  # fmt: skip
FIELDS = ("key", *_PLAIN, *_LISTS)
"""What an answer may set."""


def schema() -> dict[str, Any]:
    """The JSON Schema of an answer."""
    words = {"type": "array", "items": {"type": "string"}}
    axis = {"type": "number", "minimum": -1, "maximum": 1}
    fields: dict[str, Any] = {
        "bpm": {"type": "number", "minimum": 30, "maximum": 300},
        "key": {"type": "string"},
        "metre": {"type": "string"},
        **dict.fromkeys(("valence", "energy", "density", "brightness"), axis),
        "swing": {"type": "number", "minimum": 0, "maximum": 1},
        "seconds": {"type": "number", "minimum": 1, "maximum": 900},
        "bars": {"type": "integer", "minimum": 1, "maximum": 512},
        "ending": {"enum": ["natural", "abrupt", "fade"]},
        "loop": {"type": "boolean"},
        "vocals": {"type": "boolean"},
        **dict.fromkeys(_LISTS, words),
    }
    return {
        "type": "object",
        "properties": {
            "intent": {"enum": ["edit", "new", "none"]},
            "set": {"type": "object", "properties": fields, "additionalProperties": False},
            **dict.fromkeys(("add", "remove", "renew", "keep"), words),
            "reply": {"type": "string"},
        },
        "required": ["intent", "set", "reply"],
        "additionalProperties": False,
    }


def read_answer(text: str, parts: tuple[str, ...]) -> Wishes:
    """The wishes in the model's text; `parts` are the parts that can be kept or renewed.

    Raises AssistantError, whose message the model can mend its answer by.
    """
    answer = _answer(text)
    ignored: list[str] = []
    fields = tuple(_fields(answer.set, ignored))
    return Wishes(
        intent=answer.intent,
        fields=fields,
        add=tuple(_names(answer.add, instrument_names, ignored)),
        remove=tuple(_names(answer.remove, ruled_out_names, ignored)),
        renew=tuple(_parts(answer.renew, parts, ignored)),
        keep=tuple(_parts(answer.keep, parts, ignored)),
        reply=shortened(clean(answer.reply), _MOST_LETTERS) if answer.reply.strip() else "",
        ignored=tuple(dict.fromkeys(ignored)),
    )


def _answer(text: str) -> Answer:
    """The first JSON object in the text that has the form; models like to put words or fences around it."""
    decoder, at, problem = json.JSONDecoder(), -1, "there is no JSON object in it"
    for _ in range(_MOST_LEADS):
        at = text.find("{", at + 1)
        if at < 0:
            break
        try:
            found, _ = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            continue
        if isinstance(found, dict) and ("intent" in found or "set" in found):
            try:
                return Answer.model_validate(found)
            except ValidationError as error:
                first = error.errors()[0]
                problem = f"{'.'.join(str(step) for step in first['loc'])}: {first['msg']}"
                break
    raise AssistantError(
        f"The assistant's answer cannot be used: {problem}.", "Say it again, or in plainer words without it."
    )


def _fields(said: dict[str, Any], ignored: list[str]) -> Iterator[tuple[str, Any]]:
    for name, value in list(said.items())[:_MOST_ITEMS]:
        if value is None or value == []:
            continue
        if name not in FIELDS:
            ignored.append(_left(name, value, "no such field"))
            continue
        try:
            found: Any = _key(str(value)) if name == "key" else value
            if name in _LISTS:
                found = tuple(_listed(name, value, ignored))
            if found == ():
                continue
            yield name, getattr(Brief.model_validate({name: found}), name)
        except (ValidationError, ValueError, OverflowError):
            ignored.append(_left(name, value, "out of range or not of this kind"))


def _listed(name: str, value: Any, ignored: list[str]) -> Iterator[Any]:
    items = value if isinstance(value, list) else [value]
    for item in items[:_MOST_ITEMS]:
        if not isinstance(item, str):
            ignored.append(_left(name, item, "not a word"))
            continue
        try:
            yield from _LISTS[name](item[:_MOST_LETTERS])
        except (TimbreError, ValueError):
            ignored.append(_left(name, item, "not known"))


def _names(said: list[Any], read: Callable[[str], tuple[str, ...]], ignored: list[str]) -> Iterator[str]:
    for item in said[:_MOST_ITEMS]:
        try:
            yield from read(str(item)[:_MOST_LETTERS])
        except (TimbreError, ValueError):
            ignored.append(_left("instrument", item, "not known"))


def _parts(said: list[Any], parts: tuple[str, ...], ignored: list[str]) -> Iterator[str]:
    for item in said[:_MOST_ITEMS]:
        name = str(item).strip().lower()
        if name in parts:
            yield name
        else:
            ignored.append(_left("part", item, f"parts are {', '.join(parts)}"))


def _left(name: str, value: Any, why: str) -> str:
    return f"{shortened(clean(name), _SHOWN)} {shortened(clean(str(value)), _SHOWN)} ({why})"
