"""Rendered notes, shared: a byte-bounded cache over the synth, keyed by what makes two notes sound the same.

Velocity is rendered in layers and made up by gain, length in buckets. Knows nothing of when notes sound.
"""

from __future__ import annotations

import math
import threading
from collections import Counter, OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Executor, Future
from typing import NamedTuple

import numpy as np

from timbre.errors import CancelledError
from timbre.model.clip import Samples

VELOCITY_LAYERS = 12
LONG_NOTE_LAYERS = 6
CACHE_BYTES = 112_000_000
MIN_BUCKET_SECONDS = 0.03
BUCKET_RATIO = 1.06
BUCKET_STEP_SECONDS = 0.04
SILENCE = 10 ** (-90 / 20)
_NEVER = 2**62


class VoiceKey(NamedTuple):
    """What one rendered sound depends on. `seconds` is 0 for a drum hit."""

    source: str
    """Instrument or kit."""
    pitch: int
    velocity: int
    seconds: float
    articulation: str
    round_robin: int


Render = Callable[[VoiceKey], Samples]
"""The synth as the cache sees it: key → [2, T] float32, tail included."""


def velocity_layer(velocity: int, layers: int = VELOCITY_LAYERS) -> int:
    """The velocity at which a note of `velocity` (1..127) is rendered: the middle of its layer."""
    layer = min(layers - 1, max(velocity, 1) * layers // 128)
    return round((layer + 0.5) * 128 / layers)


def length_bucket(seconds: float) -> float:
    """`seconds` rounded to the nearest length that is rendered: 6 % apart, never more than 40 ms.

    The release is thus at most 20 ms off, and less than 3 % of the note.
    """
    knee = BUCKET_STEP_SECONDS / (BUCKET_RATIO - 1)
    if seconds >= knee:
        return round(knee + round((seconds - knee) / BUCKET_STEP_SECONDS) * BUCKET_STEP_SECONDS, 6)
    steps = round(math.log(max(seconds, MIN_BUCKET_SECONDS) / MIN_BUCKET_SECONDS) / math.log(BUCKET_RATIO))
    return round(MIN_BUCKET_SECONDS * BUCKET_RATIO**steps, 6)


class VoiceCache:
    """Rendered notes; missing ones are rendered in `pool`, or by who asks first.

    With `uses` (key → its onsets, ascending) a sound goes after its last use, and when there are too many bytes the
    one that is needed last goes first (Belady's rule); without, the least recently used. The result never depends
    on which thread rendered a note: rendering is pure.
    """

    def __init__(
        self,
        render: Render,
        pool: Executor,
        cancelled: Callable[[], bool],
        uses: Mapping[VoiceKey, Sequence[int]] | None = None,
        max_bytes: int = CACHE_BYTES,
    ) -> None:
        self._render, self._pool, self._cancelled, self._max_bytes = render, pool, cancelled, max_bytes
        self._uses = uses
        self._taken: Counter[VoiceKey] = Counter()
        self._entries: OrderedDict[VoiceKey, Future[Samples]] = OrderedDict()
        self._lock = threading.Lock()
        self._bytes = 0

    def prefetch(self, key: VoiceKey) -> None:
        """Start rendering `key` in the pool unless it is here."""
        with self._lock:
            if key not in self._entries:
                self._entries[key] = self._pool.submit(self._make, key)

    def take(self, key: VoiceKey) -> Samples:
        """The sound of `key`, [2, T], or [1, T] when both channels are equal. Raises CancelledError.

        A note still waiting in the pool's queue is rendered here instead, so threads never wait for a queue.
        """
        with self._lock:
            future = self._entries.get(key)
            mine = future is None or future.cancel()
            if future is None or mine:
                future = self._entries[key] = Future()
                future.set_running_or_notify_cancel()
            self._entries.move_to_end(key)
        if mine:
            try:
                future.set_result(self._make(key))
            except BaseException as error:
                future.set_exception(error)
                raise
        samples = future.result()
        self._count(key)
        return samples

    def _count(self, key: VoiceKey) -> None:
        """Note that `key` was taken; drop it when nothing will ask for it again."""
        with self._lock:
            self._taken[key] += 1
            if self._next_use(key) == _NEVER and _is_ready(self._entries.get(key)):
                self._bytes -= self._entries.pop(key).result().nbytes

    def _next_use(self, key: VoiceKey) -> int:
        if self._uses is None:
            return 0
        onsets, taken = self._uses.get(key, ()), self._taken[key]
        return onsets[taken] if taken < len(onsets) else _NEVER

    def _make(self, key: VoiceKey) -> Samples:
        if self._cancelled():
            raise CancelledError("Stopped while rendering notes.")
        samples = _compact(self._render(key))
        with self._lock:
            self._bytes += samples.nbytes
            while self._bytes > self._max_bytes:
                ready = [k for k, future in self._entries.items() if _is_ready(future)]
                if not ready:
                    break
                self._bytes -= self._entries.pop(max(ready, key=self._next_use)).result().nbytes
        return samples


def _is_ready(future: Future[Samples] | None) -> bool:
    return future is not None and future.done() and not future.cancelled() and not future.exception()


def _compact(samples: Samples) -> Samples:
    """`samples` without the inaudible end of the tail, and as one channel when both are the same."""
    loud = np.flatnonzero(np.abs(samples).max(axis=0) > SILENCE)
    length = int(loud[-1]) + 1 if len(loud) else 1
    kept = samples[:1, :length] if np.array_equal(samples[0], samples[-1]) else samples[:, :length]
    return np.ascontiguousarray(kept, dtype=np.float32)
