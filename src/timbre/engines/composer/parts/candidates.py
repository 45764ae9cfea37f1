"""Candidates: a part is played several times from streams of its own, and the judge keeps the best.

Knows nothing of how a part is made; every judge counts what a listener would mind (smaller is better).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from itertools import pairwise

from timbre.engines.composer.patterns import LANES
from timbre.engines.composer.plan import Plan, Tone
from timbre.engines.composer.rhythm import SIXTEENTH
from timbre.model.stream import Stream

CANDIDATES = 3
_NEAR = SIXTEENTH // 2
Play = Callable[[Plan, Stream], list[Tone]]
Judge = Callable[[Plan, Sequence[Tone]], int]


def best_of(plan: Plan, role: str, play: Play, judge: Judge, count: int = CANDIDATES) -> list[Tone]:
    """The take of `count` that its judge minds least; the first of equals. Other parts' streams are not touched."""
    best: list[Tone] = []
    least: int | None = None
    for number in range(count):
        take = play(plan, plan.stream(role, f"take {number}" if number else ""))
        points = judge(plan, take)
        if least is None or points < least:
            best, least = take, points
    return best


def bars_of(plan: Plan, tones: Sequence[Tone]) -> list[tuple[tuple[int, int], ...]]:
    """What every bar with notes holds, as (sixteenth, pitch) pairs."""
    length = plan.timing.bar_ticks
    bars: dict[int, list[tuple[int, int]]] = {}
    for tone in tones:
        bars.setdefault(tone.start // length, []).append(
            ((tone.start % length + _NEAR) // SIXTEENTH, tone.pitch)
        )
    return [tuple(sorted(bar)) for bar in bars.values()]


def sameness(bars: Sequence[tuple[tuple[int, int], ...]], bearable: int) -> int:
    """Per cent of bars that repeat the one before, above what is `bearable`."""
    if len(bars) < 4:
        return 0
    return max(0, 100 * sum(one == two for one, two in pairwise(bars)) // (len(bars) - 1) - bearable)


def judge_bass(plan: Plan, tones: Sequence[Tone]) -> int:
    """Wrong basses under new chords, leaps, one note for ever, chords not led into, kicks without a bass."""
    if len(tones) < 4:
        return 0
    points = sameness(bars_of(plan, tones), 40) // 4
    starts = {tone.start: tone for tone in tones}
    ordered = [tone.start for tone in tones]
    led = changes = 0
    for before, after in pairwise(plan.spans):
        first = starts.get(after.start)
        if first is not None and first.pitch % 12 not in after.chord.classes:
            points += 6
        if before.chord.bass != after.chord.bass and first is not None:
            index = bisect_left(ordered, after.start) - 1
            changes += 1
            led += index >= 0 and abs(tones[index].pitch - first.pitch) in (1, 2, 5, 7)
    points += max(0, 50 - 100 * led // max(1, changes)) // 4
    points += sum(3 for one, two in pairwise(tones) if abs(two.pitch - one.pitch) > 12)
    still = sum(one.pitch == two.pitch for one, two in pairwise(tones)) * 100 // (len(tones) - 1)
    points += max(0, still - 70) // 2
    onsets = {tone.start // _NEAR for tone in tones}
    kicks = [bar.start + hit.at for bar in plan.bars for hit in plan.kicks(bar) if hit.token in "Xx"]
    alone = sum(not onsets & {k // _NEAR - 1, k // _NEAR, k // _NEAR + 1} for k in kicks)
    return points + 10 * alone // max(1, len(kicks))


def judge_chords(plan: Plan, tones: Sequence[Tone]) -> int:
    """Comping that never varies, or is never still."""
    bars = [tuple(sorted({place for place, _ in bar})) for bar in bars_of(plan, tones)]
    if len(bars) < 4:
        return 0
    rhythms = [tuple((place, 0) for place in bar) for bar in bars]
    kinds = 100 * len(set(bars)) // len(bars)
    return sameness(rhythms, 60) + max(0, kinds - 60) // 2


def judge_drums(plan: Plan, tones: Sequence[Tone]) -> int:
    """The same bar everywhere, section ends without a fill, ghosts or crashes without end."""
    points = sameness(bars_of(plan, tones), 55)
    length = plan.timing.bar_ticks
    loud: dict[int, list[int]] = {}
    for tone in tones:
        if tone.articulation != "ghost":
            loud.setdefault(tone.start // length, []).append(tone.pitch)
    for section in plan.sections[:-1]:
        last = section.start + section.bars - 1
        here = loud.get(last)
        if here and sorted(here) == sorted(loud.get(last - 1, ())):
            points += 8
    crashes = sum(tone.pitch == LANES["crash"] for tone in tones)
    return points + 4 * max(0, crashes - len(plan.bars) // 4 - 1)


def judge_counter(plan: Plan, tones: Sequence[Tone]) -> int:
    """Leaps, notes struck again and again, strong notes outside the chord."""
    points = 0
    for one, two in pairwise(tones):
        leap = abs(two.pitch - one.pitch)
        points += 3 if leap > 9 else 0
        points += 1 if leap == 0 else 0
    for tone in tones:
        if tone.strength >= 2 and tone.pitch % 12 not in plan.span_at(tone.start).chord.classes:
            points += 4
    return points * 20 // max(1, len(tones))
