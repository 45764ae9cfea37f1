"""Every tensor the engine needs and its shape, from the sizes alone; how many parameters that makes.

Names are those of `MusicgenForConditionalGeneration` in safetensors files. Knows no files.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from timbre.engines.musicgen.checkpoint.config import CodecConfig, DecoderConfig, MusicgenConfig, TextConfig

Shape = tuple[int, ...]
EMBEDDINGS = ("text_encoder.shared.weight", "text_encoder.encoder.embed_tokens.weight")
"""T5's word embeddings: one tensor under two names; files may keep either."""
BYTES_PER_WEIGHT: dict[str, float] = {"fp32": 4.0, "fp16": 2.0, "bf16": 2.0, "int8": 1.04, "int4": 0.54}
"""A quantised weight with its share of a block's scale (float32 for 128)."""


def norm_names(prefix: str) -> tuple[tuple[str, str], ...]:
    """Magnitude and direction of a weight-normed convolution, in torch's newer and older spelling."""
    newer = f"{prefix}.parametrizations.weight.original"
    return ((newer + "0", newer + "1"), (f"{prefix}.weight_g", f"{prefix}.weight_v"))


def parameters(config: MusicgenConfig) -> dict[str, int]:
    """How many numbers the engine loads: `decoder` (with `enc_to_dec_proj`), `text`, `codec` (its decoding half)."""
    counts = {"decoder": 0, "text": 0, "codec": 0}
    parts = {"text_encoder": "text", "audio_encoder": "codec"}
    for name, shape in tensors(config):
        counts[parts.get(name.split(".")[0], "decoder")] += math.prod(shape)
    for _, shape, kind in convolutions(config.codec):
        counts["codec"] += math.prod(shape) + shape[1 if kind == "transposed" else 0]
    return counts


def tensors(config: MusicgenConfig) -> Iterator[tuple[str, Shape]]:
    """Name and shape of every tensor but those of the convolutions, in the order of the model."""
    yield from _text(config.text)
    if config.has_projection:
        yield "enc_to_dec_proj.weight", (config.decoder.hidden_size, config.text.d_model)
        yield "enc_to_dec_proj.bias", (config.decoder.hidden_size,)
    yield from _decoder(config.decoder)
    yield from _codec(config)


def _text(text: TextConfig) -> Iterator[tuple[str, Shape]]:
    inner = text.num_heads * text.d_kv
    yield EMBEDDINGS[0], (text.vocab_size, text.d_model)
    for block in range(text.num_layers):
        prefix = f"text_encoder.encoder.block.{block}.layer"
        for part in "qkv":
            yield f"{prefix}.0.SelfAttention.{part}.weight", (inner, text.d_model)
        yield f"{prefix}.0.SelfAttention.o.weight", (text.d_model, inner)
        if block == 0:
            yield (
                f"{prefix}.0.SelfAttention.relative_attention_bias.weight",
                (text.relative_attention_num_buckets, text.num_heads),
            )
        yield f"{prefix}.0.layer_norm.weight", (text.d_model,)
        yield f"{prefix}.1.DenseReluDense.wi.weight", (text.d_ff, text.d_model)
        yield f"{prefix}.1.DenseReluDense.wo.weight", (text.d_model, text.d_ff)
        yield f"{prefix}.1.layer_norm.weight", (text.d_model,)
    yield "text_encoder.encoder.final_layer_norm.weight", (text.d_model,)


def _decoder(decoder: DecoderConfig) -> Iterator[tuple[str, Shape]]:
    width, prefix = decoder.hidden_size, "decoder.model.decoder"
    for book in range(decoder.num_codebooks):
        yield f"{prefix}.embed_tokens.{book}.weight", (decoder.vocab_size + 1, width)
        yield f"decoder.lm_heads.{book}.weight", (decoder.vocab_size, width)
    for layer in range(decoder.num_hidden_layers):
        here = f"{prefix}.layers.{layer}"
        for attention in ("self_attn", "encoder_attn"):
            for part in ("q_proj", "k_proj", "v_proj", "out_proj"):
                yield f"{here}.{attention}.{part}.weight", (width, width)
        yield f"{here}.fc1.weight", (decoder.ffn_dim, width)
        yield f"{here}.fc2.weight", (width, decoder.ffn_dim)
        for norm in ("self_attn_layer_norm", "encoder_attn_layer_norm", "final_layer_norm"):
            yield f"{here}.{norm}.weight", (width,)
            yield f"{here}.{norm}.bias", (width,)
    yield f"{prefix}.layer_norm.weight", (width,)
    yield f"{prefix}.layer_norm.bias", (width,)


def _codec(config: MusicgenConfig) -> Iterator[tuple[str, Shape]]:
    codec = config.codec
    for book in range(config.decoder.num_codebooks // config.decoder.audio_channels):
        name = f"audio_encoder.quantizer.layers.{book}.codebook.embed"
        yield name, (codec.codebook_size, codec.codebook_dim)
    width = codec.num_filters * 2 ** len(codec.upsampling_ratios)
    for layer in range(codec.num_lstm_layers):
        prefix = "audio_encoder.decoder.layers.1.lstm"
        for source in ("ih", "hh"):
            yield f"{prefix}.weight_{source}_l{layer}", (4 * width, width)
            yield f"{prefix}.bias_{source}_l{layer}", (4 * width,)


def convolutions(codec: CodecConfig) -> Iterator[tuple[str, Shape, str]]:
    """Prefix, kernel shape, "plain" [out, in, k] or "transposed" [in, out, k], in the order of the layers.

    Layers without weights (ELU) count in the numbering: SEANet (Tagliasacchi et al. 2020) as EnCodec uses it.
    """
    prefix = "audio_encoder.decoder.layers"
    width = codec.num_filters * 2 ** len(codec.upsampling_ratios)
    yield f"{prefix}.0.conv", (width, codec.hidden_size, codec.kernel_size), "plain"
    layer = 3
    for ratio in codec.upsampling_ratios:
        yield f"{prefix}.{layer}.conv", (width, width // 2, 2 * ratio), "transposed"
        width //= 2
        inner = width // codec.compress
        for block in range(layer + 1, layer + 1 + codec.num_residual_layers):
            yield f"{prefix}.{block}.block.1.conv", (inner, width, codec.residual_kernel_size), "plain"
            yield f"{prefix}.{block}.block.3.conv", (width, inner, 1), "plain"
        layer += codec.num_residual_layers + 2
    yield f"{prefix}.{layer}.conv", (1, width, codec.last_kernel_size), "plain"
