"""The small files of a MusicGen checkpoint as the hub's folders have them: configuration and tokenizer, for any size.

Used by `make_random_musicgen.py` and `make_tiny_musicgen.py`. Knows nothing of weights.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Config = dict[str, Any]


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
