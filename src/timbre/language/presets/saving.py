"""A Brief as the TOML text of a preset that gives it back.

Knows nothing of folders and takes.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from timbre.language.presets.values import FIELDS
from timbre.model.brief import Brief, PartWish, PlaceWish, SectionWish
from timbre.model.text import clean

MOST_TITLE = 80
MOST_DESCRIPTION = 400
_UNSAFE = {ord('"'): '\\"', ord("\\"): "\\\\", ord("\n"): "\\n", ord("\r"): "\\r", ord("\t"): "\\t"}


def preset_text(
    brief: Brief,
    *,
    title: str = "",
    description: str = "",
    master: str | None = None,
    lufs: float | None = None,
) -> str:
    """The preset of everything musical that `brief` says, stated or implied; `reading.read_preset` reads it."""
    lines = [f"title = {_value(_short(title, MOST_TITLE))}"] if title else []
    lines += [f"description = {_value(_short(description, MOST_DESCRIPTION))}"] if description else []
    lines += [f"master = {_value(master)}"] if master else []
    lines += [f"lufs = {_value(lufs)}"] if lufs is not None else []
    lines += ["whole = true"]
    said = [(name, getattr(brief, name)) for name in FIELDS]
    said = [(name, value) for name, value in said if not (value is None or value is False or value == ())]
    if said:
        lines += ["", "[brief]", *(f"{name} = {_field(name, value)}" for name, value in said)]
    for part in brief.parts:
        lines += ["", f"[parts.{_value(part.name)}]", *_pairs(part, skip="name")]
    for place in brief.places:
        lines += ["", "[[places]]", *_pairs(place)]
    return "\n".join(lines) + "\n"


def _field(name: str, value: Any) -> str:
    if name == "genres":
        return _value([each if weight == 1 else f"{each} ({weight:.4g})" for each, weight in value])
    if name == "form":
        return _value([_section(wish) for wish in value])
    return _value(value)


def _section(wish: SectionWish) -> str:
    return wish.name if wish.bars is None else f"{wish.name} {wish.bars}"


def _pairs(wish: PartWish | PlaceWish, skip: str = "") -> Iterable[str]:
    """Every field that says something."""
    for name, about in type(wish).model_fields.items():
        value = getattr(wish, name)
        if name != skip and value != about.get_default(call_default_factory=True):
            yield f"{name} = {_value(value)}"


def _value(value: Any) -> str:
    """A TOML value."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{clean(value).translate(_UNSAFE)}"'
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_value(item) for item in value)}]"
    return repr(value)


def _short(text: str, most: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= most else f"{text[: most - 1]}…"
