"""One whole step on the device: the last codes in, the next codes out and in place for the step after.

No value comes to the host on the way, and nothing but `reach` changes the kernels, so the step can be captured and
replayed (`graphs`). Knows nothing of frames.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from timbre.engines.musicgen.runtimes.port import Codes
from timbre.engines.musicgen.runtimes.torch.cache import Cache
from timbre.engines.musicgen.runtimes.torch.decoder import Transformer
from timbre.engines.musicgen.runtimes.torch.draw import DeviceRule, draw, guide
from timbre.engines.musicgen.sampling import Rule

_NO_DRAW = -1.0
"""Stands in place of a random number where BOS comes instead of a code."""


class Step:
    """The buffers of the sampled loop, and the step over them. Position p's random numbers and codes lie in row p."""

    def __init__(self, transformer: Transformer, cache: Cache) -> None:
        """Allocate for every position of `cache`."""
        config, device = transformer.config, transformer.place.device
        books = config.num_codebooks
        self.cache = cache
        self._transformer = transformer
        self._bos = torch.tensor(config.vocab_size, device=device)
        self._delays = np.asarray(config.delays)
        self._rule = DeviceRule(device, config.vocab_size)
        self._codes = torch.zeros((books, 1), dtype=torch.int64, device=device)
        self._position = torch.zeros(1, dtype=torch.int64, device=device)
        self._uniforms = torch.zeros((cache.capacity, books), dtype=torch.float64, device=device)
        self._drawn = torch.zeros((cache.capacity, books), dtype=torch.int64, device=device)
        self._spread = torch.zeros((cache.capacity, books), dtype=torch.float32, device=device)

    def prepare(self, codes: Codes, position: int, uniforms: NDArray[np.float64], rule: Rule) -> None:
        """Lay out `codes` [K, 1] for `position` and `uniforms` [steps, K] for it and the steps after it."""
        steps = np.arange(position, position + len(uniforms))[:, None]
        drawn = np.where(steps + 1 <= self._delays, _NO_DRAW, uniforms)
        self._rule.set(rule)
        self._codes.copy_(torch.from_numpy(np.array(codes, np.int64)))
        self._position.fill_(position)
        self._uniforms[position : position + len(uniforms)].copy_(torch.from_numpy(drawn))

    def run(self, reach: int) -> None:
        """Feed the codes at the position, draw the next ones, move on by one. `reach` as in `Transformer`."""
        logits = self._transformer(self._codes, self._position, self.cache, reach)
        uniforms = self._uniforms.index_select(0, self._position)[0]
        chosen, spread = draw(guide(logits, self._rule.guidance), uniforms, self._rule)
        chosen = torch.where(uniforms < 0, self._bos, chosen)
        self._drawn.index_copy_(0, self._position, chosen[None])
        self._spread.index_copy_(0, self._position, spread[None])
        self._codes.copy_(chosen[:, None])
        self._position.add_(1)

    def take(self, position: int, steps: int) -> tuple[Codes, NDArray[np.float32]]:
        """Wait for, and fetch, what `steps` steps from `position` on drew: codes [K, steps] and spreads [K, steps]."""
        rows = slice(position, position + steps)
        codes: Codes = np.ascontiguousarray(self._drawn[rows].cpu().numpy().T)
        spread: NDArray[np.float32] = self._spread[rows].cpu().numpy().T
        return codes, spread

    def here(self) -> tuple[Tensor, Tensor]:
        """What `run` moves on, as copies, to go `back` to."""
        return self._codes.clone(), self._position.clone()

    def back(self, to: tuple[Tensor, Tensor]) -> None:
        """Undo what was run since `here`: the rest is written anew with the same values when it runs again."""
        self._codes.copy_(to[0])
        self._position.copy_(to[1])
