"""One source from where it starts to its end: on the sound device, else through ffplay.

Knows nothing of what comes before or after, nor of takes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timbre.conversation.ffplay import ffplay
from timbre.errors import MissingError

if TYPE_CHECKING:
    from timbre.audio.playback.source import Source
    from timbre.audio.player import Player

POLL_SECONDS = 0.05
TAIL_SECONDS = 0.2
"""What the device has been handed and not played yet when a file is over."""
LOST_POLLS = 60
"""A device that asks for nothing during so many looks (3 s) has gone. Looks, as clocks jump when a laptop sleeps."""


class Sounding:
    """What is asked of it before the device is open holds from its first frame on."""

    def __init__(
        self,
        source: Path | Source,
        file: Path | None,
        gain_db: float = 0.0,
        at_seconds: float = 0.0,
        paused: bool = False,
        backends: list[Any] | None = None,
    ) -> None:
        """`file` is what ffplay would play, turned down by `gain_db` (0 or less); None where it could not.

        A bank brings its gains with it.
        """
        self._source = source
        self._file = file
        self._gain = 10.0 ** (gain_db / 40.0)  # of the player's percent, whose square is the amplitude
        self._at = max(0.0, at_seconds)
        self._backends = backends
        self.paused = paused
        self.volume_percent = 100.0
        self.loop = False
        self.player: Player | None = None
        """From when the header has been read."""
        self._own_gain = False
        self._on_device = False
        self._ffplay_since: float | None = None

    @property
    def direct(self) -> bool:
        """Whether it can be paused and sought in: on a device, not through ffplay."""
        return self._ffplay_since is None

    @property
    def seconds(self) -> float:
        """Length, or of what has come of a feed; 0 before it is known."""
        return self.player.seconds if self.player is not None else 0.0

    @property
    def position_seconds(self) -> float:
        """How far it is; by the clock through ffplay, which does not say."""
        if self._ffplay_since is not None:
            return min(time.monotonic() - self._ffplay_since, self.seconds)
        if self._on_device and self.player is not None:
            return self.player.position_seconds
        return self._at

    def adjust(self, volume_percent: float, loop: bool, paused: bool) -> None:
        """Make it so, now or from the start."""
        self.volume_percent, self.loop, self.paused = volume_percent, loop, paused
        player = self.player
        if player is None:
            return
        player.volume_percent = volume_percent * (1.0 if self._own_gain else self._gain)
        player.loop = loop
        if self._on_device and paused != player.paused:
            if paused:
                player.pause()
            else:
                player.resume()

    def seek(self, seconds: float) -> bool:
        """Go to `seconds`, held within it; whether that can be done."""
        if not self.direct:
            return False
        if self._on_device and self.player is not None:
            self.player.seek(seconds)
        else:
            self._at = max(0.0, seconds)
        return True

    async def play(self, begun: Callable[[], None]) -> None:
        """Play to the end; `begun` is called when it sounds.

        Raises MissingError without a sound device, or when it was unplugged; FileError for a bad file.
        """
        from timbre.audio.playback.bank import Bank
        from timbre.audio.player import Player

        self._own_gain = isinstance(self._source, Bank)
        player = self.player = await asyncio.to_thread(Player, self._source, self._backends)
        self.adjust(self.volume_percent, self.loop, self.paused)
        try:
            at = self._at
            try:
                await _whole(lambda: player.start(at, paused=self.paused))
            except MissingError:
                if self._backends is not None or not await self._through_ffplay(begun):
                    raise
                return
            self._on_device = True
            self.adjust(self.volume_percent, self.loop, self.paused)
            if self._at != at:
                player.seek(self._at)
            begun()
            await self._to_the_end(player)
        finally:
            await _whole(player.stop)
        if player.error is not None:
            raise player.error

    async def _to_the_end(self, player: Player) -> None:
        """Until it is over. A device that went away is opened once more: there may be another by now."""
        asked, idle, reopened = -1, 0, False
        while True:
            await asyncio.sleep(POLL_SECONDS)
            if player.finished:
                await asyncio.sleep(TAIL_SECONDS)
                if player.finished:  # and nobody went back meanwhile
                    return
            idle = idle + 1 if player.asked_frames == asked else 0
            asked = player.asked_frames
            if idle < LOST_POLLS:
                continue
            if reopened:
                raise MissingError(
                    "The sound device takes no more sound.",
                    "Check its cable or choose another, then play again.",
                )
            idle, reopened = 0, True
            await _whole(lambda: player.start(player.position_seconds, paused=self.paused))

    async def _through_ffplay(self, begun: Callable[[], None]) -> bool:
        at = self._at

        def sounds() -> None:
            self._ffplay_since = time.monotonic() - at
            begun()

        if self._file is None:
            return False
        return await ffplay(self._file, self.volume_percent * self._gain, at, sounds)


async def _whole(act: Callable[[], None]) -> None:
    """Do `act` in a thread, to its end even if cancelled meanwhile: no device is left open behind our back."""
    running = asyncio.ensure_future(asyncio.to_thread(act))
    try:
        await asyncio.shield(running)
    except asyncio.CancelledError:
        await asyncio.wait({running})
        if not running.cancelled():
            running.exception()  # looked at, so that nobody complains that it was not
        raise
