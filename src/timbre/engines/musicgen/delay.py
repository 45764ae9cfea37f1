"""MusicGen's delay pattern: codebook k of a frame is written `delays[k]` steps after codebook 0 of the same frame.

Pure arrays; knows nothing of models, sampling or sound. The pattern is that of Copet et al. 2023, "Simple and
Controllable Music Generation" (arXiv 2306.05284), section 2.2. "BOS" is the code that stands where nothing is.

Steps are counted from 0, the first drawn column; a sheet has one column more, the BOS that starts a piece.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from timbre.errors import EngineError

Codes = NDArray[np.int64]

UNKNOWN = -1
"""In a sheet: a code still to be drawn."""


@dataclass(frozen=True)
class DelayPattern:
    """How late each codebook is, in steps: (0, 1, 2, 3) for mono; stereo pairs share one, (0, 0, 1, 1, 2, 2, 3, 3).

    Raises EngineError unless the delays begin at 0 and never fall.
    """

    delays: tuple[int, ...]

    def __post_init__(self) -> None:
        if not self.delays or self.delays[0] != 0 or any(a > b for a, b in pairwise(self.delays)):
            raise EngineError(
                f"Codebook delays {self.delays} are not a delay pattern; they begin at 0 and never fall.",
                "The checkpoint's config.json may be damaged; pull the model again.",
            )

    @property
    def codebooks(self) -> int:
        """How many codebooks there are, K."""
        return len(self.delays)

    @property
    def depth(self) -> int:
        """The longest delay: F frames take F + depth steps."""
        return self.delays[-1]

    def delay(self, codes: Codes, bos: int) -> Codes:
        """Frames [K, F] → steps [K, F + depth], `bos` where nothing is."""
        books, frames = codes.shape
        delayed = np.full((books, frames + self.depth), bos, np.int64)
        for row, (book, late) in enumerate(zip(codes, self.delays, strict=True)):
            delayed[row, late : late + frames] = book
        return delayed

    def undelay(self, delayed: Codes) -> Codes:
        """Consecutive steps [K, S] → the frames complete in them, [K, max(0, S − depth)]; undoes `delay`.

        The first frame returned is the one whose codebook 0 lies in the first column.
        """
        frames = self.complete(delayed.shape[1])
        rows = [book[late : late + frames] for book, late in zip(delayed, self.delays, strict=True)]
        return np.stack(rows).astype(np.int64, copy=False)

    def forced(self, step: int, frames: int) -> NDArray[np.bool_]:
        """Which codebooks [K] are BOS at `step` of a piece of `frames`: not begun yet, or over already."""
        frame = step - np.asarray(self.delays)
        return (frame < 0) | (frame >= frames)

    def complete(self, steps: int) -> int:
        """How many frames have all their codes after `steps` steps."""
        return max(0, steps - self.depth)

    def sheet(self, context: Codes, frames: int, bos: int) -> Codes:
        """All that is fixed about a window of `frames` that begins with `context` [K, C]: [K, 1 + frames + depth].

        Column 0 is BOS, column s + 1 is step s. Codes to be drawn are UNKNOWN. The context is there whole: codes of
        its last frames that lie in columns still to be drawn (the late codebooks') are kept, not drawn again, as in
        the authors' own continuation.
        """
        known = context.shape[1]
        codes = np.full((self.codebooks, frames), UNKNOWN, np.int64)
        codes[:, :known] = context
        start = np.full((self.codebooks, 1), bos, np.int64)
        return np.concatenate([start, self.delay(codes, bos)], axis=1)
