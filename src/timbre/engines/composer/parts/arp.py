"""Arp: broken chords by pattern of tone numbers.

Knows nothing of other parts' notes.
"""

from __future__ import annotations

from timbre.engines.composer.harmony import Span
from timbre.engines.composer.parts.lines import PatternBook, hits_in
from timbre.engines.composer.patterns import ARP_TOKENS
from timbre.engines.composer.plan import Plan, Tone
from timbre.theory.pitch import at_or_above

_PLAIN = ("0.1.", "2.1.", "3.2.", "1.2.")


def play_arp(plan: Plan) -> list[Tone]:
    """The arpeggio part."""
    player, part = plan.player("arp"), plan.style.arp
    low, high = max(player.low, part.low), min(player.high, part.high)
    if high - low < 12:
        low, high = player.low, min(player.high, player.low + 24)
    stream = plan.stream("arp")
    book = PatternBook(part.patterns, ARP_TOKENS, stream)
    tones: list[Tone] = []
    for bar in plan.bars:
        if not plan.plays("arp", bar):
            continue
        cells = book.cells(bar) or _PLAIN
        for hit in hits_in(plan, bar, cells, fill=True):
            start = bar.start + hit.at
            span = plan.span_at(start)
            ladder = tone_ladder(span, low, high)
            length = min(hit.length, span.end - start)
            force = 100 if hit.strength > 0 else 90
            tones.append(
                Tone(
                    start,
                    length,
                    ladder[int(hit.token) % len(ladder)],
                    force,
                    part.articulation,
                    hit.strength,
                )
            )
    final = plan.final_span
    if final is not None and plan.bars and plan.closes("arp"):
        ladder = tone_ladder(final, low, high)
        tones.append(Tone(final.start, final.duration, ladder[0], 100, "", 3))
    return tones


def tone_ladder(span: Span, low: int, high: int) -> list[int]:
    """Chord tones upwards from the first root at or above `low`, within the range; at least one."""
    chord = span.chord
    root = at_or_above(chord.root, low)
    if root - low > 7:
        root = at_or_above(chord.classes[1 % len(chord.classes)], low)
    classes = set(chord.classes[:4])
    ladder = [pitch for pitch in range(root, high + 1) if pitch % 12 in classes]
    return ladder[:10] or [min(max(root, low), high)]
