"""Mending a line note by note: leaps filled, one climax, a suspension where a step down allows it.

Sources: Narmour (a leap implies a step back), species counterpoint (suspensions prepared, held and resolved down).
Knows nothing of phrases or motifs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from timbre.engines.composer.parts.pitching import Pitching, Place
from timbre.engines.composer.plan import Plan, Tone
from timbre.engines.composer.score import TICKS_PER_BEAT
from timbre.model.stream import Stream

LEAP = 6
"""Semitones from which a leap asks to be filled."""
_STEP = 4


def gap_filled(line: Sequence[int], places: Sequence[Place], pitching: Pitching) -> list[int]:
    """The line with every leap followed by a step back, where harmony and the note after allow it."""
    mended = list(line)
    for index in range(1, len(mended) - 1):
        leap = mended[index] - mended[index - 1]
        following = mended[index + 1] - mended[index]
        if abs(leap) < LEAP or (following * leap < 0 and abs(following) <= _STEP):
            continue
        back = -1 if leap > 0 else 1
        beyond = mended[index + 2] if index + 2 < len(mended) else None
        for step in (1, 2, 3, 4):
            pitch = mended[index] + back * step
            if not pitching.suits(places[index + 1], pitch):
                continue
            if beyond is None or abs(beyond - pitch) <= LEAP - 1:
                mended[index + 1] = pitch
                break
    return mended


def one_climax(line: Sequence[int], places: Sequence[Place], pitching: Pitching) -> list[int]:
    """The line with its highest pitch reached once, as near as may be to two thirds of the phrase."""
    if len(line) < 6:
        return list(line)
    top = max(line)
    peaks = [index for index, pitch in enumerate(line) if pitch == top]
    keep = min(peaks, key=lambda index: (abs(places[index].phrase - 65), index))
    mended = list(line)
    for index in peaks:
        if index == keep or places[index].close:
            continue
        before = mended[index - 1] if index else mended[index + 1]
        options = [pitch for pitch in range(top - 1, top - 6, -1) if pitching.suits(places[index], pitch)]
        if options:
            mended[index] = min(options, key=lambda pitch: (abs(pitch - before) > 7, top - pitch))
    return mended


def suspended(plan: Plan, tones: list[Tone], chance: float, stream: Stream) -> list[Tone]:
    """Some strong notes reached by a step down wait for half their length on the note before.

    The note before is held into the chord it does not belong to, then resolves: prepared, suspended, resolved.
    """
    result: list[Tone] = []
    for index, tone in enumerate(tones):
        before = tones[index - 1] if index else None
        if before is None or not stream.chance(chance) or not _can_wait(plan, before, tone):
            result.append(tone)
            continue
        half = min(tone.duration // 2, TICKS_PER_BEAT)
        result.append(Tone(tone.start, half, before.pitch, 96, "legato", tone.strength))
        result.append(
            replace(tone, start=tone.start + half, duration=tone.duration - half, force=88, strength=0)
        )
    return result


def _can_wait(plan: Plan, before: Tone, tone: Tone) -> bool:
    """Whether `tone` may be a resolution: strong, long, a step below a note that is foreign to its chord."""
    span = plan.span_at(tone.start)
    classes = span.chord.classes[:4]
    return (
        not span.cadence
        and tone.strength >= 2
        and tone.duration >= TICKS_PER_BEAT
        and tone.start - before.end <= TICKS_PER_BEAT // 4
        and before.pitch - tone.pitch in (1, 2)
        and tone.pitch % 12 in classes
        and before.pitch % 12 not in classes
        and before.pitch % 12 in span.key.scale
        and tone.articulation != "staccato"
    )
