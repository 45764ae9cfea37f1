"""Cutting a byte stream into lines, however it arrives, with a cap on what a line may hold.

Knows nothing of what the lines say. Only `\\n` ends a line: U+2028 and friends are text.
"""

from __future__ import annotations


class LineSplitter:
    """Feed bytes, get whole lines without their `\\n`. A line longer than `longest` bytes is dropped, and counted.

    Holds at most `longest` bytes plus one feed, whatever comes.
    """

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._rest: list[bytes] = []
        self._held = 0
        self._skipping = False
        self.dropped = 0
        """Lines that were too long."""

    def feed(self, data: bytes) -> list[bytes]:
        """The lines that `data` completes, in order."""
        *ends, rest = data.split(b"\n")
        lines = []
        for end in ends:
            line = self._complete(end)
            if line is not None:
                lines.append(line)
        if rest and not self._skipping:
            self._held += len(rest)
            if self._held > self._longest:
                self._skip()
            else:
                self._rest.append(rest)
        return lines

    def _complete(self, end: bytes) -> bytes | None:
        """The line that `end` finishes; None for one that was too long."""
        skipping, held = self._skipping, self._held + len(end)
        line = b"".join((*self._rest, end))
        self._rest, self._held, self._skipping = [], 0, False
        if skipping:
            return None
        if held > self._longest:
            self.dropped += 1
            return None
        return line

    def _skip(self) -> None:
        self._rest, self._held, self._skipping = [], 0, True
        self.dropped += 1
