"""A linked bus compressor as a gain over time, for a signal that arrives in blocks of any length.

Knows nothing of what the gain is applied to.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from timbre.model.clip import Samples

KNEE_DB = 6.0
HOP_SECONDS = 0.002
DEFAULTS = {"threshold_db": -18.0, "ratio": 2.0, "attack_ms": 20.0, "release_ms": 150.0, "makeup_db": 0.0}
_FLOOR = 1e-20


class Compressor:
    """Feed-forward, over the RMS of all channels in hops of 2 ms, with a soft knee.

    Decoupled smoothing of the gain in decibels, after Giannoulis, Massberg and Reiss, "Digital Dynamic Range
    Compressor Design" (JAES 60, 2012), equations 4 and 16. The gain follows the level one hop late, so it needs
    no future. Hops are counted from sample 0; with `period` a whole number of them fits into it.
    """

    def __init__(self, settings: Mapping[str, float], sample_rate: int, period: int | None = None) -> None:
        told = {**DEFAULTS, **settings}
        hop = max(1, round(HOP_SECONDS * sample_rate))
        self._grid = (hop, 1) if period is None else (period, max(1, round(period / hop)))
        hop_ms = 1000.0 * self._grid[0] / self._grid[1] / sample_rate
        self._threshold_db, self._slope = told["threshold_db"], 1.0 - 1.0 / told["ratio"]
        self._attack = 1.0 - math.exp(-hop_ms / told["attack_ms"])
        self._release = 1.0 - math.exp(-hop_ms / told["release_ms"])
        self._makeup_db = told["makeup_db"]
        self._before = self._after = 0.0
        self._power, self._count = 0.0, 0

    def gain(self, total: Samples, start: int) -> NDArray[np.float32] | None:
        """Linear gain [T] while `total` [C, T], which begins at sample `start`, is heard; None: 1 throughout.

        Blocks follow one another without gaps.
        """
        count = total.shape[1]
        if not count:
            return None
        first, last = self._hop_of(start), self._hop_of(start + count - 1)
        edges = self._edges(first, last + 1)
        power = np.einsum("ct,ct->t", total, total) / np.float32(len(total))
        sums = np.add.reduceat(power, np.maximum(edges[:-1] - start, 0)).astype(np.float64)
        lengths = np.diff(np.clip(edges, start, start + count))
        reductions = [
            self._before,
            self._after,
            *self._follow(sums, lengths, complete=edges[-1] == start + count),
        ]
        points = np.array(reductions[: len(edges)])
        self._before, self._after = reductions[-2:]
        if not points.any() and not self._makeup_db:
            return None
        gains = np.exp((self._makeup_db - points) * (math.log(10) / 20)).astype(np.float32)
        at: NDArray[np.float64] = np.arange(start, start + count, dtype=np.float64)
        return np.interp(at, edges, gains).astype(np.float32)

    def _hop_of(self, sample: int) -> int:
        """The hop in which `sample` lies."""
        length, hops = self._grid
        return sample * hops // length

    def _edges(self, first: int, last: int) -> NDArray[np.int64]:
        """Where hops `first` … `last` begin."""
        length, hops = self._grid
        return -(-np.arange(first, last + 1, dtype=np.int64) * length // hops)

    def _follow(self, sums: NDArray[np.float64], lengths: NDArray[np.int64], complete: bool) -> list[float]:
        """Reduction in dB after each hop that is complete; what is left of the last waits for the next block."""
        sums[0] += self._power
        lengths[0] += self._count
        ended = len(sums) if complete else len(sums) - 1
        self._power, self._count = (0.0, 0) if complete else (float(sums[-1]), int(lengths[-1]))
        levels_db = 10.0 * np.log10(np.maximum(sums[:ended] / np.maximum(lengths[:ended], 1), _FLOOR))
        over = levels_db - self._threshold_db
        knee = np.clip(over + KNEE_DB / 2.0, 0.0, KNEE_DB)
        wanted = np.where(over > KNEE_DB / 2.0, over, knee * knee / (2.0 * KNEE_DB)) * self._slope
        state, attack, release = self._after, self._attack, self._release
        reductions = []
        for value in wanted.tolist():
            state += (value - state) * (attack if value > state else release)
            reductions.append(state)
        return reductions
