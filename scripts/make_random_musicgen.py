"""Write a MusicGen checkpoint of a published size, in the hub's layout, with random weights.

For work on speed and memory, which depend on the sizes and not on the values: 2.4 GB for small, 8.0 GB for medium,
13.7 GB for large. Needs NumPy and `tokenizers`, no torch; tensors are drawn and written one after the other, so
memory stays below 200 MB. The weights are scaled by fan-in, so that activations keep their size from layer
to layer, logits spread over a few units and the codec's output stays within ±1. Nothing here makes music.

    python scripts/make_random_musicgen.py /tmp/musicgen-small --size small
    python scripts/make_random_musicgen.py /tmp/musicgen-stereo --size medium --stereo --seed 3

Knows the names and shapes of a checkpoint; knows nothing of how Timbre reads one.
"""

from __future__ import annotations

import argparse
import json
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from musicgen_layout import (
    SOME_WORDS,
    Sizes,
    config_json,
    generation_json,
    preprocessor_json,
    write_json,
    write_tokenizer,
)
from numpy.typing import NDArray

Shape = tuple[int, ...]
Array = NDArray[np.float32]

DECODERS = {"small": (24, 1024, 16, 4096), "medium": (48, 1536, 24, 6144), "large": (48, 2048, 32, 8192)}
"""Layers, width, heads, feed-forward width of the published decoders."""

SHARD_BYTES = 5_000_000_000
"""The hub cuts a checkpoint into files of at most this size."""


@dataclass(frozen=True)
class Tensor:
    """One tensor of a checkpoint: its name, its shape, and how its values are drawn: mean + spread · normal."""

    name: str
    shape: Shape
    spread: float
    mean: float = 0.0

    def draw(self, generator: np.random.Generator) -> Array:
        """The values, float32, drawn in one pass."""
        values = generator.standard_normal(self.shape, dtype=np.float32)
        values *= np.float32(self.spread)
        values += np.float32(self.mean)
        return values


def published(size: str, *, stereo: bool) -> Sizes:
    """The sizes of `facebook/musicgen-{size}` or of its stereo sister."""
    layers, width, heads, feed_forward = DECODERS[size]
    channels = 2 if stereo else 1
    return Sizes(layers, width, heads, feed_forward, codebooks=4 * channels, channels=channels)


def tensors(sizes: Sizes, *, encoder: bool = True) -> Iterator[Tensor]:
    """Every tensor of a checkpoint as the hub spells them (`weight_g`, `weight_v`), the codec's encoder if wanted."""
    yield from text_tensors(sizes)
    yield from codec_tensors(sizes, encoder=encoder)
    yield from decoder_tensors(sizes)
    yield Tensor("enc_to_dec_proj.weight", (sizes.width, sizes.text_width), sizes.text_width**-0.5)
    yield Tensor("enc_to_dec_proj.bias", (sizes.width,), 0.1)


def text_tensors(sizes: Sizes) -> Iterator[Tensor]:
    """T5's encoder. Its attention is not divided by √d, so the queries carry that factor in their weights."""
    width, inner = sizes.text_width, sizes.text_head * sizes.text_heads
    yield Tensor("text_encoder.shared.weight", (sizes.words, width), 1.0)
    for index in range(sizes.text_layers):
        block = f"text_encoder.encoder.block.{index}.layer"
        attention = f"{block}.0.SelfAttention"
        yield Tensor(f"{attention}.q.weight", (inner, width), (width * sizes.text_head) ** -0.5)
        yield Tensor(f"{attention}.k.weight", (inner, width), width**-0.5)
        yield Tensor(f"{attention}.v.weight", (inner, width), width**-0.5)
        yield Tensor(f"{attention}.o.weight", (width, inner), inner**-0.5)
        if index == 0:
            yield Tensor(f"{attention}.relative_attention_bias.weight", (32, sizes.text_heads), 0.5)
        yield Tensor(f"{block}.0.layer_norm.weight", (width,), 0.1, 1.0)
        yield Tensor(f"{block}.1.DenseReluDense.wi.weight", (sizes.text_feed_forward, width), width**-0.5)
        yield Tensor(
            f"{block}.1.DenseReluDense.wo.weight",
            (width, sizes.text_feed_forward),
            sizes.text_feed_forward**-0.5,
        )
        yield Tensor(f"{block}.1.layer_norm.weight", (width,), 0.1, 1.0)
    yield Tensor("text_encoder.encoder.final_layer_norm.weight", (width,), 0.1, 1.0)


