"""Rules about harmony and register: cadences, bass under chords, register lanes, voice leading, the last chord."""

from __future__ import annotations

from itertools import pairwise

from timbre.engines.composer.critic.piece import NEAR, Piece
from timbre.engines.composer.critic.rule import Rule, ramp, share
from timbre.engines.composer.players import players

_BASS_LANE_TOP = 48
_PLAYERS_AT_ONCE = 16 * 960
"""Notes longer than this many ticks (four bars) sound forgotten, but for pads."""


def resolution(piece: Piece) -> float | None:
    """The last chord is the tonic's (or at least the one the piece began with), and its notes are what sounds."""
    final = piece.final
    if final is None:
        return None
    start = piece.final_start
    home = final.root == piece.key_at(start).tonic_class
    begins = final.symbol == piece.chords[0].symbol
    last = [
        note.pitch % 12
        for part in piece.pitched
        for note in part.notes
        if note.start + NEAR >= start and note.start + note.duration > start + 2 * NEAR
    ]
    scale = piece.key_at(start).scale
    good = share(sum(pitch in (*final.classes, *scale[:1]) for pitch in last), len(last))
    return (0.5 if home else 0.3 if begins else 0.0) + 0.5 * (good if good is not None else 1.0)


def cadence(piece: Piece) -> float | None:
    """Another chord leads into the last one: fifth, fourth, step or leading tone in the bass."""
    if piece.final is None or len(piece.chords) < 2:
        return None
    before = next((chord for chord in reversed(piece.chords[:-1]) if chord != piece.final), None)
    if before is None:
        return 0.5
    move = (piece.final.bass - before.bass) % 12
    return 1.0 if move in (5, 7, 1, 2, 10, 11) else 0.6


def bass_roots(piece: Piece) -> float | None:
    """Share of chord changes at which the bass plays a tone of the new chord; most often its bass note."""
    part = piece.part("bass")
    if part is None or not piece.score.chords:
        return None
    good = total = 0
    for span, chord in zip(piece.score.chords, piece.chords):
        struck = [note for note in part.notes if abs(note.start - span.start) <= NEAR]
        for note in struck[:1]:
            total += 2
            good += 2 if note.pitch % 12 == chord.bass else 1 if note.pitch % 12 in chord.classes else 0
    return ramp(share(good, total), 0.5, 0.9)


def lanes(piece: Piece) -> float | None:
    """Nothing but the bass below C3 while a bass plays; the tune a third above the pad and the chords."""
    good = total = 0
    if piece.part("bass") is not None and len(piece.pitched) > 1:
        for part in piece.pitched:
            if part.name == "bass":
                continue
            total += len(part.notes)
            good += sum(note.pitch >= _BASS_LANE_TOP for note in part.notes)
    pad = piece.part("pad")
    if pad is not None and piece.tune:
        for note in piece.tune:
            below = [n.pitch for n in pad.notes if n.start <= note.start + NEAR < n.start + n.duration]
            total += 1
            good += not below or note.pitch >= max(below) + 3 or note.pitch <= min(below)
    return ramp(share(good, total), 0.8, 0.99)


def voice_leading(piece: Piece) -> float | None:
    """How far chord voices move from chord to chord: full marks at two semitones a voice."""
    part = piece.part("chords", "pad")
    if part is None:
        return None
    strikes: list[tuple[int, list[int]]] = []
    for note in part.notes:
        if strikes and note.start - strikes[-1][0] <= 2 * NEAR:
            strikes[-1][1].append(note.pitch)
        else:
            strikes.append((note.start, [note.pitch]))
    full = [sorted(pitches) for _, pitches in strikes if len(pitches) >= 3]
    moves = [
        sum(min(abs(pitch - other) for other in one) for pitch in two) / len(two)
        for one, two in pairwise(full)
        if one != two
    ]
    return ramp(sum(moves) / len(moves), 4.5, 2.0) if moves else None


def registers(piece: Piece) -> float | None:
    """Every note inside its instrument's range, none forgotten."""
    good = total = 0
    for part in piece.pitched:
        player = players().get(part.instrument)
        for note in part.notes:
            total += 1
            inside = player is None or player.low <= note.pitch <= player.high
            held = note.duration <= max(_PLAYERS_AT_ONCE, 4 * piece.bar_ticks) + NEAR
            good += inside and (held or note.start + NEAR >= piece.final_start)
    return ramp(share(good, total), 0.95, 1.0)


RULES = (
    Rule("last chord", "the piece ends on its tonic, and every note of the end belongs to it", 8, resolution),
    Rule("cadence", "the last chord is led into by a fifth, a fourth or a step in the bass", 4, cadence),
    Rule("bass", "the bass plays the bass note of new chords", 5, bass_roots),
    Rule("lanes", "only the bass lies below C3, the tune a third above the pad", 6, lanes),
    Rule("voice leading", "chord voices move two or three semitones from chord to chord", 4, voice_leading),
    Rule("registers", "no note outside its instrument's range, none held for ever", 8, registers),
)
