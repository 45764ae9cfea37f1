"""Pad: held chords with common tones tied over, swells and filter sweeps.

Knows nothing of other parts' notes.
"""

from __future__ import annotations

from timbre.engines.composer.harmony import Span
from timbre.engines.composer.plan import Plan, Tone
from timbre.engines.composer.score import Control
from timbre.theory.voicing import lead

_LONGEST_BARS = 4


def play_pad(plan: Plan) -> list[Tone]:
    """The pad part."""
    player, part = plan.player("pad"), plan.style.pad
    low, high = max(player.low, part.low), min(player.high, part.high)
    if high - low < 14:
        low, high = player.low, min(player.high, player.low + 24)
    voices = part.voices if player.chords else 1
    spans = [(span, *_playing(plan, span)) for span in plan.spans]
    spans = [(span, start, end) for span, start, end in spans if end > start]
    voicings = lead([span.chord for span, _, _ in spans], part.voicing, low, high, voices)
    if voices == 1:
        voicings = [voicing[-1:] for voicing in voicings]
    held: dict[int, tuple[int, int]] = {}
    tones: list[Tone] = []
    longest = _LONGEST_BARS * plan.timing.bar_ticks
    for (_, start, end), voicing in zip(spans, voicings):
        for pitch in list(held):
            begun, until = held[pitch]
            if pitch in voicing and until == start and end - begun <= longest:
                continue
            del held[pitch]
            tones.append(Tone(begun, until - begun, pitch, 100, "legato", 1))
        for pitch in voicing:
            begun = held[pitch][0] if pitch in held else start
            held[pitch] = begun, end
    tones += [Tone(begun, until - begun, pitch, 100, "legato", 1) for pitch, (begun, until) in held.items()]
    return tones


def _playing(plan: Plan, span: Span) -> tuple[int, int]:
    """Start and end of the part of a chord that the pad plays."""
    if span.cadence:
        return span.start, span.end
    bar = plan.bars[span.bar]
    return (span.start, span.end) if plan.plays("pad", bar) else (0, 0)


def pad_controls(plan: Plan) -> list[Control]:
    """A swell in every section, and the style's filter sweep."""
    swell = plan.style.pad.swell
    controls: list[Control] = []
    for section in plan.sections:
        start = section.start * plan.timing.bar_ticks
        end = min((section.start + section.bars) * plan.timing.bar_ticks, plan.timing.body)
        floor = round(1.0 - swell, 3)
        controls.append(Control(start, "expression", floor))
        controls.append(Control(start + (end - start) * 3 // 4, "expression", 1.0))
    final = plan.final_span
    if final is not None:
        controls.append(Control(final.start, "expression", 1.0))
        controls.append(Control(final.end, "expression", 0.4))
    return controls + sweep(plan, plan.style.pad.sweep_bars)


def sweep(plan: Plan, bars: int) -> list[Control]:
    """Brightness rising and falling over `bars` bars, brighter with the section's energy; nothing when 0."""
    if not bars or not plan.sections:
        return []
    controls: list[Control] = []
    period = bars * plan.timing.bar_ticks
    for section in plan.sections:
        start = section.start * plan.timing.bar_ticks
        end = min((section.start + section.bars) * plan.timing.bar_ticks, plan.timing.body)
        floor, top = round(0.25 + 0.35 * section.energy, 3), round(min(1.0, 0.5 + 0.5 * section.energy), 3)
        tick, rising = start, True
        while tick < end:
            controls.append(Control(tick, "brightness", floor if rising else top))
            tick, rising = tick + period // 2, not rising
    return controls
