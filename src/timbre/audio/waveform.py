"""Draws audio as text: a waveform in braille, in blocks, or in plain ASCII.

Knows nothing of terminals or colours; the caller chooses what the terminal can show.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from timbre.audio.blocks import BLOCK_SAMPLES, release
from timbre.model.clip import Samples

Peaks = NDArray[np.float32]
"""[2, N]: lowest and highest sample of N equal stretches."""

_BRAILLE = 0x2800
_DOTS = np.array([[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]], np.int32)
"""Bits of the dots of a braille cell by row and column (Unicode 15, chapter 21.1)."""
_BLOCKS = " ▁▂▃▄▅▆▇█"
_ASCII = " .:-=+*#"
_QUIETEST = 0.05


def peaks(samples: Samples, count: int) -> Peaks:
    """Lowest and highest value of `samples` [C, T] in each of `count` equal stretches: [2, count].

    Stretches beyond a very short signal repeat their neighbour; silence and no samples at all give zeros.
    """
    length = samples.shape[1]
    result = np.zeros((2, count), np.float32)
    if length == 0 or count == 0:
        return result
    edges = (np.arange(count + 1, dtype=np.int64) * length) // count
    starts = np.minimum(edges[:-1], length - 1)
    ends = np.maximum(edges[1:], starts + 1)
    first = 0
    while first < count:
        last = max(first + 1, int(np.searchsorted(starts, starts[first] + BLOCK_SAMPLES)))
        block = np.asarray(samples[:, starts[first] : ends[last - 1]], np.float32)
        low, high = block.min(axis=0), block.max(axis=0)
        at = starts[first:last] - starts[first]
        result[0, first:last] = np.minimum.reduceat(low, at)
        result[1, first:last] = np.maximum.reduceat(high, at)
        first = last
        release(samples)
    return np.nan_to_num(result)


def braille(samples: Samples, columns: int, rows: int) -> str:
    """The waveform of `samples` [C, T] as `rows` lines of `columns` braille characters (2 × 4 dots each)."""
    return braille_peaks(peaks(samples, columns * 2), columns, rows)


def braille_peaks(found: Peaks, columns: int, rows: int) -> str:
    """The same from peaks [2, N]; the loudest point reaches the edge, and silence is a thin line."""
    low, high = _scaled(found, columns * 2)
    dots = rows * 4
    middle = (dots - 1) / 2.0
    top = np.clip(np.rint(middle - high * middle), 0, dots - 1)
    bottom = np.clip(np.rint(middle - low * middle), 0, dots - 1)
    at = np.arange(dots)[:, None]
    lit = (at >= np.minimum(top, bottom)) & (at <= np.maximum(top, bottom))
    cells = lit.reshape(rows, 4, columns, 2)
    codes = _BRAILLE + np.einsum("rdcx,dx->rc", cells.astype(np.int32), _DOTS)
    return "\n".join("".join(map(chr, row)) for row in codes)


def block_peaks(found: Peaks, columns: int, rows: int) -> str:
    """Bars from the bottom in eighth blocks, for terminals without braille."""
    return _bars(found, columns, rows, _BLOCKS)


def ascii_peaks(found: Peaks, columns: int, rows: int) -> str:
    """Bars from the bottom in plain ASCII."""
    return _bars(found, columns, rows, _ASCII)


def _bars(found: Peaks, columns: int, rows: int, steps: str) -> str:
    low, high = _scaled(found, columns)
    full = len(steps) - 1
    height = np.rint(np.maximum(high, -low) * rows * full)
    lines = []
    for row in reversed(range(rows)):
        filled = np.clip(height - row * full, 0, full).astype(int)
        lines.append("".join(steps[step] for step in filled))
    return "\n".join(lines)


def _scaled(found: Peaks, count: int) -> tuple[Peaks, Peaks]:
    """Lowest and highest per column, the loudest at 1; quiet pieces are not blown up to look loud."""
    if found.shape[1] == 0 or count == 0:
        return np.zeros(count, np.float32), np.zeros(count, np.float32)
    edges = (np.arange(count, dtype=np.int64) * found.shape[1]) // count
    if found.shape[1] >= count:
        low, high = np.minimum.reduceat(found[0], edges), np.maximum.reduceat(found[1], edges)
    else:
        low, high = found[0][edges], found[1][edges]
    scale = max(float(np.abs(found).max()), _QUIETEST)
    return (low / scale).astype(np.float32), (high / scale).astype(np.float32)
