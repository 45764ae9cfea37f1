"""A toy MusicGen runtime: its logits depend on every code fed so far, so that any slip in the loop is heard.

Deterministic, NumPy only, no weights. `opened` and `texts` record what was asked of it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timbre.engines.musicgen.checkpoint.config import (
    CodecConfig,
    DecoderConfig,
    GenerationDefaults,
    MusicgenConfig,
    TextConfig,
)
from timbre.engines.musicgen.runtimes.port import CodecStages, Codes, Floats
from timbre.engines.musicgen.sampling import Rule, draw, guide
from timbre.errors import EngineError


def toy_config(
    *, codebooks: int = 4, channels: int = 1, vocab: int = 32, positions: int = 2048, frame_rate: int = 50
) -> MusicgenConfig:
    """Sizes for the toy; a frame is 8 samples."""
    return MusicgenConfig(
        TextConfig(100, 8, 4, 16, 1, 2, 32, 128, 1e-6, "relu", 0),
        DecoderConfig(vocab, 8, 1, 2, 16, codebooks, channels, "gelu", positions, vocab, vocab),
        CodecConfig(
            sampling_rate=8 * frame_rate,
            num_filters=4,
            upsampling_ratios=(4, 2),
            codebook_size=vocab,
            codebook_dim=8,
            hidden_size=8,
            num_lstm_layers=2,
            kernel_size=7,
            last_kernel_size=7,
            residual_kernel_size=3,
            num_residual_layers=1,
            dilation_growth_rate=2,
            compress=2,
            use_causal_conv=False,
            pad_mode="reflect",
            use_conv_shortcut=False,
            norm_type="weight_norm",
            trim_right_ratio=1.0,
            num_quantizers=codebooks // channels,
        ),
        GenerationDefaults(),
    )


class FakeDecoder:
    """Keeps every column fed; the logits of a row are hashed from all of them (row 0: and from the words)."""

    def __init__(self, vocab: int, conditioning: Floats | None, guided: bool, longest: int) -> None:
        self.vocab = vocab
        self.conditioning = conditioning
        self.guided = guided
        self.longest = longest
        self.position = 0
        self.closed = 0
        self.fed: list[list[int]] = []
        self.calls: list[tuple[str, int]] = []
        self.broken_at: int | None = None
        """From this position on the logits hold a NaN."""

    def extend(self, codes: Codes) -> Floats:
        self.calls.append(("extend", codes.shape[1]))
        return self._feed(codes)

    def _feed(self, codes: Codes) -> Floats:
        if self.closed:
            raise EngineError("The decoder is closed.")
        self.fed += codes.T.tolist()
        self.position = len(self.fed)
        if self.position > self.longest:
            raise EngineError(f"{self.position} positions; there is room for {self.longest}.")
        heard = [b"" if self.conditioning is None else self.conditioning.tobytes()]
        rows = heard + [b"null"] * self.guided
        logits = np.stack([self._logits(row, codes.shape[0]) for row in rows])
        if self.broken_at is not None and self.position >= self.broken_at:
            logits[0, 0, 0] = np.nan
        return logits

    def _logits(self, words: bytes, codebooks: int) -> Floats:
        digest = hashlib.sha256(words + repr(self.fed).encode()).digest()
        raw = np.random.PCG64(int.from_bytes(digest, "big")).random_raw(codebooks * self.vocab)
        return (6 * (raw >> np.uint64(40)) / 2**24).astype(np.float32).reshape(codebooks, self.vocab)

    def close(self) -> None:
        self.closed += 1


class FakeSamplingDecoder(FakeDecoder):
    """Draws by itself as well."""

    def sample(self, codes: Codes, uniforms: NDArray[np.float64], rule: object) -> Codes:
        assert isinstance(rule, Rule)
        assert codes.shape[1] == 1
        self.calls.append(("sample", len(uniforms)))
        drawn = []
        for numbers in uniforms:
            codes = draw(guide(self._feed(codes), rule.guidance), numbers, rule)[:, None]
            drawn.append(codes)
        return np.concatenate(drawn, axis=1)


class FakeCodec:
    """Each code becomes a level held for one frame."""

    def __init__(self, hop: int, vocab: int) -> None:
        self._hop = hop
        self._vocab = vocab

    def latents(self, codes: Codes) -> Floats:
        return (codes.mean(axis=0)[None, None] / self._vocab).astype(np.float32)

    def recur(self, latents: Floats, state: object | None) -> tuple[Floats, object]:
        return latents, state or "state"

    def upsample(self, latents: Floats) -> Floats:
        return np.repeat(latents[0, 0], self._hop)


class FakeRuntime:
    """A loaded checkpoint that is none. `sampling` says whether its decoders draw by themselves."""

    label = "toy float32"

    def __init__(self, config: MusicgenConfig, *, sampling: bool = False) -> None:
        self.config = config
        self.sampling = sampling
        self.broken_at: int | None = None
        self.opened: list[FakeDecoder] = []
        self.texts: list[list[int]] = []
        self.closed = 0

    def encode_text(self, ids: Codes) -> Floats:
        self.texts.append(ids.tolist())
        return np.outer(ids, np.arange(1, 9)).astype(np.float32)

    def open_decoder(self, conditioning: Floats | None, *, guided: bool, longest: int) -> FakeDecoder:
        kind = FakeSamplingDecoder if self.sampling else FakeDecoder
        decoder = kind(self.config.decoder.vocab_size, conditioning, guided, longest)
        decoder.broken_at = self.broken_at
        self.opened.append(decoder)
        return decoder

    def codec(self) -> CodecStages:
        return FakeCodec(self.config.codec.hop_samples, self.config.decoder.vocab_size)

    def close(self) -> None:
        self.closed += 1


def joined(blocks: Sequence[Codes], codebooks: int) -> NDArray[Any]:
    """Blocks [K, n] one after the other (none: [K, 0])."""
    return np.concatenate([np.empty((codebooks, 0), np.int64), *blocks], axis=1)
