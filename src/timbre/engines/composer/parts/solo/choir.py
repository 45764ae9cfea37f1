"""A choir or a section alone: four voices, the tune on top, led with little motion, breathing together.

Knows nothing of other instruments.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from timbre.engines.composer.parts.solo.idiom import Idiom
from timbre.engines.composer.parts.solo.material import sung_at, tune_of, with_breaths
from timbre.engines.composer.plan import Plan, Tone
from timbre.engines.composer.rhythm import SIXTEENTH
from timbre.engines.composer.score import TICKS_PER_BEAT

_ALTO_BELOW, _TENOR_BELOW, _BASS_BELOW = 9, 16, 28
"""How far below the sopranos' lowest note the others may go."""
_NEIGHBOURS = 9
"""Upper voices stay within this many semitones of the one above."""


@dataclass(frozen=True)
class _Voice:
    """One lower voice: its range and its last note."""

    low: int
    high: int
    last: int


def play_choir(plan: Plan, idiom: Idiom) -> list[Tone]:
    """The whole piece for four voices."""
    player = plan.player(next(iter(plan.cast.lead)))
    line = tune_of(plan)
    top = idiom.low
    voices = [
        _Voice(max(player.low, top - _ALTO_BELOW), top + 12, top),
        _Voice(max(player.low, top - _TENOR_BELOW), top + 6, top - 5),
        _Voice(max(player.low, top - _BASS_BELOW), top - 8, top - 14),
    ]
    tones = [replace(tone, articulation="legato") for tone in line]
    for start, end in _moments(plan):
        span = plan.span_at(start)
        held = sung_at(line, start)
        ceiling = held.pitch if held is not None else top + 5
        for index in (2, 0, 1):
            voice = voices[index]
            classes: tuple[int, ...] = (span.chord.bass,) if index == 2 else span.chord.classes[:4]
            missing = [pc for pc in span.chord.classes[:3] if pc not in _sounding(tones, start)]
            options = [
                pitch
                for pitch in range(voice.low, voice.high + 1)
                if pitch % 12 in classes and pitch < ceiling
            ]
            if not options:
                continue
            room = _NEIGHBOURS if index < 2 else 127
            top_of = ceiling
            pitch = min(
                options,
                key=lambda p: (
                    abs(p - voice.last)
                    + 3 * max(0, top_of - p - room)
                    - (4 if room < 127 and p % 12 in missing else 0),
                    p,
                ),
            )
            voices[index] = replace(voice, last=pitch)
            ceiling = ceiling if index == 2 else pitch
            tones.append(Tone(start, end - start, pitch, 88 if index == 2 else 80, "legato", 2))
    return _tied(with_breaths(plan, tones, idiom.breath))


def _moments(plan: Plan) -> list[tuple[int, int]]:
    """Where the lower voices move: with every chord, and on the half bar in livelier sections."""
    moments: list[tuple[int, int]] = []
    for span in plan.spans:
        bar = None if span.cadence else plan.bars[span.bar]
        half = span.duration // 2 // SIXTEENTH * SIXTEENTH
        if bar is not None and bar.section.energy > 0.6 and half >= 2 * TICKS_PER_BEAT and bar.at % 2:
            moments += [(span.start, span.start + half), (span.start + half, span.end)]
        else:
            moments.append((span.start, span.end))
    return moments


def _sounding(tones: list[Tone], tick: int) -> set[int]:
    return {tone.pitch % 12 for tone in tones[-8:] if tone.start <= tick < tone.end}


def _tied(tones: list[Tone]) -> list[Tone]:
    """Common tones held over: a voice that stays is not struck again. Two voices never share a pitch."""
    result: list[Tone] = []
    last: dict[int, int] = {}
    longest = 8 * TICKS_PER_BEAT
    for tone in sorted(tones, key=lambda t: (t.start, -t.force)):
        at = last.get(tone.pitch)
        if at is not None and result[at].end >= tone.start:
            before = result[at]
            if before.start == tone.start or (tone.force < 90 and tone.end - before.start <= longest):
                result[at] = replace(before, duration=max(before.end, tone.end) - before.start)
                continue
        last[tone.pitch] = len(result)
        result.append(tone)
    return result
