"""Production words beyond the common ones: places, machines and treatments, each a change of a style's mix.

Knows nothing of how words are read or of how a mix is rendered.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from timbre.audio.effects import Effect
from timbre.engines.composer.mix.changing import (
    LOW_END,
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
from timbre.engines.composer.mix.profile import Automation, Chained, Colour, MixProfile, Strip

_RHYTHM = ("drums", "percussion")
_SHELF = 0.707


def _telephone(mix: MixProfile) -> MixProfile:
    """A small speaker: 400 Hz to 3 kHz, a little broken, almost mono."""
    everything = tuple(mix.parts)
    for _ in range(2):
        mix = inserted(mix, everything, "highpass", cutoff_frequency_hz=400.0)
        mix = inserted(mix, everything, "lowpass", cutoff_frequency_hz=3000.0)
    broken = inserted(mix, everything, "saturation", drive_db=9.0, mix=1.0)
    dry = sent(broken, everything, reverb_db=-9, delay_db=-9)
    return on_strips(dry, everything, lambda strip: {"width": strip.width * 0.2, "pan": strip.pan * 0.3})


def _underwater(mix: MixProfile) -> MixProfile:
    """Dull, swaying and far away."""
    everything = tuple(mix.parts)
    for _ in range(2):
        mix = inserted(mix, everything, "lowpass", cutoff_frequency_hz=700.0)
    swaying = inserted(
        mix, TONAL, "chorus", rate_hz=0.35, depth=0.6, centre_delay_ms=12.0, feedback=0.1, mix=0.5
    )
    light = inserted(swaying, LOW_END, "low_shelf", cutoff_frequency_hz=130.0, gain_db=-6.0, q=_SHELF)
    wet = sent(light, everything_but(mix, "bass"), reverb_db=5, floor_db=-10)
    return coloured(wet, wow=0.5)


def _bitcrushed(mix: MixProfile) -> MixProfile:
    crushed = inserted(mix, everything_but(mix, "bass"), "bitcrush", bit_depth=5.0)
    return inserted(crushed, ("bass",), "bitcrush", bit_depth=7.0)


def _pumping(mix: MixProfile) -> MixProfile:
    def ducked(by_db: float) -> Callable[[Strip], Mapping[str, Any]]:
        return lambda strip: {"sidechain_db": clip(strip.sidechain_db + by_db, 0, 16)}

    deep = on_strips(mix, ("bass", "chords", "pad", "arp", "fx"), ducked(9.0))
    return changed(on_strips(deep, ("melody", "counter"), ducked(5.0)), sidechain_release_ms=220.0)


def _cavernous(mix: MixProfile) -> MixProfile:
    hall = mix.reverb.model_copy(update={"room": 0.97, "damping": 0.35, "predelay_ms": 60.0})
    wet = sent(mix, everything_but(mix, *LOW_END), reverb_db=9, floor_db=-6)
    wet = sent(wet, ("drums",), reverb_db=8, floor_db=-12)
    return changed(sent(wet, ("bass",), reverb_db=4, floor_db=-20), reverb=hall)


def _roomy(mix: MixProfile) -> MixProfile:
    """Everybody in one small room that can be heard."""
    near = sent(mix, tuple(mix.parts), reverb_db=-6)
    space = mix.room.model_copy(update={"room": 0.28, "damping": 0.35, "predelay_ms": 6.0})
    heard = on_strips(near, everything_but(mix, "bass"), lambda _: {"room_db": -5.0})
    return changed(heard, room=space)


def _close(mix: MixProfile) -> MixProfile:
    """As if the microphone were at arm's length: no room, full lows, every breath."""
    near = sent(mix, tuple(mix.parts), reverb_db=-10, delay_db=-15)
    near = inserted(near, TONAL, "low_shelf", cutoff_frequency_hz=220.0, gain_db=3.0, q=_SHELF)
    near = inserted(near, TONAL, "peak", cutoff_frequency_hz=4500.0, gain_db=4.0, q=0.8)
    return on_strips(near, tuple(mix.parts), lambda strip: {"width": strip.width * 0.7})


