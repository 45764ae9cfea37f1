"""T5's encoder (Raffel et al. 2020) and the projection to the decoder's width, in float32.

Runs once for each piece. Float32 because T5's residual stream overflows float16. Knows nothing of tokens' words.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from timbre.engines.musicgen.checkpoint.config import MusicgenConfig, TextConfig
from timbre.engines.musicgen.checkpoint.layout import EMBEDDINGS
from timbre.engines.musicgen.checkpoint.weights import Weights
from timbre.engines.musicgen.runtimes.torch.devices import Place
from timbre.engines.musicgen.runtimes.torch.linear import Linear
from timbre.engines.musicgen.runtimes.torch.loading import matrix, plain


@dataclass(frozen=True)
class _Block:
    attention_norm: Tensor
    qkv: Linear
    out: Linear
    feed_norm: Tensor
    wide: Linear
    narrow: Linear


class TextEncoder:
    """Token ids → the sequence the decoder listens to."""

    def __init__(self, config: MusicgenConfig, weights: Weights, device: torch.device) -> None:
        """Load from `weights` to `device`. Raises MissingError."""
        place = Place(device, torch.float32)
        self._text = config.text
        self._device = device
        name = next((name for name in EMBEDDINGS if name in weights), EMBEDDINGS[0])
        self._words = plain(weights, name, place)
        first = "text_encoder.encoder.block.0.layer.0.SelfAttention"
        self._distances = plain(weights, f"{first}.relative_attention_bias.weight", place)
        self._blocks = [_block(weights, index, place) for index in range(config.text.num_layers)]
        self._norm = plain(weights, "text_encoder.encoder.final_layer_norm.weight", place)
        self._projection: tuple[Tensor, Tensor] | None = None
        if config.has_projection:
            self._projection = (
                plain(weights, "enc_to_dec_proj.weight", place),
                plain(weights, "enc_to_dec_proj.bias", place),
            )

    def __call__(self, ids: Tensor) -> Tensor:
        """`ids` [T] int64 → [T, d] float32 on the encoder's device."""
        x = functional.embedding(ids.to(self._device), self._words)
        bias = self._bias(len(ids))
        for block in self._blocks:
            block.out.add_to(x, self._attend(block.qkv(self._normed(x, block.attention_norm)), bias))
            block.narrow.add_to(x, torch.relu(block.wide(self._normed(x, block.feed_norm))))
        x = self._normed(x, self._norm)
        return x if self._projection is None else functional.linear(x, *self._projection)

    def _attend(self, qkv: Tensor, bias: Tensor) -> Tensor:
        """Self-attention of [T, 3 · inner] with `bias` [H, T, T]; T5 does not scale the products."""
        length = qkv.shape[0]
        q, k, v = qkv.view(length, 3, self._text.num_heads, self._text.d_kv).permute(1, 2, 0, 3)
        heard = functional.scaled_dot_product_attention(q[None], k[None], v[None], bias[None], scale=1.0)
        return heard[0].transpose(0, 1).reshape(length, -1)

    def _normed(self, x: Tensor, weight: Tensor) -> Tensor:
        """Root mean square norm (Zhang & Sennrich 2019): scale only, no mean taken off."""
        mean = x.square().mean(-1, keepdim=True)
        return x * torch.rsqrt(mean + self._text.layer_norm_epsilon) * weight

    def _bias(self, length: int) -> Tensor:
        """What each head adds for the distance between query and key: [H, T, T]."""
        steps = torch.arange(length, device=self._device)
        buckets = distance_buckets(steps[None, :] - steps[:, None], self._text)
        return functional.embedding(buckets, self._distances).permute(2, 0, 1).contiguous()


def distance_buckets(distance: Tensor, config: TextConfig) -> Tensor:
    """Key position − query position → bucket (T5, section 2.1): half for each direction; in each half the first half
    exact, the rest growing with the logarithm up to `relative_attention_max_distance`, beyond which all are one.
    """
    half = config.relative_attention_num_buckets // 2
    exact = half // 2
    far = distance.abs()
    growth = torch.log(far.float().clamp_min(1) / exact) / math.log(
        config.relative_attention_max_distance / exact
    )
    coarse = (exact + (growth * (half - exact)).long()).clamp_max(half - 1)
    return torch.where(far < exact, far, coarse) + half * (distance > 0).long()


def _block(weights: Weights, index: int, place: Place) -> _Block:
    attention = f"text_encoder.encoder.block.{index}.layer.0"
    feed = f"text_encoder.encoder.block.{index}.layer.1"
    return _Block(
        attention_norm=plain(weights, f"{attention}.layer_norm.weight", place),
        qkv=matrix(weights, [f"{attention}.SelfAttention.{part}.weight" for part in "qkv"], place),
        out=matrix(weights, [f"{attention}.SelfAttention.o.weight"], place),
        feed_norm=plain(weights, f"{feed}.layer_norm.weight", place),
        wide=matrix(weights, [f"{feed}.DenseReluDense.wi.weight"], place),
        narrow=matrix(weights, [f"{feed}.DenseReluDense.wo.weight"], place),
    )
