"""A loaded checkpoint on ONNX Runtime: text encoder, decoder and codec, each a session over a mapped file.

Knows nothing of sampling or events.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np

from timbre.engines.musicgen.checkpoint.config import MusicgenConfig, read_config
from timbre.engines.musicgen.checkpoint.layout import BYTES_PER_WEIGHT, parameters
from timbre.engines.musicgen.checkpoint.weights import Weights, check_weights
from timbre.engines.musicgen.runtimes.onnx.cache import built_folder
from timbre.engines.musicgen.runtimes.onnx.codec_graph import build_codec
from timbre.engines.musicgen.runtimes.onnx.codec_stages import OnnxCodec
from timbre.engines.musicgen.runtimes.onnx.decoder import OnnxDecoder
from timbre.engines.musicgen.runtimes.onnx.decoder_graph import NAME, WORDS, build_decoder, build_words
from timbre.engines.musicgen.runtimes.onnx.embedding import Embedding, build_embedding
from timbre.engines.musicgen.runtimes.onnx.quantise import Precision
from timbre.engines.musicgen.runtimes.onnx.session import open_session, options
from timbre.engines.musicgen.runtimes.onnx.text_encoder import OnnxTextEncoder
from timbre.engines.musicgen.runtimes.onnx.text_graph import build_text_encoder
from timbre.engines.musicgen.runtimes.port import Codes, Floats

SMALL: tuple[Precision, ...] = ("int4", "int8")
"""Precisions that also make the text encoder and the codec's recurrence smaller."""


class OnnxRuntime:
    """Implements `runtimes.port.Runtime`."""

    def __init__(
        self, config: MusicgenConfig, folder: Path, precision: Precision, threads: int | None
    ) -> None:
        """Open the models in `folder`. Raises EngineError when one is damaged."""
        chosen = options(threads)
        self.label = f"onnx {precision}"
        self.threads = chosen.intra_op_num_threads
        self._config = config
        self._decoder = open_session(folder / f"{NAME}.onnx", options(threads, steps=True))
        self._words = open_session(folder / f"{WORDS}.onnx", chosen)
        self._outputs = [output.name for output in self._words.get_outputs()]
        self._embedding = Embedding(folder, config.decoder.max_position_embeddings)
        self._text = OnnxTextEncoder(folder, chosen)
        self._codec = OnnxCodec(folder, config.codec, chosen)

    @classmethod
    def load(
        cls,
        folder: Path,
        precision: Precision,
        threads: int | None,
        cache: Path | None,
        progress: Callable[[str], None] | None,
    ) -> OnnxRuntime:
        """See `runtimes.onnx.load`."""
        config = read_config(folder)
        with Weights.open(folder) as weights:
            fingerprint = weights.fingerprint

            def build(place: Path) -> None:
                if progress:
                    progress("prepare")
                check_weights(weights, config)
                build_embedding(config.decoder, weights.__getitem__, place)
                build_decoder(config.decoder, weights.__getitem__, place, precision)
                build_words(config.decoder, weights.__getitem__, place, precision)
                build_text_encoder(weights, config, place, bits=8 if precision in SMALL else None)
                build_codec(weights, config, place, fast=precision in SMALL)

            needed = round(sum(parameters(config).values()) * BYTES_PER_WEIGHT[precision])
            place = built_folder(fingerprint, precision, needed, build, cache)
        return cls(config, place, precision, threads)

    def encode_text(self, ids: Codes) -> Floats:
        """See the port."""
        return self._text.encode(ids)

    def open_decoder(self, conditioning: Floats | None, *, guided: bool, longest: int) -> OnnxDecoder:
        """See the port. Without words the cross-attention adds exactly nothing, as its values are zeros."""
        if conditioning is None:
            silent: Floats = np.zeros((1, self._config.decoder.hidden_size), np.float32)
            cross = dict.fromkeys(self._outputs, silent)
        else:
            cross = dict(zip(self._outputs, self._words.run(None, {"conditioning": conditioning})))
        return OnnxDecoder(
            self._decoder,
            self._config.decoder,
            self._embedding,
            cross,
            rows=2 if guided else 1,
            longest=longest,
        )

    def codec(self) -> OnnxCodec:
        """See the port."""
        return self._codec

    def close(self) -> None:
        """Free the sessions; nothing else may be called afterwards."""
        del self._decoder, self._words, self._text, self._codec
