"""Layers: which parts play in a section and when each comes in or goes: additive intros, subtractive outros, returns
that are not literal.

Knows nothing of bars in time, chords or notes.
"""

from __future__ import annotations

from dataclasses import dataclass

from timbre.engines.composer.style import Style
from timbre.engines.composer.style_parts import SectionKind
from timbre.model.stream import Stream

_LEAVING = ("counter", "melody", "arp", "percussion", "fx", "drums", "chords")
"""Who goes first when a piece thins out."""
_GROUND = ("bass", "pad", "chords")
"""Who may be alone at the very end."""
_COLOURS = ("counter", "arp", "percussion", "pad")
_USUAL_ENERGY = 0.6
Times = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Layers:
    """Parts of a section. `late` enter in its second half; `enters` and `leaves` name a bar of the section."""

    playing: tuple[str, ...]
    late: tuple[str, ...] = ()
    enters: Times = ()
    leaves: Times = ()


def section_layers(
    table: SectionKind, occurrence: int, always: dict[str, bool], density: float, bars: int, stream: Stream
) -> Layers:
    """The style's layers for a section, one at least from its first bar on.

    "?" perhaps, likelier the louder it is meant and the more often it returns; "+" in the second half.
    """
    now: list[str] = []
    late: list[str] = []
    for layer in table.layers:
        role = layer.rstrip("?+")
        if density <= -0.6 and role in ("counter", "percussion", "arp") and len(table.layers) > 3:
            continue
        if "?" in layer:
            wish = 0.45 + 0.18 * occurrence + 0.4 * density + 0.6 * (table.energy - _USUAL_ENERGY)
            probability = min(0.95, max(0.0, wish))
            draw = stream.chance(probability)
            if not (draw or (always.get(role, False) and density >= 0)):
                continue
        if "+" in layer and occurrence == 0 and bars >= 4:
            late.append(role)
        else:
            now.append(role)
    if not now:
        now = [late.pop(0) if late else table.layers[0].rstrip("?+")]
    return Layers(tuple(now), tuple(late))


def choose_opening(style: Style, stream: Stream) -> str:
    """How an intro opens: one of the style's kinds whose players it has."""
    needs = {"drums": "drums", "pad": "pad", "theme": "melody", "pickup": "drums"}
    table = style.sections.get("intro")
    offered = {layer.rstrip("?+") for layer in table.layers} if table is not None else set()
    options = {
        kind: weight
        for kind, weight in style.form.intros.items()
        if kind not in needs
        or (needs[kind] in style.instruments and (kind in ("theme", "pickup") or needs[kind] in offered))
    }
    if not style.drums.fills:
        options.pop("pickup", None)
    return stream.choice(list(options), list(options.values())) if options else ""


def opened(layers: Layers, opening: str, bars: int, style: Style) -> Layers:
    """An intro's layers by its kind: one after the other, all on a vamp, the theme alone, one part alone, a fill."""
    every = tuple(dict.fromkeys((*layers.playing, *layers.late)))
    if opening == "pickup" and bars == 1:
        return Layers(("drums",))
    if bars < 4 or len(every) < 2:
        return layers
    if opening == "vamp":
        return Layers(every)
    if opening == "theme":
        below = next((role for role in ("chords", "arp", "pad", "bass") if role in every), "")
        first: tuple[str, ...] = tuple(role for role in ("melody", below) if role in style.instruments)
        return _after(first, (*first, *(role for role in every if role not in first)), bars)
    if opening in ("drums", "pad"):
        first = tuple(role for role in every if role == opening) or every[:1]
        return _after(first, every, bars)
    if opening == "build" and bars >= 8:
        return _after(every[:1], every, bars)
    return layers


def closed(layers: Layers, bars: int) -> Layers:
    """A long outro loses its parts one after the other; the ground stays."""
    if bars < 8:
        return layers
    going = [role for role in _LEAVING if role in layers.playing]
    ground = [role for role in layers.playing if role in _GROUND]
    going = [role for role in going if role not in ground or len(ground) > 2][
        : max(0, len(layers.playing) - 2)
    ]
    if not going:
        return layers
    first = bars // 2
    step = max(1, (bars - first) // (len(going) + 1))
    leaves = tuple((role, min(bars, first + number * step)) for number, role in enumerate(going))
    return Layers(layers.playing, layers.late, layers.enters, leaves)


def returned(
    layers: Layers, kind: str, bars: int, before: list[Layers], style: Style, stream: Stream, whole: bool
) -> Layers:
    """A return unlike every earlier one of its kind, where the style has players to make it so.

    `whole`: everything plays from the first bar (after a lift, and when it comes for the last time).
    """
    options = [layers]
    for role in _COLOURS:
        if role in style.instruments and role not in layers.playing and kind not in ("intro", "outro"):
            options.append(Layers((*layers.playing, role), layers.late, layers.enters))
    if bars >= 8 and kind in ("verse", "chorus", "solo") and not whole:
        at = min(8 if bars >= 16 else 4, bars // 2)
        held = tuple((role, at) for role in ("drums", "percussion", "bass") if role in layers.playing)
        if held and len(layers.playing) - len(held) >= 2:
            options.append(Layers(layers.playing, layers.late, held[:1]))
            options.append(Layers(layers.playing, layers.late, held))
    if len(layers.playing) > 3 and not whole:
        for role in ("melody", *_COLOURS):
            if role in layers.playing and bars >= 8:
                options.append(Layers(layers.playing, layers.late, ((role, bars // 2),)))
    fresh = [option for option in options if option not in before]
    if not fresh:
        return stream.choice(options)
    return fresh[0] if layers not in before and stream.chance(0.5) else stream.choice(fresh)


def _after(first: tuple[str, ...], every: tuple[str, ...], bars: int) -> Layers:
    """`first` alone, the others in turn from the middle of a short opening, evenly through a long one."""
    rest = [role for role in every if role not in first]
    start = bars // 2 if bars < 8 or len(rest) < 2 else max(2, bars // (len(rest) + 1) // 2 * 2)
    step = max(0 if bars < 8 else 1, (bars - start) // max(1, len(rest)))
    if bars >= 8:
        step = max(1, step // 2 * 2)
    enters = tuple((role, min(bars - 1, start + number * step)) for number, role in enumerate(rest))
    return Layers((*first, *rest), (), enters)
