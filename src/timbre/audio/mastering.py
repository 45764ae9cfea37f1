"""Mastering: a chain of effects, loudness to a target and a true-peak limiter, on any audio of any length.

Knows nothing of files, engines or styles. A few passes over the signal in blocks; memory does not grow with
length beyond a few numbers per millisecond.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from timbre.audio.blocks import BLOCK_SAMPLES, blocks, check_signal, from_db, release, starts, to_db
from timbre.audio.bus import NOMINAL_DBFS, Bus
from timbre.audio.chain import Chain
from timbre.audio.dynamics import Levels, limiter_gain, mean_power, ramp
from timbre.audio.effects import Effect
from timbre.audio.loudness import SLOTS_PER_BLOCK, LoudnessMeter, gated_lufs
from timbre.audio.presets import MasteringPreset, PluginEffect, load_preset, preset_names
from timbre.audio.true_peak import HOP, PeakMeter, true_peak_dbtp
from timbre.model.clip import Samples

__all__ = ["Mastered", "master", "preset_names"]

CEILING_DBTP = -1.0
MARGIN_DB = 0.1
"""The limiter aims this far under the ceiling: a gain that moves between two samples can lift what lies between."""
GAIN_MAX_DB = 30.0
LIMITING_MAX_DB = 18.0
LOSS_MAX_LU = 6.0
"""The most the limiter may take off a peak, and off the loudness itself; beyond that it is not worth the sound."""
CLIPPING_MAX_DB = 6.0
"""The most the soft clip may take off a peak."""
SEARCH_STEPS = 10
SILENCE_DBFS = -75.0
LEVEL_SECONDS = 0.002
"""Hop of the level measurement by which the piece is brought to its nominal level."""
SAMPLE_MAX = 1e6
RELEASE_BLOCKS = 32
RUMBLE = Effect(effect="highpass", settings={"cutoff_frequency_hz": 10.0})
"""Takes out DC and rumble; also the little direct current that saturation makes of a lopsided waveform."""


@dataclass(frozen=True)
class Mastered:
    """What mastering did. `samples` is `out`."""

    samples: Samples
    lufs: float | None
    """Integrated loudness of the result, as the limiter's gain curve predicts it; None for silence or `off`."""
    true_peak_dbtp: float
    gain_db: float
    """Gain of the whole, before limiting."""
    limited_db: float
    """The most the limiter took off a peak."""
    clipped_db: float = 0.0
    """The most the soft clip took off a peak."""


@dataclass(frozen=True)
class _Measured:
    slots: Levels
    """Energy of every 10 ms (`LoudnessMeter`)."""
    slot_samples: int
    highest: float
    """The highest sample."""


def master(
    source: Samples,
    sample_rate: int,
    preset: str | MasteringPreset = "clean",
    target_lufs: float | None = None,
    tilt_db: float = 0.0,
    out: Samples | None = None,
) -> Mastered:
    """Master `source` [C, T] into `out` (made when None; may be `source` itself), same length, no latency.

    `preset` is one of Timbre's by name, or one that was loaded. `target_lufs` None takes the preset's
    loudness; `tilt_db` brightens (+) or darkens (−) from 100 Hz to 10 kHz. The result has true peak ≤ −1 dBTP
    and lies within ±0.5 LU of the target unless that would need more than +30 dB of gain, 18 dB of limiting
    or 6 LU lost to it. Preset `off` copies. Raises UnknownNameError, InvalidInputError, and what a plug-in raises.
    """
    settings = load_preset(preset) if isinstance(preset, str) else preset
    check_signal(source, sample_rate)
    if out is None:
        out = np.empty(source.shape, np.float32)
    target = settings.lufs if target_lufs is None else target_lufs
    if settings.lufs is None or target is None:
        _copy(source, out)
        return Mastered(out, None, true_peak_dbtp(out, sample_rate), 0.0, 0.0)
    tone, rest = _split(settings.chain, tilt_db)
    nominal_db = _nominal_gain_db(_shape_tone(source, sample_rate, tone, out))
    measured = _shape_rest(out, sample_rate, rest, from_db(nominal_db))
    ceiling_db = _clip_ceiling_db(measured, settings, target)
    peaks, measured, clipped_db = _clip(out, sample_rate, ceiling_db, measured)
    gain_db, gains, lufs = _seek_loudness(
        measured.slots, peaks, measured.slot_samples, sample_rate, target, nominal_db
    )
    _apply(out, gains, HOP)
    peak_dbtp = true_peak_dbtp(out, sample_rate)
    if peak_dbtp > CEILING_DBTP:
        trim_db = CEILING_DBTP - peak_dbtp - 0.01
        _apply(out, np.full(len(gains), from_db(trim_db)), HOP)
        peak_dbtp, lufs = peak_dbtp + trim_db, None if lufs is None else lufs + trim_db
    limited_db = max(0.0, to_db(float(peaks.max(initial=0.0))) + gain_db - (CEILING_DBTP - MARGIN_DB))
    return Mastered(out, lufs, peak_dbtp, gain_db + nominal_db, limited_db, clipped_db)


