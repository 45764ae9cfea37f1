"""What controllers do to a part's sound beside its level: vibrato and brightness, sample by sample.

Knows nothing of notes or of where the curves come from.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from timbre.audio.chain import Chain
from timbre.audio.effects import Effect
from timbre.engines.composer.mix.varispeed import Swing, VariableDelay
from timbre.model.clip import Samples

VIBRATO_HZ = 5.4
VIBRATO_CENTS = 22.0
SPLIT_HZ = (450.0, 1400.0, 4200.0)
SETTLED_SECONDS = 0.05
"""What was longer ago the split filters have forgotten."""

Values = NDArray[np.float32] | np.float32


class Vibrato:
    """Pitch modulation by a varying delay. At depth 0 the part passes untouched."""

    def __init__(self, sample_rate: int, period: int | None) -> None:
        self._swing = Swing(VIBRATO_HZ, VIBRATO_CENTS, sample_rate, period)
        self._line = VariableDelay(2 * self._swing.swing)

    def process(self, block: Samples, start: int, depth: Values) -> Samples:
        """`block` [2, T], which begins at sample `start`, with vibrato of `depth` 0..1."""
        delay = depth * self._swing.delay(start, block.shape[1]) if np.any(depth) else None
        return self._line.process(block, delay)


class Brightness:
    """A low-pass that opens from 450 Hz (0) to everything (1, exact pass-through).

    Four bands split by subtraction sum to the input; the value fades the upper ones in, one after another. A filter
    that is not needed rests; before it works again it hears what came last.
    """

    def __init__(self, sample_rate: int) -> None:
        lowpass = [Effect(effect="lowpass", settings={"cutoff_frequency_hz": hz}) for hz in SPLIT_HZ]
        self._filters = [Chain((effect, effect), sample_rate) for effect in lowpass]
        self._rested = [False] * len(self._filters)
        self._memory = round(SETTLED_SECONDS * sample_rate)
        self._past: Samples = np.zeros((2, 0), dtype=np.float32)

    def process(self, block: Samples, value: Values) -> Samples:
        """`block` [2, T] at brightness `value` 0..1."""
        splits = len(self._filters)
        opened = [np.clip(np.float32(splits) * value - np.float32(k), 0, 1) for k in range(splits)]
        first = next((k for k, open_ in enumerate(opened) if not np.all(np.equal(open_, 1.0))), splits)
        last = max((k + 1 for k, open_ in enumerate(opened) if np.any(open_)), default=0)
        bands = {k: self._below(k, block) for k in range(first, max(first, last) + 1)}
        result = bands[first]
        for k in range(first, last):
            open_ = opened[k]
            result = result + (bands[k + 1] - bands[k]) * (open_ * open_ * (3 - 2 * open_))
        self._rested = [k not in bands for k in range(splits)]
        heard = block if block.shape[1] >= self._memory else np.concatenate((self._past, block), axis=1)
        self._past = heard[:, -self._memory :].copy()
        return result.astype(np.float32, copy=False)

    def _below(self, split: int, block: Samples) -> Samples:
        """What of `block` lies below the frequency `split`; all of it above the last."""
        if split == len(self._filters):
            return block
        if self._rested[split]:
            self._filters[split].process(self._past)
        return self._filters[split].process(block)
