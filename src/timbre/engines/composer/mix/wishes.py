"""Wishes for single players in the mix: louder, to the left, darker, with an effect of their own.

Knows nothing of how they play (`wishes.playing`) or of how a mix is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from timbre.audio.effects import Effect
from timbre.engines.composer.mix.branches import Branch
from timbre.engines.composer.mix.changing import PART_NAMES
from timbre.engines.composer.mix.production import CHANGES
from timbre.engines.composer.mix.profile import DRUM_PARTS, ROOM_OVER_HALL_DB, MixProfile, Strip
from timbre.engines.composer.score import Score
from timbre.engines.composer.wishes.naming import Seat, keys_named, seats_meant
from timbre.model.brief import Brief, PartWish

LOWEST_DB, HIGHEST_DB = -40.0, 12.0
TOUCH_DB = 4.0
"""A player who plays as hard as can be is so much louder: gain staging would bring the part back to its usual level."""
SHELF_DB, SHELF_HZ = 10.0, 2500.0
_DULL_HZ, _DULLEST_HZ = 7000.0, 1200.0
_DULL_FROM = -0.3
_NARROWED = 0.6
"""How much of a player's width goes when they stand at the side."""

Change = Callable[[Strip], Mapping[str, Any]]


def apply_wishes(profile: MixProfile, brief: Brief, score: Score) -> tuple[MixProfile, tuple[Branch, ...]]:
    """The mix with the channels of those whom `brief.parts` names as wished, and the channels that only they have.

    Whoever is not named keeps their strip. A name that nobody in `score` plays changes nothing.
    """
    wishes = [wish for wish in brief.parts if _is_mixed(wish)]
    if not wishes:
        return profile, ()
    seats = tuple((part.name, part.instrument) for part in score.parts)
    strips = {name: profile.strip(name) for name in (*PART_NAMES, *profile.parts)}
    branches: dict[tuple[Seat, frozenset[int]], Branch] = {}
    for wish in sorted(wishes, key=lambda one: _reach(one, seats)):
        meant = seats_meant(wish.name, seats)
        for stem in dict.fromkeys(seat[0] for seat in meant):
            company = {seat for seat in seats if seat[0] == stem}
            keys = keys_named(wish.name)
            if not keys and company <= set(meant):
                for channel in (stem, *(b.channel for b in branches.values() if b.stem == stem)):
                    strips[channel] = wished(profile, strips[channel], stem, wish)
                continue
            for seat in dict.fromkeys(seat for seat in meant if seat[0] == stem):
                branch = branches.get((seat, keys)) or Branch(f"{stem}: {wish.name} {seat[1]}", *seat, keys)
                branches[seat, keys] = branch
                own = strips.get(branch.channel) or _own(strips[stem], stem)
                strips[branch.channel] = wished(profile, own, stem, wish)
    ordered = sorted(branches.values(), key=lambda branch: (not branch.keys, branch.channel))
    return profile.model_copy(update={"parts": strips}), tuple(ordered)


def _is_mixed(wish: PartWish) -> bool:
    axes = (wish.level_db, wish.dynamics, wish.brightness)
    return any(axes) or wish.pan is not None or bool(wish.production)


def _reach(wish: PartWish, seats: tuple[Seat, ...]) -> tuple[bool, int]:
    """Wishes for many come before those for few, so that the particular is added to the general."""
    return bool(keys_named(wish.name)), -len(seats_meant(wish.name, seats))


def _own(strip: Strip, stem: str) -> Strip:
    """A copy of the stem's strip for one of its players: what only follows from the stem's name is written out."""
    if strip.room_db is None and strip.reverb_db is not None and stem in DRUM_PARTS:
        return strip.model_copy(update={"room_db": min(6.0, strip.reverb_db + ROOM_OVER_HALL_DB)})
    return strip


def wished(profile: MixProfile, strip: Strip, stem: str, wish: PartWish) -> Strip:
    """`strip` of a channel of `stem` as `wish` wants it."""
    for word in wish.production:
        strip = _produced(profile, strip, stem, word)
    level_db = strip.level_db + wish.level_db + TOUCH_DB * wish.dynamics
    changes: dict[str, Any] = {"level_db": _clip(level_db, LOWEST_DB, HIGHEST_DB)}
    if wish.pan is not None:
        changes["pan"] = wish.pan
        changes["width"] = strip.width * (1 - _NARROWED * abs(wish.pan))
    if wish.brightness:
        changes["inserts"] = (*strip.inserts, *_tone(wish.brightness))
    return strip.model_copy(update=changes)


def _tone(brightness: float) -> tuple[Effect, ...]:
    gain = {"cutoff_frequency_hz": SHELF_HZ, "gain_db": SHELF_DB * brightness, "q": 0.6}
    shelf = Effect(effect="high_shelf", settings=gain)
    if brightness > _DULL_FROM:
        return (shelf,)
    share = (brightness - _DULL_FROM) / (-1 - _DULL_FROM)
    hz = _DULL_HZ * (_DULLEST_HZ / _DULL_HZ) ** share
    return (shelf, Effect(effect="lowpass", settings={"cutoff_frequency_hz": hz}))


