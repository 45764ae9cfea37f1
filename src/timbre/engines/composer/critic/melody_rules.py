"""Rules about the tune: strong beats, leaps, climax, a motif that returns, phrases that land and breathe.

Sources: Narmour 1990 and Temperley 2007 (small intervals, gap fill), species counterpoint (strong beats).
"""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from timbre.engines.composer.critic.piece import SIXTEENTH, Piece
from timbre.engines.composer.critic.rule import Rule, ramp, share

_LEAP = 7
_PERIOD_BARS = 8


def strong_beats(piece: Piece) -> float | None:
    """Share of the tune's strong notes that are chord or key tones, full marks at 95 %."""
    strong = [note for note in piece.tune if piece.strength_at(note.start) >= 2]
    good = sum(
        note.pitch % 12 in (*piece.chord_at(note.start).classes, *piece.key_at(note.start).scale)
        for note in strong
    )
    return ramp(share(good, len(strong)), 0.8, 0.95)


def chord_tones(piece: Piece) -> float | None:
    """Share of the tune's downbeats that are chord tones; suspensions and passing notes leave room for some."""
    strong = [note for note in piece.tune if piece.strength_at(note.start) == 3]
    good = sum(note.pitch % 12 in piece.chord_at(note.start).classes for note in strong)
    return ramp(share(good, len(strong)), 0.4, 0.8)


def leaps(piece: Piece) -> float | None:
    """Share of leaps of a fifth or more that are followed by a smaller move back, or a rest."""
    line = piece.tune
    filled = total = 0
    for index in range(1, len(line) - 1):
        leap = line[index].pitch - line[index - 1].pitch
        if abs(leap) < _LEAP or line[index].start - line[index - 1].start > 8 * SIXTEENTH:
            continue
        after = line[index + 1]
        rest = after.start - line[index].start - line[index].duration
        move = after.pitch - line[index].pitch
        total += 1
        filled += rest > 2 * SIXTEENTH or move == 0 or (move * leap < 0 and abs(move) < abs(leap))
    return ramp(share(filled, total), 0.2, 0.65)


def steps(piece: Piece) -> float | None:
    """Share of the tune's intervals that are a third or less."""
    moves = [abs(two.pitch - one.pitch) for one, two in pairwise(piece.tune)]
    return ramp(share(sum(move <= 4 for move in moves), len(moves)), 0.4, 0.72)


def climax(piece: Piece) -> float | None:
    """How many eight-bar periods reach their highest note no more than twice."""
    periods: dict[int, list[int]] = {}
    for note in piece.tune:
        periods.setdefault(note.start // (_PERIOD_BARS * piece.bar_ticks), []).append(note.pitch)
    full = [pitches for pitches in periods.values() if len(pitches) >= 6]
    marks = [min(1.0, 2 / pitches.count(max(pitches))) for pitches in full]
    return sum(marks) / len(marks) if marks else None


def motif(piece: Piece) -> float | None:
    """How much of the tune is made of figures (rhythm and direction of four notes) that come back."""
    line = piece.tune
    if len(line) < 12:
        return None
    figures = [
        tuple(
            (
                min(8, round((two.start - one.start) / SIXTEENTH)),
                (two.pitch > one.pitch) - (two.pitch < one.pitch),
            )
            for one, two in pairwise(line[at : at + 4])
        )
        for at in range(len(line) - 3)
    ]
    counts = Counter(figures)
    back = sum(counts[figure] >= 2 for figure in figures) / len(figures)
    return ramp(back, 0.15, 0.55)


def breathing(piece: Piece) -> float | None:
    """Whether the tune rests at least once in eight bars."""
    line = piece.tune
    if len(line) < 8:
        return None
    rests = [two.start for one, two in pairwise(line) if two.start - one.start - one.duration >= SIXTEENTH]
    sung = {note.start // (_PERIOD_BARS * piece.bar_ticks) for note in line}
    rested = {tick // (_PERIOD_BARS * piece.bar_ticks) for tick in rests}
    return share(len(sung & rested), len(sung))


def phrase_ends(piece: Piece) -> float | None:
    """Share of phrases (before a rest of half a beat or more) that end on a chord tone."""
    ends = [one for one, two in pairwise(piece.tune) if two.start - one.start - one.duration >= 2 * SIXTEENTH]
    good = sum(
        note.pitch % 12 in piece.chord_at(note.start).classes
        or note.pitch % 12 in piece.chord_at(note.start + note.duration - 1).classes
        for note in ends
    )
    return ramp(share(good, len(ends)), 0.4, 0.85)


RULES = (
    Rule("strong beats", "95 % of the tune's strong notes belong to the chord or the key", 8, strong_beats),
    Rule("downbeats", "most of the tune's downbeats are chord tones", 5, chord_tones),
    Rule("leaps", "a leap of a fifth or more is followed by a move back or a rest", 4, leaps),
    Rule("steps", "most of the tune moves by a third or less", 5, steps),
    Rule("climax", "every eight bars have one highest note, reached once or twice", 4, climax),
    Rule("motif", "figures of rhythm and direction come back", 8, motif),
    Rule("breath", "the tune rests at least once in eight bars", 4, breathing),
    Rule("phrase ends", "phrases end on chord tones", 5, phrase_ends),
)