def _copy(source: Samples, out: Samples) -> None:
    if out is not source:
        for start in starts(source):
            out[:, start : start + BLOCK_SAMPLES] = source[:, start : start + BLOCK_SAMPLES]


def _split(
    chain: tuple[Effect | PluginEffect, ...], tilt_db: float
) -> tuple[list[Effect], list[Effect | PluginEffect]]:
    """The filters with which `chain` begins (and the tilt), and the rest of it."""
    tone = list(takewhile(lambda step: isinstance(step, Effect) and step.is_linear, chain))
    rest = list(chain[len(tone) :])
    filters = [RUMBLE, *(step for step in tone if isinstance(step, Effect))]
    if tilt_db:
        filters.append(Effect(effect="tilt", settings={"tilt_db": tilt_db}))
    return filters, rest


def _shape_tone(source: Samples, sample_rate: int, filters: list[Effect], out: Samples) -> Levels:
    """First pass: equalise `source` into `out`; return RMS level per hop in dBFS [H]."""
    tone = Chain(filters, sample_rate)
    hop = max(1, round(LEVEL_SECONDS * sample_rate))
    powers: list[NDArray[np.float32]] = []
    length = BLOCK_SAMPLES // hop * hop
    for index, block in enumerate(blocks(source, length)):
        shaped = tone.process(_sane(block))
        out[:, index * length : index * length + shaped.shape[1]] = shaped
        padded = np.pad(shaped, ((0, 0), (0, -shaped.shape[1] % hop)))
        framed = padded.reshape(len(padded), -1, hop)
        if index % RELEASE_BLOCKS == 0:
            release(out)
        powers.append(np.einsum("chs,chs->h", framed, framed) / np.float32(hop * len(padded)))
    power = np.concatenate([np.zeros(0, np.float32), *powers]).astype(np.float64)
    levels: Levels = 10.0 * np.log10(np.maximum(power, 1e-20))
    return levels


def _sane(block: Samples) -> Samples:
    """`block` without NaN, infinity or values no audio has."""
    if np.abs(block).max(initial=0.0) <= SAMPLE_MAX:  # false for NaN
        return block
    return np.clip(np.nan_to_num(block), -SAMPLE_MAX, SAMPLE_MAX)


def _nominal_gain_db(levels_db: Levels) -> float:
    """Gain that brings the sounding part of the piece to −18 dBFS RMS; at most +30 dB, 0 for silence."""
    sounding = levels_db[levels_db > SILENCE_DBFS]
    if not len(sounding):
        return 0.0
    power = np.power(10.0, sounding / 10.0)
    power = power[power > power.mean() * 0.1]
    return min(GAIN_MAX_DB, NOMINAL_DBFS - 10.0 * math.log10(float(power.mean())))


def _shape_rest(out: Samples, sample_rate: int, chain: list[Effect | PluginEffect], gain: float) -> _Measured:
    """The passes in place after the tone: `gain`, then the rest of the chain, with a pass for each plug-in."""
    stretches: list[list[Effect]] = [[]]
    plugins: list[PluginEffect] = []
    for step in chain:
        if isinstance(step, Effect):
            stretches[-1].append(step)
        else:
            plugins.append(step)
            stretches.append([])
    measured = _pass(out, sample_rate, stretches[0], gain)
    for plugin, effects in zip(plugins, stretches[1:]):
        from timbre.audio.plugin_host import run_plugin

        run_plugin(plugin, sample_rate, out)
        measured = _pass(out, sample_rate, effects, 1.0)
    return measured


