"""Measures finished audio by listening to it: tempo, key, length, loudness.

Knows nothing of scores or requests: what it reports is heard, not looked up. None means "could not tell".
"""

from __future__ import annotations

import math

import numpy as np

from timbre.audio import key_finding, tempo
from timbre.audio.excerpt import ending, excerpt
from timbre.audio.loudness import integrated_lufs, true_peak_dbtp
from timbre.model.clip import Samples
from timbre.model.request import Measured


def measure(samples: Samples, sample_rate: int) -> Measured:
    """Facts about `samples` [C, T]; tempo (to 0.1 bpm) and key only where there is confidence.

    Raises InvalidInputError.
    """
    heard = excerpt(samples, sample_rate)
    pulse = tempo.estimate_tempo(heard)
    key = key_finding.estimate_key(np.concatenate([heard, ending(samples, sample_rate)]))
    lufs = integrated_lufs(samples, sample_rate)
    peak_dbtp = true_peak_dbtp(samples, sample_rate)
    return Measured(
        bpm=round(pulse.bpm, 1) if pulse is not None and pulse.confidence >= tempo.CONFIDENT else None,
        key=key.name if key is not None and key.confidence >= key_finding.CONFIDENT else None,
        seconds=round(samples.shape[1] / sample_rate, 6),
        lufs=None if lufs is None else round(lufs, 2),
        true_peak_dbtp=None if math.isinf(peak_dbtp) else round(peak_dbtp, 2),
    )
