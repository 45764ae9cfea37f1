"""Tonewheel organ through a rotary speaker.

Knows nothing of other keyboards, pipe organs among them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.bursts import puff
from timbre.engines.composer.synth.envelopes import control_times, release, rise
from timbre.engines.composer.synth.oscillators import scan, walk, wavetable
from timbre.engines.composer.synth.tone import Signal, Tone, Values, k_weight, scatter

_FEET = (1, 3, 2, 4, 6, 8, 10, 12, 16)
"""Drawbars 16', 5⅓', 8', 4', 2⅔', 2', 1⅗', 1⅓', 1' as harmonics of the 16' pitch."""
_CROSSOVER_HZ = 800.0


@dataclass(frozen=True)
class OrganPatch:
    """Numbers of one registration. `drawbars` are 0..8, 16' first."""

    drawbars: tuple[float, ...] = (7, 6, 8, 5, 2, 3, 0, 0, 2)
    click: float = 0.03
    percussion: float = 0.25
    rotor_hz: tuple[float, float] = (0.9, 6.3)
    """Rotor speed at the onset and after it has spun up."""
    drive: float = 0.15
    leak: float = 0.02
    """Level of each drawbar's own octave: tonewheels are not quite sines."""
    top_hz: float = 5920.0
    """Highest pitch a drawbar has; above it repeats an octave lower."""


def render(patch: OrganPatch, tone: Tone) -> Signal:
    """One note: [2, T]."""
    fade = 0.05 * tone.release_scale
    frames = tone.frames(tone.gate_seconds + fade)
    times = control_times(frames, tone.sample_rate)
    low, high = _halves(patch, tone)
    gate = rise(times, 0.004 if tone.articulation != "legato" else 0.02) * release(
        times, tone.gate_seconds, fade
    )
    slow, fast = patch.rotor_hz
    spin = slow + (fast - slow) * np.clip((times - 0.7) / 1.3, 0.0, 1.0) ** 2
    turn = np.cumsum(spin) * (times[1] - times[0]) + tone.stream("rotor").uniform()
    carrier = walk(tone.hz / 2, np.zeros(len(times)), tone.sample_rate)
    out = np.empty((2, frames), dtype=np.float32)
    percussive = 1.0 + patch.percussion * tone.strength * np.exp(-times / 0.12)
    for channel, angle in enumerate((0.0, 0.27)):
        horn = 2 * np.pi * (turn + angle)
        drum = 2 * np.pi * (0.83 * turn + 0.5 * angle)
        doppler = 0.00042 * tone.hz / 2 * np.sin(horn)
        deep = 0.00016 * tone.hz / 2 * np.sin(drum) * tone.width
        treble = gate * percussive * (1 + 0.30 * np.cos(horn))
        bass = gate * (1 + 0.12 * tone.width * np.cos(drum))
        out[channel] = scan(high, carrier + doppler, frames, treble[None, :])
        out[channel] += scan(low, carrier + deep, frames, bass[None, :])
    if patch.drive > 0:
        out = np.tanh(out * np.float32(1 + patch.drive)) / np.float32(1 + patch.drive)
    click = patch.click * (0.4 + tone.strength)
    puff(out, tone, "click", click, 1500.0, 7000.0, 0.0004, 0.006, width=0.2)
    puff(out, tone, "unclick", click * 0.5, 1500.0, 6000.0, 0.0004, 0.005, at_seconds=tone.gate_seconds)
    return out


def _halves(patch: OrganPatch, tone: Tone) -> tuple[Signal, Signal]:
    """Wavetables of the deep rotor's and the horn's share, over the 16' pitch."""
    base = tone.hz / 2
    spectrum = np.zeros(48)
    upper = 0.55 + 0.6 * tone.strength * tone.brightness
    for foot, bar in zip(_FEET, patch.drawbars, strict=True):
        number = foot
        while number * base > patch.top_hz and number % 2 == 0:
            number //= 2
        if number * base < tone.nyquist_hz:
            spectrum[number - 1] += 10 ** ((bar - 8) * 3 / 20) * (bar > 0) * (upper if foot > 4 else 1.0)
            for overtone, share in ((2, patch.leak), (3, 0.4 * patch.leak)):
                if number * overtone <= 48 and number * overtone * base < 9000:
                    spectrum[number * overtone - 1] += share * bar / 8
    hz: Values = base * np.arange(1, 49)
    spectrum *= 0.32 / np.sqrt(np.sum(np.square(spectrum * k_weight(hz))))
    split = 1.0 / (1.0 + (hz / _CROSSOVER_HZ) ** 4)
    phases = np.pi * scatter(tone.character("phase"), 48)
    return wavetable((spectrum * split)[None, :], phases), wavetable(
        (spectrum * (1 - split))[None, :], phases
    )
