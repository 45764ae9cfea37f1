"""Spectra that change from register to register: partials' levels given at a few pitches, read at any pitch.

Knows nothing of how loud a note is played.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from timbre.engines.composer.synth.tone import Values

_FALL_DB = 18.0
"""Partials beyond those given fall this much per octave."""


def partial_levels(rows: tuple[tuple[float, ...], ...], pitch: float, count: int) -> Values:
    """Linear levels [count] of the first partials at MIDI `pitch`.

    A row is a MIDI pitch and the levels in dB of the first partials there, in order of pitch. Between rows levels are
    interpolated in dB; outside, the nearest row holds.
    """
    pitches, table = _table(rows)
    above = int(np.clip(np.searchsorted(pitches, pitch), 1, len(pitches) - 1))
    share = float(np.clip((pitch - pitches[above - 1]) / (pitches[above] - pitches[above - 1]), 0.0, 1.0))
    levels = (1 - share) * table[above - 1] + share * table[above]
    given = len(levels)
    if count > given:
        beyond = np.arange(given + 1, count + 1) / given
        levels = np.concatenate([levels, levels[-1] - _FALL_DB * np.log2(beyond)])
    return np.asarray(10.0 ** (levels[:count] / 20.0))


@lru_cache(maxsize=64)
def _table(rows: tuple[tuple[float, ...], ...]) -> tuple[Values, Values]:
    """Pitches [R] and levels [R, P] of at least two rows."""
    given = min(len(row) for row in rows)
    table = np.array([row[:given] for row in rows], dtype=np.float64)
    return table[:, 0], table[:, 1:]
