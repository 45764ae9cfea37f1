"""Busyness: fewer notes of a part, the weakest first, or more, between those it has.

Knows nothing of who wanted it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from timbre.engines.composer.patterns import LANES, TIMEKEEPERS
from timbre.engines.composer.plan import Plan
from timbre.engines.composer.players import players
from timbre.engines.composer.rhythm import SIXTEENTH
from timbre.engines.composer.score import Note, Part
from timbre.model.stream import Stream
from timbre.theory.scale import pitches

_MOST_LEFT_OUT, _MOST_ADDED = 0.65, 0.85
"""Share of the onsets that go, or of the gaps that are filled, at most."""
_QUIETER = 0.82
_SHORTEST_MS = 105.0
"""Notes are not added closer than this."""
_FAST = {LANES[lane] for lane in (*TIMEKEEPERS, "open")}
_BACKBONE = {LANES[lane] for lane in ("kick", "snare", "clap")}
Onset = list[Note]


def sparser(plan: Plan, part: Part, notes: Sequence[Note], amount: float) -> list[Note]:
    """`notes` without the metrically weakest, `amount` 0..1; held chords lose inner voices instead."""
    final = plan.final_span.start if plan.final_span is not None else plan.timing.end
    onsets = [[note] for note in notes] if part.is_drums else _onsets(notes)
    body = [onset for onset in onsets if _place(onset[0]) < final]
    stream = plan.stream(part.name, "fewer")
    order = sorted(
        (
            (_weight(plan, onset[0], part.is_drums), stream.uniform(), index)
            for index, onset in enumerate(body)
        ),
    )
    wanted = round(_MOST_LEFT_OUT * amount * len(body))
    gone = {index for weight, _, index in order[:wanted] if weight < 3}
    left = [onset for index, onset in enumerate(body) if index not in gone]
    if 2 * len(gone) < wanted:
        left = [_thinner(onset, amount) for onset in left]
    ends = [onset for onset in onsets if _place(onset[0]) >= final]
    return [note for onset in (*left, *ends) for note in onset]


def busier(plan: Plan, part: Part, notes: Sequence[Note], amount: float, name: str) -> list[Note]:
    """`notes` and more of them in the gaps, `amount` 0..1: passing notes, strokes again, hits between the hits."""
    stream = plan.stream(part.name, f"more {name}")
    step = SIXTEENTH if plan.ticks(_SHORTEST_MS) <= SIXTEENTH else 2 * SIXTEENTH
    if part.is_drums:
        return _more_hits(plan, notes, amount, stream, step)
    result: list[Note] = []
    onsets = _onsets(notes)
    ends = [*(onset[0].start for onset in onsets[1:]), plan.timing.body]
    for onset, until in zip(onsets, ends):
        draw = stream.uniform()
        first = onset[0]
        half = (until - first.start) // 2 // step * step
        if half < step or _place(first) >= plan.timing.body or draw >= _MOST_ADDED * amount:
            result += onset
            continue
        at = first.start + half
        following = min((note.pitch for note in notes if note.start == until), default=first.pitch)
        result += [replace(note, duration=max(1, min(note.duration, half - 1))) for note in onset]
        longest = max(note.duration for note in onset)
        length = max(step // 2, min(longest, until - at) - SIXTEENTH // 4)
        for note in onset:
            pitch = note.pitch if len(onset) > 1 else _between(plan, part, note.pitch, following, at)
            velocity = max(1, round(note.velocity * _QUIETER))
            kept = "" if note.articulation in ("accent", "slide") else note.articulation
            result.append(Note(at, length, pitch, velocity, kept))
    return result


def _onsets(notes: Sequence[Note]) -> list[Onset]:
    """Notes that begin together (a strum is together), in order."""
    onsets: list[Onset] = []
    for note in sorted(notes, key=lambda one: (one.start, one.pitch)):
        if onsets and note.start - onsets[-1][0].start < SIXTEENTH // 2:
            onsets[-1].append(note)
        else:
            onsets.append([note])
    return onsets


def _place(note: Note) -> int:
    """The sixteenth a performed note is meant for, in ticks."""
    return (note.start + SIXTEENTH // 2) // SIXTEENTH * SIXTEENTH


def _weight(plan: Plan, note: Note, drums: bool) -> int:
    """How strong its place is: 3 the downbeat, 2 and 1 beats, 0 half beats, −1 the rest; kick and backbeat one more."""
    at = _place(note) % plan.timing.bar_ticks
    groups = plan.timing.metre.groups
    weight = next((group.strength for group in groups if group.start * SIXTEENTH == at), -1)
    if weight < 0 and any((group.start + group.length // 2) * SIXTEENTH == at for group in groups):
        weight = 0
    if not drums:
        return weight
    return min(3, weight + 1) if note.pitch in _BACKBONE else min(2, weight)


def _thinner(onset: Onset, amount: float) -> Onset:
    """A chord without some of its inner voices: bass note and top stay."""
    keep = max(2, len(onset) - round(amount * (len(onset) - 1)))
    if len(onset) <= keep:
        return onset
    ordered = sorted(onset, key=lambda note: note.pitch)
    return [*ordered[: keep - 1], ordered[-1]]


def _between(plan: Plan, part: Part, pitch: int, following: int, tick: int) -> int:
    """The note for a gap: the line goes by step, others take another tone of the chord, the bass stays."""
    player = players()[part.instrument]
    if part.name == "bass":
        return pitch
    if part.name in ("melody", "counter"):
        ladder = pitches(plan.key_at(tick).scale, player.low, player.high)
        middle = (pitch + following) / 2 if abs(following - pitch) > 2 else pitch + 2
    else:
        ladder = pitches(plan.span_at(tick).chord.classes, player.low, player.high)
        middle = pitch + 4
    return min(
        (one for one in ladder if one != pitch), key=lambda one: (abs(one - middle), one), default=pitch
    )


def _more_hits(plan: Plan, notes: Sequence[Note], amount: float, stream: Stream, step: int) -> list[Note]:
    """Between two hits of one drum another one, softer: half way for cymbals and shakers, on weak sixteenths else."""
    result = list(notes)
    for key in sorted({note.pitch for note in notes}):
        hits = sorted((note for note in notes if note.pitch == key), key=lambda note: note.start)
        for one, two in pairwise(hits):
            gap = two.start - one.start
            half = gap // 2 // step * step
            fast = key in _FAST
            likely = _MOST_ADDED * amount * (1.0 if fast else 0.6)
            if half < step or gap > 2 * plan.timing.bar_ticks or stream.uniform() >= likely:
                continue
            at = one.start + (half if fast else gap - step if stream.chance(0.5) else half)
            velocity = max(20, round(one.velocity * (0.68 if fast else 0.75)))
            result.append(Note(at, one.duration, key, velocity, one.articulation))
    return result
