"""Several sources side by side, one of them heard: changing over is a short crossfade at the same place.

Knows nothing of devices, takes or why they are compared.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np

from timbre.audio.blocks import from_db
from timbre.audio.playback.source import Source
from timbre.errors import InvalidInputError, TimbreError
from timbre.model.clip import Samples

FADE_SECONDS = 0.01
"""How long a change takes. Straight lines, as what is compared is mostly alike: then the level stays as it is."""
GAIN_RANGE_DB = (-60.0, 0.0)
_SKIPPED_FADES = 8
"""A source this many fades behind is read up to the place; anything else is a jump."""


class Bank:
    """A source over sources that are complete and of the same rate and channels, each with its gain.

    `switch` may come from any thread; the rest is for the transport.
    """

    complete = True

    def __init__(self, sources: Sequence[Source], gains_db: Sequence[float], index: int = 0) -> None:
        """`gains_db` are −60 to 0, one a source; `index` is heard first.

        Raises InvalidInputError, also for sources that differ in rate or channels.
        """
        _check(sources, gains_db)
        self.error: TimbreError | None = None
        self._sources = tuple(sources)
        self._gains = [np.float32(from_db(gain)) for gain in gains_db]
        self._lock = threading.Lock()
        self._fade = max(1, round(FADE_SECONDS * self.sample_rate))
        self._faded = 0
        self._leaving: int | None = None
        self._wanted = self._heard = self._checked(index)

    @property
    def sample_rate(self) -> int:
        """Frames per second."""
        return self._sources[0].sample_rate

    @property
    def channels(self) -> int:
        """Channels in a frame."""
        return self._sources[0].channels

    @property
    def heard(self) -> int:
        """Index of the source that is heard, or about to be."""
        return self._wanted

    @property
    def frames(self) -> int:
        """Length of the heard one, in frames."""
        return self._sources[self._wanted].frames

    @property
    def position(self) -> int:
        """The next frame that `read` gives, held within the heard one."""
        with self._lock:
            return min(self._sources[self._heard].position, self.frames)

    def switch(self, index: int) -> None:
        """Hear source `index` from now on, from the same place; at its end if it is shorter.

        Raises InvalidInputError if there is none.
        """
        self._wanted = self._checked(index)

    def open(self) -> None:
        """Get ready to read from the beginning. Raises FileError if one of the files cannot be read."""
        with self._lock:
            self._settle()
            self.error = None
            try:
                for source in self._sources:
                    source.open()
            except TimbreError:
                self._close()
                raise

    def read(self, count: int) -> Samples:
        """Up to `count` frames [n, C]; fewer only where the heard one ends."""
        parts: list[Samples] = []
        with self._lock:
            missing = count
            while missing > 0:
                block = self._next(missing)
                if not len(block):
                    break
                parts.append(block)
                missing -= len(block)
            self.error = self._sources[self._heard].error
        if not parts:
            return np.zeros((0, self.channels), np.float32)
        return parts[0] if len(parts) == 1 else np.concatenate(parts)

    def seek(self, frame: int) -> None:
        """Go on from `frame`, held within the heard one. The transport is silent around it: nothing is faded."""
        with self._lock:
            self._settle()
            self._sources[self._heard].seek(frame)
            self.error = self._sources[self._heard].error

    def close(self) -> None:
        """Let every file go. Harmless twice."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        for source in self._sources:
            source.close()

    def _settle(self) -> None:
        self._heard, self._leaving = self._wanted, None

    def _next(self, count: int) -> Samples:
        """Some of the next `count` frames; none at the end."""
        if self._leaving is None and self._heard != self._wanted:
            self._leaving, self._heard, self._faded = self._heard, self._wanted, 0
            self._align(self._sources[self._leaving].position)
        if self._leaving is None:
            return self._frames_of(self._heard, count)
        return self._crossfade(self._leaving, min(count, self._fade - self._faded))

    def _crossfade(self, leaving: int, count: int) -> Samples:
        old, new = self._frames_of(leaving, count), self._frames_of(self._heard, count)
        length = max(len(old), len(new))
        steps = np.arange(self._faded + 1, self._faded + length + 1)[:, None]
        rising = (steps / self._fade).astype(np.float32)
        mixed = np.zeros((length, self.channels), np.float32)
        mixed[: len(old)] += old * (1.0 - rising[: len(old)])
        mixed[: len(new)] += new * rising[: len(new)]
        self._faded += length
        if length < count or self._faded >= self._fade:
            self._leaving = None
        return mixed

    def _frames_of(self, index: int, count: int) -> Samples:
        block: Samples = self._sources[index].read(count) * self._gains[index]
        return block

    def _align(self, position: int) -> None:
        """Bring the heard source to `position`, or to its end."""
        source = self._sources[self._heard]
        target = min(position, source.frames)
        behind = target - source.position
        if 0 <= behind <= _SKIPPED_FADES * self._fade:
            source.read(behind)
        else:
            source.seek(target)

    def _checked(self, index: int) -> int:
        if not 0 <= index < len(self._sources):
            raise InvalidInputError(
                f"There is no source {index} to hear; it must be 0 to {len(self._sources) - 1}.",
                "Name one that is there.",
            )
        return index


def _check(sources: Sequence[Source], gains_db: Sequence[float]) -> None:
    if not sources or len(sources) != len(gains_db):
        raise InvalidInputError(
            f"{len(sources)} sources with {len(gains_db)} gains cannot be heard side by side.",
            "Give at least one source, and a gain for each.",
        )
    low, high = GAIN_RANGE_DB
    for gain in gains_db:
        if not low <= gain <= high:
            raise InvalidInputError(
                f"A gain of {gain} dB cannot be used; it must be {low:g} to {high:g} dB.",
                "Turn the louder ones down instead of the softer ones up.",
            )
    kinds = {(source.sample_rate, source.channels) for source in sources}
    if len(kinds) > 1:
        shown = ", ".join(f"{rate} Hz with {channels}" for rate, channels in sorted(kinds))
        raise InvalidInputError(
            f"Sources of different rates or channels cannot be heard side by side: {shown}.",
            "Play them one after the other.",
        )
