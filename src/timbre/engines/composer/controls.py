"""Controller curves: swells of pads, phrasing of sustained lines, filter sweeps over many bars.

Knows nothing of how a curve is heard.
"""

from __future__ import annotations

from collections.abc import Sequence

from timbre.engines.composer.plan import Plan, Tone
from timbre.engines.composer.score import TICKS_PER_BEAT, Control

_SHUT = 0.3
"""Brightness of a filter nearly closed."""
_PHRASE_GAP = TICKS_PER_BEAT // 2
_VIBRATO_DELAY_MS, _VIBRATO_GROWTH_MS = 260.0, 300.0


def controls_of(plan: Plan, role: str, tones: Sequence[Tone]) -> tuple[Control, ...]:
    """The curves of one part, in order of time."""
    style = plan.style
    curves: list[Control] = []
    if role == "pad":
        curves = [*_swells(plan, style.pad.swell), *_sweep(plan, style.pad.sweep_bars)]
    elif role == "arp":
        curves = _sweep(plan, style.arp.sweep_bars)
    elif role == "chords":
        curves = _sweep(plan, style.chords.sweep_bars)
    elif role == "bass":
        curves = _sweep(plan, style.bass.sweep_bars)
    elif role in ("melody", "counter") and plan.player(role).sustained:
        curves = [*_phrasing(tones), *_vibrato(plan, tones, plan.player(role).vibrato)]
    return tuple(sorted(curves, key=lambda point: (point.tick, point.controller)))


def _swells(plan: Plan, depth: float) -> list[Control]:
    """Every section grows from soft to full; the final chord dies away."""
    curves: list[Control] = []
    for section in plan.sections:
        start = section.start * plan.timing.bar_ticks
        end = min((section.start + section.bars) * plan.timing.bar_ticks, plan.timing.body)
        if start < end:
            curves.append(Control(start, "expression", round(1.0 - depth, 3)))
            curves.append(Control(start + (end - start) * 3 // 4, "expression", 1.0))
    final = plan.final_span
    if final is not None:
        curves.append(Control(final.start, "expression", 1.0))
        curves.append(Control(final.end, "expression", 0.4))
    return curves


def _sweep(plan: Plan, bars: int) -> list[Control]:
    """Brightness rising and falling over `bars` bars, brighter with the section's energy; nothing when 0.

    A lift opens and an outro shuts the filter once, from its first bar to its last.
    """
    curves: list[Control] = []
    if not bars:
        return curves
    half = bars * plan.timing.bar_ticks // 2
    for section in plan.sections:
        tick = section.start * plan.timing.bar_ticks
        end = min((section.start + section.bars) * plan.timing.bar_ticks, plan.timing.body)
        floor = round(0.3 + 0.35 * section.energy, 3)
        top = round(min(1.0, 0.55 + 0.45 * section.energy), 3)
        rising = True
        if section.kind in ("lift", "outro") and tick < end:
            ends = (_SHUT, top) if section.kind == "lift" else (top, _SHUT)
            curves += [Control(tick, "brightness", ends[0]), Control(end - 1, "brightness", ends[1])]
            continue
        while tick < end:
            curves.append(Control(tick, "brightness", floor if rising else top))
            tick, rising = tick + half, not rising
    return curves


def _vibrato(plan: Plan, tones: Sequence[Tone], depth: float) -> list[Control]:
    """Long notes begin straight; vibrato comes in after a quarter of a second and goes before the next note."""
    curves: list[Control] = []
    if depth <= 0:
        return curves
    delay, growth = plan.ticks(_VIBRATO_DELAY_MS), plan.ticks(_VIBRATO_GROWTH_MS)
    for tone in sorted(tones, key=lambda t: t.start):
        if tone.duration < delay + 2 * growth:
            continue
        curves.append(Control(tone.start, "vibrato", 0.0))
        curves.append(Control(tone.start + delay, "vibrato", 0.0))
        curves.append(Control(tone.start + delay + growth, "vibrato", depth))
        curves.append(Control(tone.end - growth // 4, "vibrato", depth))
        curves.append(Control(tone.end, "vibrato", 0.0))
    return curves


def _phrasing(tones: Sequence[Tone]) -> list[Control]:
    """Each phrase (notes without a rest between them) swells to its middle and tapers; long notes bloom."""
    curves: list[Control] = []
    phrase: list[Tone] = []
    for tone in sorted(tones, key=lambda t: t.start):
        if phrase and tone.start - phrase[-1].end > _PHRASE_GAP:
            curves += _arc(phrase)
            phrase = []
        phrase.append(tone)
    return curves + _arc(phrase)


def _arc(phrase: Sequence[Tone]) -> list[Control]:
    if not phrase:
        return []
    start, end = phrase[0].start, phrase[-1].end
    last = phrase[-1]
    points = [Control(start, "expression", 0.78), Control(start + (end - start) * 3 // 5, "expression", 1.0)]
    if last.duration >= 2 * TICKS_PER_BEAT:
        points.append(Control(last.start + last.duration // 2, "expression", 0.92))
    points.append(Control(max(end - 1, start + 1), "expression", 0.7))
    return sorted(points, key=lambda point: point.tick)
