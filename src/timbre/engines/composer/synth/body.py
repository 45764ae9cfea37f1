"""What a body does to a spectrum: resonances, formants, fine ripple, comb of a plucking or striking point.

Knows nothing of time: everything here is a magnitude at a frequency.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from timbre.engines.composer.synth.tone import Values
from timbre.model.stream import Stream

Peak = Sequence[float]
"""Centre in Hz, gain in dB, width as Q."""


def resonances(hz: Values, peaks: Sequence[Peak]) -> Values:
    """Magnitude at `hz` of peaks (Hz, dB, Q) over a floor of 1."""
    f = np.maximum(np.asarray(hz, dtype=np.float64), 1.0)
    total = np.zeros_like(f)
    for centre, gain_db, q in peaks:
        bell = 1.0 / (1.0 + np.square(q * (f / centre - centre / f)))
        total = total + gain_db * bell
    return 10.0 ** (total / 20.0)


def formants(hz: Values, peaks: Sequence[Peak], floor_db: float = -40.0) -> Values:
    """Magnitude at `hz` of a vocal tract: peaks (Hz, dB, Q) that stand over a floor."""
    f = np.maximum(np.asarray(hz, dtype=np.float64), 1.0)
    total = np.full_like(f, 10.0 ** (floor_db / 10.0))
    for centre, gain_db, q in peaks:
        total = total + 10.0 ** (gain_db / 10.0) / np.square(1.0 + np.square(q * (f / centre - centre / f)))
    return np.asarray(np.sqrt(total))


@lru_cache(maxsize=32)
def _ripple_points(name: str, low_hz: float, high_hz: float) -> tuple[Values, Values]:
    stream = Stream(0, f"synth body {name}")
    centres: list[float] = []
    f = low_hz
    while f < high_hz:
        centres.append(f)
        f *= 2.0 ** stream.uniform(0.05, 0.22)
    values = np.array([stream.uniform(-1.0, 1.0) * (1.0 if i % 2 else -1.0) for i in range(len(centres))])
    return np.log2(np.array(centres)), values


def ripple(hz: Values, name: str, depth_db: float, low_hz: float = 180.0, high_hz: float = 12000.0) -> Values:
    """The uneven response of a wooden box at `hz`: up to ± `depth_db`, always the same for one `name`."""
    points, values = _ripple_points(name, low_hz, high_hz)
    f = np.log2(np.maximum(np.asarray(hz, dtype=np.float64), 1.0))
    return np.asarray(10.0 ** (np.interp(f, points, values, left=0.0, right=0.0) * depth_db / 20.0))


def comb(number: Values, position: float) -> Values:
    """Strength of partial `number` when struck or plucked (or picked up) at `position` of the length."""
    return np.asarray(np.abs(np.sin(np.pi * number * position)))
