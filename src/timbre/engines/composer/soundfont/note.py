"""One region of a SoundFont sounding one note: recording, pitch, filter, envelope, level and place.

Source of the formulas: SoundFont Technical Specification 2.04. Knows nothing of instruments by name.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from timbre.engines.composer.soundfont.curves import attenuation_db, motion, volume_stages
from timbre.engines.composer.soundfont.filtering import low_pass
from timbre.engines.composer.soundfont.font import SoundFont
from timbre.engines.composer.soundfont.generators import COUNT, Gen, clipped
from timbre.engines.composer.soundfont.modulators import change
from timbre.engines.composer.soundfont.reading import (
    Span,
    bent,
    laid_out,
    length_class,
    resampled,
    source_frames,
    span_of,
)
from timbre.engines.composer.soundfont.regions import Region
from timbre.engines.composer.soundfont.riff import DamagedError
from timbre.engines.composer.soundfont.samples import Kept, Mono
from timbre.engines.composer.synth.envelopes import HOP, control_times, draw
from timbre.engines.composer.synth.tone import Signal, Values

ATTENUATION_SCALE = 0.4
"""A file's initial attenuation counts 0.4 times, as on E-mu's hardware and in FluidSynth, for which files are tuned;
what modulators (velocity) add to it counts whole."""
LONGEST_TAIL_SECONDS = 10.0
HEARD_DB = 90.0
STRUCK_SECONDS, HELD_STRUCK_SECONDS = 8.0, 0.25
"""How long a drum is held: until it has rung out, or briefly where it would go on for ever."""
DYING_DB = 40.0
EDGE_FRAMES = 220
OVERSAMPLING = 2
RECORDINGS_BYTES, PITCHED_BYTES = 16_000_000, 24_000_000


class Touch(NamedTuple):
    """How a note is played. `gate` seconds until it is let go, None for a drum; `release` scales release times."""

    key: int
    velocity: int
    gate: float | None
    release: float
    cents: float
    sample_rate: int


def settled(region: Region, touch: Touch) -> Region:
    """The region with what its modulators add for this note; attenuation is left to `level_db`."""
    targets = {each.target for each in region.modulators if each.target < COUNT}
    numbers = region.numbers.astype(np.float64)
    for target in targets - {int(Gen.ATTENUATION)}:
        numbers[target] += change(region.modulators, target, touch.key, touch.velocity)
    return replace(region, numbers=np.round(numbers).astype(np.int64))


def level_db(region: Region, touch: Touch) -> float:
    """How far below full the note is, in dB."""
    own = clipped(Gen.ATTENUATION, float(region.numbers[Gen.ATTENUATION])) * ATTENUATION_SCALE
    played = change(region.modulators, Gen.ATTENUATION, touch.key, touch.velocity)
    return max(0.0, own + played) / 10


class Reader:
    """Reads the recordings of one font, and keeps what was read: recordings, and recordings at a pitch."""

    def __init__(self, font: SoundFont) -> None:
        self.font = font
        self._recordings, self._pitched = Kept(RECORDINGS_BYTES), Kept(PITCHED_BYTES)

    def recording(self, number: int) -> Mono:
        """The recording with this number. Raises InvalidInputError."""
        sample = self.font.samples[number]
        try:
            return self._recordings.get(number, lambda: sample.sound(self.font.pool))
        except DamagedError as error:
            raise self.font.trouble(str(error)) from error

    def sound(self, region: Region, touch: Touch) -> tuple[Signal, float]:
        """The note: [T] float32 (empty where nothing is heard), and its place −1 (left) to 1.

        Raises InvalidInputError for a sample that cannot be unpacked.
        """
        region = settled(region, touch)
        key = region.number(Gen.KEY) if region.number(Gen.KEY) >= 0 else touch.key
        rate = touch.sample_rate
        gate = _gate(region, touch)
        place = float(np.clip(region.number(Gen.PAN) / 500, -1, 1))
        stages = volume_stages(region, key)
        stages = stages._replace(release=stages.release * touch.release)
        tail = min(LONGEST_TAIL_SECONDS, stages.release)
        times = control_times(round((gate + tail) * rate), rate)
        moving = motion(region, key, times, gate)
        fallen = attenuation_db(stages, times, gate)
        if moving.level_db is not None:
            fallen = fallen + moving.level_db
        below = level_db(region, touch)
        heard = np.flatnonzero(fallen < HEARD_DB)
        if not len(heard):
            return np.zeros(0, dtype=np.float32), place
        points = min(len(times), int(heard[-1]) + 3)
        frames = (points - 1) * HOP
        pitch = None if moving.pitch is None else moving.pitch[:points]
        sound = self._pitched_sound(region, key, touch, gate, frames, pitch)
        frames = len(sound)
        points = frames // HOP + 2
        cutoff = float(region.number(Gen.FILTER_FC)) + (
            np.zeros(1) if moving.cutoff is None else moving.cutoff[:points]
        )
        sound = low_pass(sound, cutoff, region.number(Gen.FILTER_Q) / 10, rate)
        level = 10 ** (-(fallen[:points] + below) / 20)
        if len(level) < points:
            level = np.concatenate([level, np.zeros(points - len(level))])
        return _balanced(sound, draw(level, frames)), place

    def _pitched_sound(
        self, region: Region, key: int, touch: Touch, gate: float, frames: int, pitch: Values | None
    ) -> Signal:
        """The recording at the note's pitch, at most `frames`, faded where it simply stops."""
        sample = self.font.samples[region.sample]
        recording = self.recording(region.sample)
        modes = region.number(Gen.SAMPLE_MODES) & 3
        span = _span(region, len(recording), sample.loop_start, sample.loop_end, modes in (1, 3))
        ratio = _ratio(region, key, touch.cents, sample.pitch, sample.correction)
        ratio *= sample.rate / touch.sample_rate
        leave = None
        if modes == 3 and span.loops:
            leave = round(gate * touch.sample_rate * ratio)
        if pitch is None:
            size = length_class(frames)

            def make() -> Mono:
                laid = laid_out(recording, span, source_frames(size, ratio), leave)
                return _faded(resampled(laid, ratio, size), size)

            return self._pitched.get((region.sample, span, ratio, size, leave), make)[:frames]
        reach = frames * 2 ** (max(0.0, float(pitch.max())) / 1200)
        laid = laid_out(recording, span, source_frames(math.ceil(reach), ratio), leave)
        dense = resampled(laid, ratio / OVERSAMPLING, math.ceil(reach) * OVERSAMPLING + 8)
        return _faded(bent(dense, pitch, HOP, OVERSAMPLING), frames)


