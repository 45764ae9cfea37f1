"""EnCodec's decoder on ONNX Runtime: implements `runtimes.port.CodecStages`. Knows no streaming."""

from __future__ import annotations

from math import prod
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from timbre.engines.musicgen.codec import reach
from timbre.engines.musicgen.runtimes.onnx import codec_rows
from timbre.engines.musicgen.runtimes.onnx.codec_graph import BIAS, BOOKS, KERNEL, RECUR, UPSAMPLE
from timbre.engines.musicgen.runtimes.onnx.session import open_session
from timbre.engines.musicgen.runtimes.port import Codes, Floats

if TYPE_CHECKING:
    from timbre.engines.musicgen.checkpoint.config import CodecConfig

_TILE_FRAMES = 6
"""Of the last layers: at the real sizes a tile's arrays (1 MB each) then stay in the processor's second-level cache."""


class OnnxCodec:
    """What `codec_graph.build_codec` wrote, loaded. One call at a time; any number of pieces in turn."""

    def __init__(self, folder: Path, config: CodecConfig, chosen: ort.SessionOptions) -> None:
        """Open the models in `folder`, of a codec of those sizes. Raises EngineError when one is damaged."""
        self._config = config
        self._books: Floats = np.load(folder / BOOKS, mmap_mode="r")
        self._kernel: Floats = np.load(folder / KERNEL, mmap_mode="r")
        self._bias: Floats = np.load(folder / BIAS)
        self._recur = open_session(folder / f"{RECUR}.onnx", chosen)
        self._first, self._second = (open_session(folder / f"{name}.onnx", chosen) for name in UPSAMPLE)

    def latents(self, codes: Codes) -> Floats:
        """See the port."""
        kernel = self._config.kernel_size
        frames = codes.shape[1]
        summed = np.zeros((frames + 1, self._books.shape[2]), np.float32)
        for table, row in zip(self._books, codes):
            summed[:frames] += table[row]
        rows = codec_rows.windows(codec_rows.Span(frames), kernel)
        near = summed[rows].reshape(frames, -1)
        return np.ascontiguousarray((near @ self._kernel + self._bias).T)[None]

    def recur(self, latents: Floats, state: object | None) -> tuple[Floats, object]:
        """See the port; the state is the arrays of hidden values and cells of every layer, by their input's name."""
        held: dict[str, NDArray[np.float32]]
        held = state if isinstance(state, dict) else self._silent_state(latents.shape[1])
        answers = self._recur.run(
            ["rows_out", *(f"new_{name}" for name in held)], {"rows": _rows(latents)} | held
        )
        return np.ascontiguousarray(answers[0].T)[None], dict(zip(held, answers[1:]))

    def upsample(self, latents: Floats) -> Floats:
        """See the port. The second half runs on tiles, each with the neighbouring rows that its layers look at."""
        config = self._config
        rows = self._first_half(latents)
        later = codec_rows.halves(config)[1]
        hop = prod(config.upsampling_ratios[later.start :])
        beside, step = reach(config, later.start), _TILE_FRAMES * config.hop_samples // hop
        samples = np.empty(len(rows) * hop, np.float32)
        for first in range(0, len(rows), step):
            until, start = min(len(rows), first + step), max(0, first - beside)
            tile = rows[start : until + beside]
            made = self._second.run(None, {"rows": tile} | codec_rows.cached_tables(config, 1, len(tile)))[0]
            samples[first * hop : until * hop] = made[(first - start) * hop :][: (until - first) * hop]
        return samples

    def _first_half(self, latents: Floats) -> Floats:
        """[1, C, F] → [rows, C'], without the ones that its last transposed convolution makes too many."""
        config = self._config
        feeds = {"rows": _rows(latents)} | codec_rows.cached_tables(config, 0, latents.shape[2])
        rows: Floats = self._first.run(None, feeds)[0]
        ratio = config.upsampling_ratios[codec_rows.halves(config)[0].stop - 1]
        return rows[ratio - ratio // 2 : len(rows) - ratio // 2]

    def _silent_state(self, width: int) -> dict[str, NDArray[np.float32]]:
        layers = range(self._config.num_lstm_layers)
        return {
            f"{part}.{layer}": np.zeros((1, 1, width), np.float32)
            for layer in layers
            for part in ("hidden", "cell")
        }


def _rows(latents: Floats) -> Floats:
    """[1, C, F] → [F, C], contiguous."""
    return np.ascontiguousarray(latents[0].T)
