"""When Python looks for garbage: while nobody types and nothing is made, never in between.

A full look takes a tenth of a second in a long session, which a typist or a scrolling reader would feel.
"""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timbre.tui.studio import Studio

QUIET_SECONDS = 4.0
"""So long nothing must have been pressed."""
EVERY_SECONDS = 5.0
YOUNG_OBJECTS = 20_000
"""New objects until the youngest are looked through, a matter of a millisecond or two."""
ROUNDS = 20


class Tidying:
    """Belongs to one studio. `stirred` tells it that somebody is there."""

    def __init__(self, studio: Studio) -> None:
        self._studio = studio
        self._stirred_at = 0.0
        self._before: tuple[int, int, int] | None = None

    def begin(self) -> None:
        """From now on: what is there stays, and is not looked at again."""
        gc.collect()
        gc.freeze()
        self._before = gc.get_threshold()
        gc.set_threshold(YOUNG_OBJECTS, ROUNDS, 1_000_000)
        self._studio.set_interval(EVERY_SECONDS, self._look)

    def end(self) -> None:
        """As it was."""
        if self._before is not None:
            gc.set_threshold(*self._before)
            gc.unfreeze()
            self._before = None

    def stirred(self) -> None:
        """Somebody pressed or moved something."""
        self._stirred_at = time.monotonic()

    def _look(self) -> None:
        talk = self._studio.talk
        busy = talk is None or talk.work.busy
        if not busy and time.monotonic() - self._stirred_at > QUIET_SECONDS and gc.get_count()[1]:
            gc.collect()
            self._stirred_at = time.monotonic()
