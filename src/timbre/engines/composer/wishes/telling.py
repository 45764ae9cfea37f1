"""Telling: which wishes for players and places met nobody and nothing, in words for the user.

Knows nothing of what the others did.
"""

from __future__ import annotations

from collections.abc import Sequence

from timbre.engines.composer.plan import Plan
from timbre.engines.composer.score import TICKS_PER_BEAT, Part
from timbre.engines.composer.wishes.naming import keys_named, seats_meant
from timbre.engines.composer.wishes.places import STRETCHES, bars_of
from timbre.model.brief import PartWish


def unmet(plan: Plan, parts: Sequence[Part]) -> tuple[str, ...]:
    """A sentence for every player wished for whom nobody plays, and for every section this form does not have."""
    brief = plan.request.brief
    told = [
        f"Nobody plays {wish.name[:40]} here, so nothing was done about it."
        for wish in brief.parts
        if not _is_played(wish, parts)
    ]
    bar_seconds = plan.timing.bar_ticks * 60.0 / (plan.timing.bpm * TICKS_PER_BEAT)
    told += [
        f"This form has no {wish.where}, so nothing was changed there."
        for wish in brief.places
        if wish.where not in STRETCHES and not bars_of(wish, plan.sections, len(plan.bars), bar_seconds)
    ]
    return tuple(dict.fromkeys(told))


def _is_played(wish: PartWish, parts: Sequence[Part]) -> bool:
    meant = seats_meant(wish.name, tuple((part.name, part.instrument) for part in parts))
    keys = keys_named(wish.name)
    mine = [part for part in parts if (part.name, part.instrument) in meant]
    return any(not keys or any(note.pitch in keys for note in part.notes) for part in mine)