def _airy(mix: MixProfile) -> MixProfile:
    open_ = inserted(
        mix, everything_but(mix, "bass"), "high_shelf", cutoff_frequency_hz=8000.0, gain_db=6.0, q=_SHELF
    )
    return inserted(open_, TONAL, "low_shelf", cutoff_frequency_hz=250.0, gain_db=-3.0, q=_SHELF)


def _bass_heavy(mix: MixProfile) -> MixProfile:
    low = inserted(mix, LOW_END, "low_shelf", cutoff_frequency_hz=100.0, gain_db=5.0, q=_SHELF)
    louder = on_strips(low, ("bass",), lambda strip: {"level_db": clip(strip.level_db + 3.0, -40, 12)})
    return tilted(louder, -1.0)


def _thin(mix: MixProfile) -> MixProfile:
    for _ in range(2):
        mix = inserted(mix, tuple(mix.parts), "highpass", cutoff_frequency_hz=280.0)
    return tilted(mix, 2.0)


def _saturated(mix: MixProfile) -> MixProfile:
    warm = inserted(
        mix, ("drums", "bass", "chords", "pad", "arp", "melody"), "saturation", drive_db=10.0, mix=0.8
    )
    return coloured(warm, drive_db=6.0)


def _raw(mix: MixProfile) -> MixProfile:
    """Nobody has tidied up: driven, narrow, in the room, without the glue of a bus."""
    driven = inserted(mix, ("drums", "bass", "melody", "chords"), "saturation", drive_db=12.0, mix=0.6)
    room = on_strips(driven, ("drums", "percussion", "melody", "chords"), lambda _: {"room_db": -8.0})
    narrow = on_strips(room, tuple(mix.parts), lambda strip: {"width": strip.width * 0.6})
    return tilted(changed(sent(narrow, TONAL, reverb_db=-5), bus=Chained(), master="clean"), 1.0)


def _warped(mix: MixProfile) -> MixProfile:
    return coloured(mix, wow=1.0, flutter=0.7)


def _gated_reverb(mix: MixProfile) -> MixProfile:
    """Drums in a big bright room that is squeezed flat; the hall of the others stays."""
    room = mix.room.model_copy(update={"room": 0.5, "damping": 0.15, "predelay_ms": 0.0})
    squeezed = inserted(
        mix, ("drums",), "compressor", threshold_db=-26.0, ratio=8.0, attack_ms=15.0, release_ms=60.0,
        makeup_db=4.0,
    )  # fmt: skip
    return changed(on_strips(squeezed, _RHYTHM, lambda _: {"room_db": 1.0}), room=room)


def _slapback(mix: MixProfile) -> MixProfile:
    """One short echo, the old rock and roll one; by itself whatever the tempo."""
    return inserted(
        mix, ("melody", "counter", "chords"), "delay", delay_seconds=0.11, feedback=0.08, mix=0.32
    )


def _dub_delay(mix: MixProfile) -> MixProfile:
    echo = mix.delay.model_copy(update={"beats": 0.75, "feedback": 0.68, "lowpass_hz": 2200.0, "width": 1.0})
    wet = on_strips(mix, ("chords", "melody", "counter", "percussion"), lambda _: {"delay_db": -7.0})
    throws = Automation(parts=("drums", "chords"), throw_db=0.0, throw_beats=1.0, throw_bars=2)
    heard = on_strips(wet, ("drums",), lambda _: {"delay_db": -22.0})
    return changed(heard, delay=echo, automation=(*mix.automation, throws))


def _swirled(effect: Any, names: Sequence[str], **settings: float) -> Callable[[MixProfile], MixProfile]:
    return lambda mix: inserted(mix, names, effect, **settings)


def _sweeping(mix: MixProfile) -> MixProfile:
    """A filter that opens over every section."""
    opening = Automation(parts=(*TONAL, "bass"), brightness=(0.15, 1.0))
    return changed(mix, automation=(*mix.automation, opening))


