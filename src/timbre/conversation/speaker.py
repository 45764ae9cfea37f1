"""Playing takes while the conversation goes on: one, several in turn, or several side by side.

Knows nothing of takes or terminals. No sound device is a normal state: MissingError says so.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from timbre.conversation.piece import Piece, side_by_side
from timbre.conversation.sounding import Sounding
from timbre.errors import InvalidInputError, TimbreError

if TYPE_CHECKING:
    from timbre.audio.playback.bank import Bank
    from timbre.audio.playback.feed import Feed

__all__ = ["Piece", "Speaker"]


class Speaker:
    """Plays in the background of an event loop, to whose thread all of this belongs.

    Of several calls that start something the last wins; the others return without a sound.
    """

    def __init__(self, backends: list[Any] | None = None, volume_percent: float = 100.0) -> None:
        """`backends` as in `audio.player.Player`."""
        self.error: TimbreError | None = None
        """Why the last playback ended early (a damaged file, a device unplugged), if it did."""
        self.broke: Callable[[TimbreError], None] | None = None
        """Is told of each `error`, once."""
        self._backends = backends
        self._volume_percent = volume_percent
        self._loop = self._paused = False
        self._piece: Piece | None = None
        self._group: tuple[Piece, ...] = ()
        self._bank: Bank | None = None
        self._sounding: Sounding | None = None
        self._at = 0.0
        self._alone = True
        """Whether one source is all there is: it goes round by itself, without a gap."""
        self._calls = 0
        self._closed = False
        self._beginning = False
        self._task: asyncio.Task[None] | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def playing(self) -> bool:
        """Whether something plays, holds, or is about to."""
        return self._beginning or (self._task is not None and not self._task.done())

    @property
    def piece(self) -> Piece | None:
        """What is heard now; None if nothing plays."""
        return self._piece if self.playing else None

    @property
    def group(self) -> tuple[Piece, ...]:
        """What plays side by side, for `switch`; () if nothing does."""
        return self._group if self.playing else ()

    @property
    def position_seconds(self) -> float:
        """How far the piece is; 0 when nothing plays."""
        if not self.playing:
            return 0.0
        return self._at if self._sounding is None else self._sounding.position_seconds

    @property
    def seconds(self) -> float:
        """Length of the piece, or of what has come of one being made; 0 when nothing plays."""
        return 0.0 if self._sounding is None or not self.playing else self._sounding.seconds

    @property
    def live(self) -> bool:
        """Whether what is heard is still being made."""
        piece = self.piece
        return piece is not None and not isinstance(piece.source, Path) and not piece.source.complete

    @property
    def paused(self) -> bool:
        """Whether what plays holds where it is."""
        return self._paused and self.playing and (self._sounding is None or self._sounding.direct)

    @property
    def loop(self) -> bool:
        """Whether it goes round and round. Settable at any time; everything that starts sets it too."""
        return self._loop

    @loop.setter
    def loop(self, loop: bool) -> None:
        self._loop = loop
        self._adjust()

    @property
    def volume_percent(self) -> float:
        """Loudness, 0 to 100; kept while nothing plays. Raises InvalidInputError when out of range."""
        return self._volume_percent

    @volume_percent.setter
    def volume_percent(self, percent: float) -> None:
        if not 0.0 <= percent <= 100.0:
            raise InvalidInputError(
                f"{percent:g} is not a volume; it is 0 to 100 percent.", "Type: /volume 60"
            )
        self._volume_percent = percent
        self._adjust()

    def pause(self) -> bool:
        """Hold; whether that can be done: not when nothing plays, nor through ffplay. Harmless when paused."""
        if not self.playing or (self._sounding is not None and not self._sounding.direct):
            return False
        self._paused = True
        self._adjust()
        return True

    def resume(self) -> bool:
        """Go on where `pause` held; whether something plays."""
        self._paused = False
        self._adjust()
        return self.playing

    def seek(self, seconds: float) -> bool:
        """Go to `seconds` of the piece, held within it; whether that can be done (as with `pause`).

        Raises InvalidInputError for what is not a number.
        """
        if not math.isfinite(seconds):
            raise InvalidInputError(
                f"Playback cannot go to {seconds} seconds.", "Type: /seek 12 or /seek 1:05"
            )
        if not self.playing:
            return False
        if self._sounding is not None:
            return self._sounding.seek(seconds)
        self._at = max(0.0, seconds)
        return True

    async def play(self, pieces: Sequence[Piece], *, loop: bool = False, at_seconds: float = 0.0) -> None:
        """Play `pieces` one after the other, the first from `at_seconds`; returns when it sounds.

        Raises MissingError without a sound device, FileError for a bad file.
        """
        if pieces:
            await self._begin(tuple(pieces), None, loop, at_seconds)

    async def play_bank(
        self, pieces: Sequence[Piece], index: int = 0, *, at_seconds: float = 0.0, loop: bool = False
    ) -> None:
        """Play piece `index`; `switch` then goes to another at the same place. Raises as `play` does."""
        await self._begin(tuple(pieces), index, loop, at_seconds)

    async def switch(self, index: int) -> bool:
        """Hear piece `index` of the group from the same place on; whether there is one.

        By a short crossfade; by starting again there where rates or channels differ, or ffplay plays. Raises as
        `play` does then.
        """
        if not 0 <= index < len(self.group):
            return False
        wanted = self._group[index]
        if self._bank is not None and self._sounding is not None and self._sounding.direct:
            self._bank.switch(index)
            self._piece = wanted
        elif wanted != self._piece:
            await self._begin(self._group, index, self._loop, self.position_seconds, self._paused)
        return True

    async def stop(self) -> None:
        """Fall silent."""
        self._calls += 1
        self._beginning = False
        await self._end()

    async def close(self) -> None:
        """Fall silent for good: what is to be played from now on is not."""
        self._closed = True
        await self.stop()

    async def wait(self) -> None:
        """Until everything was played, or stopped."""
        while self._task is not None and not self._task.done():
            await asyncio.wait({self._task})

    def _adjust(self) -> None:
        """Volume, loop and pause as they should be now, on what sounds."""
        if self._sounding is None:
            return
        self._sounding.adjust(self._volume_percent, self._loop and self._alone, self._paused)

    async def _begin(
        self, pieces: tuple[Piece, ...], index: int | None, loop: bool, at: float, paused: bool = False
    ) -> None:
        if self._closed:
            return
        self._calls += 1
        call = self._calls
        self.error, self._beginning = None, True
        self._loop, self._paused, self._at = loop, paused, at
        self._piece, self._group = pieces[index or 0], () if index is None else pieces
        self._alone = index is not None or len(pieces) == 1
        self._bank = self._sounding = None
        try:
            await self._end()
        finally:
            if call == self._calls:
                self._beginning = False
        if call != self._calls:
            return
        started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task = asyncio.ensure_future(self._run(pieces, index, started))
        self._tasks.add(self._task)
        self._task.add_done_callback(self._tasks.discard)
        self._task.add_done_callback(lambda task: _settle(started, task))
        await started

    async def _end(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
        if self._tasks:
            await asyncio.wait(tuple(self._tasks))

    async def _run(self, pieces: tuple[Piece, ...], index: int | None, started: asyncio.Future[None]) -> None:
        def begun() -> None:
            if not started.done():
                started.set_result(None)

        try:
            if index is None:
                await self._in_turn(pieces, begun)
            else:
                await self._side_by_side(pieces, index, begun)
        except TimbreError as error:
            if not started.done():
                started.set_exception(error)
                return
            self.error = error
            if self.broke is not None:
                self.broke(error)
        finally:
            if self._task is asyncio.current_task():
                self._piece = self._bank = self._sounding = None
                self._group = ()

    async def _in_turn(self, pieces: tuple[Piece, ...], begun: Callable[[], None]) -> None:
        while True:
            heard_seconds = 0.0
            for piece in pieces:
                self._piece = piece
                heard_seconds += await self._one(piece.source, begun)
            if not self._loop or not heard_seconds:
                return

    async def _side_by_side(self, pieces: tuple[Piece, ...], index: int, begun: Callable[[], None]) -> None:
        bank = self._bank = await asyncio.to_thread(side_by_side, pieces, index)
        while True:
            heard_seconds = await self._one(pieces[index].source if bank is None else bank, begun)
            if not self._loop or not heard_seconds:
                return

    async def _one(self, source: Path | Feed | Bank, begun: Callable[[], None]) -> float:
        """Play one source from `_at` to its end; how long it is."""
        piece = self._piece
        file, gain_db = (None, 0.0) if piece is None else (piece.file, piece.gain_db)
        sounding = self._sounding = Sounding(source, file, gain_db, self._at, self._paused, self._backends)
        self._at = 0.0
        self._adjust()
        await sounding.play(begun)
        return sounding.seconds


def _settle(started: asyncio.Future[None], task: asyncio.Task[None]) -> None:
    """Let go of who waits for the first sound of a task that is over."""
    if started.done():
        return
    error = None if task.cancelled() else task.exception()
    if error is None:
        started.set_result(None)
    else:
        started.set_exception(error)
