"""EnCodec's decoder as a stream: blocks of codes go in, samples come out as soon as nothing can change them.

The layers before and after the LSTM look a few frames to either side (the codec is not causal), so a block is decoded
with a little of its neighbours and the edges are cut off; the LSTM's state is carried on and nothing goes through it
twice. The samples are those of decoding the whole piece at once. Knows no library: a runtime brings the stages.
"""

from __future__ import annotations

from typing import Generic, TypeVar

import numpy as np
from numpy.typing import NDArray

from timbre.engines.musicgen.checkpoint.config import CodecConfig
from timbre.engines.musicgen.runtimes.port import CodecStages, Codes, Floats

_Kind = TypeVar("_Kind", bound=np.generic)


class CodecStream:
    """One piece being decoded, mono or stereo.

    Large blocks are cheaper a frame than small ones: about half a second of frames is a good block.
    """

    def __init__(self, stages: CodecStages, config: CodecConfig, channels: int = 1) -> None:
        """`channels`: 1, or 2 where codebooks come in pairs (L0, R0, L1, R1, …)."""
        self._lanes = [_Lane(stages, config) for _ in range(channels)]

    def push(self, codes: Codes) -> Floats:
        """Take the next frames' `codes` [K, n], n ≥ 0; returns the samples that are final now, [C, m], m ≥ 0."""
        return np.stack([lane.push(codes[side :: len(self._lanes)]) for side, lane in enumerate(self._lanes)])

    def finish(self) -> Floats:
        """The piece ends here: the samples still held back, [C, m]. Call it once, after the last push."""
        return np.stack([lane.finish() for lane in self._lanes])


class _Lane:
    """One channel: codes wait for the frames after them, then LSTM outputs do."""

    def __init__(self, stages: CodecStages, config: CodecConfig) -> None:
        self._stages = stages
        self._hop = config.hop_samples
        self._beside_codes = max(padding(config.kernel_size))
        self._beside_latents = reach(config)
        self._state: object | None = None
        self._codes = _Tail(np.zeros(0, np.int64))
        self._latents = _Tail(np.zeros(0, np.float32))

    def push(self, codes: Codes) -> Floats:
        self._codes.append(codes)
        self._recur(self._codes.end - self._beside_codes)
        return self._upsample(self._latents.end - self._beside_latents)

    def finish(self) -> Floats:
        self._recur(self._codes.end)
        return self._upsample(self._latents.end)

    def _recur(self, until: int) -> None:
        """Take frames before `until` through the LSTM, each once."""
        count = until - self._codes.done
        if count <= 0:
            return
        window, skipped = self._codes.window()
        latents = self._stages.latents(window)[:, :, skipped : skipped + count]
        through, self._state = self._stages.recur(latents, self._state)
        self._latents.append(through)
        self._codes.settle(until, self._beside_codes)

    def _upsample(self, until: int) -> Floats:
        """The samples of frames before `until` that were not given out yet."""
        count = until - self._latents.done
        if count <= 0:
            return np.zeros(0, np.float32)
        window, skipped = self._latents.window()
        samples = self._stages.upsample(window)[skipped * self._hop : (skipped + count) * self._hop]
        self._latents.settle(until, self._beside_latents)
        return samples


class _Tail(Generic[_Kind]):
    """The end of a growing array [..., frames]: what is not done yet, and as much before it as the layers look back."""

    def __init__(self, nothing: NDArray[_Kind]) -> None:
        self.done = 0
        self._start = 0
        self._kept = nothing

    @property
    def end(self) -> int:
        """How many frames there were so far."""
        return self._start + self._kept.shape[-1]

    def append(self, frames: NDArray[_Kind]) -> None:
        self._kept = np.concatenate([self._kept, frames], axis=-1) if self.end else frames

    def window(self) -> tuple[NDArray[_Kind], int]:
        """Everything that is kept, and how many frames of it are done."""
        return self._kept, self.done - self._start

    def settle(self, done: int, beside: int) -> None:
        """Frames before `done` are decoded: forget those that nothing looks back to any more."""
        self.done = done
        start = max(self._start, done - beside)
        self._kept = self._kept[..., start - self._start :]
        self._start = start


def padding(kernel: int, dilation: int = 1) -> tuple[int, int]:
    """Values that EnCodec's convolution of stride 1 adds to the left and to the right; the left gets the odd one."""
    total = (kernel - 1) * dilation
    return total - total // 2, total // 2


def dilations(config: CodecConfig) -> tuple[int, ...]:
    """Of the residual blocks of one level."""
    return tuple(config.dilation_growth_rate**block for block in range(config.num_residual_layers))


def reach(config: CodecConfig, first: int = 0) -> int:
    """How many rows to either side the output of one row depends on, over levels `first`… and the last convolution.

    A row is a frame for level 0. A transposed convolution (kernel 2s, stride s, trimmed by s − s//2 and s//2) mixes
    output n from the rows t with 0 ≤ n + s − s//2 − t·s < 2s.
    """
    beside = max(padding(config.last_kernel_size))
    for ratio in reversed(config.upsampling_ratios[first:]):
        beside += sum(max(padding(config.residual_kernel_size, dilation)) for dilation in dilations(config))
        trimmed = ratio - ratio // 2
        before = (beside - trimmed + 2 * ratio - 1) // ratio
        after = (ratio - 1 + beside + trimmed) // ratio
        beside = max(before, after)
    return beside
