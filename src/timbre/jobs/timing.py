"""How long the supervisor waits for what. One place, so that tests can be quick and users patient."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Timing:
    """Waiting times in seconds."""

    start_seconds: float = 60.0
    """For a new worker to say hello."""
    cancel_seconds: float = 1.0
    """For a worker to obey a cancel, before SIGTERM."""
    terminate_seconds: float = 1.0
    """For a process to obey SIGTERM, before SIGKILL."""
    leave_seconds: float = 1.0
    """For a worker to leave when stdin closes, before SIGTERM."""
    save_seconds: float = 10.0
    """For a cancelled worker that is saving a partial take, besides `cancel_seconds`."""
    silence_seconds: float = 30.0
    """Without a word, heartbeat included, a worker counts as hung. An engine may hold Python's lock for a while."""
    stall_seconds: float = 300.0
    """Without progress or audio, a job counts as hung though the heart beats (weights may take long to load)."""
    idle_seconds: float = 600.0
    """After this long without work a warm worker leaves."""
    backoff_seconds: tuple[float, ...] = (1.0, 2.0, 4.0)
    """Pauses before a new worker after the first, second … loss in a row; the last one stays."""
    event_seconds: float = 1 / 15
    """Progress and chunks reach the consumer at most this often."""

    def backoff(self, losses: int) -> float:
        """The pause after `losses` lost workers in a row; 0 without any."""
        if losses <= 0 or not self.backoff_seconds:
            return 0.0
        return self.backoff_seconds[min(losses, len(self.backoff_seconds)) - 1]