def _produced(profile: MixProfile, strip: Strip, stem: str, word: str) -> Strip:
    """The strip under a production word: by its own rule, else as the whole mix treats such a part under that word."""
    own = _OWN.get(word)
    if own is not None:
        return strip.model_copy(update=own(strip))
    change = CHANGES.get(word)
    if change is None:
        return strip
    alike = profile.model_copy(update={"parts": dict.fromkeys((*PART_NAMES, stem), strip)})
    changed = change(alike)
    ways = (changed.strip(name) for name in (stem, "melody", "chords", "pad", "drums", "bass"))
    return next((way for way in ways if way != strip), strip)


def _clip(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))


def _effect(name: Any, **settings: float) -> Change:
    return _effects((name, settings))


def _effects(*chain: tuple[Any, dict[str, float]]) -> Change:
    added = tuple(Effect(effect=name, settings=settings) for name, settings in chain)
    return lambda strip: {"inserts": (*strip.inserts, *added)}


def _wet(by_db: float, least_db: float) -> Change:
    def change(strip: Strip) -> Mapping[str, Any]:
        now = -60.0 if strip.reverb_db is None else strip.reverb_db
        return {"reverb_db": _clip(max(now + by_db, least_db), -60, 6)}

    return change


def _dry(_: Strip) -> Mapping[str, Any]:
    return {"reverb_db": None, "room_db": -60.0, "delay_db": None}


def _echoed(strip: Strip) -> Mapping[str, Any]:
    now = -60.0 if strip.delay_db is None else strip.delay_db
    return {"delay_db": _clip(max(now + 6, -7), -60, 6)}


def _cleaned(strip: Strip) -> Mapping[str, Any]:
    dirt = ("distortion", "bitcrush", "saturation")
    return {"inserts": tuple(effect for effect in strip.inserts if effect.effect not in dirt)}


_SQUEEZED = {"threshold_db": -24.0, "ratio": 4.0, "attack_ms": 6.0, "release_ms": 120.0, "makeup_db": 5.0}
_PUNCH = {"threshold_db": -20.0, "ratio": 4.0, "attack_ms": 25.0, "release_ms": 90.0, "makeup_db": 4.0}
_CHORUS = {"rate_hz": 0.8, "depth": 0.2, "centre_delay_ms": 7.0, "feedback": 0.0, "mix": 0.4}
_OWN: Mapping[str, Change] = {
    "reverb": _wet(8.0, -8.0),
    "ambient": _wet(10.0, -5.0),
    "live": _wet(4.0, -12.0),
    "dry": _dry,
    "echo": _echoed,
    "clean": _cleaned,
    "wide": lambda strip: {"width": _clip(strip.width * 1.6, 0.8, 1.8)},
    "mono": lambda _: {"width": 0.0},
    "distorted": _effects(
        ("distortion", {"drive_db": 22.0, "makeup_db": -13.0}), ("lowpass", {"cutoff_frequency_hz": 9000.0})
    ),
    "warm": _effects(
        ("low_shelf", {"cutoff_frequency_hz": 300.0, "gain_db": 2.5, "q": 0.6}),
        ("high_shelf", {"cutoff_frequency_hz": 4000.0, "gain_db": -4.0, "q": 0.6}),
    ),
    "bright": _effect("high_shelf", cutoff_frequency_hz=3000.0, gain_db=6.0, q=0.6),
    "dark": _effect("high_shelf", cutoff_frequency_hz=2000.0, gain_db=-9.0, q=0.6),
    "filtered": _effects(*(("lowpass", {"cutoff_frequency_hz": 1200.0}),) * 2),
    "punchy": _effects(
        ("compressor", _PUNCH), ("peak", {"cutoff_frequency_hz": 110.0, "gain_db": 2.5, "q": 0.8})
    ),
    "compressed": _effect("compressor", **_SQUEEZED),
    "lo-fi": _effects(("bitcrush", {"bit_depth": 10.0}), ("lowpass", {"cutoff_frequency_hz": 5500.0})),
    "noisy": _effects(
        ("saturation", {"drive_db": 10.0}),
        ("high_shelf", {"cutoff_frequency_hz": 5000.0, "gain_db": 4.0, "q": 0.6}),
    ),
    "warped": _effect("chorus", rate_hz=0.5, depth=0.6, centre_delay_ms=9.0, feedback=0.0, mix=0.9),
    "filter sweep": _effect(
        "phaser", rate_hz=0.12, depth=0.9, centre_frequency_hz=1200.0, feedback=0.4, mix=0.6
    ),
    "glitchy": _effect("bitcrush", bit_depth=5.0),
    "vinyl": _effects(
        ("highpass", {"cutoff_frequency_hz": 120.0}), ("lowpass", {"cutoff_frequency_hz": 6500.0})
    ),
    "tape": _effects(
        ("saturation", {"drive_db": 8.0}),
        ("high_shelf", {"cutoff_frequency_hz": 5000.0, "gain_db": -3.0, "q": 0.6}),
    ),
    "retro": _effects(("chorus", _CHORUS), ("lowpass", {"cutoff_frequency_hz": 7500.0})),
}
"""Production word → what it does to one channel."""
