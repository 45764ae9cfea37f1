"""Playing takes while the conversation goes on: one at a time, in turn, round and round.

Knows nothing of takes or terminals. No sound device is a normal state: MissingError says so.
"""

from __future__ import annotations

import asyncio
import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timbre.errors import MissingError, TimbreError

if TYPE_CHECKING:
    from timbre.audio.playback.feed import Feed
    from timbre.audio.player import Player

POLL_SECONDS = 0.05
FFPLAY_SECONDS = 0.7
"""An ffplay that has not given up by then is playing."""
TAIL_SECONDS = 0.2
"""What the device has been handed and not played yet when a file is over."""


@dataclass(frozen=True)
class Piece:
    """A file, or a take that is still being made (a feed), turned down by `gain_db` (0 or less)."""

    source: Path | Feed
    gain_db: float = 0.0


class Speaker:
    """Plays in the background of an event loop."""

    def __init__(self, backends: list[Any] | None = None, volume_percent: float = 100.0) -> None:
        """`backends` as in `audio.player.Player`."""
        self._backends = backends
        self._volume_percent = volume_percent
        self._gain_db = 0.0
        self._player: Player | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def playing(self) -> bool:
        """Whether there is sound."""
        return self._task is not None and not self._task.done()

    @property
    def volume_percent(self) -> float:
        """Loudness, 0 to 100."""
        return self._volume_percent

    @volume_percent.setter
    def volume_percent(self, percent: float) -> None:
        self._volume_percent = percent
        if self._player is not None:
            self._player.volume_percent = self._level()

    def seek(self, seconds: float) -> bool:
        """Go to `seconds` of the piece that plays; whether one does."""
        if self._player is None:
            return False
        self._player.seek(seconds)
        return True

    async def play(self, pieces: list[Piece], *, loop: bool = False) -> None:
        """Play `pieces` one after the other, from now on; returns when the first sounds.

        Raises MissingError without a sound device, FileError for a bad file.
        """
        await self.stop()
        started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.ensure_future(self._run(pieces, loop, started))
        self._task.add_done_callback(lambda _: started.done() or started.cancel())
        await started

    async def stop(self) -> None:
        """Fall silent."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def wait(self) -> None:
        """Until everything was played, or stopped."""
        if self._task is not None:
            with suppress(asyncio.CancelledError):
                await asyncio.shield(self._task)

    def _level(self) -> float:
        """Volume and gain as the player's percent, whose square is the amplitude."""
        return float(self._volume_percent * 10.0 ** (self._gain_db / 40.0))

    async def _run(self, pieces: list[Piece], loop: bool, started: asyncio.Future[None]) -> None:
        alone = len(pieces) == 1  # then the player itself goes round, without a gap
        again = True
        while again:
            again = loop
            for piece in pieces:
                try:
                    await self._one(piece, loop and alone, started)
                except TimbreError as error:
                    if not started.done():
                        started.set_exception(error)
                    return

    async def _one(self, piece: Piece, loop: bool, started: asyncio.Future[None]) -> None:
        from timbre.audio.player import Player

        self._gain_db = piece.gain_db
        player = await asyncio.to_thread(Player, piece.source, self._backends)
        player.volume_percent, player.loop = self._level(), loop
        try:
            try:
                await asyncio.to_thread(player.start)
            except MissingError:
                if self._backends is not None or not await _ffplay(piece.source, self._level(), started):
                    raise
                return
            self._player = player
            if not started.done():
                started.set_result(None)
            while not player.finished:
                await asyncio.sleep(POLL_SECONDS)
            await asyncio.sleep(TAIL_SECONDS)
        finally:
            self._player = None
            await asyncio.to_thread(player.stop)


async def _ffplay(source: Path | Feed, volume_percent: float, started: asyncio.Future[None]) -> bool:
    """Play a file through ffplay, where it is installed and finds a device; whether that worked."""
    command = shutil.which("ffplay")
    if command is None or not isinstance(source, Path):
        return False
    volume = ("-volume", str(round(volume_percent**2 / 100)))  # ffplay's percent is the amplitude itself
    arguments = (command, "-nodisp", "-autoexit", "-loglevel", "quiet", *volume, "-i", str(source.resolve()))
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(*arguments, stdin=nowhere, stdout=nowhere, stderr=nowhere)
    try:
        with suppress(asyncio.TimeoutError):
            return await asyncio.wait_for(process.wait(), FFPLAY_SECONDS) == 0
        if not started.done():
            started.set_result(None)
        return await process.wait() == 0
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
