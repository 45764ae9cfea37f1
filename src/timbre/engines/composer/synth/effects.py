"""Transitions: risers, reversed cymbals, sweeps of noise, cut to the length asked.

Knows nothing of the bar they lead into.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.body import ripple
from timbre.engines.composer.synth.envelopes import control_times, draw
from timbre.engines.composer.synth.oscillators import scan, walk, wavetable
from timbre.engines.composer.synth.spectral import bin_hz, noise, window_times
from timbre.engines.composer.synth.tone import Signal, Tone, Values


@dataclass(frozen=True)
class EffectPatch:
    """Numbers of one effect. Cutoffs and bandwidth run from the note's start to its end."""

    start_hz: float
    end_hz: float
    octaves: tuple[float, float] = (1.2, 3.0)
    """Width of the noise band at the start and at the end."""
    curve: float = 2.0
    """Exponent of the growth of loudness (below 0: it fades instead)."""
    tone: float = 0.0
    """Level of a rising chord of saws under the noise."""
    tone_octaves: float = 1.0
    metal_db: float = 0.0
    """Unevenness of the spectrum, as of a cymbal."""
    release_seconds: float = 0.06
    flutter_hz: float = 0.0


def render(patch: EffectPatch, tone: Tone) -> Signal:
    """One effect as long as the note: [2, T]."""
    fade = patch.release_seconds
    frames = tone.frames(tone.gate_seconds + fade)
    total = tone.gate_seconds
    times = control_times(frames, tone.sample_rate)
    along = np.clip(times / total, 0.0, 1.0)
    if patch.curve >= 0:
        level = along**patch.curve * np.clip(1 - (times - total) / fade, 0, 1) ** 2
    else:
        level = (1 - along) ** (-patch.curve) * np.clip(times / 0.02, 0, 1)
    level = level * (0.04 + 0.96 * np.clip(times / 0.05, 0, 1)) * np.clip(times / 0.01, 0, 1)
    gain = draw(level * 0.5, frames)
    shape = _band(patch, tone, window_times(frames, tone.sample_rate) / total)
    row = tone.stream("noise").integer(0, 1023)
    middle = noise(shape, frames, row)
    wide = 0.35 + 0.65 * np.clip(draw(along, frames), 0, 1)
    side = noise(shape, frames, row + 401) * wide * np.float32(0.8)
    out = np.stack([(middle + side) * gain, (middle - side) * gain])
    if patch.tone > 0:
        out += _chord(patch, tone, along, frames) * gain * np.float32(patch.tone)
    if patch.flutter_hz > 0:
        pulse = 0.62 + 0.38 * np.sin(2 * np.pi * patch.flutter_hz * total * (along + along**3))
        out *= draw(pulse, frames)
    return out


def _band(patch: EffectPatch, tone: Tone, along: Values) -> Values:
    place = np.clip(along, 0.0, 1.0)[:, None]
    bright = 2.0 ** (0.9 * (tone.strength - 0.75)) * tone.brightness
    centre = np.log2(patch.start_hz) * (1 - place) + np.log2(patch.end_hz * bright) * place
    first, last = patch.octaves
    width = first * (1 - place) + last * place
    octave = np.log2(np.maximum(bin_hz(tone.sample_rate), 20.0))[None, :]
    shape = np.exp(-0.5 * np.square((octave - centre) / (0.5 * width)))
    if patch.metal_db > 0:
        shape = shape * ripple(bin_hz(tone.sample_rate), "metal", patch.metal_db, 300.0, 16000.0)
    return np.asarray(shape / np.sqrt(np.mean(np.square(shape), axis=1, keepdims=True) + 1e-9) * 0.35)


def _chord(patch: EffectPatch, tone: Tone, along: Values, frames: int) -> Signal:
    out = np.zeros((2, frames), dtype=np.float32)
    count = max(1, int(tone.nyquist_hz / (tone.hz * 2 ** (patch.tone_octaves + 0.6))))
    number = np.arange(1, min(count, 60) + 1)
    table = wavetable((0.5 / number**1.2)[None, :])
    for voice, (cents, pan) in enumerate(((-9.0, -0.7), (8.0, 0.7), (702.0, 0.3), (-3.0, -0.3))):
        bend = cents + 1200 * patch.tone_octaves * along**1.5
        wave = scan(
            table, walk(tone.hz, bend, tone.sample_rate, tone.stream(f"saw {voice}").uniform()), frames
        )
        out[0] += wave * np.float32(0.4 * np.sqrt(1 - pan))
        out[1] += wave * np.float32(0.4 * np.sqrt(1 + pan))
    return out
