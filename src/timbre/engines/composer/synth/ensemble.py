"""The blur of many players: an endless stereo texture cut to a note's length.

Knows nothing of envelopes or of which section plays.
"""

from __future__ import annotations

import numpy as np

from timbre.engines.composer.synth.spectral import texture
from timbre.engines.composer.synth.tone import Signal, Tone, Values, spread_width

_SHORT, _LONG = 1 << 16, 1 << 17


def blur(tone: Tone, amplitudes: Values, width_cents: float, frames: int) -> Signal:
    """Texture [2, frames] of harmonics `amplitudes` [H], `width_cents` wide, mono in the bass."""
    size = _SHORT if frames <= _SHORT else _LONG
    stream = tone.stream("blur")
    seed = stream.integer(0, 3)
    hz = tone.hz * np.arange(1, len(amplitudes) + 1)
    wide = 0.75 * spread_width(hz)
    middle = texture(size, tone.hz, amplitudes * np.sqrt(1 - 0.5 * wide**2), width_cents, tone.sample_rate, seed)
    side = texture(size, tone.hz, amplitudes * wide * 0.7, width_cents, tone.sample_rate, seed + 7)
    start = stream.integer(0, size - 1)
    middle, side = _loop(middle, start, frames), _loop(side, start, frames)
    return np.stack([middle + side, middle - side])


def _loop(wave: Signal, start: int, frames: int) -> Signal:
    turned = np.concatenate([wave[start:], wave[:start]])
    if frames <= len(turned):
        return turned[:frames]
    return np.tile(turned, -(-frames // len(turned)))[:frames]
