"""T5's encoder (Raffel et al. 2020) and `enc_to_dec_proj` as an ONNX model, for one prompt without padding.

T5 differs from most transformers: norms scale by the root mean square only (no mean, no bias), scores are not divided
by √d, and the only positions are a bias on the scores by bucketed distance, shared by all layers. Knows no session.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from onnx import TensorProto

from timbre.engines.musicgen.checkpoint.layout import EMBEDDINGS
from timbre.engines.musicgen.runtimes.onnx.graph import Graph
from timbre.engines.musicgen.runtimes.onnx.quantise import Precision, linear
from timbre.engines.musicgen.runtimes.port import Codes, Floats

if TYPE_CHECKING:
    from timbre.engines.musicgen.checkpoint.config import MusicgenConfig, TextConfig
    from timbre.engines.musicgen.checkpoint.weights import Weights

TEXT = "text"
EMBEDDING, DISTANCE = "text_embedding.npy", "text_distance.npy"
_ENCODER = "text_encoder.encoder"


def build_text_encoder(weights: Weights, config: MusicgenConfig, folder: Path, *, bits: int | None) -> None:
    """Write the text encoder into `folder`, which the caller makes appear whole or not at all.

    `bits` of the encoder's weights: 4, 8, or None for float32. The projection stays float32.
    Model `text`: `x` [T, D] embedded words, `distance` [H, T, T] the bias on the scores → `conditioning` [T, d].
    """
    precision: Precision = "fp32" if bits is None else "int4" if bits == 4 else "int8"
    np.save(folder / EMBEDDING, weights[next(name for name in EMBEDDINGS if name in weights)])
    np.save(folder / DISTANCE, _distances(weights, config.text))
    with Graph(folder, TEXT) as graph:
        _Writer(graph, weights, config, precision).write()
        graph.save()


def buckets(distances: Codes, config: TextConfig) -> Codes:
    """T5's bucket of each distance (key's position − query's): a half of them for each direction; within it, near
    distances have one each and farther ones share, in logarithmic steps up to the largest distance.
    """
    half = config.relative_attention_num_buckets // 2
    near = half // 2
    far = np.abs(distances)
    # In float32 and in this order, as the reference rounds: a distance at an edge must not change its bucket.
    logs = np.log(np.maximum(far, 1).astype(np.float32) / np.float32(near))
    logs = (
        logs / np.float32(math.log(config.relative_attention_max_distance / near)) * np.float32(half - near)
    )
    shared = np.minimum(near + logs.astype(np.int64), half - 1)
    found: Codes = np.where(far < near, far, shared) + np.where(distances > 0, half, 0)
    return found


def _distances(weights: Weights, config: TextConfig) -> Floats:
    """The bias of every distance that has its own, [2·most + 1, H], from −most to most."""
    table = weights[f"{_ENCODER}.block.0.layer.0.SelfAttention.relative_attention_bias.weight"]
    most = config.relative_attention_max_distance
    return table[buckets(np.arange(-most, most + 1), config)]


class _Writer:
    def __init__(self, graph: Graph, weights: Weights, config: MusicgenConfig, precision: Precision) -> None:
        self.graph, self.weights, self.config, self.precision = graph, weights, config.text, precision
        self.width = config.decoder.hidden_size
        self.projected = config.has_projection

    def write(self) -> None:
        graph, config = self.graph, self.config
        x = graph.input("x", TensorProto.FLOAT, ["T", config.d_model])
        graph.input("distance", TensorProto.FLOAT, [config.num_heads, "T", "T"])
        for block in range(config.num_layers):
            base = f"{_ENCODER}.block.{block}.layer"
            y = self._attention(f"{base}.0.SelfAttention", self._norm(f"{base}.0.layer_norm", x))
            x = graph.node("Add", [x, y], name=f"{base}.0.sum")[0]
            y = self._feed_forward(f"{base}.1.DenseReluDense", self._norm(f"{base}.1.layer_norm", x))
            x = graph.node("Add", [x, y], name=f"{base}.1.sum")[0]
        x = self._norm(f"{_ENCODER}.final_layer_norm", x)
        if self.projected:
            x = linear(graph, "enc_to_dec_proj", x, self.weights["enc_to_dec_proj.weight"], "fp32")
            bias = graph.weight("enc_to_dec_proj.bias", self.weights["enc_to_dec_proj.bias"])
            x = graph.node("Add", [x, bias])[0]
        graph.node("Identity", [x], outputs=["conditioning"])
        graph.output("conditioning", TensorProto.FLOAT, ["T", self.width])

    def _norm(self, name: str, x: str) -> str:
        """x / √(mean(x²) + ε) · weight."""
        node = self.graph.node
        axes = self.graph.weight("last_axis", np.array([-1], np.int64))
        smallest = self.graph.weight("epsilon", np.array(self.config.layer_norm_epsilon, np.float32))
        square = node("Mul", [x, x], name=f"{name}.square")[0]
        power = node("ReduceMean", [square, axes], name=f"{name}.power", keepdims=1)[0]
        root = node("Sqrt", [node("Add", [power, smallest], name=f"{name}.above")[0]], name=f"{name}.root")[0]
        normed = node("Div", [x, root], name=f"{name}.normed")[0]
        weight = self.graph.weight(f"{name}.weight", self.weights[f"{name}.weight"])
        return node("Mul", [normed, weight], name=name)[0]

    def _attention(self, name: str, x: str) -> str:
        node, config = self.graph.node, self.config
        weight = np.concatenate([self.weights[f"{name}.{part}.weight"] for part in "qkv"])
        together = linear(self.graph, f"{name}.qkv", x, weight, self.precision)
        heads = self.graph.weight("heads", np.array([0, 3, config.num_heads, config.d_kv], np.int64))
        apart = node("Reshape", [together, heads], name=f"{name}.heads")[0]
        first = node("Transpose", [apart], name=f"{name}.parts", perm=[1, 2, 0, 3])[0]
        q, k, v = (
            node(
                "Gather",
                [first, self.graph.weight(f"part.{part}", np.array(part))],
                name=f"{name}.{part}",
                axis=0,
            )[0]
            for part in range(3)
        )
        turned = node("Transpose", [k], name=f"{name}.turned", perm=[0, 2, 1])[0]
        scores = node(
            "Add", [node("MatMul", [q, turned], name=f"{name}.qk")[0], "distance"], name=f"{name}.scores"
        )
        shares = node("Softmax", scores, name=f"{name}.shares", axis=-1)[0]
        heard = node("MatMul", [shares, v], name=f"{name}.heard")[0]
        rows = node("Transpose", [heard], name=f"{name}.rows", perm=[1, 0, 2])[0]
        flat = self.graph.weight("flat", np.array([0, config.num_heads * config.d_kv], np.int64))
        y = node("Reshape", [rows, flat], name=f"{name}.flat")[0]
        return self._linear(f"{name}.o", y)

    def _feed_forward(self, name: str, x: str) -> str:
        wide = self.graph.node("Relu", [self._linear(f"{name}.wi", x)], name=f"{name}.relu")[0]
        return self._linear(f"{name}.wo", wide)

    def _linear(self, name: str, x: str) -> str:
        return linear(self.graph, name, x, self.weights[f"{name}.weight"], self.precision)
