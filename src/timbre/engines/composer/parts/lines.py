"""Things all pitched parts do: choose a pattern per section, split at chord changes, clip to bars.

Knows nothing of any one part's tokens.
"""

from __future__ import annotations

from collections.abc import Sequence

from timbre.engines.composer.harmony import Span
from timbre.engines.composer.patterns import Pattern
from timbre.engines.composer.plan import Bar, Plan, fitting
from timbre.engines.composer.rhythm import Cells, Hit, expand
from timbre.model.stream import Stream

_TURN = 8
"""Bars after which a long section goes over to its other pattern, and back."""


class PatternBook:
    """A part's pattern for each kind of section: the same kind keeps its pattern, phrase ends may take an alternate,
    and in sections of sixteen bars or more the two change places every eight."""

    def __init__(
        self, patterns: Sequence[Pattern], alphabet: str, stream: Stream, alternate: float = 0.5
    ) -> None:
        self._patterns, self._alphabet, self._stream = patterns, alphabet, stream
        self._chosen: dict[str, tuple[Pattern, Pattern, bool]] = {}
        self._alternate = alternate

    def cells(self, bar: Bar) -> Cells | None:
        """The cells for a bar, None when the style has no pattern for the part."""
        if not self._patterns:
            return None
        main, other, alternates = self._for(bar)
        if bar.section.bars >= _TURN * 2 and bar.at // _TURN % 2:
            main, other = other, main
        use = other if alternates and bar.at % 4 == 3 else main
        bars = use.cells(self._alphabet)
        return bars[bar.at % len(bars)]

    def _for(self, bar: Bar) -> tuple[Pattern, Pattern, bool]:
        key = f"{bar.section.kind} {bar.section.variant}"
        if key not in self._chosen:
            options = fitting(self._patterns, bar.section)
            main = self._stream.choice(options, [p.weight for p in options])
            rest = [p for p in options if p is not main] or [main]
            other = self._stream.choice(rest, [p.weight for p in rest])
            self._chosen[key] = main, other, self._stream.chance(self._alternate)
        return self._chosen[key]


def hits_in(plan: Plan, bar: Bar, cells: Cells, fill: bool = False) -> list[Hit]:
    """The pattern's hits inside the bar, lengths clipped to it."""
    hits = expand(cells, plan.grid, bar.index, fill)
    if bar.length >= plan.timing.bar_ticks:
        return list(hits)
    return [
        Hit(hit.at, min(hit.length, bar.length - hit.at), hit.token, hit.strength, hit.beat)
        for hit in hits
        if hit.at < bar.length
    ]


def pieces(plan: Plan, start: int, length: int) -> list[tuple[int, int, Span]]:
    """A sounding stretch divided where the chord changes: (start, length, chord)."""
    here = plan.span_at(start)
    if here.start <= start < start + length <= here.end:
        return [(start, length, here)]
    return [
        (max(start, span.start), min(start + length, span.end) - max(start, span.start), span)
        for span in plan.spans_in(start, start + length)
    ]
