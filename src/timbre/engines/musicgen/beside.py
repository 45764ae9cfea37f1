"""A codec stream on a thread of its own, for devices that decode one block while the next is being written.

Order and samples are those of the stream itself. Knows no device.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import numpy as np

from timbre.engines.musicgen.codec import CodecStream
from timbre.engines.musicgen.runtimes.port import Codes, Floats


class StreamBeside:
    """`CodecStream`'s two methods: `push` gives what is ready and does not wait, `finish` waits for all. Close it."""

    def __init__(self, stream: CodecStream, channels: int) -> None:
        self._stream = stream
        self._nothing: Floats = np.empty((channels, 0), np.float32)
        self._pool = ThreadPoolExecutor(1, thread_name_prefix="codec")
        self._jobs: deque[Future[Floats]] = deque()

    def push(self, codes: Codes) -> Floats:
        """Hand over `codes` [K, n]; returns samples [C, m], m ≥ 0, of earlier blocks. Raises what decoding raised."""
        self._begin(lambda: self._stream.push(codes))
        return self._take(wait=False)

    def finish(self) -> Floats:
        """Wait for the rest of the piece, [C, m]."""
        self._begin(self._stream.finish)
        return self._take(wait=True)

    def close(self) -> None:
        """Let go of what has not begun, and wait for what has."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _begin(self, work: Callable[[], Floats]) -> None:
        self._jobs.append(self._pool.submit(work))

    def _take(self, *, wait: bool) -> Floats:
        samples = [self._nothing]
        while self._jobs and (wait or self._jobs[0].done()):
            samples.append(self._jobs.popleft().result())
        return np.concatenate(samples, axis=1)
