"""The jobs that are not over, from what the conversation tells of them.

Knows nothing of widgets or clocks: `now` is always given, in seconds of any clock that never goes back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from timbre.tui.cells import one_line

if TYPE_CHECKING:
    from timbre.conversation.replies import ProgressLine, Reply

WORDS_CHARACTERS = 400
STOPPING_SECONDS = 1.5
"""Progress told later than this after a wish to cancel means that the job goes on."""
_LEAST_FRACTION = 0.05
"""Progress below this says nothing about what the next jobs will cost."""


@dataclass
class JobEntry:
    """One job. Fractions are 0..1; what nobody has told is None."""

    job: str
    words: str
    """What it makes, in one clean line."""
    export: bool = False
    engine: str = ""
    asked_seconds: float | None = None
    """Length of the audio it was asked for."""
    running: bool = False
    stopping_since: float | None = None
    position: int | None = None
    """Place among the waiting, 0 is next."""
    stage: str = ""
    fraction: float = 0.0
    made: float = 0.0
    """Seconds of audio."""
    total: float | None = None
    speed: float | None = None
    """Seconds of audio made per second of waiting."""
    left: float | None = None
    """Seconds of waiting, as told at `told_at`."""
    told_at: float = 0.0

    def seconds_left(self, now: float) -> float | None:
        """Seconds of waiting; counts down from what was told last."""
        return None if self.left is None else max(0.0, self.left - (now - self.told_at))

    @property
    def cost(self) -> float | None:
        """Seconds of waiting per second of audio, as far as this job shows."""
        seconds = self.total or self.asked_seconds
        if self.left is None or not seconds or not _LEAST_FRACTION <= self.fraction < 1:
            return None
        return self.left / (1 - self.fraction) / seconds


class LiveJobs:
    """Every job that is not over."""

    def __init__(self) -> None:
        self._jobs: dict[str, JobEntry] = {}
        self._over = 0
        """Jobs that ended since nothing was going on."""

    def __len__(self) -> int:
        return len(self._jobs)

    def get(self, job: str) -> JobEntry | None:
        """The job with this id."""
        return self._jobs.get(job)

    def number(self, job: str) -> int:
        """Its number in `/queue`, from 1: what runs, then what waits, next first. Raises ValueError if it is over."""
        return [entry.job for entry in self.in_order()].index(job) + 1

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(not entry.running for entry in self._jobs.values())

    def movable(self, entry: JobEntry, where: str) -> bool:
        """Whether the job waits and has a place to go to, `up` or `down`."""
        if entry.running or entry.position is None:
            return False
        return entry.position > 0 if where == "up" else entry.position < self.waiting - 1

    def in_order(self) -> list[JobEntry]:
        """The running ones, then those that wait, next first."""
        running = [entry for entry in self._jobs.values() if entry.running]
        waiting = [entry for entry in self._jobs.values() if not entry.running]
        last = len(waiting)
        waiting.sort(key=lambda entry: last if entry.position is None else entry.position)
        return running + waiting

    def take_in(self, reply: Reply, now: float) -> tuple[str, bool]:
        """Learn from `reply`: the job it concerns ("" if none), and whether rows came, went or moved."""
        from timbre.conversation import replies

        if isinstance(reply, replies.ProgressLine):
            return self._progress(reply, now)
        if isinstance(reply, replies.AudioMade):
            entry = self._jobs.get(reply.job)
            if entry is None or reply.to_seconds <= entry.made:
                return "", False
            entry.made = reply.to_seconds
            return reply.job, False
        if isinstance(reply, replies.TakeQueued):
            asked = reply.request.seconds
            entry = JobEntry(
                reply.job, one_line(reply.words, WORDS_CHARACTERS), False, reply.request.engine, asked
            )
            self._jobs[reply.job] = entry
            return reply.job, True
        if isinstance(reply, replies.ExportQueued):
            self._jobs[reply.job] = JobEntry(reply.job, f"export of take {reply.number}", True)
            return reply.job, True
        if isinstance(reply, replies.JobMoved):
            return self._moved(reply.job, reply.position)
        if isinstance(reply, replies.TakeStarted):
            return self._started(reply.job, now)
        if isinstance(reply, replies.JobEnded) and self._jobs.pop(reply.job, None) is not None:
            self._over = self._over + 1 if self._jobs else 0
            return reply.job, True
        return "", False

    def stop(self, job: str, now: float) -> None:
        """The user wants `job` to end; so it says until it does."""
        entry = self._jobs.get(job)
        if entry is not None:
            entry.stopping_since = now

    def fraction(self) -> float | None:
        """How much of everything is done since nothing was going on, 0..1; None when nothing is."""
        if not self._jobs:
            return None
        done = self._over + sum(entry.fraction for entry in self._jobs.values())
        return min(1.0, done / (self._over + len(self._jobs)))

    def seconds_left(self, now: float) -> tuple[float | None, int]:
        """Until all is done, and how many waiting jobs nobody can tell about, which are not counted in.

        Jobs of one engine run one after the other, engines side by side. A waiting job is reckoned to cost as
        much per second of music as the running one of its engine.
        """
        running = [entry for entry in self._jobs.values() if entry.running]
        lanes: dict[str, float] = {}
        costs: dict[str, float] = {}
        for entry in running:
            left, cost = entry.seconds_left(now), entry.cost
            if left is not None:
                lanes[entry.engine] = lanes.get(entry.engine, 0.0) + left
            if cost is not None:
                costs[entry.engine] = cost
        unknown = 0
        for entry in self._jobs.values():
            if entry.running:
                continue
            if entry.asked_seconds is None or entry.engine not in costs or entry.engine not in lanes:
                unknown += 1
            else:
                lanes[entry.engine] += entry.asked_seconds * costs[entry.engine]
        return (max(lanes.values()) if lanes else None), unknown

    def _progress(self, told: ProgressLine, now: float) -> tuple[str, bool]:
        entry = self._jobs.get(told.job)
        if entry is None:
            return "", False
        began = not entry.running
        entry.running, entry.position = True, None
        entry.stage = one_line(told.stage, WORDS_CHARACTERS)
        entry.fraction = min(1.0, max(0.0, told.fraction))
        entry.made = max(0.0, told.seconds_made)
        entry.total, entry.speed, entry.left = told.seconds_total, told.speed, told.seconds_left
        entry.told_at = now
        if entry.stopping_since is not None and now - entry.stopping_since > STOPPING_SECONDS:
            entry.stopping_since = None
        return told.job, began

    def _started(self, job: str, now: float) -> tuple[str, bool]:
        """Begun, or begun once more: what was made before is void."""
        entry = self._jobs.get(job)
        if entry is None:
            return "", False
        began = not entry.running
        entry.running, entry.position, entry.stage = True, None, ""
        entry.fraction, entry.made, entry.speed, entry.left = 0.0, 0.0, None, None
        entry.told_at = now
        return job, began

    def _moved(self, job: str, position: int) -> tuple[str, bool]:
        entry = self._jobs.get(job)
        if entry is None or (entry.position == position and not entry.running):
            return "", False
        entry.running, entry.position = False, max(0, position)
        return job, True
