"""The keys and values of one piece, at fixed addresses, and the lengths at which attention looks at them.

Knows shapes only: no weights and no sampling.
"""

from __future__ import annotations

import torch
from torch import Tensor

from timbre.engines.musicgen.checkpoint.config import DecoderConfig
from timbre.engines.musicgen.runtimes.torch.devices import Place

_WORDS_STEP = 64


def reach_for(positions: int) -> int:
    """The smallest length attention runs at that covers `positions`: multiples of 64, then of 128, then of 256.

    Few lengths, because each is captured in a CUDA graph of its own; fine ones at first, because short pieces and the
    first second count most. Multiples of 64 also keep masks aligned for the fused kernels.
    """
    step = 64 if positions <= 128 else 128 if positions <= 512 else 256
    return max(step, -(-positions // step) * step)


class Cache:
    """Keys and values of `rows` rows: [layers, 2, rows, heads, capacity, head_dim], and of the words for row 0."""

    def __init__(
        self,
        config: DecoderConfig,
        place: Place,
        places: Tensor,
        *,
        rows: int,
        capacity: int,
        words: int,
        fixed: bool,
    ) -> None:
        """`places` [capacity or more, d] are the position codes; `words` the most words, 0 for none at all.

        `fixed` asks for shapes that a later piece with other words can use again: the room for words is rounded up
        and what is not filled is masked.
        """
        if fixed:
            words = -(-words // _WORDS_STEP) * _WORDS_STEP
        self.rows = rows
        self.capacity = capacity
        self.room = words
        self.places = places[:capacity].to(place.device, place.dtype)
        heads, width, layers = config.num_attention_heads, config.head_dim, config.num_hidden_layers
        # Zeros, not garbage: a masked position has weight 0, and 0 × NaN would still be NaN.
        self._own = torch.zeros(
            (layers, 2, rows, heads, capacity, width), device=place.device, dtype=place.dtype
        )
        self._words = torch.zeros((layers, 2, 1, heads, words, width), device=place.device, dtype=place.dtype)
        self._silence = torch.full((1, 1, 1, words), -torch.inf, device=place.device, dtype=place.dtype)
        self._masked = fixed
        # Not every PyTorch has index_copy_ for MPS; elsewhere it is the cheaper of the two.
        self._indexed = place.device.type == "mps"
        self._steps = torch.arange(capacity, device=place.device)
        self._open = torch.zeros((), device=place.device, dtype=place.dtype)
        self._shut = torch.full((), -torch.inf, device=place.device, dtype=place.dtype)

    @property
    def has_words(self) -> bool:
        """Whether row 0 hears anything."""
        return self.room > 0

    @property
    def nbytes(self) -> int:
        """Bytes of keys and values."""
        return int((self._own.numel() + self._words.numel()) * self._own.element_size())

    def clear(self) -> None:
        """Forget the piece before: its numbers are masked, but one that was not finite would still spoil this one."""
        self._own.zero_()

    def hear(self, layer: int, both: Tensor) -> None:
        """Keep keys and values of the words, `both` [2, heads, T, head_dim], T at most `room`."""
        count = both.shape[2]
        self._words[layer, :, 0, :, :count] = both
        self._words[layer, :, 0, :, count:] = 0
        self._silence[..., :count] = 0
        self._silence[..., count:] = -torch.inf

    def words(self, layer: int) -> tuple[Tensor, Tensor, Tensor | None]:
        """Keys and values [1, heads, room, head_dim] and the mask of the room that is not filled."""
        return self._words[layer, 0], self._words[layer, 1], self._silence if self._masked else None

    def write(self, layer: int, positions: Tensor, both: Tensor, reach: int) -> tuple[Tensor, Tensor]:
        """Keep `both` [2, rows, heads, T, head_dim] at `positions` [T]; returns the first `reach` keys and values."""
        own = self._own[layer]
        if self._indexed:
            own[:, :, :, positions] = both
        else:
            own.index_copy_(3, positions, both)
        return own[0, :, :, :reach], own[1, :, :, :reach]

    def mask(self, positions: Tensor, reach: int) -> Tensor:
        """0 where position t may look, −∞ where not: [1, 1, T, reach]. Made on the device from `positions` [T]."""
        seen = self._steps[:reach][None, :] <= positions[:, None]
        return torch.where(seen, self._open, self._shut)[None, None]
