"""Form: which sections a piece has, how long each is, how intense, and which parts play in it.

Knows nothing of chords or notes. Short pieces take one phrase; long ones repeat the style's cycle with growth.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from timbre.engines.composer.layers import (
    Layers,
    Times,
    choose_opening,
    closed,
    opened,
    returned,
    section_layers,
)
from timbre.engines.composer.lengths import asked_lengths, template_lengths
from timbre.engines.composer.section_names import plain_name, usual_name
from timbre.engines.composer.style import Style
from timbre.engines.composer.wishes.places import with_places
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
_REGISTERS = {"verse": (0, 0, 3, -2), "chorus": (0, 0, 2, 4), "solo": (0, 3), "break": (0, -3)}
"""Where the melody leans at each return of a section, in semitones, over and over."""


_LONG_BARS = 128
"""From here on a piece has a second act: its verses, breaks and solos take new harmony and a new tune for a while."""
_LONG_LOOP_BARS = 64
"""The same for styles whose verse and chorus share their material, which tires sooner."""
_SECOND_ACT = (40, 76)
"""Where the second act begins and ends, in per cent of the piece."""


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
    enters: Times = ()
    """(role, bar): who comes in at a bar of the section rather than at its beginning."""
    leaves: Times = ()
    """(role, bar): who is silent from a bar of the section on."""
    opening: str = ""
    """How an intro opens: build, vamp, theme, pad, drums; "" elsewhere."""
    variant: int = 0
    """0 the first times its kind is heard; later returns take other patterns, another tune ending, other fills."""
    register: int = 0
    """Semitones by which the melody leans upwards here against the style's usual place."""

    def plays(self, role: str, bar: int) -> bool:
        """Whether `role` plays in `bar` of this section."""
        if any(role == one and bar < at for one, at in self.enters):
            return False
        if any(role == one and bar >= at for one, at in self.leaves):
            return False
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
        opening = choose_opening(style, stream)
        if opening == "pickup" and bars % 4 <= 1 and bars > 8 and not (brief.without or brief.instruments):
            named = [("pickup", 1), *template_lengths(style, bars - 1, stream)]
            return _dressed(style, brief, named, stream, opening)
        return _dressed(style, brief, template_lengths(style, bars, stream), stream, opening)
    return _dressed(style, brief, named, stream, choose_opening(style, stream))


def section_kind(name: str, style: Style) -> str:
    """The style's section that a user's section name means ("drop" → chorus)."""
    folded = plain_name(name)
    if folded in style.sections:
        return folded
    meant = usual_name(name)
    for option in (meant, *_FALLBACKS.get(meant, ("verse", "chorus"))):
        if option in style.sections:
            return option
    return next(iter(style.sections))


def _dressed(
    style: Style, brief: Brief, named: list[tuple[str, int]], stream: Stream, opening: str
) -> tuple[SectionPlan, ...]:
    """Give every section its kind, energy and layers; the same kind grows from one occurrence to the next."""
    named = with_places(named, brief)
    seen: dict[str, list[Layers]] = {}
    start = 0
    push = 0.18 * (brief.energy or 0.0) + 0.1 * (brief.density or 0.0)
    sections: list[SectionPlan] = []
    always: dict[str, bool] = {role: stream.chance(0.5) for role in style.instruments}
    total = sum(bars for _, bars in named)
    for index, (name, bars) in enumerate(named):
        kind = section_kind(name, style)
        table = style.sections[kind]
        heard = seen.setdefault(kind, [])
        occurrence = len(heard)
        layers = section_layers(table, occurrence, always, brief.density or 0.0, bars, stream)
        last = index == len(named) - 1
        starts = kind == "intro" and index == 0 and len(named) > 1
        if starts:
            layers = opened(layers, opening, bars, style)
        elif kind == "outro" and last and len(named) > 1:
            layers = closed(layers, bars)
        elif heard:
            whole = section_kind(named[index - 1][0], style) == "lift" or all(
                section_kind(n, style) != kind for n, _ in named[index + 1 :]
            )
            layers = returned(layers, kind, bars, heard, style, stream, whole)
        heard.append(layers)
        energy = table.energy + push + 0.05 * min(occurrence, 3)
        sections.append(
            SectionPlan(
                name=name,
                kind=kind,
                start=start,
                bars=bars,
                energy=min(1.0, max(0.05, energy)),
                material=table.material + _act(style, kind, start, total),
                occurrence=occurrence,
                layers=layers.playing,
                late=layers.late,
                last=last,
                enters=layers.enters,
                leaves=layers.leaves,
                opening=opening if starts else "",
                variant=occurrence // 2,
                register=_REGISTERS.get(kind, (0,))[occurrence % len(_REGISTERS.get(kind, (0,)))],
            )
        )
        start += bars
    if len(sections) == 1:
        only = sections[0]
        every = tuple(dict.fromkeys((*only.layers, *only.late)))
        sections = [replace(only, layers=every, late=(), enters=(), leaves=())]
    return tuple(sections)


def _act(style: Style, kind: str, start: int, total: int) -> str:
    """A mark on the letter of sections in a long piece's second act; none for choruses and one-progression styles."""
    inside = _SECOND_ACT[0] * total <= 100 * start < _SECOND_ACT[1] * total
    fixed = kind in ("intro", "chorus", "outro") or style.harmony.share == 1
    letters = {table.material for kind, table in style.sections.items() if kind in ("verse", "chorus")}
    long = _LONG_LOOP_BARS if len(letters) == 1 else _LONG_BARS
    return "2" if total >= long and inside and not fixed else ""
