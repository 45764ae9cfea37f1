"""How long a job will take: from past runs of the same engine, model and device, corrected while it runs.

Pure. Knows nothing of logs or clocks.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from statistics import median

PastRun = tuple[float, float]
"""Seconds of music made, seconds it took."""

RUNS_CONSIDERED = 20
_SPREAD = 1.5
"""Longest over shortest past piece from which on a fixed cost can be told from a cost per second."""
_FIRST_FRACTION = 0.05
"""Progress below this says nothing about the speed yet."""
_TRUSTED_FRACTION = 0.5
"""From here on only the run itself counts."""


def predicted_seconds(past: Sequence[PastRun], seconds: float) -> float | None:
    """Seconds that `seconds` of music will take; None without past runs.

    A fixed cost plus a cost per second, by the Theil–Sen estimator (Sen 1968), which shrugs off outliers such as a
    first run that had to fetch weights. Past pieces of about one length scale in proportion.
    """
    runs = [run for run in past if _usable(run)][-RUNS_CONSIDERED:]
    if not runs or not math.isfinite(seconds) or seconds <= 0:
        return None
    lengths = [length for length, _ in runs]
    if len(runs) < 3 or max(lengths) < _SPREAD * min(lengths):
        return median(elapsed / length for length, elapsed in runs) * seconds
    slopes = [
        (e2 - e1) / (s2 - s1) for i, (s1, e1) in enumerate(runs) for s2, e2 in runs[i + 1 :] if s1 != s2
    ]
    slope = max(0.0, median(slopes))
    fixed = max(0.0, median(elapsed - slope * length for length, elapsed in runs))
    return fixed + slope * seconds


def seconds_left(predicted: float | None, elapsed: float, fraction: float) -> float | None:
    """Seconds still to wait after `elapsed` seconds at `fraction` 0..1 of the job; None when nobody can tell.

    Starts from `predicted` and leans on the run's own speed more and more, wholly from the half on.
    """
    if fraction >= 1:
        return 0.0
    measured = elapsed / fraction if fraction >= _FIRST_FRACTION and elapsed > 0 else None
    if measured is None:
        return predicted - elapsed if predicted is not None and predicted > elapsed else None
    if predicted is None:
        return measured - elapsed
    trust = min(1.0, fraction / _TRUSTED_FRACTION)
    return max(0.0, trust * measured + (1 - trust) * predicted - elapsed)


def _usable(run: PastRun) -> bool:
    return all(math.isfinite(value) and value > 0 for value in run)
