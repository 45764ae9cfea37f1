"""Turns peaks into cells: what each row of a waveform says, and which stretch of it is played, made or yet to come.

Knows nothing of widgets or colours; pure functions of their arguments, and numpy only inside them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from timbre.audio.waveform import Peaks

    Levels = NDArray[np.float32]
    """[N] float32, 0..1: how tall the waveform is in each of N equal stretches."""

Glyphs = Literal["braille", "block", "ascii"]
"""What the terminal can show."""
Kind = Literal["played", "cursor", "unplayed", "unmade"]

QUIETEST = 0.05
"""A finished take softer than this is not blown up to look loud."""
_BRAILLE = 0x2800
_LEFT = (0x01, 0x02, 0x04, 0x40)
_RIGHT = (0x08, 0x10, 0x20, 0x80)
"""Bits of the dots of a braille cell, from the top (Unicode 15, chapter 21.1)."""
_BARS = {"block": " ▁▂▃▄▅▆▇█", "ascii": " .:-=+*#"}
_CURSORS = {"braille": "⡇⢸", "block": "▌▐", "ascii": "||"}
"""The playhead in the left and in the right half of its cell."""


class Span(NamedTuple):
    """Columns `start` to `end` (exclusive) of a row that look alike."""

    start: int
    end: int
    kind: Kind


def known(name: object) -> Glyphs:
    """`name` if it is a way to draw, braille if it is not."""
    return "block" if name == "block" else "ascii" if name == "ascii" else "braille"


def column(fraction: float, width: int) -> int:
    """The column of 0..`width` − 1 that holds `fraction` (0..1) of the whole; odd numbers count as 0."""
    return max(min(int(_within(fraction) * width + 1e-6), width - 1), 0)


def columns_made(made: float | None, width: int) -> int:
    """How many whole columns of `width` are made; `made` is 0..1, None for everything."""
    return width if made is None else int(_within(made) * width + 1e-6)


def cursor_glyph(fraction: float, width: int, glyphs: Glyphs) -> str:
    """The playhead's cell at `fraction` (0..1); it steps by half cells where the terminal can show them."""
    return _CURSORS[glyphs][column(fraction, width * 2) % 2]


def spans(width: int, played: int | None, made: int) -> tuple[Span, ...]:
    """A row of `width` columns in stretches: `played` is the cursor's column, if there is one; `made` columns exist."""
    if width < 1:
        return ()
    if played is None:
        cuts: tuple[Span, ...] = (Span(0, made, "unplayed"),)
        rest = made
    else:
        played = min(max(played, 0), width - 1)
        rest = max(made, played + 1)
        cuts = (
            Span(0, played, "played"),
            Span(played, played + 1, "cursor"),
            Span(played + 1, rest, "unplayed"),
        )
    return tuple(span for span in (*cuts, Span(rest, width, "unmade")) if span.start < span.end)


def scale_of(peaks: Peaks) -> float:
    """The loudest point of `peaks` [2, N], at least `QUIETEST`."""
    import numpy as np

    return max(float(np.nan_to_num(np.abs(peaks), posinf=0.0).max(initial=0.0)), QUIETEST)


def rows_of(
    peaks: Peaks | None, width: int, rows: int, glyphs: Glyphs, *, made: int, scale: float
) -> tuple[str, ...]:
    """`rows` lines of `width` cells. `peaks` [2, N] span the whole take, of which `made` columns exist.

    `scale` is the amplitude that reaches the edge. Cells beyond `made`, and all of them without peaks, are a baseline.
    """
    quiet = baseline(width, rows, glyphs)
    if peaks is None or peaks.shape[1] == 0 or made < 1 or width < 1:
        return quiet
    if glyphs == "braille":
        drawn = _braille(_levels(peaks, width * 2, scale), rows)
    else:
        drawn = _bars(_levels(peaks, width, scale), rows, _BARS[glyphs])
    return tuple(row[:made] + rest[made:] for row, rest in zip(drawn, quiet, strict=True))


def baseline(width: int, rows: int, glyphs: Glyphs) -> tuple[str, ...]:
    """A thin dotted line where there is no sound yet."""
    width = max(width, 0)
    if glyphs == "braille":
        dot = rows * 2
        cell = chr(_BRAILLE + _LEFT[dot % 4])
        return tuple((cell if row == dot // 4 else " ") * width for row in range(rows))
    return (*(" " * width for _ in range(rows - 1)), (". " * width)[:width])


def differing(one: str, two: str) -> tuple[int, int]:
    """From the first to after the last cell in which two rows of one length differ; (0, 0) where none does."""
    places = [at for at, (a, b) in enumerate(zip(one, two, strict=True)) if a != b]
    return (places[0], places[-1] + 1) if places else (0, 0)


def _within(fraction: float) -> float:
    return min(max(fraction, 0.0), 1.0) if fraction == fraction else 0.0


def _levels(peaks: Peaks, count: int, scale: float) -> Levels:
    """How tall each of `count` stretches is: halfway from its mean to its loudest point, for texture in dense music."""
    import numpy as np

    size = np.nan_to_num(np.abs(peaks).max(axis=0), posinf=0.0).astype(np.float32)
    found = len(size)
    if found >= count:
        edges = (np.arange(count, dtype=np.int64) * found) // count
        lengths = np.diff(np.append(edges, found))
        level = (np.maximum.reduceat(size, edges) + np.add.reduceat(size, edges) / lengths) / 2.0
    else:
        places = (np.arange(count) + 0.5) * found / count - 0.5
        level = np.interp(places, np.arange(found), size)
    return np.asarray(np.clip(level / scale, 0.0, 1.0), np.float32)


def _braille(levels: Levels, rows: int) -> tuple[str, ...]:
    """Mirrored about the middle, two columns of dots a cell; silence is a thin line."""
    import numpy as np

    dots = rows * 4
    if rows == 1:
        lit = np.rint(levels * dots).astype(np.int64)
    else:
        lit = 2 * np.rint(levels * (dots // 2)).astype(np.int64)
    lit = np.maximum(lit, 1)
    top = dots // 2 - lit // 2
    at = np.arange(dots)[:, None]
    on = ((at >= top) & (at < top + lit)).astype(np.int64).reshape(rows, 4, -1, 2)
    bits = np.array([_LEFT, _RIGHT], np.int64).T
    codes = _BRAILLE + np.einsum("rdcx,dx->rc", on, bits)
    return tuple("".join(map(chr, row)) for row in codes)


def _bars(levels: Levels, rows: int, steps: str) -> tuple[str, ...]:
    """Bars from the bottom; silence is the lowest step."""
    import numpy as np

    full = len(steps) - 1
    height = np.maximum(np.rint(levels * rows * full).astype(np.int64), 1)
    return tuple(
        "".join(steps[step] for step in np.clip(height - row * full, 0, full))
        for row in reversed(range(rows))
    )
