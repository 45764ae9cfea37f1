"""The recordings inside a SoundFont: where each lies, and its sound when it is needed (16 or 24 bits, Ogg Vorbis).

Decoded sound is kept while there is room. Knows nothing of presets or notes.
"""

from __future__ import annotations

import io
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.soundfont.records import Records, readable
from timbre.engines.composer.soundfont.riff import Chunk, DamagedError, named

Mono = NDArray[np.float32]

ROM, COMPRESSED = 0x8000, 0x10
RATES_HZ = (400, 200_000)
LONGEST_FRAMES = 12_000_000
"""More than four minutes; a compressed sample that claims more is not unpacked."""


class Kept:
    """The arrays made last, as many as fit into `most_bytes`; what is missing is made by who asks."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._bytes = most_bytes, 0
        self._lock = threading.Lock()
        self._arrays: OrderedDict[Hashable, Mono] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Mono]) -> Mono:
        """The array of `key`. Two threads may make the same one; it is the same array either way."""
        with self._lock:
            if key in self._arrays:
                self._arrays.move_to_end(key)
                return self._arrays[key]
        made = make()
        with self._lock:
            if key not in self._arrays:
                self._arrays[key] = made
                self._bytes += made.nbytes
            while self._bytes > self._most and len(self._arrays) > 1:
                self._bytes -= self._arrays.popitem(last=False)[1].nbytes
        return made


@dataclass(frozen=True)
class Pool:
    """The data of all samples: where 16-bit (or compressed) data and its lower 8 bits (24-bit files) lie."""

    data: memoryview
    words: Chunk
    low_bytes: Chunk | None

    @classmethod
    def of(cls, data: memoryview, parts: list[Chunk]) -> Pool:
        """The pool in the chunks of the `sdta` list. Raises DamagedError."""
        words = named(parts, b"smpl")
        low = next((each for each in parts if each.name == b"sm24"), None)
        frames = (words.stop - words.start) // 2
        if low is not None and low.stop - low.start < frames:
            low = None  # the specification: then it is to be ignored
        return cls(data, words, low)

    @property
    def frames(self) -> int:
        """How many uncompressed sample points there are."""
        return (self.words.stop - self.words.start) // 2


@dataclass(frozen=True)
class Sample:
    """One recording. `start` and `end` count frames (bytes where it is compressed), the loop counts from `start`."""

    number: int
    name: str
    start: int
    end: int
    loop_start: int
    loop_end: int
    rate: int
    pitch: int
    correction: int
    compressed: bool
    usable: bool

    def sound(self, pool: Pool) -> Mono:
        """All of it: [T] float32, −1..1. Raises DamagedError."""
        return self._unpacked(pool) if self.compressed else self._plain(pool)

    def _plain(self, pool: Pool) -> Mono:
        count, at = self.end - self.start, pool.words.start + 2 * self.start
        high = np.frombuffer(pool.data, "<i2", count, at).astype(np.float32)
        if pool.low_bytes is not None:
            low = np.frombuffer(pool.data, "u1", count, pool.low_bytes.start + self.start)
            high += low.astype(np.float32) / np.float32(256)
        return np.asarray(high / np.float32(32768), dtype=np.float32)

    def _unpacked(self, pool: Pool) -> Mono:
        import soundfile

        packed = pool.data[pool.words.start + self.start : pool.words.start + self.end]
        try:
            with soundfile.SoundFile(io.BytesIO(packed)) as file:
                if not 0 < file.frames <= LONGEST_FRAMES:
                    raise DamagedError(f"its sample {self.name!r} claims {file.frames} frames")
                heard = file.read(dtype="float32", always_2d=True)[:, 0]
        except (RuntimeError, ValueError) as error:
            raise DamagedError(f"its sample {self.name!r} cannot be unpacked") from error
        sound = np.nan_to_num(np.ascontiguousarray(heard), posinf=0.0, neginf=0.0)
        return np.clip(sound, -1.0, 1.0).astype(np.float32)


def read_samples(shdr: Records, pool: Pool) -> tuple[Sample, ...]:
    """Every sample of the file; those that point outside, are empty or lie in a sound card's ROM are not usable."""
    found = []
    for number, row in enumerate(shdr[:-1].tolist()):
        name, start, end, loop_start, loop_end, rate, pitch, correction, _, kind = row
        compressed = bool(kind & COMPRESSED)
        limit = pool.words.stop - pool.words.start if compressed else pool.frames
        usable = not kind & ROM and start < end <= limit and RATES_HZ[0] <= rate <= RATES_HZ[1]
        from_start = 0 if compressed else start
        found.append(
            Sample(
                number,
                readable(name),
                start,
                end,
                loop_start - from_start,
                loop_end - from_start,
                rate,
                pitch if pitch <= 127 else 60,
                correction,
                compressed,
                usable,
            )
        )
    return tuple(found)
