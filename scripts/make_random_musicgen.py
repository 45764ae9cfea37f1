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
import math
import struct
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Shape = tuple[int, ...]
Array = NDArray[np.float32]
Config = dict[str, Any]

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


@dataclass
class Sizes:
    """What decides the shape of a checkpoint. The defaults are the small model's."""

    layers: int = 24
    width: int = 1024
    heads: int = 16
    feed_forward: int = 4096
    codes: int = 2048
    codebooks: int = 4
    channels: int = 1
    positions: int = 2048
    words: int = 32128
    text_layers: int = 12
    text_width: int = 768
    text_head: int = 64
    text_heads: int = 12
    text_feed_forward: int = 3072
    filters: int = 64
    ratios: list[int] = field(default_factory=lambda: [8, 5, 4, 4])
    latent: int = 128
    lstm_layers: int = 2


def published(size: str, *, stereo: bool) -> Sizes:
    """The sizes of `facebook/musicgen-{size}` or of its stereo sister."""
    layers, width, heads, feed_forward = DECODERS[size]
    channels = 2 if stereo else 1
    return Sizes(layers, width, heads, feed_forward, codebooks=4 * channels, channels=channels)


def config_json(sizes: Sizes, *, half: bool = False) -> Config:
    """`config.json` with the fields and names the hub's files have."""
    stored = "float16" if half else "float32"
    return {
        "architectures": ["MusicgenForConditionalGeneration"],
        "model_type": "musicgen",
        "is_encoder_decoder": True,
        "torch_dtype": stored,
        "transformers_version": "4.31.0.dev0",
        "text_encoder": {
            "_name_or_path": "t5-base",
            "architectures": ["T5ForConditionalGeneration"],
            "model_type": "t5",
            "d_ff": sizes.text_feed_forward,
            "d_kv": sizes.text_head,
            "d_model": sizes.text_width,
            "decoder_start_token_id": 0,
            "dense_act_fn": "relu",
            "dropout_rate": 0.1,
            "eos_token_id": 1,
            "feed_forward_proj": "relu",
            "initializer_factor": 1.0,
            "is_encoder_decoder": True,
            "is_gated_act": False,
            "layer_norm_epsilon": 1e-06,
            "n_positions": 512,
            "num_decoder_layers": sizes.text_layers,
            "num_heads": sizes.text_heads,
            "num_layers": sizes.text_layers,
            "output_past": True,
            "pad_token_id": 0,
            "relative_attention_max_distance": 128,
            "relative_attention_num_buckets": 32,
            "torch_dtype": None,
            "use_cache": True,
            "vocab_size": sizes.words,
        },
        "audio_encoder": {
            "_name_or_path": "facebook/encodec_32khz",
            "architectures": ["EncodecModel"],
            "model_type": "encodec",
            "audio_channels": 1,
            "chunk_length_s": None,
            "codebook_dim": sizes.latent,
            "codebook_size": sizes.codes,
            "compress": 2,
            "dilation_growth_rate": 2,
            "hidden_size": sizes.latent,
            "kernel_size": 7,
            "last_kernel_size": 7,
            "norm_type": "weight_norm",
            "normalize": False,
            "num_filters": sizes.filters,
            "num_lstm_layers": sizes.lstm_layers,
            "num_residual_layers": 1,
            "overlap": None,
            "pad_mode": "reflect",
            "residual_kernel_size": 3,
            "sampling_rate": 32000,
            "target_bandwidths": [bandwidth_kbps(sizes)],
            "torch_dtype": stored,
            "trim_right_ratio": 1.0,
            "upsampling_ratios": sizes.ratios,
            "use_causal_conv": False,
            "use_conv_shortcut": False,
        },
        "decoder": {
            "model_type": "musicgen_decoder",
            "activation_dropout": 0.0,
            "activation_function": "gelu",
            "attention_dropout": 0.0,
            "audio_channels": sizes.channels,
            "bos_token_id": sizes.codes,
            "classifier_dropout": 0.0,
            "dropout": 0.1,
            "ffn_dim": sizes.feed_forward,
            "hidden_size": sizes.width,
            "initializer_factor": 0.02,
            "layerdrop": 0.0,
            "max_position_embeddings": sizes.positions,
            "num_attention_heads": sizes.heads,
            "num_codebooks": sizes.codebooks,
            "num_hidden_layers": sizes.layers,
            "pad_token_id": sizes.codes,
            "scale_embedding": False,
            "tie_word_embeddings": False,
            "torch_dtype": None,
            "use_cache": True,
            "vocab_size": sizes.codes,
        },
    }


def bandwidth_kbps(sizes: Sizes) -> float:
    """What decides the codec's number of quantisers: four, as published (2.2 kbit/s with 2048 codes at 50 Hz)."""
    hop_samples = math.prod(sizes.ratios)
    bits = (sizes.codes - 1).bit_length()
    return 2.2 if (hop_samples, bits) == (640, 11) else 4 * bits * math.ceil(32000 / hop_samples) / 1000


def generation_json(sizes: Sizes) -> Config:
    """`generation_config.json`."""
    ids = dict.fromkeys(("bos_token_id", "decoder_start_token_id", "pad_token_id"), sizes.codes)
    return {
        "_from_model_config": True,
        **ids,
        "do_sample": True,
        "guidance_scale": 3.0,
        "max_length": 1500,
        "transformers_version": "4.31.0.dev0",
    }


def preprocessor_json() -> Config:
    """`preprocessor_config.json`."""
    return {
        "chunk_length_s": None,
        "feature_extractor_type": "EncodecFeatureExtractor",
        "feature_size": 1,
        "overlap": None,
        "padding_side": "left",
        "padding_value": 0.0,
        "processor_class": "MusicgenProcessor",
        "return_attention_mask": True,
        "sampling_rate": 32000,
    }


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


def write_json(path: Path, value: Config) -> None:
    """Write JSON the way the hub's files look: two spaces, sorted keys, a final newline."""
    path.write_text(json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def write_tokenizer(path: Path, words: list[str], size: int) -> None:
    """`tokenizer.json`: a Unigram of T5's kind with `size` entries; "</s>" ends every prompt.

    `words` are whole pieces; single letters, figures and marks follow, so that any prompt in Latin script can be
    told; dummy words fill the rest.
    """
    from tokenizers import AddedToken, Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    marks = [chr(code) for code in range(33, 127)]
    pieces = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0), ("▁", -3.0)]
    pieces += [(f"▁{word}", -5.0 - 0.01 * rank) for rank, word in enumerate(words)]
    pieces += [(mark, -9.0 - 0.01 * rank) for rank, mark in enumerate(marks)]
    pieces += [(f"▁dummy{number}", -14.0) for number in range(size - len(pieces))]
    tokenizer = Tokenizer(Unigram(pieces[:size], unk_id=2))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace("  ", " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")]
    )
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A </s> $B </s>", special_tokens=[("</s>", 1)]
    )
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.add_special_tokens(
        [AddedToken(word, normalized=False, special=True) for word in ("<pad>", "</s>", "<unk>")]
    )
    tokenizer.save(str(path))


SOME_WORDS = """
a and with the in of 80s 90s pop track bass drum drums synth pads piano guitar electric acoustic
slow fast warm bright dark rainy night lo-fi hip hop jazz rock funk house techno ambient melody
rhythm beat strings music song upbeat calm energetic minor major soft heavy background driving
"""
"""Whole pieces of the tokenizer; everything else is spelt."""


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
