"""Analogue synthesiser: detuned band-limited waves through a resonant ladder filter that moves.

Knows nothing of knobs' names on any machine.

The filter is exact for each of up to 28 cutoffs: its complex response is applied to the harmonics, one wavetable per
cutoff, and the moving filter slides between neighbouring tables.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from timbre.engines.composer.synth.amplifier import saturate
from timbre.engines.composer.synth.bursts import puff
from timbre.engines.composer.synth.envelopes import control_times, draw, release, rise
from timbre.engines.composer.synth.oscillators import TABLE, harmonic_count, sine, slide, walk, wavetable_of
from timbre.engines.composer.synth.players import wander
from timbre.engines.composer.synth.tone import Signal, Tone, Values

_STEPS = 28


@dataclass(frozen=True)
class AnalogPatch:
    """Numbers of one synthesiser sound."""

    wave: str = "saw"
    """saw, square, pulse, triangle or sine."""
    pulse: float = 0.3
    voices: int = 1
    detune_cents: float = 8.0
    sub: float = 0.0
    """Level of a sine an octave below (below 0: at the note itself)."""
    spread: float = 0.8
    cutoff_hz: float = 1200.0
    """Filter's rest at middle C and medium stroke."""
    track: float = 0.5
    octaves: float = 2.5
    """How far the envelope opens the filter at full stroke."""
    filter_attack_seconds: float = 0.004
    filter_decay_seconds: float = 0.35
    filter_sustain: float = 0.35
    resonance: float = 0.3
    """0..1; 1 is on the edge of singing."""
    attack_seconds: float = 0.004
    decay_seconds: float = 0.4
    sustain: float = 0.8
    release_seconds: float = 0.18
    vibrato_cents: float = 0.0
    vibrato_hz: float = 5.4
    vibrato_delay_seconds: float = 0.5
    drive: float = 0.0
    click: float = 0.0
    drift_cents: float = 1.5
    glide_cents: float = 0.0
    glide_seconds: float = 0.03


def render(patch: AnalogPatch, tone: Tone) -> Signal:
    """One note: [2, T]."""
    fade = patch.release_seconds * tone.release_scale
    frames = tone.frames(tone.gate_seconds + fade)
    times = control_times(frames, tone.sample_rate)
    attack = patch.attack_seconds * {"legato": 2.0, "accent": 0.7, "staccato": 0.7}.get(
        tone.articulation, 1.0
    )
    attack = min(attack, 0.7 * tone.gate_seconds)
    after = np.maximum(times - attack, 0.0)
    level = rise(times, attack) * (patch.sustain + (1 - patch.sustain) * np.exp(-after / patch.decay_seconds))
    level = level * release(times, tone.gate_seconds, fade)
    octave = _sweep(patch, tone, times, fade)
    tables, first, step = _filtered(patch, tone, octave)
    place = draw(np.clip((octave - first) / step, 0.0, len(tables) - 1.0), frames)
    spread = patch.spread * tone.width if patch.voices > 1 else 0.0
    out: Signal = np.zeros((2 if spread > 0 else 1, frames), dtype=np.float32)
    for voice in range(patch.voices):
        wave = slide(tables, _points(patch, tone, voice, times), frames, place)
        pan = spread * (voice / max(1, patch.voices - 1) * 2 - 1) * (1.0 if voice % 2 == 0 else -1.0)
        for channel, side in zip(out, (-pan, pan), strict=False):
            channel += wave * np.float32(np.sqrt((1 + side) / patch.voices))
    if patch.sub:
        ratio = 0.5 if patch.sub > 0 else 1.0
        out += sine(walk(tone.hz * ratio, np.zeros(len(times)), tone.sample_rate), frames) * np.float32(
            abs(patch.sub)
        )
    out *= draw(level, frames)
    if patch.drive > 0:
        out = saturate(out * np.float32(1 + patch.drive * (0.5 + tone.strength)))
    if len(out) == 1:
        out = np.concatenate([out, out])
    puff(out, tone, "click", patch.click * tone.strength, 1000.0, 8000.0, 0.0003, 0.004)
    return out


