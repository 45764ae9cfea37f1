"""How well Timbre serves: time to audio, failures, ratings, use of the advanced controls. From the history alone.

Pure. Knows nothing of files or terminals; a measurement holds no prompt, no path and no id.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from statistics import mean, median
from typing import Any

from timbre.session import events
from timbre.session.state import State
from timbre.session.take import Take

SCHEMA = 1
BUCKETS = ((10.0, "up to 10 s"), (30.0, "10 to 30 s"), (60.0, "30 to 60 s"), (180.0, "1 to 3 min"))
LONGEST = "over 3 min"
CONTROLS = ("seed lock", "presets", "settings", "edits", "variations", "compare")


@dataclass(frozen=True)
class TimeToAudio:
    """How long the user waited for the first sound, or the whole take where only that was measured."""

    engine: str
    length: str
    takes: int
    p50_seconds: float
    p95_seconds: float


@dataclass(frozen=True)
class Metrics:
    """The measurement. Shares are 0 to 1; None where there is nothing to measure."""

    takes: int
    """Takes with sound, deleted ones included."""
    failures: int
    time_to_audio: tuple[TimeToAudio, ...]
    takes_per_failure: float | None
    """None while nothing has failed."""
    takes_since_failure: int
    longest_run_without_failure: int
    rated: int
    thumbs_up_share: float | None
    """Of the rated takes."""
    sessions: int
    """Conversations with at least one take; single commands are not one."""
    takes_per_session_mean: float | None
    takes_per_session_median: float | None
    advanced_share: float | None
    """Of the conversations: those that used any of the advanced controls."""
    control_shares: dict[str, float]
    """Control → share of the conversations that used it."""

    def plain(self) -> dict[str, Any]:
        """As JSON."""
        return {"schema": SCHEMA, **asdict(self)}


def measure(state: State) -> Metrics:
    """The measurement of everything in `state`."""
    takes = list(state.takes.values())
    made = [take for take in takes if take.status != "failed"]
    runs = _runs(takes)
    failures = len(takes) - len(made)
    ratings = [take.rating for take in made if take.rating is not None]
    talks = [
        session
        for session in state.sessions.values()
        if session.id != events.ONE_SHOT_SESSION and any(take in state.takes for take in session.takes)
    ]
    counts = [sum(state.takes[take].status != "failed" for take in session.takes) for session in talks]
    return Metrics(
        takes=len(made),
        failures=failures,
        time_to_audio=tuple(_times(made)),
        takes_per_failure=len(made) / failures if failures else None,
        takes_since_failure=runs[-1],
        longest_run_without_failure=max(runs),
        rated=len(ratings),
        thumbs_up_share=_share([rating == "up" for rating in ratings]),
        sessions=len(talks),
        takes_per_session_mean=mean(counts) if counts else None,
        takes_per_session_median=float(median(counts)) if counts else None,
        advanced_share=_share([bool(session.controls.intersection(CONTROLS)) for session in talks]),
        control_shares={
            control: _share([control in session.controls for session in talks]) or 0.0 for control in CONTROLS
        },
    )


def bucket(seconds: float) -> str:
    """The length bucket a piece of so many seconds falls into."""
    return next((name for most, name in BUCKETS if seconds <= most), LONGEST)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` (0 to 1) of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def _times(takes: Iterable[Take]) -> list[TimeToAudio]:
    waits: dict[tuple[str, str], list[float]] = {}
    for take in takes:
        waited = take.elapsed_seconds if take.first_audio_seconds is None else take.first_audio_seconds
        if waited is not None and waited > 0 and take.seconds is not None:
            waits.setdefault((take.engine, bucket(take.seconds)), []).append(waited)
    order = [name for _, name in BUCKETS] + [LONGEST]
    return [
        TimeToAudio(engine, length, len(found), percentile(found, 0.5), percentile(found, 0.95))
        for (engine, length), found in sorted(
            waits.items(), key=lambda item: (item[0][0], order.index(item[0][1]))
        )
    ]


def _runs(takes: Iterable[Take]) -> list[int]:
    """How many takes came well before each failure, and after the last."""
    runs = [0]
    for take in takes:
        if take.status == "failed":
            runs.append(0)
        else:
            runs[-1] += 1
    return runs


def _share(found: Sequence[bool]) -> float | None:
    return sum(found) / len(found) if found else None
