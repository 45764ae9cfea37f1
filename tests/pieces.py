"""What every written piece must be, for tests over many seeds."""

from timbre.engines.composer.compose import compose
from timbre.engines.composer.critic import judge_score
from timbre.engines.composer.players import players
from timbre.model.brief import Brief
from timbre.model.request import GenerationRequest
from timbre.theory.chord import parse_chord
from timbre.theory.metre import parse_metre

MUST_HOLD = ("repetition", "registers", "last chord", "end")
"""Rules of the critic that a piece may not break at all."""
LENGTHS_SECONDS = (30, 20, 45, 70, 12, 100)


def written(style, seed):
    """A piece of `style`; lengths take turns."""
    seconds = LENGTHS_SECONDS[seed % len(LENGTHS_SECONDS)]
    return compose(GenerationRequest(prompt=style, brief=Brief(style=style), seed=seed, seconds=seconds))


def faults(score):
    """What is wrong with a piece, in words; empty when nothing is."""
    return [*_broken_notes(score), *_silences(score), *_open_ends(score), *_verdict(score)]


def _broken_notes(score):
    for part in score.parts:
        sounding = {}
        for note in part.notes:
            if not (note.duration >= 1 and note.start >= 0 and note.start + note.duration <= score.end):
                yield f"{part.name} has a note that hangs over the end: {note}"
            if sounding.get(note.pitch, 0) > note.start:
                yield f"{part.name} strikes {note.pitch} while it sounds, at {note.start}"
            sounding[note.pitch] = note.start + note.duration
            player = None if part.is_drums else players()[part.instrument]
            if player is not None and not player.low <= note.pitch <= player.high:
                yield f"{part.instrument} plays {note.pitch}, outside {player.low} to {player.high}"


def _silences(score):
    """Stretches of more than a bar (and a little) in which nobody plays, though drums and plucks ring for a beat."""
    bar = parse_metre(score.metre).bar_sixteenths * 240
    notes = sorted(
        (note.start, note.start + max(note.duration, 960)) for part in score.parts for note in part.notes
    )
    heard = 0
    for start, end in notes:
        if start - heard > bar + 240:
            yield f"nothing sounds from {heard} to {start}"
        heard = max(heard, end)


def _open_ends(score):
    """The last chord's notes belong to it."""
    last = score.chords[-1]
    tones = set(parse_chord(last.symbol).classes)
    for part in score.parts:
        if part.is_drums or part.name == "fx":
            continue
        held = [
            note for note in part.notes if note.start + note.duration > last.start + 960 >= last.start + 240
        ]
        for note in held:
            if note.start >= last.start - 60 and note.duration > 1200 and note.pitch % 12 not in tones:
                yield f"{part.name} holds {note.pitch} in the last chord {last.symbol}"


def _verdict(score):
    judgement = judge_score(score)
    for row in judgement.rows:
        if row.name in MUST_HOLD and row.points is not None and row.points < 0.999:
            yield f"{row.name}: {row.points}"
    if not judgement.passed:
        yield f"critic {judgement.total} below {judgement.threshold}"
