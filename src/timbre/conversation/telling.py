"""What is told of a job while it runs, how it ended, and how the takes that come of it are drawn.

Knows nothing of sessions or of how jobs are run.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

from timbre.conversation.replies import AudioMade, JobMoved, Outcome, ProgressLine
from timbre.errors import TimbreError
from timbre.jobs.events import JobChunk, JobDone, JobEvent, JobFailed, JobProgress, JobQueued, LastEvent
from timbre.jobs.take import PEAKS
from timbre.model.clip import Samples

DRAWN_PER_SECOND = 20
"""Peaks of a take that is being made."""


def told_of(event: JobEvent) -> ProgressLine | JobMoved | None:
    """What every surface hears of `event`, if it is about how far the job is."""
    if isinstance(event, JobProgress):
        return ProgressLine(
            event.job,
            event.stage,
            event.fraction,
            event.seconds_made,
            event.seconds_total,
            event.speed,
            event.seconds_left,
        )
    return JobMoved(event.job, event.position) if isinstance(event, JobQueued) else None


def outcome_of(last: LastEvent) -> Outcome:
    """How a job ended, in a word."""
    if isinstance(last, JobDone):
        return "done"
    if isinstance(last, JobFailed):
        return "failed"
    return "cancelled" if last.partial is None else "partial"


def drawn(chunk: JobChunk) -> AudioMade:
    """A chunk's picture."""
    from timbre.audio.waveform import peaks

    rate = chunk.sample_rate
    found = peaks(chunk.samples, max(1, round(chunk.count / rate * DRAWN_PER_SECOND)))
    return AudioMade(chunk.job, found, chunk.offset / rate, (chunk.offset + chunk.count) / rate)


def picture_of(path: Path) -> Samples:
    """Peaks [2, N] float32 of a file; nothing where it cannot be read. Call it in a thread."""
    from timbre.audio.files import read_audio
    from timbre.audio.waveform import peaks

    try:
        return peaks(read_audio(path).samples, PEAKS)
    except TimbreError:
        return np.zeros((2, 1), np.float32)
