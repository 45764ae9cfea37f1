"""Playing takes while the conversation goes on: one at a time, in turn, round and round.

Knows nothing of takes or terminals. No sound device is a normal state: MissingError says so.
"""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from timbre.errors import MissingError, TimbreError

POLL_SECONDS = 0.05
FFPLAY_SECONDS = 0.7
"""An ffplay that has not given up by then is playing."""
TAIL_SECONDS = 0.2
"""What the device has been handed and not played yet when a file is over."""


@dataclass(frozen=True)
class Piece:
    """A file to play, turned down by `gain_db` (0 or less)."""

    path: Path
    gain_db: float = 0.0


class Speaker:
    """Plays in the background of an event loop."""

    def __init__(self, backends: list[Any] | None = None) -> None:
        """`backends` as in `audio.player.Player`."""
        self._backends = backends
        self._task: asyncio.Task[None] | None = None

    @property
    def playing(self) -> bool:
        """Whether there is sound."""
        return self._task is not None and not self._task.done()

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

    async def _run(self, pieces: list[Piece], loop: bool, started: asyncio.Future[None]) -> None:
        again = True
        while again:
            again = loop
            for piece in pieces:
                try:
                    await self._one(piece, started)
                except TimbreError as error:
                    if not started.done():
                        started.set_exception(error)
                    return

    async def _one(self, piece: Piece, started: asyncio.Future[None]) -> None:
        from timbre.audio.player import Player

        with tempfile.TemporaryDirectory(prefix="timbre-play-") as folder:
            path = piece.path
            if piece.gain_db < 0:
                path = await asyncio.to_thread(quieter, path, piece.gain_db, Path(folder))
            player = await asyncio.to_thread(Player, path, self._backends)
            try:
                try:
                    await asyncio.to_thread(player.start)
                except MissingError:
                    if self._backends is not None or not await _ffplay(path, started):
                        raise
                    return
                if not started.done():
                    started.set_result(None)
                while not player.finished:
                    await asyncio.sleep(POLL_SECONDS)
                await asyncio.sleep(TAIL_SECONDS)
            finally:
                player.stop()


async def _ffplay(path: Path, started: asyncio.Future[None]) -> bool:
    """Play through ffplay, where it is installed and finds a device; whether that worked."""
    command = shutil.which("ffplay")
    if command is None:
        return False
    arguments = (command, "-nodisp", "-autoexit", "-loglevel", "quiet", "-i", str(path.resolve()))
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


def quieter(path: Path, gain_db: float, folder: Path) -> Path:
    """A copy of the audio in `folder`, changed by `gain_db`, 24-bit WAV. Raises FileError."""
    import numpy as np

    from timbre.audio.exporter import export
    from timbre.audio.files import read_audio

    clip = read_audio(path)
    samples = clip.samples * np.float32(10.0 ** (gain_db / 20.0))
    return export(samples, clip.sample_rate, folder / "quieter.wav", "wav", "24").path
