"""The blur of many players: an endless stereo texture cut to a note's length.

Knows nothing of envelopes or of which section plays.
"""

from __future__ import annotations

import numpy as np

from timbre.engines.composer.synth.spectral import texture
from timbre.engines.composer.synth.tone import Signal, Tone, Values, spread_width

_SIZES = tuple(1 << power for power in range(15, 19))
_REPEATS = 2.2
"""A texture may come round this often before a longer one is made."""


def blur(tone: Tone, amplitudes: Values, width_cents: float, frames: int) -> Signal:
    """Textures [K, 2, frames] of K sets of harmonics `amplitudes` [K, H], `width_cents` wide, mono in the bass."""
    width_cents *= float(np.clip(tone.hz / 250.0, 0.35, 1.0))
    size = next(
        (size for size in _SIZES if size * (_REPEATS if size >= 1 << 17 else 1.0) >= frames), _SIZES[-1]
    )
    stream = tone.stream("blur")
    seed = stream.integer(0, 2)
    start = stream.integer(0, size - 1)
    if tone.width >= 1.0:
        waves = texture(size, tone.hz, amplitudes, width_cents, tone.sample_rate, seed)
        return np.stack([_loop(waves, start, frames), _loop(waves, start + size // 2, frames)], axis=1)
    wide = 0.7 * spread_width(tone.hz * np.arange(1, amplitudes.shape[1] + 1))
    both = np.concatenate([amplitudes * np.sqrt(1 - wide**2), amplitudes * wide])
    waves = texture(size, tone.hz, both, width_cents, tone.sample_rate, seed)
    middle, side = (
        _loop(waves[: len(amplitudes)], start, frames),
        _loop(waves[len(amplitudes) :], start + size // 2, frames),
    )
    return np.stack([middle + side, middle - side], axis=1)


def _loop(waves: Signal, start: int, frames: int) -> Signal:
    size = waves.shape[1]
    start %= size
    if start + frames <= size:
        return waves[:, start : start + frames]
    pieces = [waves[:, start:]]
    left = frames - (size - start)
    while left > 0:
        pieces.append(waves[:, :left])
        left -= size
    return np.concatenate(pieces, axis=1)
