"""Hearing a take while it is still being made: preview chunks into a feed, the finished file at its end.

Knows nothing of jobs but their chunks. No sound device is a normal state, told once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from timbre.conversation.speaker import Piece, Speaker
from timbre.errors import TimbreError
from timbre.jobs.events import JobChunk

if TYPE_CHECKING:
    from timbre.audio.playback.feed import Feed

PREVIEW_GAIN_DB = 6.0
"""Mixes come before mastering, some 6 dB under the finished take."""


class Live:
    """What is heard of the job that makes `take` (its id).

    `begin` starts a task of the conversation, `unheard` is told why there is no sound.
    """

    def __init__(
        self,
        speaker: Speaker,
        begin: Callable[[asyncio.Task[None]], None],
        unheard: Callable[[TimbreError], None],
        take: str,
        wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        """`wanted`: whether it shall be heard, asked when it could begin to sound."""
        self._speaker = speaker
        self._begin = begin
        self._unheard = unheard
        self._take = take
        self._wanted = wanted
        self._feed: Feed | None = None

    def chunk(self, event: JobChunk) -> None:
        """The next stretch of sound; the first one starts the player."""
        if self._feed is None:
            from timbre.audio.playback.feed import Feed

            self._feed = Feed(event.sample_rate, event.channels, PREVIEW_GAIN_DB)
            self._play(self._feed)
        self._feed.push(event.samples)

    def again(self) -> None:
        """All sound so far is void: the job is tried once more."""
        self.end(None)

    def end(self, path: Path | None) -> None:
        """The take is finished at `path`, or failed (None). What could not be heard before is played now."""
        feed, self._feed = self._feed, None
        if feed is not None:
            feed.finish(path)
        elif path is not None:
            self._play(path)

    def _play(self, source: Feed | Path) -> None:
        if not self._wanted():
            return

        async def play() -> None:
            try:
                await self._speaker.play([Piece(source, label=self._take)], loop=self._speaker.loop)
            except TimbreError as error:
                self._unheard(error)

        self._begin(asyncio.create_task(play()))