def decoder_tensors(sizes: Sizes) -> Iterator[Tensor]:
    """The transformer over codes. Output projections are damped so that the residual stream stays of one size."""
    width, top = sizes.width, "decoder.model.decoder"
    damped = (2.0 / sizes.layers) ** 0.5
    for codebook in range(sizes.codebooks):
        spread = sizes.codebooks**-0.5
        yield Tensor(f"{top}.embed_tokens.{codebook}.weight", (sizes.codes + 1, width), spread)
    for index in range(sizes.layers):
        layer = f"{top}.layers.{index}"
        for attention in ("self_attn", "encoder_attn"):
            for projection, gain in (("k", 1.5), ("v", 1.0), ("q", 1.5), ("out", damped)):
                name = f"{layer}.{attention}.{projection}_proj.weight"
                yield Tensor(name, (width, width), gain * width**-0.5)
            yield from layer_norm(f"{layer}.{attention}_layer_norm", width)
        yield Tensor(f"{layer}.fc1.weight", (sizes.feed_forward, width), width**-0.5)
        yield Tensor(f"{layer}.fc2.weight", (width, sizes.feed_forward), damped * sizes.feed_forward**-0.5)
        yield from layer_norm(f"{layer}.final_layer_norm", width)
    yield from layer_norm(f"{top}.layer_norm", width)
    for codebook in range(sizes.codebooks):
        yield Tensor(f"decoder.lm_heads.{codebook}.weight", (sizes.codes, width), 2.0 * width**-0.5)


def layer_norm(name: str, width: int) -> Iterator[Tensor]:
    """A layer norm that does something: weights around one, biases around zero."""
    yield Tensor(f"{name}.weight", (width,), 0.1, 1.0)
    yield Tensor(f"{name}.bias", (width,), 0.1)


