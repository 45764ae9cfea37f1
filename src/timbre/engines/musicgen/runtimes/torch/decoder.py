"""MusicGen's transformer (Copet et al. 2023): codes → logits, through a cache that the caller owns.

Pre-norm layers: self-attention, cross-attention, feed-forward. Everything happens at addresses and in shapes that do
not change from step to step, so that the same code can be captured in a CUDA graph. Knows nothing of sampling.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from timbre.engines.musicgen.checkpoint.config import DecoderConfig
from timbre.engines.musicgen.checkpoint.weights import Weights
from timbre.engines.musicgen.runtimes.torch.cache import Cache
from timbre.engines.musicgen.runtimes.torch.devices import Place
from timbre.engines.musicgen.runtimes.torch.linear import Linear
from timbre.engines.musicgen.runtimes.torch.loading import matrix, plain, stacked

_ROOT = "decoder.model.decoder"
Norm = tuple[Tensor, Tensor]
"""Weight and bias, each [d]."""


@dataclass(frozen=True)
class _Layer:
    self_norm: Norm
    qkv: Linear
    self_out: Linear
    cross_norm: Norm
    cross_query: Linear
    cross_key_value: Linear
    cross_out: Linear
    feed_norm: Norm
    wide: Linear
    narrow: Linear


class Transformer:
    """The weights and the forward pass; what belongs to one piece lies in a `Cache`."""

    def __init__(self, config: DecoderConfig, weights: Weights, place: Place) -> None:
        """Load from `weights` to `place`. Raises MissingError."""
        self.config = config
        self.place = place
        books = range(config.num_codebooks)
        table = stacked(weights, [f"{_ROOT}.embed_tokens.{book}.weight" for book in books])
        self._table = table.to(place.device, place.dtype)
        # Row of the first code of each codebook in the stacked table; each has one row more, for BOS.
        self._first = torch.arange(config.num_codebooks, device=place.device)[:, None] * (
            config.vocab_size + 1
        )
        self._layers = [_layer(weights, index, place) for index in range(config.num_hidden_layers)]
        self._norm = _norm(weights, f"{_ROOT}.layer_norm", place)
        # The heads stay in full: they are small, and what they say is drawn from directly.
        heads = stacked(weights, [f"decoder.lm_heads.{book}.weight" for book in books])
        self._heads = heads.to(place.device, place.dtype)

    @property
    def step_bytes(self) -> int:
        """Bytes of weights that one step reads."""
        matrices = sum(
            part.nbytes
            for layer in self._layers
            for part in (
                layer.qkv,
                layer.self_out,
                layer.cross_query,
                layer.cross_out,
                layer.wide,
                layer.narrow,
            )
        )
        return int(matrices + self._heads.numel() * self._heads.element_size())

    def listen(self, conditioning: Tensor, cache: Cache) -> None:
        """Compute the keys and values of the words, `conditioning` [T, d], once for the whole piece."""
        heads, width = self.config.num_attention_heads, self.config.head_dim
        heard = conditioning.to(self.place.device, self.place.dtype)
        for index, layer in enumerate(self._layers):
            both = layer.cross_key_value(heard).view(len(heard), 2, heads, width)
            cache.hear(index, both.permute(1, 2, 0, 3))

    def __call__(self, codes: Tensor, positions: Tensor, cache: Cache, reach: int) -> Tensor:
        """One pass over `codes` [K, T] at `positions` [T], for every row of the cache.

        Attention looks at the first `reach` positions of the cache; all of `positions` must lie below it. Returns the
        logits of the last position, [rows, K, V] float32. Row 0 hears the words; the others do not: their keys and
        values would be zero (no projection has a bias), so their cross-attention is left out.
        """
        rows, length = cache.rows, codes.shape[1]
        width = self.config.hidden_size
        x = functional.embedding(codes + self._first, self._table).sum(0)
        x = x + cache.places.index_select(0, positions)
        x = x.expand(rows, length, width).contiguous()
        flat = x.view(rows * length, width)
        mask = cache.mask(positions, reach)
        for index, layer in enumerate(self._layers):
            heard = self._attend_self(
                layer.qkv(self._normed(flat, layer.self_norm)), index, positions, cache, mask
            )
            layer.self_out.add_to(flat, heard)
            if cache.has_words:
                query = layer.cross_query(self._normed(x[0], layer.cross_norm))
                layer.cross_out.add_to(x[0], self._attend_words(query, index, cache))
            wide = functional.gelu(layer.wide(self._normed(flat, layer.feed_norm)))
            layer.narrow.add_to(flat, wide)
        last = self._normed(x[:, -1], self._norm)
        logits = functional.linear(last, self._heads).float()
        return logits.view(rows, self.config.num_codebooks, self.config.vocab_size)

    def _attend_self(self, qkv: Tensor, index: int, positions: Tensor, cache: Cache, mask: Tensor) -> Tensor:
        """[rows · T, 3d] → [rows · T, d]; writes keys and values at `positions`."""
        heads, width = self.config.num_attention_heads, self.config.head_dim
        length = len(positions)
        split = qkv.view(cache.rows, length, 3, heads, width)
        keys, values = cache.write(index, positions, split[:, :, 1:].permute(2, 0, 3, 1, 4), mask.shape[-1])
        query = split[:, :, 0].transpose(1, 2)
        heard = functional.scaled_dot_product_attention(query, keys, values, attn_mask=mask)
        return heard.transpose(1, 2).reshape(cache.rows * length, heads * width)

    def _attend_words(self, query: Tensor, index: int, cache: Cache) -> Tensor:
        """[T, d] → [T, d], for row 0."""
        heads, width = self.config.num_attention_heads, self.config.head_dim
        length = query.shape[0]
        keys, values, mask = cache.words(index)
        split = query.view(1, length, heads, width).transpose(1, 2)
        heard = functional.scaled_dot_product_attention(split, keys, values, attn_mask=mask)
        return heard.transpose(1, 2).reshape(length, heads * width)

    def _normed(self, x: Tensor, norm: Norm) -> Tensor:
        return functional.layer_norm(x, (self.config.hidden_size,), *norm, self.config.layer_norm_epsilon)


def sinusoids(count: int, width: int) -> Tensor:
    """Position codes [count, width] float32: cosines, then sines, of angles p · 10000^(−i / (width/2 − 1)).

    The order and the denominator are those of tensor2tensor, as MusicGen was trained with.
    """
    half = width // 2
    rates = torch.exp(torch.arange(half, dtype=torch.float32) * -(math.log(10_000) / (half - 1)))
    angles = torch.arange(count, dtype=torch.float32)[:, None] * rates[None, :]
    return torch.cat([torch.cos(angles), torch.sin(angles)], dim=1)


def _norm(weights: Weights, prefix: str, place: Place) -> Norm:
    return plain(weights, f"{prefix}.weight", place), plain(weights, f"{prefix}.bias", place)


def _layer(weights: Weights, index: int, place: Place) -> _Layer:
    prefix = f"{_ROOT}.layers.{index}"
    own, words = f"{prefix}.self_attn", f"{prefix}.encoder_attn"
    return _Layer(
        self_norm=_norm(weights, f"{own}_layer_norm", place),
        qkv=matrix(weights, [f"{own}.{part}_proj.weight" for part in "qkv"], place),
        self_out=matrix(weights, [f"{own}.out_proj.weight"], place),
        cross_norm=_norm(weights, f"{words}_layer_norm", place),
        cross_query=matrix(weights, [f"{words}.q_proj.weight"], place),
        cross_key_value=matrix(weights, [f"{words}.{part}_proj.weight" for part in "kv"], place),
        cross_out=matrix(weights, [f"{words}.out_proj.weight"], place),
        feed_norm=_norm(weights, f"{prefix}.final_layer_norm", place),
        wide=matrix(weights, [f"{prefix}.fc1.weight"], place),
        narrow=matrix(weights, [f"{prefix}.fc2.weight"], place),
    )
