"""Phrasing: where the tune breathes, agreed on before anyone plays, so that others can answer in its rests.

Drawn from the piece's own seed: another melody rests in the same places. Knows nothing of notes.
"""

from __future__ import annotations

from timbre.engines.composer.plan import Bar, Plan
from timbre.engines.composer.rhythm import SIXTEENTH
from timbre.model.stream import Stream

PHRASE_BARS = 4


def breath(plan: Plan, bar: Bar) -> int | None:
    """The tick of `bar` from which the melody is silent until the next bar line; None when it plays through.

    Phrases end with a beat or half a bar of rest; half of the second bar may be left to the others as well. A letter of
    the form rests in the same places whenever it comes back, so that its figures are heard again.
    """
    if plan.final_span is not None and bar.index == plan.bars[-1].index:
        return None
    groups = plan.timing.metre.groups
    if len(groups) < 2 or bar.length < plan.timing.bar_ticks:
        return None
    half = bar.start + groups[(len(groups) + 1) // 2].start * SIXTEENTH
    last = bar.start + groups[-1].start * SIXTEENTH
    stream = Stream(plan.request.seed, f"phrasing {bar.section.material} {bar.at % (2 * PHRASE_BARS)}")
    if bar.at % PHRASE_BARS == PHRASE_BARS - 1 or bar.from_end == 0:
        return half if stream.chance(0.4) else last
    if bar.at % PHRASE_BARS == 1 and bar.section.bars > 2:
        part = plan.style.melody
        sparse = -0.5 * (plan.request.brief.density or 0.0)
        quiet = min(0.9, max(0.0, 1.5 * part.rest * (1.3 - 0.6 * bar.section.energy) + 0.3 * sparse))
        return half if stream.chance(quiet) else None
    return None


def breathes_long(plan: Plan, bar: Bar) -> int | None:
    """Like `breath`, where the rest is long enough for an answer (two beats or half a bar)."""
    begin = breath(plan, bar)
    return begin if begin is not None and bar.end - begin >= bar.length // 3 else None
