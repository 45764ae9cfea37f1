"""Float samples to whole numbers: 16 bits with dither, 24 bits by rounding.

Knows nothing of files. The noise is the same every time.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from timbre.model.clip import Samples
from timbre.model.request import BitDepth
from timbre.model.stream import Stream

_STREAM = "dither"


class Quantiser:
    """Turns the blocks of one signal into int32 samples of `bits` "16" or "24".

    16 bits get triangular noise of ±1 step, made of differences of neighbouring uniform values, which puts it
    where the ear hears it least (Lipshitz, Wannamaker and Vanderkooy, JAES 40, 1992). A block that already
    lies on the 16-bit grid (digital silence, a 16-bit file written again) is left exactly as it is.
    """

    def __init__(self, bits: BitDepth) -> None:
        self.scale = np.float32(32768.0 if bits == "16" else 8388608.0)
        self._noise = Stream(0, _STREAM) if bits == "16" else None

    def __call__(self, block: Samples) -> NDArray[np.int32]:
        """`block` [C, n] as whole numbers [C, n], clipped to the range."""
        scaled = block * self.scale
        rounded = np.rint(scaled)
        if self._noise is not None and not np.array_equal(scaled, rounded):
            noise = self._noise.noise(block.size + 1) * np.float32(0.5)
            rounded = np.rint(scaled + np.diff(noise).reshape(block.shape))
        whole: NDArray[np.int32] = np.clip(rounded, -self.scale, self.scale - np.float32(1.0)).astype(
            np.int32
        )
        return whole
