"""Putting presets under a Brief: what the prompt says wins, a later preset wins over an earlier one.

Knows nothing of files.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from timbre.language.explain import in_words
from timbre.language.instruments import MOST_INSTRUMENTS
from timbre.language.parse import parse
from timbre.language.presets.load import Preset
from timbre.language.presets.stacking import Stack, Wish, merged_parts, stacked
from timbre.language.presets.values import ALONE
from timbre.model.brief import Brief, Source

_FELT = ("valence", "energy", "density", "brightness")
_GENRE_SETS = ("genres", "style", "swing")
_MOST_WISHES = 24


@dataclass(frozen=True, slots=True)
class Held:
    """Something a preset wished for and did not get."""

    preset: str
    field: str
    value: Any
    won: str
    """What won, in words: "your words", "preset jazz-club"."""

    @property
    def text(self) -> str:
        """As a user reads it."""
        return (
            f"Preset {self.preset} asks for {self.field} {in_words(self.field, self.value)}; {self.won} won."
        )


@dataclass(frozen=True, slots=True)
class Applied:
    """A Brief with presets under it, and what they did not get."""

    brief: Brief
    held: tuple[Held, ...] = ()


def apply_presets(brief: Brief, presets: Sequence[Preset]) -> Brief:
    """`brief` with the presets' fields where it states nothing itself; sources say `preset NAME`.

    Moods, production and what is ruled out are joined, players and places added; of other fields the last preset's
    wins. Moods, genres and scenes in the prompt keep their own feeling and style. What a preset's genres and moods
    imply fills the gaps that nothing else fills.
    """
    return applied(brief, presets).brief


def applied(brief: Brief, presets: Sequence[Preset]) -> Applied:
    """As `apply_presets`, with what the presets did not get."""
    if not presets:
        return Applied(brief)
    stack = stacked(presets)
    fields = {name: getattr(brief, name) for name in Brief.model_fields if name != "sources"}
    sources = dict(brief.sources)
    held = [Held(lost.preset, lost.field, lost.value, f"preset {lost.to}") for lost in stack.lost]
    for name, wish in stack.wishes.items():
        value = _merged(brief, name, wish.value, wish.look)
        if value is None:
            if getattr(brief, name) != wish.value:
                held.append(Held(wish.last, name, wish.value, _winner(brief, name)))
            continue
        fields[name] = value
        if not _said(brief, name):
            sources[name] = Source(kind="stated", because=wish.because)
    for name, value, because in _implied(stack):
        if name not in sources or (name == "style" and _is_guessed(sources[name])):
            fields[name], sources[name] = value, Source(kind="implied", because=because)
    _seat(brief, stack, fields, sources)
    return Applied(Brief(**fields, sources=sources), tuple(held))


def _merged(brief: Brief, name: str, value: Any, look: bool) -> Any:
    """The field's new value, or None to leave the prompt's. `look`: the preset names genres or moods of its own."""
    said = getattr(brief, name)
    if name == "production":
        heard = said if brief.stated(name) else ()
        sure = [each for each in value if each not in ALONE or not _said(brief, "instruments")]
        return tuple(dict.fromkeys((*heard, *sure)))
    if name == "without":
        return tuple(dict.fromkeys((*said, *value)))
    if name == "parts":
        return merged_parts(value, said)[-_MOST_WISHES:]
    if name == "places":
        return (*value, *said)[-_MOST_WISHES:]
    if _said(brief, name):
        return None
    if name in _GENRE_SETS and _said(brief, "genres") and (look or name != "swing"):
        return None
    if look and name in _FELT and _said(brief, "moods"):
        return None
    if name == "bpm" and _has_pace(brief, look):
        return None
    if (name == "seconds" and _said(brief, "bars")) or (name == "bars" and _said(brief, "seconds")):
        return None
    return value


def _is_guessed(style: Source) -> bool:
    """Whether only an instrument in the prompt led to a style: a flute alone would be chamber music."""
    return style.kind == "implied" and style.because.startswith("instrument ")


def _has_pace(brief: Brief, look: bool) -> bool:
    """Whether words about the tempo, or a genre or scene where the preset has its own, have set the tempo."""
    source = brief.source_of("bpm")
    if source.kind == "default" or source.because.startswith("preset "):
        return False
    in_words = source.kind == "stated" or source.because.startswith("“")
    return in_words or (look and (source.span is not None or _said(brief, "genres")))


def _said(brief: Brief, name: str) -> bool:
    """Whether the user said it; a preset laid under the take before does not count."""
    return brief.stated(name) and not brief.source_of(name).because.startswith("preset ")


def _winner(brief: Brief, name: str) -> str:
    value = in_words(name, getattr(brief, name))
    return f"your words ({value})" if value else "your words"


def _seat(brief: Brief, stack: Stack, fields: dict[str, Any], sources: dict[str, Source]) -> None:
    """Let those in who join whoever plays; nobody both plays and is ruled out: words win, then instruments."""
    ruled_out = brief.without if _said(brief, "without") else ()
    adding = [name for name in stack.add.value if name not in ruled_out] if stack.add else []
    if adding and stack.add:
        new = (name for name in adding if name not in fields["instruments"])
        fields["instruments"] = (*fields["instruments"], *new)[:MOST_INSTRUMENTS]
        if "instruments" not in sources:
            sources["instruments"] = Source(kind="stated", because=stack.add.because)
    stays = set(brief.instruments if _said(brief, "instruments") else ()) | set(adding)
    fields["instruments"] = tuple(
        name for name in fields["instruments"] if name not in fields["without"] or name in stays
    )
    fields["without"] = tuple(name for name in fields["without"] if name not in fields["instruments"])


def _implied(stack: Stack) -> list[tuple[str, Any, str]]:
    """What the presets' genres and moods imply, as if they had been typed."""
    said: list[str] = []
    because = ""
    for name in ("moods", "genres"):
        wish: Wish | None = stack.wishes.get(name)
        if wish is not None and not wish.whole:
            because = wish.because
            said += [item[0] if name == "genres" else item for item in wish.value]
    if not said:
        return []
    implied = parse(", ".join(said))
    skipped = {"genres", "moods", "instruments"}
    return [(name, getattr(implied, name), because) for name in implied.sources if name not in skipped]
