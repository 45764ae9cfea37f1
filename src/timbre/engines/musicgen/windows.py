"""Pieces longer than the model hears: windows that each begin with the end of the one before.

Pure data. MusicGen was trained on 30 seconds; its authors go on in strides of 18, each window fed the last 12
seconds as context (audiocraft's `extend_stride`). Knows nothing of decoders.
"""

from __future__ import annotations

from dataclasses import dataclass

from timbre.engines.musicgen.checkpoint.config import MusicgenConfig
from timbre.errors import EngineError

WINDOW_SECONDS = 30
STRIDE_SECONDS = 18


@dataclass(frozen=True)
class Window:
    """One run of the decoder: `context` frames known from the window before, then `new` frames."""

    context: int
    new: int

    @property
    def frames(self) -> int:
        """Both together."""
        return self.context + self.new


def window_sizes(config: MusicgenConfig) -> tuple[int, int]:
    """Frames of a window and of a stride: 1500 and 900, or fewer, as 30 : 18, where positions run out before.

    A window of F frames takes F + longest delay positions. Raises EngineError where not even two frames fit.
    """
    longest = config.decoder.max_position_embeddings - config.decoder.delays[-1]
    window = min(round(WINDOW_SECONDS * config.codec.frame_rate), longest)
    if window < 2:
        raise EngineError(
            f"The checkpoint has max_position_embeddings = {config.decoder.max_position_embeddings}, "
            f"too few for its {config.decoder.num_codebooks} codebooks.",
            "Its config.json may be damaged; pull the model again.",
        )
    return window, max(1, window * STRIDE_SECONDS // WINDOW_SECONDS)


def plan(frames: int, window: int, stride: int) -> tuple[Window, ...]:
    """Windows of at most `window` frames whose new frames add up to `frames` (0: none).

    The first hears nothing and writes as much as it can; each next one hears the last `window − stride` frames and
    writes `stride`, the last one what is left. 1 ≤ stride < window, else ValueError.
    """
    if not 1 <= stride < window:
        raise ValueError(f"stride {stride} is not within 1 … {window - 1}")
    if frames <= 0:
        return ()
    first = min(frames, window)
    whole, rest = divmod(frames - first, stride)
    later = [stride] * whole + [rest] * (rest > 0)
    return (Window(0, first), *(Window(window - stride, new) for new in later))