def _pass(out: Samples, sample_rate: int, effects: list[Effect], gain: float) -> _Measured:
    """`effects` over `out`, in place, and what then is heard."""
    if any(not effect.is_linear for effect in effects):
        effects = [*effects, RUMBLE]
    bus, meter, highest = Bus(effects, sample_rate), LoudnessMeter(out.shape[0], sample_rate), 0.0
    for index, block in enumerate(blocks(out)):
        start = index * BLOCK_SAMPLES
        shaped = bus.process([block if gain == 1.0 else block * np.float32(gain)], start)[0]
        meter.push(shaped)
        highest = max(highest, float(np.abs(shaped).max(initial=0.0)))
        out[:, start : start + BLOCK_SAMPLES] = shaped
    return _Measured(meter.slots(), meter.slot_samples, highest)


def _clip_ceiling_db(measured: _Measured, preset: MasteringPreset, target_lufs: float) -> float | None:
    """Where peaks are to be rounded off so that at the target the limiter has `clip_db` of work; None: nowhere."""
    plain = gated_lufs(measured.slots)
    if preset.clip_db is None or plain is None:
        return None
    through_db = CEILING_DBTP - MARGIN_DB - min(GAIN_MAX_DB, target_lufs - plain)
    ceiling_db = max(through_db + preset.clip_db, to_db(measured.highest) - CLIPPING_MAX_DB)
    return ceiling_db if to_db(measured.highest) > ceiling_db else None


def _clip(
    out: Samples, sample_rate: int, ceiling_db: float | None, measured: _Measured
) -> tuple[NDArray[np.float32], _Measured, float]:
    """The last pass, in place: the soft clip, if any; the true peaks, and what is heard after it."""
    clipped_db = 0.0
    if ceiling_db is not None:
        clip = Effect(effect="soft_clip", settings={"ceiling_db": max(-36.0, min(12.0, ceiling_db))})
        highest_db = to_db(measured.highest)
        measured = _pass(out, sample_rate, [clip], 1.0)
        clipped_db = max(0.0, highest_db - to_db(measured.highest))
    peaks = PeakMeter(out.shape[0], sample_rate)
    for block in blocks(out):
        peaks.push(block)
    return peaks.finish(), measured, clipped_db


def _seek_loudness(
    slots: Levels,
    peaks: NDArray[np.float32],
    slot_samples: int,
    sample_rate: int,
    target_lufs: float,
    nominal_db: float,
) -> tuple[float, Levels, float | None]:
    """Find the gain that lands on the target after limiting: (gain_db, gains at hop boundaries, loudness).

    Works on the loudness slots and the limiter's gain alone; a limiter moves slowly enough for that to be exact
    within a few hundredths of a LU. `nominal_db` has been applied already: what cannot be measured goes back by it.
    """
    ceiling_db = CEILING_DBTP - MARGIN_DB
    plain = gated_lufs(slots)
    if plain is None and 0 < len(slots) < SLOTS_PER_BLOCK:
        slots = np.full(SLOTS_PER_BLOCK, slots.mean())  # too short for a gating block: take it as one
        plain = gated_lufs(slots)
    if plain is None:
        return -nominal_db, limiter_gain(peaks, -nominal_db, ceiling_db, sample_rate), None
    most_db = min(GAIN_MAX_DB - nominal_db, LIMITING_MAX_DB + ceiling_db - to_db(float(peaks.max())))
    gain_db = min(most_db, target_lufs - plain)
    for _ in range(SEARCH_STEPS):
        gains = limiter_gain(peaks, gain_db, ceiling_db, sample_rate)
        result = gated_lufs(slots * mean_power(gains, HOP, slot_samples, len(slots)))
        if result is None:
            break
        lost = plain + gain_db - result
        if lost > LOSS_MAX_LU + 0.05:
            most_db = gain_db - 0.7 * (lost - LOSS_MAX_LU)
            gain_db = most_db
        elif abs(target_lufs - result) < 0.02 or (gain_db >= most_db and result <= target_lufs):
            break
        else:
            gain_db = min(most_db, gain_db + (target_lufs - result))
    return gain_db, gains, result


def _apply(out: Samples, gains: Levels, hop: int) -> None:
    """Multiply `out` in place by the gain at hop boundaries."""
    length = BLOCK_SAMPLES // hop * hop
    for start in starts(out, length):
        count = min(length, out.shape[1] - start)
        out[:, start : start + count] *= ramp(gains, start // hop, hop, count)
