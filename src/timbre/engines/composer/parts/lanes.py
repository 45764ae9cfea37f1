"""Register lanes: every part inside its instrument, nothing but the bass below C3 while there is a bass.

Knows nothing of rhythm or harmony: pitches move by octaves only.
"""

from __future__ import annotations

from dataclasses import replace

from timbre.engines.composer.plan import Plan, Tone

BASS_LANE_TOP = 48
"""C3: below it nothing but the bass (and the kit) sounds when a bass plays."""


def in_lane(plan: Plan, role: str, tones: list[Tone]) -> list[Tone]:
    """The tones with strays moved into the lane by octaves; what fits nowhere is left out. Drums pass."""
    if role in ("drums", "percussion", "fx"):
        return tones
    player = plan.player(role)
    floor, ceiling = player.low, player.high
    if role != "bass" and "bass" in plan.cast.lead and not plan.cast.solo:
        floor = max(floor, BASS_LANE_TOP)
    kept: list[Tone] = []
    for tone in tones:
        pitch = tone.pitch
        if pitch < floor:
            pitch += 12 * ((floor - pitch + 11) // 12)
        elif pitch > ceiling:
            pitch -= 12 * ((pitch - ceiling + 11) // 12)
        if floor <= pitch <= ceiling:
            kept.append(tone if pitch == tone.pitch else replace(tone, pitch=pitch))
    return kept
