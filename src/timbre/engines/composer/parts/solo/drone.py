"""A didgeridoo alone: one note, made into rhythm by breath and tongue, with a higher call now and then.

Knows nothing of other instruments.
"""

from __future__ import annotations

from timbre.engines.composer.parts.solo.idiom import Idiom
from timbre.engines.composer.plan import Bar, Plan, Tone
from timbre.engines.composer.rhythm import SIXTEENTH
from timbre.model.stream import Stream
from timbre.theory.pitch import at_or_above

_EIGHTH = 2 * SIXTEENTH
_RHYTHMS = ((8,), (4, 4), (3, 3, 2), (4, 2, 2), (3, 1, 2, 2), (2, 1, 1, 2, 2), (1, 2, 1, 2, 2))
"""Lengths of the tones of a bar in eighths, calm ones first."""
_CALM = 3
_PHRASE = 4
_CALL = 7
"""How far above the drone the call lies."""


def play_drone(plan: Plan, _idiom: Idiom) -> list[Tone]:
    """The whole piece: a calm drone that turns into a pulse and calms down again."""
    role = next(iter(plan.cast.lead))
    stream, player = plan.stream(role, "alone"), plan.player(role)
    pitch = at_or_above(plan.key.tonic_class, player.low)
    call = min(pitch + _CALL, player.high)
    motif = [stream.choice(_RHYTHMS[_CALM:]) for _ in range(2)]
    tones: list[Tone] = []
    for bar in plan.bars:
        stage = bar.index * 100 // max(1, len(plan.bars))
        calm = stage < 20 or stage >= 85
        lengths = stream.choice(_RHYTHMS[:_CALM]) if calm else motif[bar.index // 2 % 2]
        calls = bar.index % _PHRASE == _PHRASE - 1 and not calm
        tones += _bar(bar, lengths, pitch, call if calls else pitch, stream)
    final = plan.final_span
    if final is not None:
        tones.append(Tone(final.start, final.duration, pitch, 96, "", 3))
    return tones


def _bar(bar: Bar, lengths: tuple[int, ...], pitch: int, last: int, stream: Stream) -> list[Tone]:
    """One bar of breaths: accents where they are long, a little air after each phrase."""
    tones: list[Tone] = []
    at = 0
    for index, eighths in enumerate(lengths):
        end = bar.length if index + 1 == len(lengths) else min(bar.length, at + eighths * _EIGHTH)
        if end <= at:
            break
        closing = index > 0 and end == bar.length
        air = SIXTEENTH // 2 if closing else SIXTEENTH // 8
        force = (112 if index == 0 else 98 if eighths > 1 else 84) + stream.integer(-3, 3)
        articulation = "accent" if force > 108 else ""
        strength = 3 if index == 0 else 1 if eighths > 1 else 0
        tones.append(
            Tone(bar.start + at, end - at - air, last if closing else pitch, force, articulation, strength)
        )
        at = end
    return tones
