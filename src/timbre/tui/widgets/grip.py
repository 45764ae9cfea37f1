"""Where the user holds the cursor of a seek bar, and when playback is to hear of it.

Knows nothing of widgets or players; the clock is given.
"""

from __future__ import annotations

from collections.abc import Callable

BETWEEN_SECONDS = 0.06
"""While dragging, playback hears of it no more often than this."""
HOLD_SECONDS = 0.5
"""After letting go the cursor waits this long for playback to arrive, before it believes an older position."""
_ARRIVED = 0.02


class Grip:
    """A place 0..1 that is `held`, or None. `clock` gives seconds that never go back."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self.dragging = False
        self.held: float | None = None
        self._until = 0.0
        self._told: float | None = None
        self._told_at = 0.0

    def take(self, fraction: float) -> None:
        """Press at `fraction`."""
        self.dragging = True
        self.held = fraction
        self._told = None

    def due(self, *, at_once: bool) -> float | None:
        """The place playback is to be told now, once each; None where it knows or has just heard another."""
        now = self._clock()
        if self.held is None or self.held == self._told:
            return None
        if not at_once and now - self._told_at < BETWEEN_SECONDS:
            return None
        self._told, self._told_at = self.held, now
        return self.held

    def let_go(self) -> None:
        """The cursor stays until playback is there."""
        self.dragging = False
        self._told = None
        self._until = self._clock() + HOLD_SECONDS

    def playback(self, position: float | None) -> None:
        """Playback is at `position`: there, or the wait is over, or it is not believed yet."""
        if self.held is None or self.dragging:
            return
        arrived = position is not None and abs(position - self.held) < _ARRIVED
        if arrived or self._clock() >= self._until:
            self.held = None