def _gate(region: Region, touch: Touch) -> float:
    if touch.gate is not None:
        return touch.gate
    rings_out = (
        region.number(Gen.SAMPLE_MODES) & 1 == 0 or region.number(Gen.SUSTAIN_VOL_ENV) / 10 >= DYING_DB
    )
    return STRUCK_SECONDS if rings_out else HELD_STRUCK_SECONDS


def _span(region: Region, frames: int, loop_start: int, loop_end: int, looped: bool) -> Span:
    def moved(fine: Gen, coarse: Gen) -> int:
        return region.number(fine) + 32768 * region.number(coarse)

    return span_of(
        frames,
        moved(Gen.START, Gen.START_COARSE),
        frames + moved(Gen.END, Gen.END_COARSE),
        loop_start + moved(Gen.LOOP_START, Gen.LOOP_START_COARSE),
        loop_end + moved(Gen.LOOP_END, Gen.LOOP_END_COARSE),
        looped,
    )


def _ratio(region: Region, key: int, cents: float, pitch: int, correction: int) -> float:
    root = region.number(Gen.ROOT_KEY) if region.number(Gen.ROOT_KEY) >= 0 else pitch
    scaled = (key - root) * region.number(Gen.SCALE_TUNING) + 100 * region.number(Gen.COARSE_TUNE)
    total = scaled + region.number(Gen.FINE_TUNE) + correction + cents
    return float(2.0 ** (min(max(total, -12_000), 12_000) / 1200))


def _balanced(sound: Signal, level: Signal) -> Signal:
    """`sound` times `level`, without the direct current that some recordings have, at any time."""
    offset = np.dot(sound, level) / max(float(level.sum(dtype=np.float64)), 1e-9)
    return np.asarray((sound - np.float32(offset)) * level, dtype=np.float32)


def _faded(sound: Signal, frames: int) -> Signal:
    """`sound`, its last frames faded to nothing where it ends before `frames`."""
    if len(sound) >= frames or not len(sound):
        return sound
    count = min(EDGE_FRAMES, len(sound))
    faded = sound.copy()
    faded[-count:] *= np.linspace(1, 0, count, dtype=np.float32)
    return faded
