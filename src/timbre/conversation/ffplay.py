"""Playing a file through ffplay, where there is no device that can be opened directly.

Knows nothing of takes. It can be started, listened to and ended; no more: neither paused nor sought in.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

STARTING_SECONDS = 0.7
"""An ffplay that has not given up by then is playing."""


async def ffplay(path: Path, volume_percent: float, at_seconds: float, sounds: Callable[[], None]) -> bool:
    """Play `path` to its end if ffplay is installed and finds a device; whether that worked.

    `volume_percent` as the player's: its square is the amplitude. `sounds` is called when it has begun.
    """
    command = shutil.which("ffplay")
    if command is None:
        return False
    arguments = ["-nodisp", "-autoexit", "-loglevel", "quiet"]
    arguments += ["-volume", str(round(volume_percent**2 / 100))]  # ffplay's percent is the amplitude itself
    if at_seconds > 0:
        arguments += ["-ss", f"{at_seconds:.3f}"]
    nowhere = asyncio.subprocess.DEVNULL
    process = await asyncio.create_subprocess_exec(
        command, *arguments, "-i", str(path.resolve()), stdin=nowhere, stdout=nowhere, stderr=nowhere
    )
    try:
        with suppress(asyncio.TimeoutError):
            return await asyncio.wait_for(process.wait(), STARTING_SECONDS) == 0
        sounds()
        return await process.wait() == 0
    finally:
        if process.returncode is None:
            process.terminate()
            await process.wait()
