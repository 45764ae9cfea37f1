"""Envelopes and slow curves: made at control rate (one value per HOP frames), drawn to audio rate in straight lines.

Knows nothing of oscillators.
"""

from __future__ import annotations

import numpy as np

from timbre.engines.composer.synth.tone import Signal, Values

HOP = 64


def control_times(frames: int, sample_rate: int) -> Values:
    """Times in seconds of the control points that cover `frames`: [frames // HOP + 2]."""
    return np.arange(frames // HOP + 2) * (HOP / sample_rate)


def draw(control: Values, frames: int) -> Signal:
    """Control points → [frames] float32, linear between points."""
    points = control.astype(np.float32)
    drawn = np.diff(points)[:, None] * (np.arange(HOP, dtype=np.float32) / np.float32(HOP))
    drawn += points[:-1, None]
    return np.asarray(drawn.reshape(-1)[:frames])


def rise(times: Values, seconds: float) -> Values:
    """Raised-cosine rise 0 → 1 over `seconds`."""
    phase = np.clip(times / max(seconds, 1e-4), 0.0, 1.0)
    return 0.5 - 0.5 * np.cos(np.pi * phase)


def release(times: Values, off_seconds: float, seconds: float) -> Values:
    """1 until `off_seconds`, then an exponential fall that reaches exactly 0 after `seconds`."""
    phase = np.clip((times - off_seconds) / max(seconds, 1e-3), 0.0, 1.0)
    return np.exp(-4.0 * phase) * (1.0 - phase**2) ** 1.5


def swell(
    times: Values,
    attack_seconds: float,
    decay_seconds: float,
    sustain: float,
    off_seconds: float,
    release_seconds: float,
) -> Values:
    """Attack, exponential decay to `sustain`, hold, release: the envelope of a played, sustained note."""
    after = np.maximum(times - attack_seconds, 0.0)
    body = sustain + (1.0 - sustain) * np.exp(-after / max(decay_seconds, 1e-3))
    return np.asarray(rise(times, attack_seconds) * body * release(times, off_seconds, release_seconds))


def fade_edges(samples: Signal, head: int, tail: int) -> Signal:
    """Force the first and last frame of [..., T] to zero with raised-cosine fades (in place), and return it."""
    total = samples.shape[-1]
    head, tail = max(2, min(head, total // 2)), max(2, min(tail, total // 2))
    samples[..., :head] *= (0.5 - 0.5 * np.cos(np.pi * np.arange(head) / head)).astype(np.float32)
    samples[..., -tail:] *= (0.5 + 0.5 * np.cos(np.pi * np.arange(1, tail + 1) / tail)).astype(np.float32)
    return samples
