"""What a waveform shows: its peaks, how much of them is made, and the cells they become, drawn only when needed.

Knows nothing of widgets, colours or the mouse.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from timbre.tui.widgets import wave_strips
from timbre.tui.widgets.growing import Growing

if TYPE_CHECKING:
    from timbre.audio.waveform import Peaks


class WavePicture:
    """Peaks of a take, whole or being made."""

    def __init__(self) -> None:
        self.made: float | None = None
        """How much of the take exists, 0..1; None for all of it."""
        self._peaks: Peaks | None = None
        self._scale = 1.0
        self._growing: Growing | None = None
        self._version = 0
        self._key: object = None
        self._rows: tuple[str, ...] = ()
        self._drawn_made = 0

    def show(self, peaks: Peaks | None) -> None:
        """The peaks [2, N] of a whole take; None, or what is no peaks, is a quiet line."""
        self._growing = None
        self._peaks = peaks if peaks is not None and peaks.ndim == 2 and peaks.shape[0] == 2 else None
        self.made = None
        if self._peaks is not None:
            self._scale = wave_strips.scale_of(self._peaks)
        self._version += 1

    def add(self, peaks: Peaks, from_seconds: float, to_seconds: float, seconds_total: float) -> None:
        """A stretch of a take that is being made; one from 0 begins anew."""
        growing = self._growing
        if growing is None or (from_seconds <= 0.0 and growing.known_seconds > 0.0):
            growing = self._growing = Growing(seconds_total)
        growing.extend(seconds_total)
        growing.add(peaks, from_seconds, to_seconds)
        self._peaks, self._scale, self.made = growing.peaks, growing.scale, growing.made
        self._version += 1

    def columns_made(self, width: int) -> int:
        """How many columns of `width` are made: none without peaks."""
        return 0 if self._peaks is None else wave_strips.columns_made(self.made, width)

    def rows(self, width: int, rows: int, glyphs: wave_strips.Glyphs) -> tuple[str, ...]:
        """`rows` lines of `width` cells; the very same object as before where nothing has changed."""
        made = self.columns_made(width)
        key = (width, rows, glyphs, self._version, made)
        if key != self._key:
            self._rows = wave_strips.rows_of(self._peaks, width, rows, glyphs, made=made, scale=self._scale)
            self._key = key
            self._drawn_made = made
        return self._rows

    def changes(self, width: int, rows: int, glyphs: wave_strips.Glyphs) -> tuple[int, int] | None:
        """Columns from and to (exclusive) that differ from those drawn last; None where none does."""
        before, made_before = self._rows, self._drawn_made
        now = self.rows(width, rows, glyphs)
        if len(before) != rows or any(len(row) != width for row in before):
            return (0, width)
        ends = [wave_strips.differing(one, two) for one, two in zip(before, now, strict=True) if one != two]
        if made_before != self._drawn_made:
            ends.append(
                (min(made_before, self._drawn_made), max(made_before, self._drawn_made)),
            )
        return (min(start for start, _ in ends), max(end for _, end in ends)) if ends else None
