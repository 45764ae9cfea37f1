"""MusicGen's decoder as an ONNX model: one call feeds T positions and returns the last one's logits.

Self-attention writes into a cache that is input and output at once (GroupQueryAttention with a shared buffer), so no
step copies it. Row 0 hears the words; row 1's cross-attention values are zeros, which makes its contribution exactly
zero, as in the reference. Knows no session, cache or checkpoint format.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto

from timbre.engines.musicgen.runtimes.onnx.graph import Graph
from timbre.engines.musicgen.runtimes.onnx.quantise import Precision, linear

if TYPE_CHECKING:
    from timbre.engines.musicgen.checkpoint.config import DecoderConfig

Floats = NDArray[np.float32]
Tensors = Callable[[str], Floats]
"""Name of a tensor in the checkpoint → its values."""

NAME = "decoder"
WORDS = "words"
"""Name of the small model that turns a prompt into the cross-attention's keys and values."""
_LAYERS = "decoder.model.decoder.layers"


def build_decoder(config: DecoderConfig, tensors: Tensors, folder: Path, precision: Precision) -> Path:
    """Write `decoder.onnx` and `decoder.data` into `folder`. Returns the model's path.

    Inputs: `x` [R, T, D] embeddings; `past_length` [R] int32 (positions − 1 after this call); `total_length` int32;
    `key.N`, `value.N` [R, H, longest, head_dim]; `cross_key.N`, `cross_value.N` [R, H, S, head_dim].
    Outputs: `logits` [R, K·V]; `new_key.N`, `new_value.N`, to be bound to the same memory as the inputs.
    """
    with Graph(folder, NAME) as graph:
        _Writer(graph, config, tensors, precision).write()
        return graph.save()


def build_words(config: DecoderConfig, tensors: Tensors, folder: Path, precision: Precision) -> Path:
    """Write `words.onnx`: `conditioning` [S, D] → `cross_key.N`, `cross_value.N` [S, D], once a piece."""
    with Graph(folder, WORDS) as graph:
        x = graph.input("conditioning", TensorProto.FLOAT, ["S", config.hidden_size])
        for layer in range(config.num_hidden_layers):
            for part in ("key", "value"):
                name = f"cross_{part}.{layer}"
                weight = tensors(f"{_LAYERS}.{layer}.encoder_attn.{part[0]}_proj.weight")
                linear(graph, name, x, weight, precision)
                graph.output(name, TensorProto.FLOAT, ["S", config.hidden_size])
        return graph.save()


class _Writer:
    def __init__(self, graph: Graph, config: DecoderConfig, tensors: Tensors, precision: Precision) -> None:
        self.graph, self.config, self.tensors, self.precision = graph, config, tensors, precision

    def write(self) -> None:
        graph, config = self.graph, self.config
        x = graph.input("x", TensorProto.FLOAT, ["R", "T", config.hidden_size])
        graph.input("past_length", TensorProto.INT32, ["R"])
        graph.input("total_length", TensorProto.INT32, [])
        residual, branch = x, ""
        for layer in range(config.num_hidden_layers):
            base = f"{_LAYERS}.{layer}"
            normed, residual = self._norm(f"{base}.self_attn_layer_norm", residual, branch)
            branch = self._self_attention(layer, normed)
            normed, residual = self._norm(f"{base}.encoder_attn_layer_norm", residual, branch)
            branch = self._cross_attention(layer, normed)
            normed, residual = self._norm(f"{base}.final_layer_norm", residual, branch)
            wide = self._linear(f"{base}.fc1", normed)
            wide = graph.node("Gelu", [wide], name=f"{base}.gelu")[0]
            branch = self._linear(f"{base}.fc2", wide)
        normed, _ = self._norm("decoder.model.decoder.layer_norm", residual, branch)
        last = graph.node(
            "Gather", [normed, graph.weight("last", np.array(-1, np.int64))], name="last_position", axis=1
        )[0]
        heads = np.concatenate(
            [self.tensors(f"decoder.lm_heads.{k}.weight") for k in range(config.num_codebooks)]
        )
        # The heads are 2 % of the weights, and int4 there costs as much accuracy as in a sixth of the layers.
        linear(graph, "logits", last, heads, "int8" if self.precision == "int4" else self.precision)
        graph.output("logits", TensorProto.FLOAT, ["R", heads.shape[0]])

    def _norm(self, base: str, residual: str, branch: str) -> tuple[str, str]:
        """LayerNorm of residual + branch, and that sum.

        Two standard operators: the fused one of ONNX Runtime measures the same.
        """
        total = self.graph.node("Add", [residual, branch], name=f"{base}.sum")[0] if branch else residual
        scale = self.graph.weight(f"{base}.weight", self.tensors(f"{base}.weight"))
        shift = self.graph.weight(f"{base}.bias", self.tensors(f"{base}.bias"))
        epsilon = self.config.layer_norm_epsilon
        normed = self.graph.node(
            "LayerNormalization", [total, scale, shift], name=base, axis=-1, epsilon=epsilon
        )[0]
        return normed, total

    def _self_attention(self, layer: int, x: str) -> str:
        graph, config, base = self.graph, self.config, f"{_LAYERS}.{layer}.self_attn"
        heads, size = config.num_attention_heads, config.head_dim
        # The scale goes into the queries: with a scale of one, attention of a single query is a plain product.
        query = self.tensors(f"{base}.q_proj.weight") * np.float32(size**-0.5)
        fused = np.concatenate([query, *(self.tensors(f"{base}.{part}_proj.weight") for part in "kv")])
        qkv = linear(graph, f"{base}.qkv_proj", x, fused, self.precision)
        cache: list[int | str] = ["R", heads, "longest", size]
        for part in ("key", "value"):
            graph.input(f"{part}.{layer}", TensorProto.FLOAT, cache)
            graph.output(f"new_{part}.{layer}", TensorProto.FLOAT, cache)
        attended = graph.node(
            "GroupQueryAttention",
            [qkv, "", "", f"key.{layer}", f"value.{layer}", "past_length", "total_length"],
            name=base,
            outputs=[f"{base}.attended", f"new_key.{layer}", f"new_value.{layer}"],
            contrib=True,
            num_heads=heads,
            kv_num_heads=heads,
            scale=1.0,
        )[0]
        return self._linear(f"{base}.out_proj", attended)

    def _cross_attention(self, layer: int, x: str) -> str:
        graph, config, base = self.graph, self.config, f"{_LAYERS}.{layer}.encoder_attn"
        heads, size = config.num_attention_heads, config.head_dim
        weight = self.tensors(f"{base}.q_proj.weight") * np.float32(size**-0.5)
        query = linear(graph, f"{base}.q_proj", x, weight, self.precision)
        for part in ("key", "value"):
            graph.input(f"cross_{part}.{layer}", TensorProto.FLOAT, ["R", heads, "S", size])
        attended = graph.node(
            "MultiHeadAttention",
            [query, f"cross_key.{layer}", f"cross_value.{layer}"],
            name=base,
            contrib=True,
            num_heads=heads,
            scale=1.0,
        )[0]
        return self._linear(f"{base}.out_proj", attended)

    def _linear(self, base: str, x: str) -> str:
        return linear(self.graph, base, x, self.tensors(f"{base}.weight"), self.precision)
