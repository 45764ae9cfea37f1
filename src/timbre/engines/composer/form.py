"""Form: which sections a piece has, how long each is, how intense, and which parts play in it.

Knows nothing of chords or notes. Short pieces take one phrase; long ones repeat the style's cycle with growth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from timbre.engines.composer.lengths import SYNONYMS, asked_lengths, template_lengths
from timbre.engines.composer.style import Style
from timbre.engines.composer.style_parts import SectionKind
from timbre.model.brief import Brief
from timbre.model.stream import Stream

_FALLBACKS = {
    "intro": ("intro", "verse"),
    "verse": ("verse", "chorus"),
    "lift": ("lift", "break", "verse"),
    "chorus": ("chorus", "verse"),
    "break": ("break", "intro"),
    "solo": ("solo", "chorus", "verse"),
    "outro": ("outro", "intro"),
}


@dataclass(frozen=True)
class SectionPlan:
    """A stretch of the form. Bars count from the piece's start."""

    name: str
    kind: str
    start: int
    bars: int
    energy: float
    material: str
    occurrence: int
    """How many sections of this kind came before."""
    layers: tuple[str, ...]
    late: tuple[str, ...]
    """Layers that enter in the second half."""
    last: bool = False

    def plays(self, role: str, bar: int) -> bool:
        """Whether `role` plays in `bar` of this section."""
        if role in self.layers:
            return True
        return role in self.late and bar * 2 >= self.bars


def plan_form(style: Style, brief: Brief, bars: int, stream: Stream, loop: bool) -> tuple[SectionPlan, ...]:
    """Sections filling exactly `bars` bars (none when there are no bars), and what plays in them."""
    if bars <= 0:
        return ()
    if brief.form:
        named = asked_lengths(brief, bars)
    elif loop:
        named = [("chorus" if "chorus" in style.sections else "verse", bars)]
    else:
        named = template_lengths(style, bars, stream)
    return _dressed(style, brief, named, stream)


def section_kind(name: str, style: Style) -> str:
    """The style's section that a user's section name means ("drop" → chorus)."""
    folded = " ".join(name.lower().split()).rstrip("0123456789 ")
    if folded in style.sections:
        return folded
    meant = SYNONYMS.get(folded, folded)
    for option in (meant, *_FALLBACKS.get(meant, ("verse", "chorus"))):
        if option in style.sections:
            return option
    return next(iter(style.sections))


def _dressed(
    style: Style, brief: Brief, named: list[tuple[str, int]], stream: Stream
) -> tuple[SectionPlan, ...]:
    """Give every section its kind, energy and layers; the same kind grows from one occurrence to the next."""
    seen: dict[str, int] = {}
    start = 0
    push = 0.18 * (brief.energy or 0.0) + 0.1 * (brief.density or 0.0)
    sections: list[SectionPlan] = []
    always: dict[str, bool] = {role: stream.chance(0.5) for role in style.instruments}
    for index, (name, bars) in enumerate(named):
        kind = section_kind(name, style)
        table = style.sections[kind]
        occurrence = seen.get(kind, 0)
        seen[kind] = occurrence + 1
        layers, late = _layers(table, occurrence, always, brief.density or 0.0, bars, stream)
        energy = table.energy + push + 0.05 * min(occurrence, 3)
        sections.append(
            SectionPlan(
                name=name,
                kind=kind,
                start=start,
                bars=bars,
                energy=min(1.0, max(0.05, energy)),
                material=table.material,
                occurrence=occurrence,
                layers=layers,
                late=late,
                last=index == len(named) - 1,
            )
        )
        start += bars
    if len(sections) == 1:
        only = sections[0]
        every = tuple(dict.fromkeys((*only.layers, *only.late)))
        sections = [replace(only, layers=every, late=())]
    return tuple(sections)


def _layers(
    table: SectionKind, occurrence: int, always: dict[str, bool], density: float, bars: int, stream: Stream
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    now: list[str] = []
    late: list[str] = []
    for layer in table.layers:
        role = layer.rstrip("?+")
        if density <= -0.6 and role in ("counter", "percussion", "arp") and len(table.layers) > 3:
            continue
        if "?" in layer:
            probability = min(0.95, max(0.0, 0.45 + 0.18 * occurrence + 0.4 * density))
            draw = stream.chance(probability)
            if not (draw or (always.get(role, False) and density >= 0)):
                continue
        if "+" in layer and occurrence == 0 and bars >= 4:
            late.append(role)
        else:
            now.append(role)
    return tuple(now), tuple(late)
