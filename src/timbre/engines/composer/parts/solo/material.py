"""What all soloists share: their tune, its phrases, places in a bar, chord tones, breaths.

Knows nothing of any one instrument.
"""

from __future__ import annotations

from dataclasses import replace

from timbre.engines.composer.harmony import Span
from timbre.engines.composer.parts.melody import play_melody
from timbre.engines.composer.plan import Bar, Plan, Tone
from timbre.engines.composer.rhythm import SIXTEENTH, swung
from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.model.stream import Stream

PHRASE_BARS = 4
_LONGEST_BREATH_SECONDS = 9.0
"""No wind player holds a phrase longer than this."""


def tune_of(plan: Plan) -> list[Tone]:
    """The tune of the piece for whoever plays alone."""
    name = next(iter(plan.cast.lead.values()))
    return play_melody(replace(plan, cast=replace(plan.cast, lead={"melody": name})))


def phrases(plan: Plan) -> list[list[Bar]]:
    """The bars in phrases of four, never across a section's end."""
    result: list[list[Bar]] = []
    for bar in plan.bars:
        if bar.at % PHRASE_BARS == 0 or not result:
            result.append([])
        result[-1].append(bar)
    return result


def broken_phrases(count: int, chance: float, stream: Stream) -> set[int]:
    """Which phrases are figures instead of tune: never the first, and one at least where the instrument likes them."""
    drawn = {number for number in range(count) if stream.chance(chance) and number}
    if not drawn and chance >= 0.2 and count > 1:
        drawn = {min(2, count - 1)}
    return drawn


def pulses(plan: Plan, bar: Bar, sixteenths: int) -> list[tuple[int, int]]:
    """(tick, metric strength) of every step of `sixteenths` in a bar, swung as the piece is."""
    places: list[tuple[int, int]] = []
    for group in plan.timing.metre.groups:
        length = group.length * SIXTEENTH
        for step in range(0, group.length, sixteenths):
            at = step * SIXTEENTH
            at = swung(at, length, plan.grid) if group.kind == "simple" else at
            strength = group.strength if step == 0 else 0 if step % 2 == 0 else -1
            places.append((bar.start + group.start * SIXTEENTH + at, strength))
    return [(tick, strength) for tick, strength in places if tick < bar.end]


def quick(plan: Plan, shortest_seconds: float = 0.16) -> int:
    """The step in sixteenths (1 or 2) at which running notes are still comfortable."""
    return 1 if 15.0 / plan.timing.bpm >= shortest_seconds else 2


def tones_between(span: Span, low: int, high: int) -> list[int]:
    """Chord tones in [low, high] upwards; at least one."""
    classes = span.chord.classes[:4]
    return [pitch for pitch in range(low, high + 1) if pitch % 12 in classes] or [low]


def sung_at(line: list[Tone], tick: int) -> Tone | None:
    """The tone of `line` that sounds at `tick`."""
    return next((tone for tone in reversed(line) if tone.start <= tick < tone.end), None)


def run(start: int, ticks: list[int], pitches: list[int], end: int, force: int = 88) -> list[Tone]:
    """Slurred notes at `ticks`, the last until `end`, lightly from `start` on."""
    ends = [*ticks[1:], end]
    return [
        Tone(tick, max(1, until - tick), pitch, force + (8 if tick == start else 0), "legato", 0)
        for tick, until, pitch in zip(ticks, ends, pitches)
    ]


def with_breaths(plan: Plan, tones: list[Tone], beats: float) -> list[Tone]:
    """The line with a rest of `beats` at the end of every phrase, oftener where phrases last too long for lungs."""
    if beats <= 0:
        return tones
    bar_seconds = plan.timing.bar_ticks * 60.0 / (plan.timing.bpm * TICKS_PER_BEAT)
    every = PHRASE_BARS if PHRASE_BARS * bar_seconds <= _LONGEST_BREATH_SECONDS else 2
    rest = min(int(beats * TICKS_PER_BEAT), plan.timing.bar_ticks // 2)
    stops = [
        (bar.end - rest, bar.end)
        for bar in plan.bars
        if bar.at % every == every - 1 or bar.from_end == 0
        if bar.length >= plan.timing.bar_ticks
    ]
    kept = [tone for tone in tones if not any(begin <= tone.start < end for begin, end in stops)]
    for begin, _ in stops:
        before = [index for index, tone in enumerate(kept) if tone.start < begin]
        if before:
            last = max(before, key=lambda index: kept[index].start)
            kept[last] = replace(kept[last], pitch=_landing(plan, kept[last]))
    return [_cut(tone, stops) for tone in kept]


def _cut(tone: Tone, stops: list[tuple[int, int]]) -> Tone:
    begin = next((begin for begin, _ in stops if tone.start < begin < tone.end), None)
    return tone if begin is None else replace(tone, duration=begin - tone.start)


def _landing(plan: Plan, tone: Tone) -> int:
    """The chord tone a phrase can end on: home where the chord has it within a third, else the nearest to where it was
    going, at most a whole tone away."""
    classes = plan.span_at(tone.start).chord.classes[:4]
    home = plan.key_at(tone.start).tonic_class
    near = [tone.pitch + step for step in (0, -1, 1, -2, 2, -3, 3, -4, 4)]
    landings = [pitch for pitch in near if pitch % 12 == home and home in classes]
    return next(iter(landings or [pitch for pitch in near[:5] if pitch % 12 in classes]), tone.pitch)
