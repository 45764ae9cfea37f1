"""Putting presets under a Brief: what the prompt says wins, a later preset wins over an earlier one.

Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from timbre.language.parse import parse
from timbre.language.presets.load import Preset
from timbre.model.brief import Brief, Source

_LISTS = ("moods", "instruments", "production", "without")
_FELT = ("valence", "energy", "density", "brightness")
_GENRE_SETS = ("genres", "style", "swing")


def apply_presets(brief: Brief, presets: Sequence[Preset]) -> Brief:
    """`brief` with the presets' fields where it states nothing itself; sources say `preset NAME`.

    Lists of a stack are joined, single values are the last preset's. Moods, genres and scenes in the prompt keep their
    own feeling and style. What a preset's genres and moods imply fills the gaps that nothing else fills.
    """
    if not presets:
        return brief
    wishes: dict[str, tuple[Any, str]] = {}
    for preset in presets:
        for name, value in preset.fields:
            before = wishes[name][0] if name in _LISTS and name in wishes else ()
            wishes[name] = (
                tuple(dict.fromkeys((*before, *value))) if name in _LISTS else value,
                f"preset {preset.name}",
            )
    fields = {name: getattr(brief, name) for name in Brief.model_fields if name != "sources"}
    sources = dict(brief.sources)
    for name, (value, because) in wishes.items():
        merged = _merged(brief, name, value)
        if merged is not None:
            fields[name] = merged
            sources[name] = (
                Source(kind="stated", because=because) if not brief.stated(name) else sources[name]
            )
    for name, value, because in _implied(wishes):
        if name not in sources:
            fields[name], sources[name] = value, Source(kind="implied", because=because)
    fields["instruments"] = tuple(
        name for name in fields["instruments"] if name not in fields["without"] or brief.stated("instruments")
    )
    fields["without"] = tuple(name for name in fields["without"] if name not in fields["instruments"])
    return Brief(**fields, sources=sources)


def _merged(brief: Brief, name: str, value: Any) -> Any:
    """The field's new value, or None to leave the prompt's."""
    said = getattr(brief, name)
    if name == "production" and brief.stated(name):
        return tuple(dict.fromkeys((*said, *value)))
    if name == "without":
        return tuple(dict.fromkeys((*said, *value)))
    if brief.stated(name):
        return None
    if name in _GENRE_SETS and brief.stated("genres"):
        return None
    if name in _FELT and brief.stated("moods"):
        return None
    if name == "bpm" and "bpm" in brief.sources and (brief.stated("genres") or brief.source_of("bpm").span):
        return None
    return value


def _implied(wishes: dict[str, tuple[Any, str]]) -> list[tuple[str, Any, str]]:
    """What the presets' genres and moods imply, as if they had been typed."""
    said: list[str] = []
    because = ""
    for name in ("moods", "genres"):
        if name in wishes:
            value, because = wishes[name]
            said += [item[0] if name == "genres" else item for item in value]
    implied = parse(", ".join(said))
    skipped = {"genres", "moods", "instruments"}
    return [(name, getattr(implied, name), because) for name in implied.sources if name not in skipped]
