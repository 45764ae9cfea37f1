"""Electric piano: a tine swinging past a magnetic pickup, so that hard strokes bark and soft ones sing.

Knows nothing of other keyboards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.bursts import knock, puff
from timbre.engines.composer.synth.modal import Modes, below, join, ring
from timbre.engines.composer.synth.tone import Signal, Tone


@dataclass(frozen=True)
class ElectricPianoPatch:
    """Numbers of one electric piano."""

    swing: tuple[float, float] = (0.20, 1.5)
    """How far the tine swings for a soft and a hard stroke, in pickup widths."""
    offset: float = 0.34
    """How far the pickup sits off the tine's rest, in pickup widths: more gives more even harmonics."""
    bell: float = 0.16
    """Level of the tine's own inharmonic ring."""
    thump: float = 0.10
    tremolo_hz: float = 4.7
    tremolo: float = 0.28
    sustain_seconds: float = 9.0


def render(patch: ElectricPianoPatch, tone: Tone) -> Signal:
    """One note: [2, T]."""
    natural = float(np.clip(patch.sustain_seconds * 2.0 ** (-(tone.pitch - 48) / 22), 0.8, 12.0))
    release = 0.22 * tone.release_scale
    length = min(natural, tone.gate_seconds + release)
    frames = tone.frames(length)
    out = np.zeros((2, frames), dtype=np.float32)
    mono = _tine(patch, tone, frames, natural)
    times = np.arange(frames, dtype=np.float32) / np.float32(tone.sample_rate)
    start = tone.stream("tremolo").uniform()
    sway = np.sin(np.float32(2 * np.pi) * (np.float32(patch.tremolo_hz) * times + np.float32(start)))
    sway *= np.float32(patch.tremolo * tone.width)
    out[0], out[1] = mono * (1 + sway), mono * (1 - sway)
    out += ring(below(_bell(patch, tone), tone.nyquist_hz), frames, tone.sample_rate, tone.gate_seconds)
    puff(
        out, tone, "hammer", 0.03 + 0.05 * tone.strength, 700.0, 3800.0 * (0.5 + tone.strength), 0.001, 0.012
    )
    puff(out, tone, "damper", 0.012, 200.0, 1400.0, 0.004, 0.03, at_seconds=tone.gate_seconds)
    return out


def _tine(patch: ElectricPianoPatch, tone: Tone, frames: int, natural: float) -> Signal:
    soft, hard = patch.swing
    reach = soft + (hard - soft) * tone.strength**1.4 * tone.brightness
    reach *= float(np.clip(1.0 - (tone.pitch - 72) / 60, 0.3, 1.15))
    index = np.arange(frames)
    cycles = index * (tone.hz / tone.sample_rate)
    angle = ((cycles - np.rint(cycles)) * 2 * np.pi).astype(np.float32)
    times = (index / tone.sample_rate).astype(np.float32)
    fall = np.float32(0.30) * np.exp(times * np.float32(-14.0 / natural)) + np.float32(0.70) * np.exp(
        times * np.float32(-5.2 / natural)
    )
    fall *= np.exp(
        np.maximum(times - np.float32(tone.gate_seconds), 0) * np.float32(-26.0 / tone.release_scale)
    )
    fall *= np.minimum(1.0, times * np.float32(900.0 * (0.35 + tone.strength)))
    swing = np.float32(reach) * fall
    place = swing * np.sin(angle) + np.float32(patch.offset)
    flux = place * np.exp(-np.square(place)) * swing * np.cos(angle)
    bare = reach * patch.offset * np.exp(-(patch.offset**2)) + 0.35 * reach**2
    return np.asarray((flux * np.float32(0.5 / bare)).astype(np.float32))


def _bell(patch: ElectricPianoPatch, tone: Tone) -> Modes:
    character = tone.character("bell")
    ratio = np.array([6.27, 7.1, 17.55, 3.0])
    hz = tone.hz * ratio * np.array([1 + character.uniform(-0.01, 0.01) for _ in ratio])
    level = patch.bell * np.array([0.55, 0.35, 0.28, 0.06]) * (0.2 + 1.1 * tone.strength**1.6)
    level = level * np.clip(1.1 - (tone.pitch - 60) / 80, 0.4, 1.2)
    decay = np.array([9.0, 14.0, 24.0, 5.0]) * (1 + max(0.0, (tone.pitch - 60) / 30))
    pan = 0.25 * tone.width * np.array([1.0, -1.0, 1.0, -1.0])
    zero = np.zeros(4)
    ringing = Modes(hz, decay, level * (1 - pan), level * (1 + pan), zero, zero + 30.0)
    return join(ringing, knock(tone, "tonebar", patch.thump * (0.4 + tone.strength), 60.0, 420.0, 10, 30.0))