def codec_tensors(sizes: Sizes, *, encoder: bool) -> Iterator[Tensor]:
    """EnCodec: its encoder (unused when making music), its decoder and its codebooks, each finer than the last."""
    filters, latent, deep = sizes.filters, sizes.latent, sizes.filters * 2 ** len(sizes.ratios)
    if encoder:
        yield from convolution("audio_encoder.encoder.layers.0", 1, filters, 7)
        index, width = 1, filters
        for ratio in reversed(sizes.ratios):
            yield from residual(f"audio_encoder.encoder.layers.{index}", width)
            yield from convolution(f"audio_encoder.encoder.layers.{index + 2}", width, 2 * width, 2 * ratio)
            index, width = index + 3, 2 * width
        yield from lstm(f"audio_encoder.encoder.layers.{index}", deep, sizes.lstm_layers)
        yield from convolution(f"audio_encoder.encoder.layers.{index + 2}", deep, latent, 7)
    yield from convolution("audio_encoder.decoder.layers.0", latent, deep, 7)
    yield from lstm("audio_encoder.decoder.layers.1", deep, sizes.lstm_layers)
    index, width = 3, deep
    for ratio in sizes.ratios:
        yield from transposed(f"audio_encoder.decoder.layers.{index}", width, width // 2, ratio)
        yield from residual(f"audio_encoder.decoder.layers.{index + 1}", width // 2)
        index, width = index + 3, width // 2
    yield from convolution(f"audio_encoder.decoder.layers.{index}", filters, 1, 7, gain=0.15)
    for codebook in range(4):
        stem = f"audio_encoder.quantizer.layers.{codebook}.codebook"
        yield Tensor(f"{stem}.inited", (1,), 0.0, 1.0)
        yield Tensor(f"{stem}.cluster_size", (sizes.codes,), 0.0, 1.0)
        yield Tensor(f"{stem}.embed", (sizes.codes, latent), 2.0**-codebook)
        yield Tensor(f"{stem}.embed_avg", (sizes.codes, latent), 2.0**-codebook)


def convolution(layer: str, inward: int, outward: int, kernel: int, gain: float = 1.0) -> Iterator[Tensor]:
    """A weight-normed convolution that keeps the signal's size: g is the gain, v's own scale cancels."""
    yield Tensor(f"{layer}.conv.bias", (outward,), 0.05)
    yield Tensor(f"{layer}.conv.weight_g", (outward, 1, 1), 0.1 * gain, gain)
    yield Tensor(f"{layer}.conv.weight_v", (outward, inward, kernel), (inward * kernel) ** -0.5)


def transposed(layer: str, inward: int, outward: int, ratio: int) -> Iterator[Tensor]:
    """A weight-normed transposed convolution: g belongs to the inputs, and each output sample hears two taps."""
    gain = (outward * ratio / inward) ** 0.5
    yield Tensor(f"{layer}.conv.bias", (outward,), 0.05)
    yield Tensor(f"{layer}.conv.weight_g", (inward, 1, 1), 0.1 * gain, gain)
    yield Tensor(f"{layer}.conv.weight_v", (inward, outward, 2 * ratio), (2 * outward * ratio) ** -0.5)


def residual(layer: str, width: int) -> Iterator[Tensor]:
    """A residual block: three taps down to half the width, one tap back."""
    yield from convolution(f"{layer}.block.1", width, width // 2, 3)
    yield from convolution(f"{layer}.block.3", width // 2, width, 1, gain=0.5)


def lstm(layer: str, width: int, layers: int) -> Iterator[Tensor]:
    """Stacked LSTM layers; gates in the order input, forget, cell, output."""
    for index in range(layers):
        yield Tensor(f"{layer}.lstm.weight_ih_l{index}", (4 * width, width), 1.5 * width**-0.5)
        yield Tensor(f"{layer}.lstm.weight_hh_l{index}", (4 * width, width), width**-0.5)
        yield Tensor(f"{layer}.lstm.bias_ih_l{index}", (4 * width,), 0.2)
        yield Tensor(f"{layer}.lstm.bias_hh_l{index}", (4 * width,), 0.2)


def write_safetensors(path: Path, plan: list[Tensor], values: Iterable[Array], *, half: bool = False) -> None:
    """Write a safetensors file as the tensors arrive: an eight-byte length, a JSON header, the bytes in order.

    `half` writes 16-bit floats.
    """
    kind, stored = ("F16", "<f2") if half else ("F32", "<f4")
    header: dict[str, Any] = {"__metadata__": {"format": "pt"}}
    end = 0
    for tensor in plan:
        start, end = end, end + np.dtype(stored).itemsize * int(np.prod(tensor.shape))
        header[tensor.name] = {"dtype": kind, "shape": list(tensor.shape), "data_offsets": [start, end]}
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in values:
            file.write(np.ascontiguousarray(array, dtype=stored).data)


def write_weights(
    folder: Path, plan: list[Tensor], seed: int, *, shard_bytes: int = SHARD_BYTES, half: bool = False
) -> None:
    """Write `model.safetensors`, or shards with their index where the tensors pass `shard_bytes` at 32 bits."""
    generator = np.random.default_rng(seed)
    shards: list[list[Tensor]] = [[]]
    room = shard_bytes
    for tensor in plan:
        size = 4 * int(np.prod(tensor.shape))
        if size > room and shards[-1]:
            shards.append([])
            room = shard_bytes
        shards[-1].append(tensor)
        room -= size
    names = (
        ["model.safetensors"]
        if len(shards) == 1
        else [f"model-{index + 1:05d}-of-{len(shards):05d}.safetensors" for index in range(len(shards))]
    )
    for name, shard in zip(names, shards, strict=True):
        write_safetensors(folder / name, shard, (tensor.draw(generator) for tensor in shard), half=half)
    if len(shards) > 1:
        total = (2 if half else 4) * sum(int(np.prod(tensor.shape)) for tensor in plan)
        places = {tensor.name: name for name, shard in zip(names, shards, strict=True) for tensor in shard}
        index = {"metadata": {"total_size": total}, "weight_map": places}
        write_json(folder / "model.safetensors.index.json", index)


def write_checkpoint(
    folder: Path,
    sizes: Sizes,
    *,
    seed: int,
    shard_bytes: int = SHARD_BYTES,
    entries: int = 32100,
    half: bool = False,
) -> None:
    """Write everything a checkpoint's folder holds: configuration, tokenizer, weights."""
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "config.json", config_json(sizes, half=half))
    write_json(folder / "generation_config.json", generation_json(sizes))
    write_json(folder / "preprocessor_config.json", preprocessor_json())
    write_tokenizer(folder / "tokenizer.json", SOME_WORDS.split(), entries)
    write_weights(folder, list(tensors(sizes)), seed, shard_bytes=shard_bytes, half=half)


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("folder", type=Path, help="where to write (made if it is not there)")
    parser.add_argument("--size", choices=tuple(DECODERS), default="small")
    parser.add_argument("--stereo", action="store_true", help="eight codebooks, two channels")
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args()
    write_checkpoint(given.folder, published(given.size, stereo=given.stereo), seed=given.seed)
    size = sum(path.stat().st_size for path in given.folder.iterdir())
    print(f"{given.folder}: {size / 1e9:.1f} GB")


if __name__ == "__main__":
    main()
