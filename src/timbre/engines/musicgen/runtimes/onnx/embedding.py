"""What goes into the decoder: the codebooks' embeddings, summed, plus sinusoidal positions. NumPy only.

The tables are mapped from a file: only rows that are used take memory.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from timbre.engines.musicgen.runtimes.port import Codes, Floats

if TYPE_CHECKING:
    from timbre.engines.musicgen.checkpoint.config import DecoderConfig
    from timbre.engines.musicgen.runtimes.onnx.decoder_graph import Tensors

FILE = "embeddings.npy"
_LONGEST_WAVE = 10_000.0


class Embedding:
    """Codes at positions → vectors."""

    def __init__(self, folder: Path, longest: int) -> None:
        """Map the tables that `build_embedding` wrote to `folder`; positions up to `longest`."""
        self._tables: NDArray[np.float32] = np.load(folder / FILE, mmap_mode="r")
        self._books = np.arange(len(self._tables))
        self._positions = sinusoids(longest, self._tables.shape[2])

    def __call__(self, codes: Codes, position: int) -> Floats:
        """`codes` [K, T], the first at `position` → [T, D]."""
        length = codes.shape[1]
        if length == 1:
            rows = self._tables[self._books, codes[:, 0]]
            summed: Floats = rows.sum(axis=0)[None] + self._positions[position]
            return summed
        summed = self._positions[position : position + length].copy()
        for book, table in enumerate(self._tables):
            summed += table[codes[book]]
        return summed


def build_embedding(config: DecoderConfig, tensors: Tensors, folder: Path) -> None:
    """Write the tables, [K, V + 1, D], the last row being BOS."""
    names = [f"decoder.model.decoder.embed_tokens.{book}.weight" for book in range(config.num_codebooks)]
    np.save(folder / FILE, np.stack([tensors(name) for name in names]))


def sinusoids(longest: int, width: int) -> Floats:
    """[longest, width]: cosines, then sines, of position / 10000^(i / (width/2 − 1)), as MusicGen orders them."""
    half = width // 2
    waves = np.exp(np.arange(half) * -(np.log(_LONGEST_WAVE) / (half - 1)))
    angles = np.arange(longest)[:, None] * waves[None]
    table: Floats = np.concatenate([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    return table
