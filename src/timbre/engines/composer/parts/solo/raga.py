"""A sitar or koto alone: a free opening over the drone, then a pulse, then the drone strings driving to the close.

Knows nothing of other instruments.
"""

from __future__ import annotations

from dataclasses import replace

from timbre.engines.composer.parts.solo.idiom import Idiom
from timbre.engines.composer.parts.solo.material import pulses, quick, sung_at, tune_of, with_breaths
from timbre.engines.composer.plan import Bar, Plan, Tone
from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.theory.pitch import at_or_above
from timbre.theory.scale import pitches

_ALAP_SHARE, _JHALA_SHARE = 0.3, 0.75
_SLOW_BPM = 84.0


def play_raga(plan: Plan, _idiom: Idiom) -> list[Tone]:
    """The whole piece: alap, gat, jhala."""
    player = plan.player(next(iter(plan.cast.lead)))
    line = tune_of(plan)
    total = max(1, len(plan.bars))
    free = [bar for bar in plan.bars if bar.index < total * _ALAP_SHARE]
    tones: list[Tone] = []
    for bar in plan.bars:
        sung = [tone for tone in line if bar.start <= tone.start < bar.end]
        if bar in free:
            tones += _alap(sung, bar) + _strummed(plan, bar, player.low, player.high)
        else:
            driving = bar.index >= total * _JHALA_SHARE
            tones += [part for tone in sung for part in _struck(plan, _bent(tone), driving)]
            tones += _drone_strokes(plan, bar, line, player.low, player.high, driving)
    body = with_breaths(plan, [tone for tone in tones if tone.force >= 90], 1.0)
    body += [tone for tone in tones if tone.force < 90]
    final = plan.final_span
    if final is not None:
        body += [tone for tone in line if tone.start >= final.start]
        body += _strum(plan, final.start, final.duration, player.low, player.high)
    return body


def _alap(sung: list[Tone], bar: Bar) -> list[Tone]:
    """Half the notes, twice as long, each slid into."""
    kept = sung[:: 2 if len(sung) > 2 else 1]
    ends = [*(tone.start for tone in kept[1:]), bar.end]
    return [
        replace(tone, duration=max(1, end - tone.start), articulation="slide")
        for tone, end in zip(kept, ends)
    ]


def _bent(tone: Tone) -> Tone:
    long = tone.duration >= TICKS_PER_BEAT and tone.strength >= 1
    return replace(tone, articulation="slide") if long else tone


def _struck(plan: Plan, tone: Tone, driving: bool) -> list[Tone]:
    """A long note struck again and again, its neighbour above and below between: so plucked strings hold one."""
    step = TICKS_PER_BEAT // 2 if driving or plan.timing.bpm < _SLOW_BPM else TICKS_PER_BEAT
    count = tone.duration // step
    if count < 3:
        return [tone]
    player = plan.player(next(iter(plan.cast.lead)))
    ladder = pitches(plan.key_at(tone.start).scale, player.low, player.high)
    above = next((pitch for pitch in ladder if pitch > tone.pitch), tone.pitch)
    below = next((pitch for pitch in reversed(ladder) if pitch < tone.pitch), tone.pitch)
    turn = (tone.pitch, tone.pitch, above, tone.pitch, below, tone.pitch, tone.pitch, above)
    strokes = [
        Tone(
            tone.start + n * step,
            step,
            turn[n % len(turn)],
            100 if n % 2 == 0 else 92,
            "",
            1 if n % 2 == 0 else 0,
        )
        for n in range(count)
    ]
    strokes[0] = replace(tone, duration=step)
    rest = tone.duration - count * step
    strokes[-1] = replace(strokes[-1], pitch=tone.pitch, duration=step + rest)
    return strokes


def _strummed(plan: Plan, bar: Bar, low: int, high: int) -> list[Tone]:
    """The open strings, swept once every two bars."""
    return _strum(plan, bar.start, bar.length, low, high) if bar.at % 2 == 0 else []


def _strum(plan: Plan, start: int, length: int, low: int, high: int) -> list[Tone]:
    step = plan.ticks(45)
    return [
        Tone(start + index * step, max(1, length - index * step), pitch, 70, "strum", 1)
        for index, pitch in enumerate(_strings(plan, start, low, high))
    ]


def _strings(plan: Plan, tick: int, low: int, high: int) -> list[int]:
    tonic = at_or_above(plan.key_at(tick).tonic_class, low)
    return [pitch for pitch in (tonic, tonic + 7, tonic + 12, tonic + 24) if pitch <= high]


def _drone_strokes(plan: Plan, bar: Bar, line: list[Tone], low: int, high: int, driving: bool) -> list[Tone]:
    """The drone between the tune's notes: on the beats, or in every gap when driving."""
    tonic = _strings(plan, bar.start, low, high)
    onsets = {tone.start for tone in line}
    tones: list[Tone] = []
    for index, (tick, strength) in enumerate(pulses(plan, bar, quick(plan, 0.12) if driving else 2)):
        if tick in onsets or (not driving and strength < 1 and index % 4 != 3):
            continue
        held = sung_at(line, tick)
        pitch = tonic[0] if strength >= 2 else tonic[-1]
        if held is not None and held.pitch == pitch:
            continue
        tones.append(Tone(tick, TICKS_PER_BEAT // 2, pitch, 78 if strength >= 2 else 62, "", strength))
    return tones
