"""One piece being written on ONNX Runtime: the key/value cache and one call a step, all memory bound beforehand.

Knows nothing of sampling, delays or files.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import onnxruntime as ort

from timbre.engines.musicgen.runtimes.onnx.embedding import Embedding
from timbre.engines.musicgen.runtimes.port import Codes, Floats
from timbre.errors import EngineError

if TYPE_CHECKING:
    from timbre.engines.musicgen.checkpoint.config import DecoderConfig


class OnnxDecoder:
    """Implements `runtimes.port.Decoder`. Not for several threads at once."""

    def __init__(
        self,
        session: ort.InferenceSession,
        config: DecoderConfig,
        embedding: Embedding,
        cross: dict[str, Floats],
        *,
        rows: int,
        longest: int,
    ) -> None:
        """`cross`: input name → [S, D] keys and values of the words, heard by row 0 only; rows 1… get zeros."""
        self.position = 0
        self._session, self._config, self._embedding = session, config, embedding
        self._rows, self._longest = rows, longest
        self._binding = session.io_binding()
        self._options = ort.RunOptions()
        self._past = np.zeros(rows, np.int32)
        self._total = np.zeros((), np.int32)
        self._logits = np.empty((rows, config.num_codebooks * config.vocab_size), np.float32)
        self._one = np.empty((rows, 1, config.hidden_size), np.float32)
        self._kept: list[object] = []
        self._bind(cross)

    def extend(self, codes: Codes) -> Floats:
        """See the port. A stretch that begins the piece is one call; later ones go position by position."""
        length = codes.shape[1]
        if self.position + length > self._longest:
            raise EngineError(
                f"The cache holds {self._longest} positions and {self.position + length} were asked for.",
                "Ask for a shorter piece.",
            )
        if self.position == 0 and length > 1:
            self._feed_all(codes)
        else:  # GroupQueryAttention takes no stretch after a past for more than one row
            for column in range(length):
                self._one[:] = self._embedding(codes[:, column : column + 1], self.position)
                self._run(1)
        return self._logits.reshape(self._rows, self._config.num_codebooks, self._config.vocab_size)

    def close(self) -> None:
        """Let the cache go."""
        self._binding.clear_binding_inputs()
        self._binding.clear_binding_outputs()
        self._kept.clear()

    def _feed_all(self, codes: Codes) -> None:
        stretch = np.repeat(self._embedding(codes, 0)[None], self._rows, axis=0)
        self._bind_input("x", stretch)
        self._run(codes.shape[1])
        self._bind_input("x", self._one)

    def _run(self, length: int) -> None:
        """One call of the model; `x` holds the next `length` positions."""
        self._total[...] = self.position + length
        self._past[:] = self.position + length - 1
        self._session.run_with_iobinding(self._binding, self._options)
        self.position += length

    def _bind(self, cross: dict[str, Floats]) -> None:
        heads, size = self._config.num_attention_heads, self._config.head_dim
        for layer in range(self._config.num_hidden_layers):
            for part in ("key", "value"):
                cache = np.zeros((self._rows, heads, self._longest, size), np.float32)
                self._keep(f"{part}.{layer}", cache)
                self._bind_output(f"new_{part}.{layer}", cache)
                words = cross[f"cross_{part}.{layer}"]
                heard = np.zeros((self._rows, heads, words.shape[0], size), np.float32)
                heard[0] = words.reshape(-1, heads, size).swapaxes(0, 1)
                self._keep(f"cross_{part}.{layer}", heard)
        self._bind_input("x", self._one)
        self._bind_input("past_length", self._past)
        self._bind_input("total_length", self._total)
        self._bind_output("logits", self._logits)

    def _keep(self, name: str, values: Floats) -> None:
        self._kept.append(values)
        self._bind_input(name, values)

    def _bind_input(self, name: str, values: np.ndarray) -> None:  # type: ignore[type-arg]
        self._binding.bind_input(name, "cpu", 0, values.dtype.type, values.shape, values.ctypes.data)

    def _bind_output(self, name: str, values: Floats) -> None:
        self._binding.bind_output(name, "cpu", 0, np.float32, values.shape, values.ctypes.data)
