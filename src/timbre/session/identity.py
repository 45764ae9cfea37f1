"""Ids that sort by time and never repeat: ULIDs, 26 lower-case letters and digits.

Knows nothing of what is being named. Layout: https://github.com/ulid/spec (48 bits of Unix milliseconds,
80 random bits, Crockford base 32).
"""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime, timezone

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
LENGTH = 26
_RANDOM_BITS = 80
_RANDOM_MAX = (1 << _RANDOM_BITS) - 1


def _clock_ms() -> int:
    return time.time_ns() // 1_000_000


class IdSource:
    """Makes ids that only ever grow within this source, also when the clock stands still or goes back."""

    def __init__(
        self, clock_ms: Callable[[], int] = _clock_ms, entropy: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._clock_ms = clock_ms
        self._entropy = entropy
        self._milliseconds = -1
        self._random = 0
        self._mutex = threading.Lock()

    def next(self) -> str:
        """A new id. Safe to call from several threads."""
        with self._mutex:
            now = self._clock_ms()
            if now > self._milliseconds:
                self._milliseconds = now
                self._random = int.from_bytes(self._entropy(_RANDOM_BITS // 8), "big")
            elif self._random < _RANDOM_MAX:
                self._random += 1
            else:
                self._milliseconds, self._random = self._milliseconds + 1, 0
            value = self._milliseconds << _RANDOM_BITS | self._random
        return "".join(ALPHABET[value >> shift & 31] for shift in range(5 * (LENGTH - 1), -1, -5))


_SOURCE = IdSource()


def new_id() -> str:
    """An id for a take, a session or a record; later ones from the same process sort after earlier ones."""
    return _SOURCE.next()


def utc_now() -> str:
    """The time as RFC 3339, UTC, milliseconds: `2026-11-22T14:15:30.123Z`."""
    return datetime.now(timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_id(text: str) -> bool:
    """True if `text` looks like a whole id."""
    return len(text) == LENGTH and all(letter in ALPHABET for letter in text)
