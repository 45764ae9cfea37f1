"""A recording at another pitch: looped as long as needed, resampled once, and read along a moving pitch.

The loop is laid end to end before it is resampled, so its seam cannot be heard more than in the file. Knows nothing
of envelopes or presets.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from timbre.engines.composer.soundfont.samples import Mono
from timbre.engines.composer.synth.tone import Signal, Values

SHORTEST_LOOP_FRAMES = 2
LEAST_RATIO, MOST_RATIO = 1 / 512, 64.0
MARGIN_FRAMES = 64
MOST_SOURCE_FRAMES = 40_000_000
"""A note that would need more of its recording ends early."""
_CLASS_FRAMES = 8192


class Span(NamedTuple):
    """Which part of a recording sounds: frames `start` to `end`, and its loop or (0, 0)."""

    start: int
    end: int
    loop_start: int
    loop_end: int

    @property
    def loops(self) -> bool:
        """Whether it goes on for as long as it is held."""
        return self.loop_end > 0


def span_of(frames: int, start: int, end: int, loop_start: int, loop_end: int, looped: bool) -> Span:
    """The span inside a recording of `frames`, put right where a file says what cannot be."""
    start = min(max(start, 0), frames - 1)
    end = min(max(end, start + 1), frames)
    loop_end = min(loop_end, end)
    if not looped or loop_start < start or loop_end - loop_start < SHORTEST_LOOP_FRAMES:
        return Span(start, end, 0, 0)
    return Span(start, end, loop_start, loop_end)


def laid_out(recording: Mono, span: Span, frames: int, leave_after: int | None = None) -> Mono:
    """At most `frames` of the span with its loop laid end to end; shorter where it does not loop.

    With `leave_after` (frames) the loop is left at its first end after that, and the rest of the span follows.
    """
    if not span.loops:
        return recording[span.start : min(span.end, span.start + frames)]
    head = recording[span.start : span.loop_end]
    loop = recording[span.loop_start : span.loop_end]
    held = frames if leave_after is None else min(frames, leave_after)
    laps = max(0, math.ceil((held - len(head)) / len(loop)))
    tail = recording[:0] if leave_after is None else recording[span.loop_end : span.end]
    return np.concatenate([head, np.tile(loop, laps), tail])[:frames]


def length_class(frames: int) -> int:
    """The length that is worked out when `frames` are needed, so that notes of one pitch share their sound."""
    size = _CLASS_FRAMES
    while size < frames:
        size = size * 3 // 2 if size * 3 // 2 >= frames else size * 2
    return size


def resampled(sound: Mono, ratio: float, frames: int) -> Signal:
    """`sound` read `ratio` frames a step, at most `frames` steps."""
    import soxr

    ratio = min(max(ratio, LEAST_RATIO), MOST_RATIO)
    if abs(ratio - 1.0) < 1e-9:
        return sound[:frames]
    made = soxr.resample(sound, ratio * 48_000.0, 48_000.0, "HQ")
    return np.asarray(made[:frames], dtype=np.float32)


def source_frames(frames: int, ratio: float) -> int:
    """How much of a recording `frames` steps of `ratio` need."""
    needed = math.ceil(frames * min(max(ratio, LEAST_RATIO), MOST_RATIO)) + MARGIN_FRAMES
    return min(needed, MOST_SOURCE_FRAMES)


def bent(sound: Signal, cents: Values, hop: int, oversampling: int) -> Signal:
    """`sound`, `oversampling` frames a step, read along a pitch that moves by `cents` [M], one every `hop` steps.

    Cubic (Catmull–Rom) between frames: harmless at twice the rate or more. As many steps as `cents` and `sound` last.
    """
    pace = np.exp2(cents / 1200.0)
    steps = (len(cents) - 1) * hop
    between = np.interp(np.arange(steps) / hop, np.arange(len(pace)), pace)
    at = (np.cumsum(between) - between[0]) * oversampling
    at = at[: int(np.searchsorted(at, len(sound) - 4.0))]
    whole = at.astype(np.int64)
    part = (at - whole).astype(np.float32)
    padded = np.concatenate([np.zeros(1, dtype=np.float32), sound])
    a, b, c, d = (padded[whole + n] for n in range(4))
    return np.asarray(
        b + 0.5 * part * (c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a))),
        dtype=np.float32,
    )
