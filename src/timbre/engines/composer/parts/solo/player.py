"""The soloist: which idiom plays the piece, when one instrument is alone in it.

Knows nothing of notes.
"""

from __future__ import annotations

from collections.abc import Callable

from timbre.engines.composer.parts.lanes import in_lane
from timbre.engines.composer.parts.solo.bowed import play_bowed
from timbre.engines.composer.parts.solo.choir import play_choir
from timbre.engines.composer.parts.solo.drone import play_drone
from timbre.engines.composer.parts.solo.idiom import Idiom, idiom_of
from timbre.engines.composer.parts.solo.keys import play_harp, play_keys
from timbre.engines.composer.parts.solo.picked import play_picked, play_roll
from timbre.engines.composer.parts.solo.raga import play_raga
from timbre.engines.composer.parts.solo.rhythm_section import play_bass_alone, play_kit
from timbre.engines.composer.parts.solo.winds import play_synth, play_wind
from timbre.engines.composer.plan import Plan, Tone

_TEXTURES: dict[str, Callable[[Plan, Idiom], list[Tone]]] = {
    "bowed": play_bowed,
    "wind": play_wind,
    "picked": play_picked,
    "roll": play_roll,
    "keys": play_keys,
    "harp": play_harp,
    "raga": play_raga,
    "choir": play_choir,
    "kit": play_kit,
    "bass": play_bass_alone,
    "drone": play_drone,
    "synth": play_synth,
}


def play_alone(plan: Plan) -> tuple[str, list[Tone]] | None:
    """Role and tones of the only instrument; None when several parts play, or it has no idiom of its own."""
    if not plan.cast.solo or len(plan.cast.lead) != 1:
        return None
    role, name = next(iter(plan.cast.lead.items()))
    idiom = idiom_of(name)
    if idiom is None:
        return None
    return role, in_lane(plan, role, _TEXTURES[idiom.texture](plan, idiom))
