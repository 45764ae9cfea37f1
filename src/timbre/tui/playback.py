"""What the transport shows: the take that is heard, or would be, and how.

Plain data; knows nothing of players or widgets.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Letter:
    """One take of a comparison."""

    letter: str
    """`A` …"""
    number: int
    gain_db: float = 0.0
    """What it is turned down by to be as loud as the others, 0 or less."""


@dataclass(frozen=True)
class Playback:
    """How things stand now. Without arguments: there is nothing to play."""

    take: str = ""
    """The take's id; "" where there is none."""
    number: int | None = None
    """Its number; None while it is made."""
    title: str = ""
    position_seconds: float = 0.0
    seconds: float = 0.0
    """How long all of it is; 0 where nobody knows."""
    playing: bool = False
    paused: bool = False
    live: bool = False
    """It is still being made."""
    loop: bool = False
    volume_percent: float = 100.0
    letters: tuple[Letter, ...] = ()
    """The takes that are compared; none where nothing is."""
    letter: str = ""
    """The one of them that is heard."""
    note: str = ""
    """Something to know instead of the title: no sound device, and where the file is."""

    @property
    def empty(self) -> bool:
        """Whether there is nothing to play."""
        return not self.take and self.number is None and not self.title

    @property
    def position(self) -> float | None:
        """How much has been played, 0..1; None where nothing plays or its length is not known."""
        if not (self.playing or self.paused) or not self.seconds > 0.0:
            return None
        return min(max(self.position_seconds / self.seconds, 0.0), 1.0)
