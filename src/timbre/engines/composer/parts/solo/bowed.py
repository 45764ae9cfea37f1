"""A bowed string alone: a sung line, phrases of broken chords across the strings, double stops, a rolled close.

Knows nothing of other instruments.
"""

from __future__ import annotations

from timbre.engines.composer.parts.solo.idiom import Idiom
from timbre.engines.composer.parts.solo.material import (
    broken_phrases,
    phrases,
    pulses,
    quick,
    tones_between,
    tune_of,
    with_breaths,
)
from timbre.engines.composer.plan import Bar, Plan, Tone
from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.model.stream import Stream

_CROSSINGS = (
    (0, 2, 4, 3, 4, 2, 4, 2),
    (0, 1, 2, 3, 4, 3, 2, 1),
    (0, 2, 1, 3, 2, 4, 3, 2),
    (0, 3, 2, 4, 0, 3, 2, 3),
)
"""Chord tones from the lowest string up, as a bow crosses them."""
_SWEET = (9, 8, 4, 3, 7, 12, 5)
"""Intervals of a double stop, the best first."""


def play_bowed(plan: Plan, idiom: Idiom) -> list[Tone]:
    """The whole piece for one bowed string."""
    role = next(iter(plan.cast.lead))
    player, stream = plan.player(role), plan.stream(role, "alone")
    line = tune_of(plan)
    crossing: dict[str, tuple[int, ...]] = {}
    tones: list[Tone] = []
    whole = phrases(plan)
    chosen = broken_phrases(len(whole), idiom.broken, stream)
    for number, phrase in enumerate(whole):
        kind = phrase[0].section.material
        crossing.setdefault(kind, stream.choice(_CROSSINGS))
        broken = number in chosen and len(phrase) > 1
        sung = [tone for tone in line if phrase[0].start <= tone.start < phrase[-1].end]
        if broken:
            first = phrase[-1].start
            for bar in phrase[:-1]:
                tones += _broken(plan, bar, crossing[kind], player.low, idiom.high)
            sung = [tone for tone in sung if tone.start >= first]
        tones += _stopped(plan, sung, player.low, idiom, stream)
    tones = with_breaths(plan, tones, idiom.breath)
    return tones + _close(plan, player.low, idiom)


def _broken(plan: Plan, bar: Bar, crossing: tuple[int, ...], low: int, high: int) -> list[Tone]:
    """One bar of running notes over the chord, the lowest one leaned on."""
    places = pulses(plan, bar, quick(plan))
    tones: list[Tone] = []
    for index, (tick, strength) in enumerate(places):
        span = plan.span_at(tick)
        ladder = tones_between(span, low, high)
        while len(ladder) > 1 and ladder[0] % 12 != span.chord.bass and ladder[0] - low < 7:
            ladder = ladder[1:]
        until = places[index + 1][0] if index + 1 < len(places) else bar.end
        step = crossing[index % len(crossing)]
        force = 104 if index % len(crossing) == 0 else 84 if strength < 1 else 90
        pitch = ladder[min(step, len(ladder) - 1)]
        tones.append(Tone(tick, until - tick, pitch, force, "legato", strength))
    return tones


def _stopped(plan: Plan, line: list[Tone], low: int, idiom: Idiom, stream: Stream) -> list[Tone]:
    """The line with a second note below some of its long ones."""
    tones: list[Tone] = []
    for tone in line:
        tones.append(tone)
        wanted = stream.chance(idiom.stops)
        if not wanted or tone.duration < TICKS_PER_BEAT or tone.strength < 1:
            continue
        span = plan.span_at(tone.start)
        below = [tone.pitch - step for step in _SWEET if (tone.pitch - step) % 12 in span.chord.classes[:4]]
        below = [pitch for pitch in below if pitch >= low]
        if below:
            length = min(tone.duration, span.end - tone.start)
            tones.append(Tone(tone.start, length, below[0], 84, tone.articulation, tone.strength))
    return tones


def _close(plan: Plan, low: int, idiom: Idiom) -> list[Tone]:
    """The last chord, two strings and two, when there is one."""
    final = plan.final_span
    if final is None:
        return []
    ladder = tones_between(final, low, idiom.high)
    roots = [pitch for pitch in ladder if pitch % 12 == final.chord.root]
    base = roots[0] if roots else ladder[0]
    chord = [base, *[pitch for pitch in ladder if pitch > base + 3][:3]]
    late = min(TICKS_PER_BEAT // 3, final.duration // 4)
    tones = []
    for index, pitch in enumerate(chord):
        offset = 0 if index < 2 else late
        length = min(final.duration - offset, TICKS_PER_BEAT) if index == 0 else final.duration - offset
        tones.append(Tone(final.start + offset, max(1, length), pitch, 96 if index else 104, "legato", 3))
    return tones
