"""Rules about form and playing: repetition, silence, contrast, energy, dynamics, drums, the end."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from timbre.engines.composer.critic.piece import NEAR, SIXTEENTH, Piece
from timbre.engines.composer.critic.rule import Rule, ramp, share
from timbre.engines.composer.score import Note

_KICKS, _TOMS_AND_SNARES = (35, 36), (37, 38, 39, 40, 41, 43, 45, 47, 48, 50)
_BLOCK_BARS = 4
_APART = 0.12
"""Below this share bass and kick keep out of each other's way on purpose: off-beat basses."""


def repetition(piece: Piece) -> float | None:
    """No four bars of all parts literally repeated in a row for longer than the style allows."""
    block = _BLOCK_BARS * piece.bar_ticks
    shapes: dict[int, set[tuple[str, int, int]]] = {}
    for part in piece.score.parts:
        for note in part.notes:
            place = (note.start + NEAR) // block
            at = (note.start + NEAR) % block // (SIXTEENTH // 2)
            shapes.setdefault(place, set()).add((part.name, at, note.pitch))
    count = piece.bars // _BLOCK_BARS
    if count < 2:
        return None
    allowed = max(0, piece.score.repeat_bars // _BLOCK_BARS)
    run = worst = 0
    for index in range(1, count):
        run = run + 1 if shapes.get(index) == shapes.get(index - 1) else 0
        worst = max(worst, run)
    return ramp(float(worst - allowed), 2.0, 0.0)


def silence(piece: Piece) -> float | None:
    """Share of bars in which something sounds."""
    sounding: set[int] = set()
    for part in piece.score.parts:
        for note in part.notes:
            first = (note.start + NEAR) // piece.bar_ticks
            last = max(first, (note.start + note.duration - 1) // piece.bar_ticks)
            sounding.update(range(first, last + 1))
    return ramp(share(sum(bar in sounding for bar in range(piece.bars)), piece.bars), 0.9, 1.0)


def contrast(piece: Piece) -> float | None:
    """Sections differ in who plays, or in how much."""
    sections = piece.score.sections
    if len(sections) < 3:
        return None
    faces: list[tuple[frozenset[str], int]] = []
    for index in range(len(sections)):
        start, end = piece.section_bounds(index)
        playing = {part.name for part in piece.score.parts if piece.notes_in(part, start, end)}
        faces.append((frozenset(playing), int(_density(piece, start, end) * 2)))
    return ramp(share(sum(one != two for one, two in pairwise(faces)), len(faces) - 1), 0.0, 0.6)


def energy(piece: Piece) -> float | None:
    """Louder sections are denser or harder played: the order of energies is the order of the sound."""
    sections = piece.score.sections
    pairs = good = 0
    sounds = []
    for index in range(len(sections)):
        start, end = piece.section_bounds(index)
        notes = [n.velocity for part in piece.score.parts for n in piece.notes_in(part, start, end)]
        loudness = sum(notes) / max(1, len(notes))
        sounds.append(_density(piece, start, end) * loudness)
    for one in range(len(sections)):
        for two in range(one + 1, len(sections)):
            if abs(piece.energy[one] - piece.energy[two]) < 0.12:
                continue
            pairs += 1
            good += (piece.energy[one] < piece.energy[two]) == (sounds[one] < sounds[two])
    return ramp(share(good, pairs), 0.3, 0.85)


def _density(piece: Piece, start: int, end: int) -> float:
    """Onsets a beat."""
    count = sum(len(piece.notes_in(part, start, end)) for part in piece.score.parts)
    return count * 960 / max(1, end - start)


def dynamics(piece: Piece) -> float | None:
    """The spread between soft and loud notes: full marks at 32 velocities between the tenth and ninetieth of 100."""
    played = sorted(note.velocity for part in piece.score.parts for note in part.notes)
    if len(played) < 10:
        return None
    return ramp(float(played[len(played) * 9 // 10] - played[len(played) // 10]), 6.0, 24.0)


def lock(piece: Piece) -> float | None:
    """Bar by bar, the share of the bass's strong notes on a kick, or of kicks with a bass note; none at all is a way to
    lock, too."""
    drums, bass = piece.part("drums"), piece.part("bass")
    if drums is None or bass is None:
        return None
    kicks = _by_bar(piece, (n for n in drums.notes if n.pitch in _KICKS))
    strong = _by_bar(piece, (n for n in bass.notes if n.velocity >= 50))
    marks: list[float] = []
    for bar in kicks.keys() & strong.keys():
        low, high = kicks[bar], strong[bar]
        if min(len(low), len(high)) < 2:
            continue
        met = len(low & (high | {at + 1 for at in high} | {at - 1 for at in high}))
        locked = max(met / len(low), met / len(high))
        marks.append(1.0 if locked < _APART else ramp(locked, _APART, 0.5) or 0.0)
    return sum(marks) / len(marks) if len(marks) >= 4 else None


def _by_bar(piece: Piece, notes: Iterable[Note]) -> dict[int, set[int]]:
    """Thirty-seconds on which notes begin, bar by bar."""
    bars: dict[int, set[int]] = {}
    for note in notes:
        start = note.start + NEAR
        bars.setdefault(start // piece.bar_ticks, set()).add(start // (SIXTEENTH // 2))
    return bars


def fills(piece: Piece) -> float | None:
    """Where drums play through a section's end, its last bar differs from the one before."""
    drums = piece.part("drums")
    if drums is None:
        return None
    good = total = 0
    for index in range(len(piece.score.sections) - 1):
        _, end = piece.section_bounds(index)
        last = [n.pitch for n in piece.notes_in(drums, end - piece.bar_ticks, end)]
        before = [n.pitch for n in piece.notes_in(drums, end - 2 * piece.bar_ticks, end - piece.bar_ticks)]
        if last and before:
            total += 1
            good += sorted(last) != sorted(before) or any(pitch in _TOMS_AND_SNARES[4:] for pitch in last)
    return ramp(share(good, total), 0.0, 0.75)


def ends_together(piece: Piece) -> float | None:
    """Everybody who plays in the last two bars is there, and done, at the end."""
    if piece.final is None:
        return None
    start = piece.final_start
    late = [
        part
        for part in piece.score.parts
        if part.name not in ("fx", "percussion", "counter", "arp")
        and any(note.start + NEAR >= start - piece.bar_ticks for note in part.notes)
    ]
    there = sum(
        any(note.start + note.duration > start + NEAR or note.start + NEAR >= start for note in part.notes)
        for part in late
    )
    return ramp(share(there, len(late)), 0.4, 1.0)


def variety(piece: Piece) -> float | None:
    """Drums, bass and chords: how many of a part's bars are unlike any before them, beyond one in four."""
    marks: list[float] = []
    for name in ("drums", "bass", "chords"):
        part = piece.part(name)
        if part is None:
            continue
        bars: dict[int, set[tuple[int, int]]] = {}
        for note in part.notes:
            place = note.start + NEAR
            at = place % piece.bar_ticks // (SIXTEENTH // 2)
            bars.setdefault(place // piece.bar_ticks, set()).add((at, note.pitch))
        if len(bars) >= 8:
            kinds = len({frozenset(bar) for bar in bars.values()})
            marks.append(min(1.0, 4 * kinds / len(bars)))
    return sum(marks) / len(marks) if marks else None


RULES = (
    Rule("variety", "drums, bass and chords play a new bar one time in four or oftener", 5, variety),
    Rule("repetition", "no four bars literally repeated for longer than the style allows", 8, repetition),
    Rule("silence", "no empty bar", 6, silence),
    Rule("contrast", "neighbouring sections differ in who plays or how densely", 5, contrast),
    Rule("energy", "sections meant louder are denser or harder played", 4, energy),
    Rule("dynamics", "soft and loud notes lie 32 velocities or more apart", 4, dynamics),
    Rule("kick and bass", "the bass meets the kick", 4, lock),
    Rule("fills", "the drums lead from section to section", 3, fills),
    Rule("end", "everybody who plays at the end ends together", 5, ends_together),
)
