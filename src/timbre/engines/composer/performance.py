"""Performance: how the written tones are played: loudness, micro-timing, lengths, fades.

Knows nothing of which notes are right; never moves a note across more than a fraction of a beat.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence

from timbre.engines.composer.character import character_of
from timbre.engines.composer.patterns import LANES
from timbre.engines.composer.plan import Plan, Tone
from timbre.engines.composer.rhythm import SIXTEENTH
from timbre.engines.composer.score import TICKS_PER_BEAT, Note

_ACCENT = {3: 6, 2: 3, 1: 0, 0: -6, -1: -11}
"""Velocity for metric strength, scaled by the part's accent."""
_SNARES = {LANES["snare"], LANES["snare2"], LANES["clap"], LANES["rim"]}
_HATS = {LANES["hat"], LANES["open"], LANES["pedal"], LANES["ride"], LANES["shaker"], LANES["tambourine"]}
_FIRM = {LANES["kick"], LANES["kick2"], LANES["crash"], LANES["crash2"]}
_SMALLEST = 30
_DETACHABLE = 2 * TICKS_PER_BEAT
"""Longer notes are held, whatever the mood."""
_GHOSTS = (20, 35)
"""Velocities of ghost notes: felt more than heard."""
_SOFTEST = 20
_SOFT_TOP = 106
"""Velocities above this are drawn in, so that accents still stand out in loud sections."""


Cut = Callable[[Tone], Iterable[Tone]]
"""What is left of a tone: itself, nothing, or pieces of it."""


def perform(plan: Plan, part: str, tones: Sequence[Tone], cut: Cut | None = None) -> tuple[Note, ...]:
    """Notes in order, free of overlaps of one pitch, inside the piece.

    What `cut` leaves of the tones is played just as it is without it: the rest is only not heard.
    """
    stream = plan.stream(part, "performance")
    feel = plan.style.feel_of(part)
    drums = part in ("drums", "percussion")
    dynamics = _dynamics(plan)
    starts = [start for start, _, _, _ in dynamics]
    character = character_of(plan.request.brief)
    late, loose = plan.ticks(feel.late_ms), max(1, plan.ticks(feel.loose_ms * (1 + character.loose)))
    base = min(127, max(1, feel.velocity + round(character.touch)))
    drift, moment = 0, -1
    pulse = 0
    notes: list[Note] = []
    for tone in sorted(tones, key=lambda t: (t.start, t.pitch)):
        if tone.start != moment:
            moment = tone.start
            drift = (drift * 3 + stream.integer(-loose, loose) * 2) // 5
            pulse = stream.integer(-3, 3)
        begin, end, soft, loud = dynamics[max(0, bisect_right(starts, tone.start) - 1)]
        energy = soft + (loud - soft) * min(1.0, (tone.start - begin) / max(1, end - begin))
        shift = _drum_shift(tone, late, drift) if drums else late + drift
        start = max(0, tone.start + shift)
        velocity = _velocity(tone, base, feel.accent, energy, pulse + stream.integer(-2, 2), drums)
        velocity = _faded(plan, tone, velocity)
        for piece in (tone,) if cut is None else cut(tone):
            begun = start if piece.start == tone.start else max(0, piece.start + shift)
            duration = piece.duration if drums else _length(piece, part, character.length)
            notes.append(Note(begun, max(1, duration), piece.pitch, velocity, piece.articulation))
    return tidy(notes, plan.timing.end)


def _dynamics(plan: Plan) -> list[tuple[int, int, float, float]]:
    """Start, end, and energy at both, of every section: lifts grow most, others a little, outros recede."""
    stretches: list[tuple[int, int, float, float]] = []
    for section in plan.sections:
        start = section.start * plan.timing.bar_ticks
        growth = {"lift": 0.3, "intro": 0.12, "outro": -0.12, "break": 0.1}.get(section.kind, 0.06)
        middle = section.energy
        end = start + section.bars * plan.timing.bar_ticks
        stretches.append((start, end, middle - growth / 2, middle + growth / 2))
    return stretches or [(0, plan.timing.end, 0.5, 0.5)]


def _drum_shift(tone: Tone, late: int, drift: int) -> int:
    """Kicks stay on the grid, backbeats carry the feel's lateness, hats lean the other way."""
    if tone.pitch in _FIRM:
        return drift // 3
    if tone.pitch in _SNARES:
        return late + drift // 2
    return drift - late // 4 if tone.pitch in _HATS else drift


def _velocity(tone: Tone, base: int, accent: float, energy: float, jitter: int, drums: bool) -> int:
    metric = _ACCENT[max(-1, min(3, tone.strength))] * accent
    lift = (energy - 0.55) * (22 if not drums else 18)
    ghost = tone.articulation == "ghost"
    raw = (base + lift + (0 if ghost else metric)) * tone.force / 100 + (jitter if not ghost else jitter / 2)
    if raw > _SOFT_TOP:
        raw = _SOFT_TOP + (raw - _SOFT_TOP) / 2
    low, high = _GHOSTS if ghost else (_SOFTEST, 127)
    return max(low, min(high, int(raw)))


def _faded(plan: Plan, tone: Tone, velocity: int) -> int:
    """Quieter towards the end when a fade is asked for or is the style's way to end."""
    wish = plan.request.brief.ending
    if wish != "fade" and not (wish is None and plan.style.form.ending == "fade"):
        return velocity
    end = plan.timing.end
    begin = end - max(end // 6, min(end, 4 * plan.timing.bar_ticks))
    if tone.start <= begin or end <= begin or plan.timing.final is None:
        return velocity
    left = (end - tone.start) / (end - begin)
    floor = 0.7 if wish == "fade" else 0.6
    return max(10, int(velocity * (floor + (1 - floor) * left)))


def _length(tone: Tone, part: str, tied: float) -> int:
    """Sounding length: legato touches the next note, staccato half, others leave a hair of air.

    `tied`: by what share the air is less (all of it gone at 0.1), or more: detached.
    """
    if tone.articulation in ("legato", "slide"):
        return tone.duration + min(SIXTEENTH // 6, tone.duration // 12)
    if tone.articulation == "staccato":
        return min(tone.duration, max(SIXTEENTH // 2, tone.duration * 6 // 10))
    if part in ("pad", "fx"):
        return tone.duration
    air = min(SIXTEENTH // 4, tone.duration // 10)
    if tied > 0:
        air = round(air * max(0.0, 1 - 10 * tied))
    elif tied < 0 and tone.duration <= _DETACHABLE:
        air = max(air, round(-tied * tone.duration))
    return max(_SMALLEST, tone.duration - air)


def tidy(notes: Iterable[Note], end: int) -> tuple[Note, ...]:
    """Sorted by start and pitch; a repeated pitch ends before it starts again; nothing rings past the end."""
    ordered = sorted(notes, key=lambda n: (n.start, n.pitch, -n.velocity))
    last: dict[int, int] = {}
    result: list[Note] = []
    for note in ordered:
        if note.start >= end:
            continue
        index = last.get(note.pitch)
        if index is not None:
            before = result[index]
            if note.start - before.start < 2:
                longest = max(before.duration, note.duration)
                result[index] = _with_length(before, min(longest, end - before.start))
                continue
            if before.start + before.duration > note.start:
                result[index] = _with_length(before, note.start - before.start)
        last[note.pitch] = len(result)
        result.append(_with_length(note, min(note.duration, end - note.start)))
    return tuple(result)


def _with_length(note: Note, duration: int) -> Note:
    if duration == note.duration:
        return note
    return Note(note.start, max(1, duration), note.pitch, note.velocity, note.articulation)
