"""Which rows each of the codec's convolutions reads: padding, reflection and trimming as index tables.

Time runs down the rows, so that a convolution is one gather of neighbouring rows and one matrix product, and the
transposed convolutions' interleaving is a reshape that moves nothing. Knows no ONNX.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from timbre.engines.musicgen.checkpoint.config import CodecConfig
from timbre.engines.musicgen.codec import dilations, padding

Rows = NDArray[np.int32]

LAST = "last"
"""Name of the last convolution's table."""


@dataclass(frozen=True)
class Span:
    """Rows in memory: `before` to be ignored, `length` that count, `after` to be ignored.

    The ignored ones are what a transposed convolution makes too much of: dropping them would copy all the others.
    """

    length: int
    before: int = 0
    after: int = 0

    @property
    def nothing(self) -> int:
        """Index of a row of zeros, appended where it is needed."""
        return self.before + self.length + self.after


def pairs(span: Span) -> Rows:
    """[length + 1, 2]: each row with the one before it, nothing beyond the ends; a transposed convolution's inputs."""
    rows = np.arange(span.length) + span.before
    edge = [span.nothing]
    return np.stack([np.concatenate([edge, rows]), np.concatenate([rows, edge])], axis=1).astype(np.int32)


def windows(span: Span, kernel: int, dilation: int = 1) -> Rows:
    """[all rows, kernel]: the rows under the kernel at each row, reflected at the ends of what counts."""
    places = np.arange(-span.before, span.length + span.after)
    taps = np.arange(kernel) * dilation - padding(kernel, dilation)[0]
    return _reflected(span, places[:, None] + taps, max(padding(kernel, dilation)))


def counted_windows(span: Span, kernel: int) -> Rows:
    """The same for the rows that count only, [length, kernel]."""
    return windows(span, kernel)[span.before : span.before + span.length]


def _reflected(span: Span, places: NDArray[np.int64], reach: int) -> Rows:
    """Places relative to the first counted row → rows in memory. EnCodec's rule for stretches no longer than the
    padding: zeros are appended until reflection is possible.

    No place is further out than `reach` and the ignored rows, so one reflection at either end leads back into memory.
    """
    mirror = max(span.length, reach + 1) - 1
    inside = mirror - np.abs(mirror - np.abs(places))
    return np.where(inside >= span.length, span.nothing, inside + span.before).astype(np.int32)


def may_be_short(config: CodecConfig, level: int, reach: int) -> bool:
    """Whether a piece of one frame is too short to be reflected after `level`."""
    return prod(config.upsampling_ratios[: level + 1]) <= reach


def spread(span: Span, ratio: int) -> Span:
    """What a transposed convolution of stride `ratio` (kernel twice that) makes of `span`."""
    return Span(span.length * ratio, ratio - ratio // 2, ratio // 2)


def tables(config: CodecConfig, half: int, length: int) -> Iterator[tuple[str, Rows]]:
    """Name and index table of every convolution of a half (0 or 1), into which `length` rows come, all counted."""
    span = Span(length)
    for level in halves(config)[half]:
        yield f"pairs.{level}", pairs(span)
        span = spread(span, config.upsampling_ratios[level])
        for block, dilation in enumerate(dilations(config)):
            yield f"windows.{level}.{block}", windows(span, config.residual_kernel_size, dilation)
    if half == 1:
        yield LAST, counted_windows(span, config.last_kernel_size)


@lru_cache(maxsize=16)
def cached_tables(config: CodecConfig, half: int, length: int) -> dict[str, Rows]:
    """`tables`, kept: blocks mostly have the same few lengths."""
    return dict(tables(config, half, length))


def halves(config: CodecConfig) -> tuple[range, range]:
    """The levels with few rows and large matrices (one at least), and those with many rows and small ones.

    The latter, with the last convolution, run on short tiles that stay in the processor's cache.
    """
    count = len(config.upsampling_ratios)
    middle = (count + 1) // 2
    return range(middle), range(middle, count)
