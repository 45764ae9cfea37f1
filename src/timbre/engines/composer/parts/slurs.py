"""Slurs: which notes of a bowed, blown or sung line are joined to the one before.

Knows nothing of how a slur sounds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from timbre.engines.composer.plan import Tone
from timbre.engines.composer.players import Player

_TOUCHING = 60
"""Ticks of silence that still count as joined."""
_SLURRING = (*range(40, 45), *range(52, 80), 109, 110, 111)
"""General MIDI programs of bowed strings, voices, brass, reeds and pipes."""


def slurred(tones: Sequence[Tone], player: Player) -> list[Tone]:
    """The line with its joined notes marked legato; the first of a phrase, and repeated pitches, are begun anew."""
    if player.program not in _SLURRING or not player.sustained:
        return list(tones)
    result: list[Tone] = []
    moment, end, pitches, before = -1, -1, set[int](), set[int]()
    for tone in sorted(tones, key=lambda t: (t.start, t.pitch)):
        if tone.start != moment:
            moment, before, pitches = tone.start, pitches, set()
            joined = tone.start - end <= _TOUCHING and end >= 0
        pitches.add(tone.pitch)
        end = max(end, tone.end)
        if tone.articulation in ("", "legato"):
            smooth = joined and tone.pitch not in before
            tone = replace(tone, articulation="legato" if smooth else "")
        result.append(tone)
    return result
