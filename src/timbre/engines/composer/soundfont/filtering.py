"""The low-pass filter of a note: two poles with resonance, standing still or moving.

Worked in short overlapping blocks through its frequency response, so that a moving filter costs what a still one
does. Knows nothing of SoundFonts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.soundfont.generators import hertz
from timbre.engines.composer.synth.tone import Signal, Values

BLOCK = 1024
STEP_CENTS = 50
OPEN_CENTS = 13_100
"""Above about 16 kHz the filter is left out."""
_RANGE_CENTS = (1500, 13_500)
_HOP = BLOCK // 2
_WINDOW = (0.5 - 0.5 * np.cos(2 * np.pi * np.arange(BLOCK) / BLOCK)).astype(np.float32)


def low_pass(sound: Signal, cutoff_cents: Values, resonance_db: float, sample_rate: int) -> Signal:
    """`sound` [T] through a low-pass whose cutoff (absolute cents) passes evenly through `cutoff_cents` [M].

    `resonance_db`: how far the peak stands above the level at 0 Hz; the whole is lowered by half of it.
    """
    cutoff = np.clip(cutoff_cents, *_RANGE_CENTS)
    lowered = 10 ** (-resonance_db / 40)
    if cutoff.min() >= OPEN_CENTS:
        return sound * np.float32(lowered)
    blocks = len(sound) // _HOP + 2
    padded = np.zeros((blocks + 1) * _HOP, dtype=np.float32)
    padded[_HOP : _HOP + len(sound)] = sound
    framed = np.lib.stride_tricks.sliding_window_view(padded, BLOCK)[::_HOP] * _WINDOW
    places = np.linspace(0, len(cutoff) - 1, blocks)[: len(framed)]
    steps = np.round(np.interp(places, np.arange(len(cutoff)), cutoff) / STEP_CENTS).astype(np.int64)
    unique, which = np.unique(steps, return_inverse=True)
    quality = 10 ** ((resonance_db - 3.01) / 20)
    responses = np.stack([_response(hertz(int(step) * STEP_CENTS), quality, sample_rate) for step in unique])
    responses *= np.float32(lowered)
    spectra = np.fft.rfft(framed, axis=1)
    spectra *= responses[which] if len(unique) > 1 else responses[0]
    filtered = np.fft.irfft(spectra, BLOCK, axis=1).astype(np.float32, copy=False)
    out = np.zeros((len(framed) + 1, _HOP), dtype=np.float32)
    out[:-1] += filtered[:, :_HOP]
    out[1:] += filtered[:, _HOP:]
    return out.reshape(-1)[_HOP : _HOP + len(sound)]


def _response(cutoff_hz: float, quality: float, sample_rate: int) -> NDArray[np.complex64]:
    """Response [BLOCK // 2 + 1] of the two-pole low-pass, 1 at 0 Hz."""
    place = np.fft.rfftfreq(BLOCK, 1 / sample_rate) / cutoff_hz
    return (1 / (1 - place**2 + 1j * place / quality)).astype(np.complex64)
