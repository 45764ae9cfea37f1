"""Loudness normalisation without mastering: one gain for the whole signal, never past the true-peak ceiling.

Knows nothing of presets or files.
"""

from __future__ import annotations

import numpy as np

from timbre.audio.blocks import BLOCK_SAMPLES, from_db
from timbre.audio.loudness import integrated_lufs
from timbre.audio.mastering import CEILING_DBTP, GAIN_MAX_DB
from timbre.audio.true_peak import true_peak_dbtp
from timbre.model.clip import Samples


def normalise(source: Samples, sample_rate: int, target_lufs: float, out: Samples) -> float:
    """Copy `source` [C, T] to `out` with the gain (dB, returned) that brings it to `target_lufs`.

    The gain stops where the true peak (ITU-R BS.1770 annex 2) would pass −1 dBTP, and at +30 dB. Silence
    stays as it is.
    """
    lufs = integrated_lufs(source, sample_rate)
    gain_db = 0.0
    if lufs is not None:
        gain_db = min(target_lufs - lufs, CEILING_DBTP - true_peak_dbtp(source, sample_rate), GAIN_MAX_DB)
    gain = np.float32(from_db(gain_db))
    for start in range(0, source.shape[1], BLOCK_SAMPLES):
        out[:, start : start + BLOCK_SAMPLES] = source[:, start : start + BLOCK_SAMPLES] * gain
    return gain_db
