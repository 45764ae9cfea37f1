"""Production words of the Brief ("vinyl", "wide", "dry") applied to a style's mix. Pure data to data.

Knows nothing of how words are read or of how a mix is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from timbre.audio.effects import Effect
from timbre.engines.composer.character import character_of
from timbre.engines.composer.mix.changing import (
    LOW_END,
    PART_NAMES,
    TONAL,
    changed,
    clip,
    coloured,
    everything_but,
    inserted,
    noisy,
    on_strips,
    sent,
    tilted,
)
from timbre.engines.composer.mix.profile import Chained, Colour, MixProfile, Strip
from timbre.engines.composer.mix.sounds import SOUNDS
from timbre.model.brief import Brief

BRIGHTNESS_TILT_DB = 4.0
LUFS_RANGE = (-24.0, -8.0)
"""How far moods take the loudness."""


def apply_production(profile: MixProfile, brief: Brief) -> MixProfile:
    """`profile` as the words of `brief.production` and its brightness want it; unknown words change nothing.

    Words apply in a fixed order, whatever order the user said them in, so the same wishes give the same mix.
    """
    complete = {name: profile.strip(name) for name in (*PART_NAMES, *profile.parts)}
    mix = profile.model_copy(update={"parts": complete})
    for word, change in CHANGES.items():
        if word in brief.production:
            mix = change(mix)
    if not {"bright", "dark"} & set(brief.production):
        mix = tilted(mix, BRIGHTNESS_TILT_DB * (brief.brightness or 0.0))
    return MixProfile.model_validate(_in_character(mix, brief).model_dump())


def _in_character(mix: MixProfile, brief: Brief) -> MixProfile:
    """The mix as the moods want it: brighter or darker, nearer or farther, wider, louder."""
    mood = character_of(brief)
    if "dry" not in brief.production and mood.reverb_db:
        mix = sent(mix, everything_but(mix, *LOW_END), reverb_db=mood.reverb_db)
    if "mono" not in brief.production and mood.width:
        mix = on_strips(
            mix,
            everything_but(mix, *LOW_END),
            lambda strip: {"width": clip(strip.width * (1 + mood.width), 0, 2)},
        )
    loudness = clip(mix.lufs + mood.lufs, *LUFS_RANGE)
    return changed(tilted(mix, mood.tilt_db), lufs=loudness)


def _reverb(mix: MixProfile) -> MixProfile:
    room = mix.reverb.model_copy(update={"room": clip(mix.reverb.room + 0.2, 0.6, 0.95)})
    wet = sent(mix, everything_but(mix, *LOW_END), reverb_db=5, floor_db=-12)
    return changed(sent(wet, ("drums",), reverb_db=3, floor_db=-20), reverb=room)


def _dry(mix: MixProfile) -> MixProfile:
    room = mix.reverb.model_copy(
        update={"room": min(mix.reverb.room, 0.25), "predelay_ms": min(mix.reverb.predelay_ms, 8.0)}
    )
    return changed(sent(mix, tuple(mix.parts), reverb_db=-12, delay_db=-18), reverb=room)


def _ambient(mix: MixProfile) -> MixProfile:
    room = mix.reverb.model_copy(
        update={"room": max(mix.reverb.room, 0.9), "predelay_ms": max(mix.reverb.predelay_ms, 30.0)}
    )
    return changed(sent(mix, everything_but(mix, *LOW_END), reverb_db=6, floor_db=-8), reverb=room)


def _live(mix: MixProfile) -> MixProfile:
    room = mix.reverb.model_copy(update={"room": 0.55, "damping": 0.6, "predelay_ms": 12.0})
    return changed(sent(mix, everything_but(mix, "bass"), reverb_db=3, floor_db=-14), reverb=room)


def _echo(mix: MixProfile) -> MixProfile:
    def change(strip: Strip) -> Mapping[str, Any]:
        return {"delay_db": -9.0 if strip.delay_db is None else clip(strip.delay_db + 5, -60, 0)}

    longer = mix.delay.model_copy(update={"feedback": clip(mix.delay.feedback + 0.15, 0.4, 0.7)})
    return changed(on_strips(mix, ("melody", "arp", "counter", "chords"), change), delay=longer)


def _wide(mix: MixProfile) -> MixProfile:
    def change(strip: Strip) -> Mapping[str, Any]:
        return {"width": clip(strip.width * 1.4, 0, 1.7), "pan": clip(strip.pan * 1.4, -0.8, 0.8)}

    return changed(
        on_strips(mix, everything_but(mix, "bass"), change),
        master="wide" if mix.master == "clean" else mix.master,
    )


def _mono(mix: MixProfile) -> MixProfile:
    narrow = on_strips(mix, tuple(mix.parts), lambda _: {"width": 0.0, "pan": 0.0})
    spaces = {
        name: space.model_copy(update={"width": 0.0})
        for name, space in (("reverb", mix.reverb), ("room", mix.room), ("delay", mix.delay))
    }
    return changed(narrow, **spaces, master="clean" if mix.master == "wide" else mix.master)


def _vinyl(mix: MixProfile) -> MixProfile:
    return changed(coloured(noisy(mix, "vinyl", -46.0), wow=0.35, drive_db=2.0), master="vinyl")


def _tape(mix: MixProfile) -> MixProfile:
    return tilted(coloured(noisy(mix, "tape", -54.0), wow=0.25, flutter=0.5, drive_db=4.0), -1.0)


def _lo_fi(mix: MixProfile) -> MixProfile:
    dull = inserted(mix, everything_but(mix, "bass"), "lowpass", cutoff_frequency_hz=7500.0)
    crushed = inserted(dull, ("drums", "chords"), "bitcrush", bit_depth=11.0)
    worn = coloured(crushed, wow=0.4, flutter=0.2, drive_db=3.0)
    return changed(noisy(worn, "vinyl", -50.0) if mix.noise == "none" else worn, master="vinyl")


def _retro(mix: MixProfile) -> MixProfile:
    chorus = inserted(
        mix, ("chords", "pad"), "chorus", rate_hz=0.8, depth=0.2, centre_delay_ms=7.0, feedback=0.0, mix=0.4
    )
    worn = coloured(chorus, flutter=0.3, drive_db=3.0)
    return tilted(noisy(worn, "tape", -56.0) if mix.noise == "none" else worn, -1.5)


def _warm(mix: MixProfile) -> MixProfile:
    return changed(tilted(mix, -2.0), master="warm" if mix.master in ("clean", "wide") else mix.master)


def _filtered(mix: MixProfile) -> MixProfile:
    for _ in range(2):
        mix = inserted(mix, TONAL, "lowpass", cutoff_frequency_hz=1000.0)
    return inserted(mix, ("drums", "percussion"), "lowpass", cutoff_frequency_hz=4000.0)


def _distorted(mix: MixProfile) -> MixProfile:
    driven = inserted(mix, ("melody", "chords", "bass", "arp"), "distortion", drive_db=20.0, makeup_db=-12.0)
    return inserted(driven, ("melody", "chords", "arp"), "lowpass", cutoff_frequency_hz=9000.0)


def _compressed(mix: MixProfile) -> MixProfile:
    settings = {"threshold_db": -24.0, "ratio": 4.0, "attack_ms": 6.0, "release_ms": 120.0, "makeup_db": 5.0}
    glued = Effect(effect="compressor", settings={"threshold_db": -22.0, "ratio": 3.0, "release_ms": 150.0})
    squeezed = changed(mix, bus=Chained(chain=(*mix.bus.chain, glued)))
    return changed(inserted(squeezed, tuple(mix.parts), "compressor", **settings), master="loud")


def _punchy(mix: MixProfile) -> MixProfile:
    settings = {"threshold_db": -20.0, "ratio": 4.0, "attack_ms": 25.0, "release_ms": 90.0, "makeup_db": 4.0}
    hit = inserted(mix, ("drums", "percussion"), "compressor", **settings)
    return on_strips(
        hit, ("bass", "pad", "chords"), lambda strip: {"sidechain_db": clip(strip.sidechain_db + 2, 0, 12)}
    )


def _clean(mix: MixProfile) -> MixProfile:
    dirt = ("distortion", "bitcrush")
    kept = on_strips(
        mix,
        tuple(mix.parts),
        lambda strip: {"inserts": tuple(e for e in strip.inserts if e.effect not in dirt)},
    )
    return changed(kept, noise="none", colour=Colour(), master="clean")


def _glitchy(mix: MixProfile) -> MixProfile:
    crushed = inserted(mix, ("drums", "arp"), "bitcrush", bit_depth=5.0)
    short = mix.delay.model_copy(
        update={"beats": 0.375, "feedback": clip(mix.delay.feedback + 0.2, 0.4, 0.75)}
    )
    return changed(on_strips(crushed, ("drums", "arp", "melody"), lambda _: {"delay_db": -12.0}), delay=short)


CHANGES: Mapping[str, Callable[[MixProfile], MixProfile]] = {
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
    "bright": lambda mix: tilted(mix, 3.0),
    "dark": lambda mix: tilted(mix, -3.5),
    "compressed": _compressed,
    "punchy": _punchy,
    "wide": _wide,
    "mono": _mono,
    **SOUNDS,
}
"""Word → change, in the order they apply: dirt first, then the room, tone, dynamics and the stereo field."""
