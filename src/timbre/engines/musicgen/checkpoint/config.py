"""The sizes of a MusicGen checkpoint, read from its `config.json`; nothing in the engine assumes one of them.

Refuses, by name, every variant this engine does not play. Knows nothing of weights or runtimes. Fields that a file
leaves out have the defaults of the format (Hugging Face transformers writes only what differs).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from timbre.engines.musicgen.checkpoint.section import AGAIN, Section, read_json
from timbre.errors import CapabilityError, EngineError
from timbre.model.text import clean, shortened

CONFIG_FILE = "config.json"
GENERATION_FILE = "generation_config.json"


@dataclass(frozen=True)
class TextConfig:
    """The T5 encoder: `num_layers` blocks of width `d_model`, relative positions shared from block 0."""

    vocab_size: int
    d_model: int
    d_kv: int
    """Width of one attention head; heads × d_kv need not be d_model."""
    d_ff: int
    num_layers: int
    num_heads: int
    relative_attention_num_buckets: int
    relative_attention_max_distance: int
    layer_norm_epsilon: float
    feed_forward_proj: str
    """"relu" is the only one played."""
    pad_token_id: int


@dataclass(frozen=True)
class DecoderConfig:
    """The transformer that writes codes. `vocab_size` codes, plus one more embedding row for BOS."""

    vocab_size: int
    hidden_size: int
    num_hidden_layers: int
    num_attention_heads: int
    ffn_dim: int
    num_codebooks: int
    """Of all channels together: 4 for mono, 8 for stereo (L0, R0, L1, R1, …)."""
    audio_channels: int
    activation_function: str
    max_position_embeddings: int
    pad_token_id: int
    bos_token_id: int
    layer_norm_epsilon: float = 1e-5

    @property
    def head_dim(self) -> int:
        """Width of one attention head."""
        return self.hidden_size // self.num_attention_heads

    @property
    def delays(self) -> tuple[int, ...]:
        """Steps by which each codebook is late: 0, 1, 2, 3 for mono, 0, 0, 1, 1, 2, 2, 3, 3 for stereo."""
        return tuple(book // self.audio_channels for book in range(self.num_codebooks))


@dataclass(frozen=True)
class CodecConfig:
    """EnCodec (Défossez et al. 2022), non-causal, mono: `num_quantizers` codebooks of `codebook_size` vectors."""

    sampling_rate: int
    """Hz."""
    num_filters: int
    upsampling_ratios: tuple[int, ...]
    codebook_size: int
    codebook_dim: int
    hidden_size: int
    num_lstm_layers: int
    kernel_size: int
    last_kernel_size: int
    residual_kernel_size: int
    num_residual_layers: int
    dilation_growth_rate: int
    compress: int
    use_causal_conv: bool
    pad_mode: str
    use_conv_shortcut: bool
    norm_type: str
    trim_right_ratio: float
    num_quantizers: int

    @property
    def hop_samples(self) -> int:
        """Samples for each frame of codes."""
        return math.prod(self.upsampling_ratios)

    @property
    def frame_rate(self) -> float:
        """Frames a second."""
        return self.sampling_rate / self.hop_samples


@dataclass(frozen=True)
class GenerationDefaults:
    """The authors' sampling values. `top_k` is never read: the hub's files leave it to a default of 50."""

    guidance_scale: float = 3.0
    temperature: float = 1.0
    top_k: int = 250
    top_p: float = 0.0
    """0 is off."""


@dataclass(frozen=True)
class MusicgenConfig:
    """Everything about a checkpoint but its numbers."""

    text: TextConfig
    decoder: DecoderConfig
    codec: CodecConfig
    generation: GenerationDefaults

    @property
    def has_projection(self) -> bool:
        """Whether `enc_to_dec_proj` takes the text's width to the decoder's."""
        return self.text.d_model != self.decoder.hidden_size


def read_config(folder: Path) -> MusicgenConfig:
    """The sizes of the checkpoint in `folder`.

    Raises MissingError (no config.json), CapabilityError (another architecture, or a variant not played here) or
    EngineError (values that make no sense).
    """
    path = folder / CONFIG_FILE
    whole = read_json(path)
    _check_architecture(path, whole)
    text = _text(Section.of(path, "text_encoder", whole))
    decoder = _decoder(Section.of(path, "decoder", whole), text)
    codec = _codec(Section.of(path, "audio_encoder", whole), decoder)
    return MusicgenConfig(text, decoder, codec, _generation(folder))


def _check_architecture(path: Path, whole: Mapping[str, Any]) -> None:
    found = whole.get("model_type")
    if found == "musicgen":
        return
    if found == "musicgen_melody":
        raise CapabilityError(
            f"{path.parent} is a melody model of MusicGen: melody variants are not supported yet.",
            "Use facebook/musicgen-small, -medium, -large or a stereo one.",
        )
    name = shortened(clean(str(found)), 60) if found is not None else "nothing"
    raise CapabilityError(
        f"{path}: model_type is {name!r}; this engine plays 'musicgen' only.",
        "timbre models list shows the models it knows.",
    )


def _text(section: Section) -> TextConfig:
    section.only("model_type", "t5", ["t5"])
    return TextConfig(
        vocab_size=section.whole("vocab_size", 32_128, high=1_000_000),
        d_model=section.whole("d_model", 512),
        d_kv=section.whole("d_kv", 64, high=4096),
        d_ff=section.whole("d_ff", 2048, high=262_144),
        num_layers=section.whole("num_layers", 6, high=512),
        num_heads=section.whole("num_heads", 8, high=1024),
        relative_attention_num_buckets=section.whole("relative_attention_num_buckets", 32, low=4, high=4096),
        relative_attention_max_distance=section.whole("relative_attention_max_distance", 128, low=2),
        layer_norm_epsilon=section.number("layer_norm_epsilon", 1e-6, 0.0, 0.1),
        feed_forward_proj=section.only("feed_forward_proj", "relu", ["relu"]),
        pad_token_id=section.whole("pad_token_id", 0, low=0, high=1_000_000),
    )


def _decoder(section: Section, text: TextConfig) -> DecoderConfig:
    section.only("model_type", "musicgen_decoder", ["musicgen_decoder"])
    section.only("scale_embedding", False, [False])
    section.only("tie_word_embeddings", False, [False])
    vocabulary = section.whole("vocab_size", 2048, low=2, high=1_000_000)
    config = DecoderConfig(
        vocab_size=vocabulary,
        hidden_size=section.whole("hidden_size", 1024, low=4),
        num_hidden_layers=section.whole("num_hidden_layers", 24, high=512),
        num_attention_heads=section.whole("num_attention_heads", 16, high=1024),
        ffn_dim=section.whole("ffn_dim", 4096, high=262_144),
        num_codebooks=section.whole("num_codebooks", 4, high=64),
        audio_channels=section.only("audio_channels", 1, [1, 2]),
        activation_function=section.only("activation_function", "gelu", ["gelu"]),
        max_position_embeddings=section.whole("max_position_embeddings", 2048, high=1_000_000),
        pad_token_id=section.only("pad_token_id", 2048, [vocabulary]),
        bos_token_id=section.only("bos_token_id", 2048, [vocabulary]),
    )
    if config.hidden_size % config.num_attention_heads or config.hidden_size % 2:
        valid = f"even and a multiple of num_attention_heads ({config.num_attention_heads})"
        raise section.wrong("hidden_size", config.hidden_size, valid)
    if config.num_codebooks % config.audio_channels:
        valid = f"a multiple of audio_channels ({config.audio_channels})"
        raise section.wrong("num_codebooks", config.num_codebooks, valid)
    if text.d_model != config.hidden_size and section.value("cross_attention_hidden_size", None) is not None:
        # Set, it takes the place of the projection, which this engine always applies where widths differ.
        found = section.value("cross_attention_hidden_size", None)
        raise section.wrong(
            "cross_attention_hidden_size", found, "absent where the text encoder's width differs"
        )
    return config


def _codec(section: Section, decoder: DecoderConfig) -> CodecConfig:
    section.only("model_type", "encodec", ["encodec"])
    section.only("audio_channels", 1, [1])
    section.only("normalize", False, [False])
    hidden = section.whole("hidden_size", 128, high=8192)
    size = section.whole("codebook_size", 1024, low=2, high=1_000_000)
    ratios = section.wholes("upsampling_ratios", (8, 5, 4, 2), most=8)
    rate = section.whole("sampling_rate", 24_000, low=1000, high=384_000)
    config = CodecConfig(
        sampling_rate=rate,
        num_filters=section.whole("num_filters", 32, high=1024),
        upsampling_ratios=ratios,
        codebook_size=size,
        codebook_dim=section.only("codebook_dim", hidden, [hidden]),
        hidden_size=hidden,
        num_lstm_layers=section.whole("num_lstm_layers", 2, high=8),
        kernel_size=section.whole("kernel_size", 7, high=255),
        last_kernel_size=section.whole("last_kernel_size", 7, high=255),
        residual_kernel_size=section.whole("residual_kernel_size", 3, high=255),
        num_residual_layers=section.whole("num_residual_layers", 1, high=16),
        dilation_growth_rate=section.whole("dilation_growth_rate", 2, high=16),
        compress=section.whole("compress", 2, high=64),
        use_causal_conv=section.only("use_causal_conv", True, [False]),
        pad_mode=section.only("pad_mode", "reflect", ["reflect"]),
        use_conv_shortcut=section.only("use_conv_shortcut", True, [False]),
        norm_type=section.only("norm_type", "weight_norm", ["weight_norm"]),
        trim_right_ratio=section.only("trim_right_ratio", 1.0, [1.0]),
        num_quantizers=_quantizers(section, rate, math.prod(ratios), size),
    )
    if size != decoder.vocab_size:
        raise section.wrong("codebook_size", size, f"the decoder's vocab_size ({decoder.vocab_size})")
    if config.num_filters < config.compress:
        raise section.wrong("compress", config.compress, f"at most num_filters ({config.num_filters})")
    needed = decoder.num_codebooks // decoder.audio_channels
    if config.num_quantizers < needed:
        raise EngineError(
            f"The codec has {config.num_quantizers} codebooks; the decoder writes {needed} for each channel.",
            AGAIN,
        )
    return config


def _quantizers(section: Section, rate: int, hop: int, size: int) -> int:
    """How many codebooks the highest bandwidth (kbit/s) pays for, as the format defines it."""
    bandwidths = section.value("target_bandwidths", [1.5, 3.0, 6.0, 12.0, 24.0])
    valid = "a list of bandwidths in kbit/s that pays for 1 to 64 codebooks"
    if not isinstance(bandwidths, list) or not bandwidths:
        raise section.wrong("target_bandwidths", bandwidths, valid)
    top = bandwidths[-1]
    if isinstance(top, bool) or not isinstance(top, int | float) or not 0 < top < 1e6:
        raise section.wrong("target_bandwidths", bandwidths, valid)
    count = int(1000 * top // (math.ceil(rate / hop) * math.ceil(math.log2(size))))
    if not 1 <= count <= 64:
        raise section.wrong("target_bandwidths", bandwidths, valid)
    return count


def _generation(folder: Path) -> GenerationDefaults:
    path = folder / GENERATION_FILE
    if not path.exists():
        return GenerationDefaults()
    section = Section(path, "generation", read_json(path))
    return GenerationDefaults(
        guidance_scale=section.number("guidance_scale", 3.0, 0.0, 30.0),
        temperature=section.number("temperature", 1.0, 0.0, 4.0),
    )