def _slowed(mix: MixProfile) -> MixProfile:
    """What a record played too slowly and sent into a hall does, the speed apart."""
    hall = mix.reverb.model_copy(update={"room": max(mix.reverb.room, 0.9)})
    wet = sent(mix, everything_but(mix, "bass"), reverb_db=6, floor_db=-10)
    return coloured(tilted(changed(wet, reverb=hall), -3.0), wow=0.3)


def _sped_up(mix: MixProfile) -> MixProfile:
    thin = inserted(mix, tuple(mix.parts), "highpass", cutoff_frequency_hz=110.0)
    return tilted(thin, 3.0)


def _binaural(mix: MixProfile) -> MixProfile:
    """Around the head: far to the sides, and something of a room."""
    far = on_strips(
        mix,
        everything_but(mix, "bass"),
        lambda strip: {
            "width": clip(strip.width * 1.6, 0, 2.0),
            "pan": clip(strip.pan * 2.2, -0.95, 0.95),
            "room_db": -10.0,
        },
    )
    return changed(far, master="wide" if mix.master == "clean" else mix.master)


def _unprocessed(mix: MixProfile) -> MixProfile:
    """What the instruments give: no dirt, no glue, no ducking, the level of a concert."""
    kept = on_strips(
        mix,
        tuple(mix.parts),
        lambda strip: {
            "inserts": tuple(e for e in strip.inserts if e.effect in ("highpass", "low_shelf", "peak")),
            "sidechain_db": 0.0,
        },
    )
    plain = {"bus": Chained(), "buses": mix.buses.model_copy(update={"drums": Chained(), "music": Chained()})}
    return changed(kept, noise="none", colour=Colour(), master="clean", lufs=min(mix.lufs, -18.0), **plain)


def _polished(mix: MixProfile) -> MixProfile:
    """Air on top, order below, a little glue and width."""
    tidy = inserted(mix, TONAL, "highpass", cutoff_frequency_hz=120.0)
    shiny = inserted(
        tidy, everything_but(mix, "bass"), "high_shelf", cutoff_frequency_hz=9000.0, gain_db=3.0, q=_SHELF
    )
    glue = Effect(effect="compressor", settings={"threshold_db": -20.0, "ratio": 2.0, "release_ms": 180.0})
    wider = on_strips(shiny, TONAL, lambda strip: {"width": clip(strip.width * 1.2, 0, 1.7)})
    return changed(wider, noise="none", colour=Colour(), bus=Chained(chain=(*mix.bus.chain, glue)))


_SWEEP = {"rate_hz": 0.4, "depth": 0.7, "feedback": 0.4, "mix": 0.6}
SOUNDS: Mapping[str, Callable[[MixProfile], MixProfile]] = {
    "unprocessed": _unprocessed,
    "raw": _raw,
    "saturated": _saturated,
    "bitcrushed": _bitcrushed,
    "telephone": _telephone,
    "underwater": _underwater,
    "thin": _thin,
    "phased": _swirled("phaser", ("chords", "pad", "melody", "arp"), centre_frequency_hz=900.0, **_SWEEP),
    "chorused": _swirled(
        "chorus", (*TONAL, "bass"), rate_hz=0.9, depth=0.45, centre_delay_ms=9.0, feedback=0.1, mix=0.5
    ),
    "filter sweep": _sweeping,
    "roomy": _roomy,
    "cavernous": _cavernous,
    "gated reverb": _gated_reverb,
    "slapback": _slapback,
    "dub delay": _dub_delay,
    "close-miked": _close,
    "airy": _airy,
    "bass-heavy": _bass_heavy,
    "pumping": _pumping,
    "slowed": _slowed,
    "sped up": _sped_up,
    "warped": _warped,
    "noisy": lambda mix: noisy(mix, "tape", -36.0),
    "binaural": _binaural,
    "polished": _polished,
}
"""Word → change, in the order they apply; the common words of `production` come before them."""
