"""Pictures of finished takes, read from their files off the event loop and kept for a while.

Knows nothing of widgets.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from timbre.errors import TimbreError

if TYPE_CHECKING:
    from timbre.model.clip import Samples

PEAKS = 480
KEPT = 128
_kept: OrderedDict[str, Samples] = OrderedDict()


async def peaks_of(path: str) -> Samples | None:
    """[2, PEAKS] float32: lowest and highest sample of equal stretches; None where there is no such file any more."""
    found = _kept.get(path)
    if found is None:
        found = await asyncio.to_thread(_read, path)
        if found is not None:
            _kept[path] = found
            while len(_kept) > KEPT:
                _kept.popitem(last=False)
    return found


def _read(path: str) -> Samples | None:
    """Stretch by stretch, so that an hour of sound takes no more memory than a second."""
    import numpy as np

    from timbre.audio.blocks import BLOCK_SAMPLES
    from timbre.audio.playback.file_source import FileSource

    try:
        source = FileSource(Path(path))
        source.open()
    except TimbreError:
        return None
    found = np.zeros((2, PEAKS), np.float32)
    frames = source.frames
    try:
        for stretch in range(PEAKS):
            end = frames * (stretch + 1) // PEAKS
            while source.position < end:
                block = source.read(min(end - source.position, BLOCK_SAMPLES))
                if not len(block):
                    return found
                found[0, stretch] = min(found[0, stretch], float(block.min()))
                found[1, stretch] = max(found[1, stretch], float(block.max()))
    finally:
        source.close()
    return found
