"""The text encoder on ONNX Runtime: word pieces → what the decoder's cross-attention hears. Knows no tokenizer."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime as ort

from timbre.engines.musicgen.runtimes.onnx.session import open_session
from timbre.engines.musicgen.runtimes.onnx.text_graph import DISTANCE, EMBEDDING, TEXT
from timbre.engines.musicgen.runtimes.port import Codes, Floats


class OnnxTextEncoder:
    """What `text_graph.build_text_encoder` wrote, loaded."""

    def __init__(self, folder: Path, chosen: ort.SessionOptions) -> None:
        """Open the model in `folder`. Raises EngineError when it is damaged."""
        # A prompt uses a few rows of this table, so it stays on the disk.
        self._embedding: Floats = np.load(folder / EMBEDDING, mmap_mode="r")
        self._distance: Floats = np.load(folder / DISTANCE)
        self._session = open_session(folder / f"{TEXT}.onnx", chosen)

    def encode(self, ids: Codes) -> Floats:
        """T5's last hidden states through `enc_to_dec_proj`: `ids` [T], T ≥ 1 → [T, d] float32."""
        feeds = {"x": self._embedding[ids], "distance": self._bias(len(ids))}
        conditioning: Floats = self._session.run(None, feeds)[0]
        return conditioning

    def _bias(self, length: int) -> Floats:
        """[H, T, T]; distances beyond the table's have the bias of its ends."""
        most = len(self._distance) // 2
        places = np.arange(length)
        rows = np.clip(places[None] - places[:, None], -most, most) + most
        return np.ascontiguousarray(self._distance[rows].transpose(2, 0, 1))
