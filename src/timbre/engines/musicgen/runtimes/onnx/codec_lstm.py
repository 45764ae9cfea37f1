"""EnCodec's LSTM, with its skip connection, as an ONNX model: float32, or with weights in int8.

The int8 form multiplies all inputs at once and steps through the recurrence in a `Scan`: the recurrent matrix is
read for every frame, so its bytes are the time it takes. Knows no session.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from onnx import GraphProto, NodeProto, TensorProto, helper

from timbre.engines.musicgen.runtimes.onnx.graph import CONTRIB, Graph
from timbre.engines.musicgen.runtimes.onnx.quantise import INT8_ACTIVATIONS, block_size, quantised
from timbre.engines.musicgen.runtimes.port import Floats

if TYPE_CHECKING:
    from timbre.engines.musicgen.checkpoint.config import CodecConfig
    from timbre.engines.musicgen.checkpoint.weights import Weights

_BLOCK = 32
"""Inputs that share a scale: finer than the transformer's, for what is lost here is heard as it is."""


def write_lstm(graph: Graph, weights: Weights, prefix: str, config: CodecConfig, *, int8: bool) -> None:
    """`rows` [F, C], `hidden.N` and `cell.N` [1, 1, C] → `rows_out`, `new_hidden.N`, `new_cell.N`."""
    width = config.num_filters * 2 ** len(config.upsampling_ratios)
    x = graph.input("rows", TensorProto.FLOAT, ["F", width])
    y = x
    for layer in range(config.num_lstm_layers):
        for part in ("hidden", "cell"):
            graph.input(f"{part}.{layer}", TensorProto.FLOAT, [1, 1, width])
            graph.output(f"new_{part}.{layer}", TensorProto.FLOAT, [1, 1, width])
        y = (_int8_layer if int8 else _layer)(graph, weights, prefix, layer, y)
    graph.node("Add", [x, y], outputs=["rows_out"])
    graph.output("rows_out", TensorProto.FLOAT, ["F", width])


def _layer(graph: Graph, weights: Weights, prefix: str, layer: int, x: str) -> str:
    """ONNX's own operator; gates in the order i, o, f, g."""

    def gates(source: str) -> Floats:
        i, f, g, o = np.split(weights[f"{prefix}.{source}_l{layer}"], 4)
        return np.concatenate([i, o, f, g])

    bias = np.concatenate([gates("bias_ih"), gates("bias_hh")])
    axis = graph.weight("axis.1", np.array([1], np.int64))
    inputs = [
        graph.node("Unsqueeze", [x, axis], name=f"in.{layer}")[0],
        graph.weight(f"weight_ih.{layer}", gates("weight_ih")[None]),
        graph.weight(f"weight_hh.{layer}", gates("weight_hh")[None]),
        graph.weight(f"bias.{layer}", bias[None]),
        "",
        f"hidden.{layer}",
        f"cell.{layer}",
    ]
    outputs = [f"out.{layer}", f"new_hidden.{layer}", f"new_cell.{layer}"]
    width = bias.size // 8
    graph.node("LSTM", inputs, name=f"lstm.{layer}", outputs=outputs, hidden_size=width)
    return _rows(graph, f"out.{layer}", width)


def _int8_layer(graph: Graph, weights: Weights, prefix: str, layer: int, x: str) -> str:
    """Gates in the order i, f, o, g: three sigmoids side by side, then one tanh."""

    def gates(source: str) -> Floats:
        i, f, g, o = np.split(weights[f"{prefix}.{source}_l{layer}"], 4)
        return np.concatenate([i, f, o, g])

    width = gates("bias_ih").size // 4
    bias = graph.weight(f"bias.{layer}", gates("bias_ih") + gates("bias_hh"))
    projected = _times(graph, f"weight_ih.{layer}", gates("weight_ih"))
    recurrent = _times(graph, f"weight_hh.{layer}", gates("weight_hh"))
    share = graph.weight("share", np.array([3 * width, width], np.int64))
    graph.node("MatMulNBits", [x, *projected[0]], outputs=[f"in.{layer}"], contrib=True, **projected[1])
    graph.node("Add", [f"in.{layer}", bias], outputs=[f"sum.{layer}"])
    graph.node(
        "Scan",
        [f"hidden.{layer}", f"cell.{layer}", f"sum.{layer}"],
        name=f"lstm.{layer}",
        outputs=[f"new_hidden.{layer}", f"new_cell.{layer}", f"out.{layer}"],
        body=_step(layer, width, recurrent, share),
        num_scan_inputs=1,
    )
    return _rows(graph, f"out.{layer}", width)


_Product = tuple[list[str], dict[str, Any]]
"""MatMulNBits' weights and attributes."""


def _times(graph: Graph, name: str, weight: Floats) -> _Product:
    outputs, inputs = weight.shape
    block = block_size(inputs, _BLOCK)
    codes, scales = quantised(weight, 8, block)
    names = [graph.weight(f"{name}.q8", codes), graph.weight(f"{name}.scales", scales)]
    sizes = {"K": inputs, "N": outputs, "bits": 8, "block_size": block}
    return names, sizes | {"accuracy_level": INT8_ACTIVATIONS}


def _step(layer: int, width: int, recurrent: _Product, share: str) -> GraphProto:
    """One frame: hidden and cell [1, 1, C], input's share of the gates [4·C] → hidden, cell, output."""
    nodes: list[NodeProto] = []

    def node(kind: str, inputs: list[str], outputs: list[str], domain: str = "", **attributes: Any) -> None:
        renamed = [name if name in outside else f"{name}.{layer}.step" for name in inputs]
        made = [f"{name}.{layer}.step" for name in outputs]
        nodes.append(helper.make_node(kind, renamed, made, domain=domain, **attributes))

    outside = {*recurrent[0], share}
    node("MatMulNBits", ["h", *recurrent[0]], ["again"], CONTRIB, **recurrent[1])
    node("Add", ["again", "x"], ["gates"])
    node("Split", ["gates", share], ["three", "one"], axis=-1)
    node("Sigmoid", ["three"], ["opened"])
    node("Tanh", ["one"], ["offered"])
    node("Split", ["opened"], ["take", "keep", "show"], axis=-1, num_outputs=3)
    node("Mul", ["take", "offered"], ["taken"])
    node("Mul", ["keep", "c"], ["kept"])
    node("Add", ["taken", "kept"], ["c_new"])
    node("Tanh", ["c_new"], ["bounded"])
    node("Mul", ["show", "bounded"], ["h_new"])
    node("Identity", ["h_new"], ["y"])

    def info(name: str, shape: list[int]) -> object:
        return helper.make_tensor_value_info(f"{name}.{layer}.step", TensorProto.FLOAT, shape)

    state = [1, 1, width]
    inputs = [info("h", state), info("c", state), info("x", [4 * width])]
    outputs = [info("h_new", state), info("c_new", state), info("y", state)]
    return helper.make_graph(nodes, f"step.{layer}", inputs, outputs)


def _rows(graph: Graph, x: str, width: int) -> str:
    shape = graph.weight(f"width.{width}", np.array([-1, width], np.int64))
    return graph.node("Reshape", [x, shape], name=f"{x}.rows")[0]
