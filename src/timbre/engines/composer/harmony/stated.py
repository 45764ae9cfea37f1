"""Stated chords: the user's own, in order, laid out over the piece and changed in nothing.

Knows nothing of styles.
"""

from __future__ import annotations

from timbre.engines.composer.harmony.span import Span, bar_slices
from timbre.engines.composer.timing import Timing
from timbre.theory.chord import Chord
from timbre.theory.key import Key


def from_stated(chords: tuple[Chord, ...], timing: Timing, key: Key) -> list[Span]:
    """The chords in order, looped, one bar each; squeezed when the piece is too short for all of them."""
    groups = timing.metre.groups
    bars = timing.bars
    closing = 0 if timing.final is None and bars else 1
    per_bar = 1
    while per_bar < len(groups) and bars * per_bar + closing < len(chords):
        per_bar += 1
    spans: list[Span] = []
    index = 0
    for bar in range(bars):
        for start, length in bar_slices(timing.metre, per_bar):
            at = bar * timing.bar_ticks + start
            if at >= timing.body:
                break
            chord = chords[index % len(chords)]
            spans.append(Span(at, min(length, timing.body - at), chord, key, bar=bar))
            index += 1
    if timing.final is not None:
        if index < len(chords):
            last = chords[index]
        else:
            tonics = [chord for chord in chords if chord.root == key.tonic_class]
            last = tonics[0] if tonics else chords[0]
        spans.append(Span(timing.final, timing.end - timing.final, last, key, bar=bars, cadence=True))
    return spans
