"""Production words of the Brief ("vinyl", "wide", "dry") applied to a style's mix. Pure data to data.

Knows nothing of how words are read or of how a mix is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from timbre.audio.effects import Effect
from timbre.engines.composer.mix.profile import Chained, Colour, MixProfile, Strip
from timbre.model.brief import Brief

PART_NAMES = ("drums", "percussion", "bass", "chords", "pad", "arp", "melody", "counter", "fx")
_TONAL = ("chords", "pad", "arp", "melody", "counter")
_LOW_END = ("drums", "bass")
BRIGHTNESS_TILT_DB = 4.0
TILT_LIMIT_DB = 8.0


def apply_production(profile: MixProfile, brief: Brief) -> MixProfile:
    """`profile` as the words of `brief.production` and its brightness want it; unknown words change nothing.

    Words apply in a fixed order, whatever order the user said them in, so the same wishes give the same mix.
    """
    complete = {name: profile.strip(name) for name in (*PART_NAMES, *profile.parts)}
    mix = profile.model_copy(update={"parts": complete})
    for word, change in _CHANGES.items():
        if word in brief.production:
            mix = change(mix)
    if brief.brightness is not None and not {"bright", "dark"} & set(brief.production):
        mix = _tilted(mix, BRIGHTNESS_TILT_DB * brief.brightness)
    return MixProfile.model_validate(mix.model_dump())


def _with(mix: MixProfile, **changes: Any) -> MixProfile:
    return mix.model_copy(update=changes)


def _tilted(mix: MixProfile, by_db: float) -> MixProfile:
    return _with(mix, tilt_db=_clip(mix.tilt_db + by_db, -TILT_LIMIT_DB, TILT_LIMIT_DB))


def _clip(value: float, low: float, high: float) -> float:
    return min(high, max(low, value))


def _on(mix: MixProfile, names: Sequence[str], change: Callable[[Strip], Mapping[str, Any]]) -> MixProfile:
    """`mix` with `change` (strip → updated fields) made to the strips of `names`."""
    strips = {
        name: strip.model_copy(update=change(strip)) if name in names else strip
        for name, strip in mix.parts.items()
    }
    return _with(mix, parts=strips)


def _insert(profile: MixProfile, names: Sequence[str], effect: Any, **settings: float) -> MixProfile:
    """`profile` with one more effect at the end of the chains of `names`."""
    added = Effect(effect=effect, settings=settings)
    return _on(profile, names, lambda strip: {"inserts": (*strip.inserts, added)})


def _sends(
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
            reverb = _clip(max(reverb + reverb_db, floor_db), -60, 6)
        room = None if strip.room_db is None else _clip(strip.room_db + reverb_db, -60, 6)
        delay = None if strip.delay_db is None else _clip(strip.delay_db + delay_db, -60, 6)
        return {"reverb_db": reverb, "room_db": room, "delay_db": delay}

    return _on(mix, names, change)


def _everything_but(mix: MixProfile, *names: str) -> tuple[str, ...]:
    return tuple(name for name in mix.parts if name not in names)


def _reverb(mix: MixProfile) -> MixProfile:
    room = mix.reverb.model_copy(update={"room": _clip(mix.reverb.room + 0.2, 0.6, 0.95)})
    wet = _sends(mix, _everything_but(mix, *_LOW_END), reverb_db=5, floor_db=-12)
    return _with(_sends(wet, ("drums",), reverb_db=3, floor_db=-20), reverb=room)


def _dry(mix: MixProfile) -> MixProfile:
    room = mix.reverb.model_copy(
        update={"room": min(mix.reverb.room, 0.25), "predelay_ms": min(mix.reverb.predelay_ms, 8.0)}
    )
    return _with(_sends(mix, tuple(mix.parts), reverb_db=-12, delay_db=-18), reverb=room)


def _ambient(mix: MixProfile) -> MixProfile:
    room = mix.reverb.model_copy(
        update={"room": max(mix.reverb.room, 0.9), "predelay_ms": max(mix.reverb.predelay_ms, 30.0)}
    )
    return _with(_sends(mix, _everything_but(mix, *_LOW_END), reverb_db=6, floor_db=-8), reverb=room)


def _live(mix: MixProfile) -> MixProfile:
    room = mix.reverb.model_copy(update={"room": 0.55, "damping": 0.6, "predelay_ms": 12.0})
    return _with(_sends(mix, _everything_but(mix, "bass"), reverb_db=3, floor_db=-14), reverb=room)


def _echo(mix: MixProfile) -> MixProfile:
    def change(strip: Strip) -> Mapping[str, Any]:
        return {"delay_db": -9.0 if strip.delay_db is None else _clip(strip.delay_db + 5, -60, 0)}

    longer = mix.delay.model_copy(update={"feedback": _clip(mix.delay.feedback + 0.15, 0.4, 0.7)})
    return _with(_on(mix, ("melody", "arp", "counter", "chords"), change), delay=longer)


def _wide(mix: MixProfile) -> MixProfile:
    def change(strip: Strip) -> Mapping[str, Any]:
        return {"width": _clip(strip.width * 1.4, 0, 1.7), "pan": _clip(strip.pan * 1.4, -0.8, 0.8)}

    return _with(
        _on(mix, _everything_but(mix, "bass"), change), master="wide" if mix.master == "clean" else mix.master
    )


def _mono(mix: MixProfile) -> MixProfile:
    narrow = _on(mix, tuple(mix.parts), lambda _: {"width": 0.0, "pan": 0.0})
    spaces = {
        name: space.model_copy(update={"width": 0.0})
        for name, space in (("reverb", mix.reverb), ("room", mix.room), ("delay", mix.delay))
    }
    return _with(narrow, **spaces, master="clean" if mix.master == "wide" else mix.master)


def _noise(mix: MixProfile, kind: str, level_db: float) -> MixProfile:
    louder = max(mix.noise_db, level_db) if mix.noise == kind else level_db
    return _with(mix, noise=kind, noise_db=louder)


def _coloured(mix: MixProfile, **least: float) -> MixProfile:
    """`mix` with at least that much wow, flutter and drive."""
    told = {name: max(getattr(mix.colour, name), value) for name, value in least.items()}
    return _with(mix, colour=mix.colour.model_copy(update=told))


def _vinyl(mix: MixProfile) -> MixProfile:
    return _with(_coloured(_noise(mix, "vinyl", -46.0), wow=0.35, drive_db=2.0), master="vinyl")


def _tape(mix: MixProfile) -> MixProfile:
    return _tilted(_coloured(_noise(mix, "tape", -54.0), wow=0.25, flutter=0.5, drive_db=4.0), -1.0)


def _lo_fi(mix: MixProfile) -> MixProfile:
    dull = _insert(mix, _everything_but(mix, "bass"), "lowpass", cutoff_frequency_hz=7500.0)
    crushed = _insert(dull, ("drums", "chords"), "bitcrush", bit_depth=11.0)
    worn = _coloured(crushed, wow=0.4, flutter=0.2, drive_db=3.0)
    return _with(_noise(worn, "vinyl", -50.0) if mix.noise == "none" else worn, master="vinyl")


def _retro(mix: MixProfile) -> MixProfile:
    chorus = _insert(
        mix, ("chords", "pad"), "chorus", rate_hz=0.8, depth=0.2, centre_delay_ms=7.0, feedback=0.0, mix=0.4
    )
    worn = _coloured(chorus, flutter=0.3, drive_db=3.0)
    return _tilted(_noise(worn, "tape", -56.0) if mix.noise == "none" else worn, -1.5)


def _warm(mix: MixProfile) -> MixProfile:
    return _with(_tilted(mix, -2.0), master="warm" if mix.master in ("clean", "wide") else mix.master)


def _filtered(mix: MixProfile) -> MixProfile:
    for _ in range(2):
        mix = _insert(mix, _TONAL, "lowpass", cutoff_frequency_hz=1000.0)
    return _insert(mix, ("drums", "percussion"), "lowpass", cutoff_frequency_hz=4000.0)


def _distorted(mix: MixProfile) -> MixProfile:
    driven = _insert(mix, ("melody", "chords", "bass", "arp"), "distortion", drive_db=20.0, makeup_db=-12.0)
    return _insert(driven, ("melody", "chords", "arp"), "lowpass", cutoff_frequency_hz=9000.0)


def _compressed(mix: MixProfile) -> MixProfile:
    settings = {"threshold_db": -24.0, "ratio": 4.0, "attack_ms": 6.0, "release_ms": 120.0, "makeup_db": 5.0}
    glued = Effect(effect="compressor", settings={"threshold_db": -22.0, "ratio": 3.0, "release_ms": 150.0})
    squeezed = _with(mix, bus=Chained(chain=(*mix.bus.chain, glued)))
    return _with(_insert(squeezed, tuple(mix.parts), "compressor", **settings), master="loud")


def _punchy(mix: MixProfile) -> MixProfile:
    settings = {"threshold_db": -20.0, "ratio": 4.0, "attack_ms": 25.0, "release_ms": 90.0, "makeup_db": 4.0}
    hit = _insert(mix, ("drums", "percussion"), "compressor", **settings)
    return _on(
        hit, ("bass", "pad", "chords"), lambda strip: {"sidechain_db": _clip(strip.sidechain_db + 2, 0, 12)}
    )


def _clean(mix: MixProfile) -> MixProfile:
    dirt = ("distortion", "bitcrush")
    kept = _on(
        mix,
        tuple(mix.parts),
        lambda strip: {"inserts": tuple(e for e in strip.inserts if e.effect not in dirt)},
    )
    return _with(kept, noise="none", colour=Colour(), master="clean")


def _glitchy(mix: MixProfile) -> MixProfile:
    crushed = _insert(mix, ("drums", "arp"), "bitcrush", bit_depth=5.0)
    short = mix.delay.model_copy(
        update={"beats": 0.375, "feedback": _clip(mix.delay.feedback + 0.2, 0.4, 0.75)}
    )
    return _with(_on(crushed, ("drums", "arp", "melody"), lambda _: {"delay_db": -12.0}), delay=short)


_CHANGES: Mapping[str, Callable[[MixProfile], MixProfile]] = {
    "clean": _clean,
    "lo-fi": _lo_fi,
    "vinyl": _vinyl,
    "tape": _tape,
    "retro": _retro,
    "distorted": _distorted,
    "glitchy": _glitchy,
    "filtered": _filtered,
    "live": _live,
    "reverb": _reverb,
    "ambient": _ambient,
    "echo": _echo,
    "dry": _dry,
    "warm": _warm,
    "bright": lambda mix: _tilted(mix, 3.0),
    "dark": lambda mix: _tilted(mix, -3.5),
    "compressed": _compressed,
    "punchy": _punchy,
    "wide": _wide,
    "mono": _mono,
}
"""Word → change, in the order they apply: dirt first, then the room, tone, dynamics and the stereo field."""
