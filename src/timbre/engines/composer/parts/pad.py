"""Pad: held chords with common tones tied over, swells and filter sweeps.

Knows nothing of other parts' notes.
"""

from __future__ import annotations

from timbre.engines.composer.harmony import Span
from timbre.engines.composer.parts.melody import melody_range
from timbre.engines.composer.plan import Plan, Tone
from timbre.theory.voicing import lead

_LONGEST_BARS = 4
_ROOM = 14
"""Semitones a pad needs at least."""
_BELOW_THE_TUNE = 3


def play_pad(plan: Plan) -> list[Tone]:
    """The pad part."""
    player, part = plan.player("pad"), plan.style.pad
    low, high = max(player.low, part.low), min(player.high, part.high)
    if high - low < _ROOM:
        low, high = player.low, min(player.high, player.low + 24)
    if "melody" in plan.cast.lead:
        high = min(high, max(low + _ROOM, melody_range(plan)[0] - _BELOW_THE_TUNE))
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
        return (span.start, span.end) if plan.closes("pad") or not plan.closes("chords") else (0, 0)
    bar = plan.bars[span.bar]
    return (span.start, span.end) if plan.plays("pad", bar) else (0, 0)
