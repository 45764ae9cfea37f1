"""Electric piano: a tine swinging past a magnetic pickup, so that hard strokes bark and soft ones sing.

Knows nothing of other keyboards.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.bursts import knock, puff, wash
from timbre.engines.composer.synth.modal import Modes, below, join, ring
from timbre.engines.composer.synth.tone import Signal, Tone


@dataclass(frozen=True)
class ElectricPianoPatch:
    """Numbers of one electric piano."""

    swing: tuple[float, float] = (0.28, 2.1)
    """How far the tine swings for a soft and a hard stroke, in pickup widths."""
    offset: float = 0.22
    """How far the pickup sits off the tine's rest, in pickup widths: more gives more even harmonics."""
    deep: float = 0.6
    """How much further low tines swing: octaves' worth of swing per octave below middle C."""
    bell: float = 0.08
    """Level of the tine's own inharmonic ring."""
    bell_ratios: tuple[float, float, float, float] = (6.27, 7.1, 17.55, 3.0)
    bell_seconds: float = 1.0
    """Factor on how long that rings."""
    thump: float = 0.22
    tremolo_hz: float = 4.7
    tremolo: float = 0.12
    sustain_seconds: float = 15.0
    hammer: float = 0.06
    release_seconds: float = 0.3


def render(patch: ElectricPianoPatch, tone: Tone) -> Signal:
    """One note: [2, T]."""
    natural = float(np.clip(patch.sustain_seconds * 2.0 ** (-(tone.pitch - 48) / 22), 0.8, 20.0))
    release = patch.release_seconds * tone.release_scale
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
    struck = patch.hammer * (0.35 + tone.strength)
    puff(out, tone, "hammer", struck, 500.0, 3800.0 * (0.5 + tone.strength), 0.001, 0.014)
    puff(out, tone, "damper", 0.2 * patch.hammer, 150.0, 900.0, 0.01, 0.05, at_seconds=tone.gate_seconds)
    wash(out, tone, 0.08 * struck, 90.0, 2500.0, 0.5)
    return out


def _tine(patch: ElectricPianoPatch, tone: Tone, frames: int, natural: float) -> Signal:
    soft, hard = patch.swing
    reach = soft + (hard - soft) * tone.strength**1.4 * tone.brightness
    reach *= float(np.clip(2.0 ** (-patch.deep * (tone.pitch - 60) / 12), 0.22, 1.7))
    index = np.arange(frames)
    cycles = index * (tone.hz / tone.sample_rate)
    angle = ((cycles - np.rint(cycles)) * 2 * np.pi).astype(np.float32)
    times = (index / tone.sample_rate).astype(np.float32)
    fall = np.float32(0.30) * np.exp(times * np.float32(-14.0 / natural)) + np.float32(0.70) * np.exp(
        times * np.float32(-5.2 / natural)
    )
    damped = np.maximum(times - np.float32(tone.gate_seconds), 0) / np.float32(
        patch.release_seconds * tone.release_scale
    )
    fall *= np.exp(np.float32(-7.5) * damped * np.minimum(1.0, 6 * damped))
    fall *= 1 - np.exp(times * np.float32(-260.0 * (0.35 + tone.strength)))
    swing = np.float32(reach) * fall
    place = swing * np.sin(angle) + np.float32(patch.offset)
    flux = place * np.exp(-np.square(place)) * swing * np.cos(angle)
    bare = reach * patch.offset * np.exp(-(patch.offset**2)) + 0.35 * reach**2
    return np.asarray((flux * np.float32(0.5 / bare)).astype(np.float32))


def _bell(patch: ElectricPianoPatch, tone: Tone) -> Modes:
    character = tone.character("bell")
    ratio = np.array(patch.bell_ratios)
    hz = tone.hz * ratio * np.array([1 + character.uniform(-0.01, 0.01) for _ in ratio])
    level = patch.bell * np.array([0.55, 0.35, 0.28, 0.06]) * (0.2 + 1.1 * tone.strength**1.6)
    level = level * np.clip(1.1 - (tone.pitch - 60) / 80, 0.4, 1.2)
    decay = np.array([9.0, 14.0, 24.0, 5.0]) / patch.bell_seconds * (1 + max(0.0, (tone.pitch - 60) / 30))
    pan = 0.25 * tone.width * np.array([1.0, -1.0, 1.0, -1.0])
    zero = np.zeros(4)
    ringing = Modes(hz, decay, level * (1 - pan), level * (1 + pan), zero, zero + 30.0)
    return join(ringing, knock(tone, "tonebar", patch.thump * (0.4 + tone.strength), 60.0, 420.0, 10, 30.0))
