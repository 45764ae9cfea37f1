"""Lines from standard input for the chat in a pipe, read without stopping the event loop.

Knows nothing of what the lines mean.
"""

from __future__ import annotations

import asyncio
import codecs
import io
import os
import sys
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import suppress

from timbre.conversation.lines import LINE_MAX_CHARACTERS
from timbre.model.text import clean

AHEAD = 64
"""So many lines are read before the first of them is handled."""
_BLOCK_BYTES = 1 << 16


async def stdin_lines() -> AsyncIterator[str]:
    """The lines of standard input, cleaned, to its end. A line that is too long comes cut, and still too long."""
    loop = asyncio.get_running_loop()
    queue: asyncio.Queue[str | None] = asyncio.Queue()
    room = threading.Semaphore(AHEAD)

    def put(line: str | None) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody wants it any more
            loop.call_soon_threadsafe(queue.put_nowait, line)

    def read() -> None:
        with suppress(OSError, ValueError):
            for line in split_lines(_blocks()):
                room.acquire()
                put(line)
        put(None)

    # A daemon, as a read cannot be called off: it must not keep a Timbre alive that is leaving.
    threading.Thread(target=read, name="stdin", daemon=True).start()
    while (line := await queue.get()) is not None:
        room.release()
        yield line


def split_lines(blocks: Iterator[str]) -> Iterator[str]:
    """The lines in `blocks` of text, without their ends."""
    rest, skipping = "", False
    for block in blocks:
        *whole, rest = (rest + block).split("\n")
        for line in whole:
            if not skipping:
                yield clean(line)
            skipping = False
        if len(rest) > 2 * LINE_MAX_CHARACTERS:
            if not skipping:
                yield clean(rest)
            rest, skipping = "", True
    if rest and not skipping:
        yield clean(rest)


def _blocks() -> Iterator[str]:
    """Standard input as text, as it comes. Not through `sys.stdin`, whose lock a blocked thread would hold at exit."""
    try:
        descriptor = sys.stdin.fileno()
    except (io.UnsupportedOperation, AttributeError, ValueError):
        text = sys.stdin.read() if sys.stdin is not None else ""
        yield text
        return

    def read() -> bytes:
        return os.read(descriptor, _BLOCK_BYTES)

    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="replace")
    while block := read():
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)
