"""The look-ahead limiter as a gain over time, worked out at a low control rate.

Knows nothing of the audio itself, only of its levels; `ramp` turns the result into a gain for every sample.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from timbre.audio.true_peak import HOP

Levels = NDArray[np.float64]

LOOKAHEAD_SECONDS = 0.004
HOLD_SECONDS = 0.006
FAST_RELEASE_SECONDS = 0.03
SLOW_RELEASE_SECONDS = 0.25
SUSTAINED_SECONDS = 0.06
"""What needs limiting for less than this is a transient and is let go quickly."""


def limiter_gain(peaks: NDArray[np.float32], gain_db: float, ceiling_db: float, sample_rate: int) -> Levels:
    """Linear gains at the hop boundaries [H + 1] that keep true `peaks` [H], raised by `gain_db`, under the ceiling.

    `gain_db` is included in the result. Two attenuations in decibels add up: a slow one for what is
    sustained, and a fast one for the transients that remain, so that a snare does not pump the pads. The fast
    one is held, released exponentially, spread ahead by a sliding maximum and smoothed by averages no longer
    than that spread: at every peak they cover only values that are at least what the peak needs.
    """
    with np.errstate(divide="ignore"):
        over = 20.0 * np.log10(peaks.astype(np.float64)) + (gain_db - ceiling_db)
    needed = np.maximum(over, 0.0)
    if not needed.any():
        return np.full(len(needed) + 1, 10.0 ** (gain_db / 20.0))
    edges = np.maximum(np.append(needed, 0.0), np.concatenate([[0.0], needed]))
    per_second = sample_rate / HOP
    half = max(1, round(LOOKAHEAD_SECONDS * per_second / 2.0))
    window = max(1, round(SUSTAINED_SECONDS * per_second / 2.0))
    sustained = _trailing_mean(_trailing_mean(edges, window)[::-1], window)[::-1]
    slow = _released(sustained, SLOW_RELEASE_SECONDS * per_second)
    held = _sliding_maximum(np.maximum(edges - slow, 0.0), max(1, round(HOLD_SECONDS * per_second)))
    ahead = _sliding_maximum(_released(held, FAST_RELEASE_SECONDS * per_second)[::-1], 2 * half)[::-1]
    fast = _trailing_mean(_trailing_mean(ahead, half), half)
    gains: Levels = np.power(10.0, (gain_db - slow - fast) / 20.0)
    return gains


def _released(values: Levels, time_constant: float) -> Levels:
    """Peaks that decay exponentially with `time_constant` steps: a running maximum in the log domain, no loop."""
    slope = np.arange(len(values)) / time_constant
    with np.errstate(divide="ignore"):
        result: Levels = np.exp(np.maximum.accumulate(np.log(np.maximum(values, 0.0)) + slope) - slope)
    return result


def ramp(edges: NDArray[np.float64], first_hop: int, hop_samples: int, length: int) -> NDArray[np.float32]:
    """The gain of `length` samples from the start of hop `first_hop`, linear between the hop boundaries `edges`."""
    hops = -(-length // hop_samples)
    points = edges[first_hop : first_hop + hops + 1].astype(np.float32)
    position = np.arange(hop_samples, dtype=np.float32) / np.float32(hop_samples)
    gains = points[:-1, None] + np.diff(points)[:, None] * position
    return np.asarray(gains.reshape(-1)[:length])


def mean_power(edges: Levels, hop_samples: int, slot_samples: int, slots: int) -> Levels:
    """Mean squared gain of each of `slots` stretches of `slot_samples`, from the gains at hop boundaries."""
    power = (edges[:-1] ** 2 + edges[:-1] * edges[1:] + edges[1:] ** 2) / 3.0
    total = np.concatenate([[0.0], np.cumsum(power)])
    at = np.interp(np.arange(slots + 1) * (slot_samples / hop_samples), np.arange(len(total)), total)
    means: Levels = np.diff(at) * (hop_samples / slot_samples)
    return means


def _sliding_maximum(values: Levels, reach: int) -> Levels:
    """The maximum of each value and the `reach` before it, by doubling."""
    result, covered = values.copy(), 1
    while covered < reach + 1:
        step = min(covered, reach + 1 - covered)
        result[step:] = np.maximum(result[step:], result[:-step].copy())
        covered += step
    return result


def _trailing_mean(values: Levels, reach: int) -> Levels:
    """The mean of each value and the `reach` before it; the first value stands for what came before it."""
    total = np.cumsum(np.concatenate([np.full(reach + 1, values[0]), values]))
    mean: Levels = (total[reach + 1 :] - total[: -reach - 1]) / (reach + 1)
    return mean
