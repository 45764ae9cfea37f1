"""Keyboards, mallets and harps alone: the tune above, a left hand of the instrument's own kind below.

Knows nothing of other instruments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from timbre.engines.composer.harmony import Span
from timbre.engines.composer.parts.solo.idiom import Idiom
from timbre.engines.composer.parts.solo.material import (
    phrases,
    pulses,
    quick,
    sung_at,
    tones_between,
    tune_of,
)
from timbre.engines.composer.plan import Bar, Plan, Tone
from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.theory.pitch import at_or_above
from timbre.theory.scale import pitches
from timbre.theory.voicing import lead

_ALBERTI, _BROKEN = (0, 2, 1, 2), (0, 1, 2, 1)
_SWEEPS = ((0, 1, 2, 3, 4, 5, 6, 7), (0, 2, 1, 3, 2, 4, 3, 5), (0, 1, 2, 3, 4, 3, 2, 1))


def play_keys(plan: Plan, idiom: Idiom) -> list[Tone]:
    """The whole piece for one keyboard or set of bars: right hand and left."""
    role = next(iter(plan.cast.lead))
    player = plan.player(role)
    line = tune_of(plan)
    low, high = player.low, max(player.low + 14, idiom.low - 1)
    voicings = lead([span.chord for span in plan.spans], "close", max(low, high - 19), high, 3)
    hands = dict(zip((span.start for span in plan.spans), voicings))
    hand = _LEFT[idiom.left]
    tones = list(line)
    for bar in plan.bars:
        tones += [tone for tone in hand(plan, bar, hands, low) if _clear(line, tone)]
    final = plan.final_span
    if final is not None:
        chord = [pitch for pitch in hands[final.start] if pitch < idiom.low]
        root = at_or_above(final.chord.root, low)
        roll = plan.ticks(22)
        for index, pitch in enumerate(dict.fromkeys((root, *chord))):
            late = index * roll
            tones.append(Tone(final.start + late, max(1, final.duration - late), pitch, 80, "roll", 3))
    return tones


def _clear(line: list[Tone], tone: Tone) -> bool:
    """Whether a left-hand note keeps a third below the tune."""
    held = sung_at(line, tone.start)
    return held is None or tone.pitch <= held.pitch - 3


Hands = dict[int, tuple[int, ...]]


def _alberti(plan: Plan, bar: Bar, hands: Hands, low: int) -> list[Tone]:
    """Low, high, middle, high in eighths; a single bass note and rest at the ends of phrases."""
    if bar.at % 4 == 3 or bar.from_end == 0:
        return _shell(plan, bar, hands, low)
    return _figured(plan, bar, hands, _ALBERTI, 2, 72)


def _broken(plan: Plan, bar: Bar, hands: Hands, _low: int) -> list[Tone]:
    """Broken chords, quicker in livelier sections."""
    return _figured(plan, bar, hands, _BROKEN, 2 if bar.section.energy < 0.85 else quick(plan), 68)


def _figured(plan: Plan, bar: Bar, hands: Hands, figure: Sequence[int], step: int, force: int) -> list[Tone]:
    tones: list[Tone] = []
    places = pulses(plan, bar, step)
    for index, (tick, strength) in enumerate(places):
        chord = hands[plan.span_at(tick).start]
        until = places[index + 1][0] if index + 1 < len(places) else bar.end
        pitch = chord[min(figure[index % len(figure)], len(chord) - 1)]
        tones.append(Tone(tick, until - tick, pitch, force + (10 if strength > 1 else 0), "", strength))
    return tones


def _oompah(plan: Plan, bar: Bar, hands: Hands, low: int) -> list[Tone]:
    """Bass on the strong beats, short chords on the others."""
    tones: list[Tone] = []
    strong = 0
    for group in plan.timing.metre.groups:
        tick = bar.start + group.start * 240
        if tick >= bar.end:
            break
        span = plan.span_at(tick)
        if group.strength >= 2:
            pitch = _bass_note(span, low, strong % 2 == 1 or bar.at % 2 == 1)
            tones.append(Tone(tick, group.length * 200, pitch, 88, "", group.strength))
            strong += 1
        else:
            length = group.length * 120
            tones += [Tone(tick, length, p, 70, "staccato", 1) for p in hands[span.start]]
    return tones


def _bass_note(span: Span, low: int, alternate: bool) -> int:
    root = at_or_above(span.chord.bass, low)
    fifth = span.chord.tone(5)
    return at_or_above(fifth, low) if alternate and fifth is not None else root


def _held(plan: Plan, bar: Bar, hands: Hands, low: int) -> list[Tone]:
    """Held chords over a pedal bass, the middle voice moving where the chord stays."""
    tones: list[Tone] = []
    for span in plan.spans_in(bar.start, bar.end):
        start, end = max(bar.start, span.start), min(bar.end, span.end)
        chord = hands[span.start]
        tones.append(Tone(start, end - start, at_or_above(span.chord.bass, low), 92, "legato", 3))
        tones += [Tone(start, end - start, pitch, 76, "legato", 2) for pitch in chord]
    return tones


def _shell(plan: Plan, bar: Bar, hands: Hands, _low: int) -> list[Tone]:
    """Chords struck where they change, and once more in passing in every other bar."""
    tones: list[Tone] = []
    for span in plan.spans_in(bar.start, bar.end):
        start, end = max(bar.start, span.start), min(bar.end, span.end)
        tones += [Tone(start, end - start, pitch, 74, "", 3) for pitch in hands[span.start]]
    half = bar.length // 2
    again = bar.start + half + TICKS_PER_BEAT // 2
    if bar.at % 2 and again < bar.end:
        chord = hands[plan.span_at(again).start]
        tones += [
            Tone(again, min(half // 2, bar.end - again), pitch, 62, "staccato", 0) for pitch in chord[1:]
        ]
    return tones


_LEFT: dict[str, Callable[[Plan, Bar, Hands, int], list[Tone]]] = {
    "alberti": _alberti,
    "oompah": _oompah,
    "held": _held,
    "shell": _shell,
    "broken": _broken,
}


def play_harp(plan: Plan, idiom: Idiom) -> list[Tone]:
    """The whole piece for one harp: arpeggios over three octaves, the tune on top, glissandi into sections."""
    role = next(iter(plan.cast.lead))
    player, stream = plan.player(role), plan.stream(role, "alone")
    line = tune_of(plan)
    tones = list(line)
    sweep = stream.choice(_SWEEPS)
    for number, phrase in enumerate(phrases(plan)):
        down = number % 2 == 1
        for bar in phrase:
            slide = bar.from_end == 0 and not bar.section.last
            tones += _arpeggio(plan, bar, sweep, player.low + 5, idiom.low + 2, down, slide)
            if slide:
                tones += _glissando(plan, bar, idiom)
    final = plan.final_span
    if final is not None:
        ladder = tones_between(final, at_or_above(final.chord.root, player.low), idiom.high - 6)
        step = min(plan.ticks(55), final.duration // (2 * max(1, len(ladder))))
        for index, pitch in enumerate(ladder[:12]):
            late = index * step
            tones.append(Tone(final.start + late, max(1, final.duration - late), pitch, 84, "roll", 3))
    return tones


def _arpeggio(
    plan: Plan, bar: Bar, sweep: Sequence[int], low: int, high: int, down: bool, short: bool
) -> list[Tone]:
    """One bar of rising (or falling) chord tones that ring until the chord changes."""
    step = quick(plan, 0.18) if bar.section.energy > 0.5 else 2
    tones: list[Tone] = []
    for index, (tick, strength) in enumerate(pulses(plan, bar, step)):
        if short and tick >= bar.end - 2 * TICKS_PER_BEAT:
            break
        span = plan.span_at(tick)
        ladder = tones_between(span, at_or_above(span.chord.bass, low), high)
        place = sweep[index % len(sweep)]
        place = len(ladder) - 1 - place if down and index else place
        ring = max(1, min(span.end - tick, plan.timing.bar_ticks))
        force = 88 if index == 0 else 66 + 4 * (strength > 0)
        tones.append(Tone(tick, ring, ladder[max(0, min(place, len(ladder) - 1))], force, "", strength))
    return tones


def _glissando(plan: Plan, bar: Bar, idiom: Idiom) -> list[Tone]:
    """A sweep up the scale through the last beat and a half."""
    strings = pitches(plan.key_at(bar.start).scale, idiom.low - 12, idiom.high)
    length = min(3 * TICKS_PER_BEAT // 2, bar.length // 2)
    begin = bar.end - length
    count = max(6, min(len(strings), length * 60 // int(plan.timing.bpm * TICKS_PER_BEAT * 0.055)))
    chosen = strings[-count:]
    return [
        Tone(
            begin + index * length // count,
            max(1, length - index * length // count),
            pitch,
            62 + 40 * index // count,
            "",
            -1,
        )
        for index, pitch in enumerate(chosen)
    ]
