"""Keeps one loaded model for as long as the process lives, so that the second take begins at once.

Loading runs beside, so that progress can be told and a cancel is heard meanwhile. Knows nothing of what a runtime is
made of.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Hashable
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue

from timbre.engines.musicgen.runtimes.port import Runtime
from timbre.model.engine import Cancelled

POLL_SECONDS = 0.05
ALIVE_SECONDS = 5.0
"""A sign of life at least this often: preparing a large model takes minutes, and a silent job counts as hung."""
Tell = Callable[[str], None]
"""Told what is being done, in a word."""
Make = Callable[[Tell], Runtime]


LOADING = "load"


@dataclass
class _Loading:
    """A model on its way."""

    key: Hashable
    news: SimpleQueue[str] = field(default_factory=SimpleQueue)
    done: threading.Event = field(default_factory=threading.Event)
    runtime: Runtime | None = None
    error: BaseException | None = None

    def run(self, make: Make) -> None:
        try:
            self.runtime = make(self.news.put)
        except BaseException as error:  # noqa: BLE001 - raised again where the model is waited for
            self.error = error
        finally:
            self.done.set()


class Keeper:
    """Holds at most one model; another one takes its place."""

    def __init__(self) -> None:
        self._key: Hashable = None
        self._runtime: Runtime | None = None
        self._loading: _Loading | None = None

    @property
    def empty(self) -> bool:
        """Whether no model is in memory."""
        return self._runtime is None

    def holds(self, key: Hashable) -> bool:
        """Whether the model `key` is in memory."""
        return self._runtime is not None and self._key == key

    def get(
        self, key: Hashable, make: Make, cancelled: Cancelled, *, beside: bool = True
    ) -> Generator[str, None, Runtime | None]:
        """The model `key`, made by `make` where it is not here; yields what is being done, "load" to begin with.

        None when cancelled: what is being loaded then is kept when it is ready, for the next that asks. `beside`
        false loads on this thread (for libraries that mind which one). Raises what `make` raises.
        """
        while True:
            if self.holds(key):
                return self._runtime
            if self._loading is None:
                yield LOADING
                self.drop()
                self._loading = _Loading(key)
                if beside:
                    run = self._loading.run
                    threading.Thread(target=run, args=(make,), daemon=True, name="load model").start()
                else:
                    self._loading.run(make)
            loading = self._loading
            stage, told_at = LOADING, time.monotonic()
            while not loading.done.wait(POLL_SECONDS):
                if cancelled():
                    return None
                said = _latest(loading.news)
                if said is not None or time.monotonic() - told_at >= ALIVE_SECONDS:
                    stage, told_at = said or stage, time.monotonic()
                    yield stage
            self._loading = None
            if loading.error is not None:
                if loading.key == key:
                    raise loading.error
            else:
                self._key, self._runtime = loading.key, loading.runtime

    def drop(self) -> None:
        """Give the model's memory back."""
        runtime, self._runtime, self._key = self._runtime, None, None
        if runtime is not None:
            runtime.close()


def _latest(news: SimpleQueue[str]) -> str | None:
    latest = None
    while True:
        try:
            latest = news.get_nowait()
        except Empty:
            return latest
