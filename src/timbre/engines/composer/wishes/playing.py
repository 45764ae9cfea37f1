"""Playing: how hard, how high and how busily single players play, as wishes for them want it.

Works on performed notes: nobody else's change. Knows nothing of the mix (`mix.wishes`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from timbre.engines.composer.performance import tidy
from timbre.engines.composer.plan import Plan
from timbre.engines.composer.players import players
from timbre.engines.composer.score import Note, Part
from timbre.engines.composer.wishes.busyness import busier, sparser
from timbre.engines.composer.wishes.naming import keys_named, seats_meant
from timbre.model.brief import PartWish

_HARDER = 0.42
"""Share by which a velocity changes when a player plays as hard, or as softly, as can be."""
_SPARSER = 0.4
_BUSIER = {"drums": 0.3, "percussion": 0.3, "bass": 0.25, "chords": 0.3, "arp": 0.3, "melody": 0.25}
"""What a sparse (busy) piece asks of each of its parts beside sparser (busier) patterns."""
_LEAST_DENSITY = 0.05
_SOFTEST, _HARDEST = 8, 127

Change = Callable[[list[Note]], list[Note]]


def play_wished(plan: Plan, parts: Sequence[Part]) -> tuple[Part, ...]:
    """The parts as `brief.parts` wants them played; who is not named plays as before."""
    wishes = [wish for wish in plan.request.brief.parts if wish.dynamics or wish.density or wish.octave]
    seats = tuple((part.name, part.instrument) for part in parts)
    changed = [_as_dense(plan, part) for part in parts]
    for wish in wishes:
        meant = seats_meant(wish.name, seats)
        changed = [_wished(plan, part, wish) if seat in meant else part for seat, part in zip(seats, changed)]
    return tuple(changed)


def _as_dense(plan: Plan, part: Part) -> Part:
    """The part with fewer notes, or with more, where the whole piece is to be sparse or busy."""
    density = plan.request.brief.density or 0.0
    share = _SPARSER if density < 0 else _BUSIER.get(part.name, 0.0)
    if abs(density * share) < _LEAST_DENSITY:
        return part
    return _wished(plan, part, PartWish(name=part.name, density=density * share))


def _wished(plan: Plan, part: Part, wish: PartWish) -> Part:
    keys = keys_named(wish.name)
    mine = [note for note in part.notes if not keys or note.pitch in keys]
    others = [note for note in part.notes if keys and note.pitch not in keys]
    if not mine:
        return part
    guided = part.name == "melody" and plan.arrangement is not None
    if wish.density < 0 and not guided:
        mine = sparser(plan, part, mine, -wish.density)
    elif wish.density > 0 and not guided:
        mine = busier(plan, part, mine, wish.density, wish.name)
    if wish.octave and not part.is_drums and part.name != "fx":
        mine = _moved(part, mine, wish.octave)
    if wish.dynamics:
        mine = [replace(note, velocity=_harder(note.velocity, wish.dynamics)) for note in mine]
    return replace(part, notes=tidy([*mine, *others], plan.timing.end))


def _harder(velocity: int, by: float) -> int:
    """`velocity` played harder (`by` up to 1) or softer: the loud end is drawn in, so that accents remain."""
    if by > 0:
        return min(_HARDEST, round(velocity + by * _HARDER * min(velocity, 1.4 * (_HARDEST - velocity))))
    return max(min(velocity, _SOFTEST), round(velocity * (1 + _HARDER * 1.3 * by)))


def _moved(part: Part, notes: list[Note], octaves: int) -> list[Note]:
    """Every note by as many of the octaves as its instrument has room for."""
    player = players()[part.instrument]
    step = 1 if octaves > 0 else -1
    moved: list[Note] = []
    for note in notes:
        options = (note.pitch + 12 * by for by in range(octaves, 0, -step))
        pitch = next((one for one in options if player.low <= one <= player.high), note.pitch)
        moved.append(replace(note, pitch=pitch))
    return moved
