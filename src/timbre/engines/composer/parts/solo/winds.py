"""A wind instrument alone, one note at a time: phrases to breathe between, scale runs, arpeggio figures, no chords.

Knows nothing of other instruments; a synthesizer or a distorted guitar alone plays the same way, without lungs.
"""

from __future__ import annotations

from dataclasses import replace

from timbre.engines.composer.parts.solo.idiom import Idiom
from timbre.engines.composer.parts.solo.material import (
    broken_phrases,
    phrases,
    pulses,
    quick,
    run,
    tones_between,
    tune_of,
    with_breaths,
)
from timbre.engines.composer.plan import Bar, Plan, Tone
from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.model.stream import Stream
from timbre.theory.pitch import at_or_above
from timbre.theory.scale import pitches

_ARPEGGIOS = ((0, 1, 2, 3, 4, 3, 2, 1), (4, 3, 2, 1, 0, 1, 2, 3), (0, 2, 1, 3, 2, 4, 3, 1))
_RUN_NOTES = 4


def play_wind(plan: Plan, idiom: Idiom) -> list[Tone]:
    """The whole piece for one wind instrument."""
    return _line(plan, idiom, whole_phrases=False)


def play_synth(plan: Plan, idiom: Idiom) -> list[Tone]:
    """The whole piece for one monophonic synthesizer: its figures may run for whole phrases."""
    return _line(plan, idiom, whole_phrases=True)


def _line(plan: Plan, idiom: Idiom, whole_phrases: bool) -> list[Tone]:
    role = next(iter(plan.cast.lead))
    stream = plan.stream(role, "alone")
    line = tune_of(plan)
    figure = stream.choice(_ARPEGGIOS)
    tones: list[Tone] = []
    whole = phrases(plan)
    chosen = broken_phrases(len(whole), idiom.broken, stream)
    for number, phrase in enumerate(whole):
        sung = [tone for tone in line if phrase[0].start <= tone.start < phrase[-1].end]
        if number in chosen and len(phrase) > 1:
            bars = phrase[:-1] if whole_phrases or stream.chance(0.3) else [phrase[-2]]
            sung = [tone for tone in sung if not any(bar.start <= tone.start < bar.end for bar in bars)]
            sung = [_clipped(tone, bars[0]) for tone in sung]
            for bar in bars:
                sung += _figure(plan, bar, figure, idiom, whole_phrases)
        tones += sorted(sung, key=lambda tone: tone.start)
    final = plan.final_span
    body = [tone for tone in tones if final is None or tone.start < final.start]
    body = _with_runs(plan, body, idiom, stream)
    body = with_breaths(plan, body, idiom.breath)
    if idiom.accent:
        body = [
            replace(t, articulation="accent") if t.strength >= 3 and t.duration >= TICKS_PER_BEAT else t
            for t in body
        ]
    last = [tone for tone in line if final is not None and tone.start >= final.start]
    return body + last + (_drones(plan) if idiom.drone else [])


def _clipped(tone: Tone, bar: Bar) -> Tone:
    if tone.start < bar.start < tone.end:
        return replace(tone, duration=bar.start - tone.start)
    return tone


def _figure(plan: Plan, bar: Bar, figure: tuple[int, ...], idiom: Idiom, tight: bool) -> list[Tone]:
    """One bar of broken chord in even notes."""
    step = quick(plan, 0.1 if tight else 0.17)
    places = pulses(plan, bar, step)
    middle = (idiom.low + idiom.high) // 2
    tones: list[Tone] = []
    for index, (tick, strength) in enumerate(places):
        ladder = tones_between(plan.span_at(tick), max(idiom.low, middle - 12), idiom.high)
        until = places[index + 1][0] if index + 1 < len(places) else bar.end
        pitch = ladder[min(figure[index % len(figure)], len(ladder) - 1)]
        articulation = "staccato" if tight and index % 4 == 3 else "legato"
        tones.append(Tone(tick, until - tick, pitch, 98 if strength > 0 else 88, articulation, strength))
    return tones


def _with_runs(plan: Plan, line: list[Tone], idiom: Idiom, stream: Stream) -> list[Tone]:
    """Scale runs into strong notes that come after long ones."""
    result: list[Tone] = []
    beat = TICKS_PER_BEAT
    for index, tone in enumerate(line):
        following = line[index + 1] if index + 1 < len(line) else None
        result.append(tone)
        if following is None or not stream.chance(0.3) or following.strength < 2:
            continue
        if tone.duration < 2 * beat or following.start - tone.start < 2 * beat or quick(plan, 0.1) != 1:
            continue
        ladder = pitches(plan.key_at(following.start).scale, idiom.low, idiom.high)
        below = [pitch for pitch in ladder if pitch < following.pitch][-_RUN_NOTES:]
        above = [pitch for pitch in ladder if pitch > following.pitch][:_RUN_NOTES][::-1]
        notes = below if following.pitch >= tone.pitch or len(above) < _RUN_NOTES else above
        if len(notes) < _RUN_NOTES:
            continue
        begin = following.start - beat
        result[-1] = replace(tone, duration=min(tone.duration, begin - tone.start))
        result += run(begin, [begin + n * beat // 4 for n in range(4)], notes, following.start)
    return result


def _drones(plan: Plan) -> list[Tone]:
    """The pipes that never stop, renewed with every phrase, on the tonic of the key it stands in."""
    player = plan.player(next(iter(plan.cast.lead)))
    stretches = [(phrase[0].start, phrase[-1].end - phrase[0].start) for phrase in phrases(plan)]
    if plan.final_span is not None:
        stretches.append((plan.final_span.start, plan.final_span.duration))
    return [
        Tone(start, length, at_or_above(plan.key_at(start).tonic_class, player.low), 74, "legato", 1)
        for start, length in stretches
    ]