def _sweep(patch: AnalogPatch, tone: Tone, times: Values, fade: float) -> Values:
    """Cutoff over time, in octaves above 1 Hz, at control rate."""
    base = (
        np.log2(patch.cutoff_hz * tone.brightness)
        + patch.track * (tone.pitch - 60) / 12
        + 0.9 * (tone.strength - 0.75)
    )
    if tone.articulation == "mute":
        base -= 1.0
    attack = min(patch.filter_attack_seconds, 0.8 * tone.gate_seconds)
    after = np.maximum(times - attack, 0.0)
    decay = patch.filter_decay_seconds * (0.6 if tone.articulation in ("staccato", "mute") else 1.0)
    shape = rise(times, attack) * (patch.filter_sustain + (1 - patch.filter_sustain) * np.exp(-after / decay))
    shape = shape * (0.4 + 0.6 * release(times, tone.gate_seconds, fade * 1.5))
    reach = patch.octaves * (0.25 + 0.75 * tone.strength) * (1.15 if tone.articulation == "accent" else 1.0)
    return np.asarray(np.clip(base + reach * shape, np.log2(30.0), np.log2(19000.0)))


def _filtered(patch: AnalogPatch, tone: Tone, octave: Values) -> tuple[Signal, float, float]:
    """Wavetables [F, TABLE + 1] for cutoffs `first + k · step` octaves."""
    count = harmonic_count(tone.hz * 2 ** (patch.detune_cents / 1200) * 1.02, tone.nyquist_hz)
    number = np.arange(1, min(count, TABLE // 2 - 2) + 1, dtype=np.float64)
    source = _wave(patch, number)
    first, last = float(octave.min()), float(octave.max())
    steps = int(np.clip(np.ceil((last - first) / 0.16) + 1, 1, _STEPS))
    step = (last - first) / max(1, steps - 1) or 1.0
    cutoff = 2.0 ** (first + step * np.arange(steps))
    s = 1j * (tone.hz * number)[None, :] / cutoff[:, None]
    feedback = 4.0 * patch.resonance * 0.97
    response = (1 + 0.55 * feedback) / ((1 + s) ** 4 + feedback)
    return wavetable_of(-1j * source * response), first, step


def _wave(patch: AnalogPatch, number: Values) -> Values:
    if patch.wave == "square":
        return np.asarray(np.where(number % 2 == 1, 0.5 / number, 0.0))
    if patch.wave == "pulse":
        return np.asarray(0.45 * np.sin(np.pi * number * patch.pulse) / number)
    if patch.wave == "triangle":
        return np.asarray(np.where(number % 2 == 1, 0.6 / number**2, 0.0))
    if patch.wave == "sine":
        return np.asarray(np.where(number == 1, 0.6, 0.0))
    return np.asarray(0.42 / number)


def _points(patch: AnalogPatch, tone: Tone, voice: int, times: Values) -> Values:
    stream = tone.stream(f"voice {voice}")
    order = voice / (patch.voices - 1) * 2 - 1 if patch.voices > 1 else 0.0
    cents = np.full(len(times), patch.detune_cents * (order * (0.75 + 0.25 * abs(order))))
    if patch.drift_cents > 0:
        cents += patch.drift_cents * wander(tone, f"drift {voice}", len(times), 96)
    if patch.vibrato_cents > 0:
        depth = rise(np.maximum(times - patch.vibrato_delay_seconds, 0), 0.5)
        cents += patch.vibrato_cents * depth * np.sin(2 * np.pi * patch.vibrato_hz * times)
    if tone.articulation == "slide":
        cents += -300.0 * np.exp(-times / 0.04) * (times < 0.5)
    elif patch.glide_cents:
        cents += patch.glide_cents * np.exp(-times / patch.glide_seconds)
    return walk(tone.hz, cents, tone.sample_rate, stream.uniform() if patch.voices > 1 else 0.0)
