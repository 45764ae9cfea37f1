"""Steps that changes of a mix are made of: sends, inserts, tilt, colour. Pure data to data.

Knows nothing of the words that ask for them (`production`, `sounds`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from timbre.audio.effects import Effect
from timbre.engines.composer.mix.profile import MixProfile, Strip

PART_NAMES = ("drums", "percussion", "bass", "chords", "pad", "arp", "melody", "counter", "fx")
TONAL = ("chords", "pad", "arp", "melody", "counter")
LOW_END = ("drums", "bass")
TILT_LIMIT_DB = 8.0


def changed(mix: MixProfile, **changes: Any) -> MixProfile:
    """`mix` with fields replaced."""
    return mix.model_copy(update=changes)


def tilted(mix: MixProfile, by_db: float) -> MixProfile:
    """`mix` with its master tilted further (dB from 100 Hz to 10 kHz), within limits."""
    return changed(mix, tilt_db=clip(mix.tilt_db + by_db, -TILT_LIMIT_DB, TILT_LIMIT_DB))


def clip(value: float, low: float, high: float) -> float:
    """`value`, but within `low` … `high`."""
    return min(high, max(low, value))


def on_strips(
    mix: MixProfile, names: Sequence[str], change: Callable[[Strip], Mapping[str, Any]]
) -> MixProfile:
    """`mix` with `change` (strip → updated fields) made to the strips of `names`."""
    strips = {
        name: strip.model_copy(update=change(strip)) if name in names else strip
        for name, strip in mix.parts.items()
    }
    return changed(mix, parts=strips)


def inserted(profile: MixProfile, names: Sequence[str], effect: Any, **settings: float) -> MixProfile:
    """`profile` with one more effect at the end of the chains of `names`."""
    added = Effect(effect=effect, settings=settings)
    return on_strips(profile, names, lambda strip: {"inserts": (*strip.inserts, added)})


def sent(
    mix: MixProfile,
    names: Sequence[str],
    reverb_db: float = 0.0,
    delay_db: float = 0.0,
    floor_db: float = -60.0,
) -> MixProfile:
    """Sends raised or lowered; a closed reverb send opens at `floor_db` when it is raised above that."""

    def change(strip: Strip) -> Mapping[str, Any]:
        reverb = strip.reverb_db
        if reverb is None:
            reverb = floor_db if floor_db > -60 else None
        elif reverb_db:
            reverb = clip(max(reverb + reverb_db, floor_db), -60, 6)
        room = None if strip.room_db is None else clip(strip.room_db + reverb_db, -60, 6)
        delay = None if strip.delay_db is None else clip(strip.delay_db + delay_db, -60, 6)
        return {"reverb_db": reverb, "room_db": room, "delay_db": delay}

    return on_strips(mix, names, change)


def everything_but(mix: MixProfile, *names: str) -> tuple[str, ...]:
    """The parts of `mix` without `names`."""
    return tuple(name for name in mix.parts if name not in names)


def noisy(mix: MixProfile, kind: str, level_db: float) -> MixProfile:
    """`mix` over noise of a kind at `level_db` at least."""
    louder = max(mix.noise_db, level_db) if mix.noise == kind else level_db
    return changed(mix, noise=kind, noise_db=louder)


def coloured(mix: MixProfile, **least: float) -> MixProfile:
    """`mix` with at least that much wow, flutter and drive."""
    told = {name: max(getattr(mix.colour, name), value) for name, value in least.items()}
    return changed(mix, colour=mix.colour.model_copy(update=told))
