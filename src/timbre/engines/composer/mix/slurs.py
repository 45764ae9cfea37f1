"""Slurs: which notes of a line are reached from the one before without a fresh attack, and from which side.

Knows nothing of how a slurred note sounds.
"""

from __future__ import annotations

from collections.abc import Sequence

from timbre.engines.composer.players import players
from timbre.engines.composer.score import TICKS_PER_BEAT, Note, Part

_GAP_TICKS = TICKS_PER_BEAT // 24
"""A legato note this much after the end of the one before still belongs to it."""


def slurs(part: Part, notes: Sequence[Note]) -> list[int]:
    """For each of `notes` (in order of start): 1 slurred up, −1 slurred down from the note before it, 0 not slurred.

    Only a line of one voice on a sustaining instrument that plays no chords is slurred.
    """
    player = players().get(part.instrument)
    if player is None or part.is_drums or player.chords or not player.sustained:
        return [0] * len(notes)
    found = [0] * len(notes)
    for index in range(1, len(notes)):
        before, note = notes[index - 1], notes[index]
        joined = before.start < note.start <= before.start + before.duration + _GAP_TICKS
        alone = index + 1 == len(notes) or notes[index + 1].start > note.start
        if note.articulation == "legato" and joined and alone and note.pitch != before.pitch:
            found[index] = 1 if note.pitch > before.pitch else -1
    return found
