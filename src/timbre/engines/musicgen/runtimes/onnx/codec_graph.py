"""EnCodec's upsampling layers as ONNX models; `build_codec` writes everything of the codec.

Rows are moments: see `codec_rows`. Two decisions come from measurement (ONNX Runtime, one thread, real sizes): matrix
products take an eighth less time than `Conv` and `ConvTranspose`, and all of it a fifth less with ELU in four operators
than with `Elu`. Knows no session.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from onnx import TensorProto

from timbre.engines.musicgen.codec import dilations, padding
from timbre.engines.musicgen.runtimes.onnx.codec_lstm import write_lstm
from timbre.engines.musicgen.runtimes.onnx.codec_rows import LAST, halves, may_be_short
from timbre.engines.musicgen.runtimes.onnx.graph import Graph
from timbre.engines.musicgen.runtimes.port import Floats

if TYPE_CHECKING:
    from timbre.engines.musicgen.checkpoint.config import CodecConfig, MusicgenConfig
    from timbre.engines.musicgen.checkpoint.weights import Weights

BOOKS, KERNEL, BIAS = "codec_books.npy", "codec_kernel.npy", "codec_bias.npy"
RECUR = "codec_recur"
UPSAMPLE = ("codec_upsample_0", "codec_upsample_1")
_LAYERS = "audio_encoder.decoder.layers"


def build_codec(weights: Weights, config: MusicgenConfig, folder: Path, *, fast: bool) -> None:
    """Write the codec's models and tables into `folder`, which the caller makes appear whole or not at all.

    `fast` keeps the LSTM's weights in int8, a quarter of the bytes that are read for every frame; all else is float32.
    """
    codec = config.codec
    _write_latents(weights, config, folder)
    with Graph(folder, RECUR) as graph:
        write_lstm(graph, weights, f"{_LAYERS}.1.lstm", codec, int8=fast)
        graph.save()
    for half, name in enumerate(UPSAMPLE):
        with Graph(folder, name) as graph:
            _Upsampling(graph, weights, codec).write(half)
            graph.save()


def _write_latents(weights: Weights, config: MusicgenConfig, folder: Path) -> None:
    """The look-up tables [K, V, D] and the first convolution, [kernel·D, C] and [C]: NumPy multiplies these."""
    books = config.decoder.num_codebooks // config.decoder.audio_channels
    names = [f"audio_encoder.quantizer.layers.{book}.codebook.embed" for book in range(books)]
    np.save(folder / BOOKS, np.stack([weights[name] for name in names]))
    kernel, bias = weights.conv(f"{_LAYERS}.0.conv")
    np.save(folder / KERNEL, _taps_below(kernel))
    np.save(folder / BIAS, _or_zeros(bias, len(kernel)))


class _Upsampling:
    def __init__(self, graph: Graph, weights: Weights, config: CodecConfig) -> None:
        self.graph, self.weights, self.config = graph, weights, config

    def write(self, half: int) -> None:
        """`rows` [T, C] and the tables of `codec_rows.tables` → `rows_out` [T', C'], or `samples` [samples]."""
        graph, config = self.graph, self.config
        levels = halves(config)[half]
        width = config.num_filters * 2 ** (len(config.upsampling_ratios) - levels.start)
        x = graph.input("rows", TensorProto.FLOAT, ["T", width])
        for level in levels:
            x = self._level(level, x)
            width //= 2
        if half == 1:
            self._last(x)
        else:
            graph.node("Identity", [x], outputs=["rows_out"])
            graph.output("rows_out", TensorProto.FLOAT, ["rows", width])

    def _level(self, level: int, x: str) -> str:
        config = self.config
        layer = 3 + level * (config.num_residual_layers + 2)
        x = self._spread(level, f"{_LAYERS}.{layer}.conv", x)
        for block, dilation in enumerate(dilations(config)):
            base = f"{_LAYERS}.{layer + 1 + block}.block"
            kernel, bias = self.weights.conv(f"{base}.1.conv")
            reach = max(padding(config.residual_kernel_size, dilation))
            near = self._elu(base, x)
            if may_be_short(config, level, reach):
                near = self._with_nothing(base, near, kernel.shape[1])
            table = self._table(f"windows.{level}.{block}", config.residual_kernel_size)
            near = self._gathered(base, near, table, kernel.shape[1] * kernel.shape[2])
            y = self._product(f"{base}.1", near, kernel, bias)
            kernel, bias = self.weights.conv(f"{base}.3.conv")
            y = self._product(f"{base}.3", self._elu(f"{base}.2", y), kernel, bias)
            x = self.graph.node("Add", [x, y], name=f"{base}.sum")[0]
        return x

    def _spread(self, level: int, prefix: str, x: str) -> str:
        """Transposed convolution, stride s, kernel 2s: moment t gives outputs t·s … t·s + 2s − 1, so s outputs are one
        product of two neighbouring rows. The ends are not trimmed: the tables after this one leave them out.
        """
        kernel, bias = self.weights.conv(prefix)
        inputs, outputs, length = kernel.shape
        stride = length // 2
        both = np.concatenate([kernel[:, :, stride:], kernel[:, :, :stride]])
        matrix = both.transpose(0, 2, 1).reshape(2 * inputs, stride * outputs)
        rows = self._with_nothing(prefix, self._elu(prefix, x), inputs)
        near = self._gathered(prefix, rows, self._table(f"pairs.{level}", 2), 2 * inputs)
        y = self._affine(prefix, near, matrix, np.tile(_or_zeros(bias, outputs), stride))
        return self._reshaped(f"{prefix}.rows", y, outputs)

    def _last(self, x: str) -> None:
        """One output channel: multiply first, then add up along the diagonals of [rows, kernel]."""
        graph, config = self.graph, self.config
        levels = len(config.upsampling_ratios)
        prefix = f"{_LAYERS}.{3 + levels * (config.num_residual_layers + 2)}.conv"
        kernel, bias = self.weights.conv(prefix)
        matrix = graph.weight(f"{prefix}.matrix", np.ascontiguousarray(kernel[0]))
        y = graph.node("MatMul", [self._elu(prefix, x), matrix], name=prefix)[0]
        if may_be_short(config, levels - 1, max(padding(config.last_kernel_size))):
            y = self._with_nothing(prefix, y, config.last_kernel_size)
        table = self._table(LAST, config.last_kernel_size, rows="samples")
        y = graph.node("GatherElements", [y, table], name=f"{prefix}.near", axis=0)[0]
        axis = graph.weight("axis.1", np.array([1], np.int64))
        y = graph.node("ReduceSum", [y, axis], name=f"{prefix}.sum", keepdims=0)[0]
        offset = graph.weight(f"{prefix}.bias", _or_zeros(bias, 1))
        graph.node("Add", [y, offset], outputs=["samples"])
        graph.output("samples", TensorProto.FLOAT, ["samples"])

    def _elu(self, name: str, x: str) -> str:
        """max(x, exp(min(x, 0)) − 1)."""
        node, one, zero = self.graph.node, self._scalar("one", 1), self._scalar("zero", 0)
        below = node("Clip", [x, "", zero], name=f"{name}.below")[0]
        bent = node("Sub", [node("Exp", [below], name=f"{name}.exp")[0], one], name=f"{name}.bent")[0]
        return node("Max", [x, bent], name=f"{name}.elu")[0]

    def _scalar(self, name: str, value: float) -> str:
        return self.graph.weight(name, np.array(value, np.float32))

    def _with_nothing(self, name: str, x: str, width: int) -> str:
        zeros = self.graph.weight(f"nothing.{width}", np.zeros((1, width), np.float32))
        return self.graph.node("Concat", [x, zeros], name=f"{name}.ended", axis=0)[0]

    def _table(self, name: str, columns: int, rows: str = "") -> str:
        return self.graph.input(name, TensorProto.INT32, [rows or f"rows.{name}", columns])

    def _gathered(self, name: str, x: str, table: str, width: int) -> str:
        """Rows side by side, [rows, width]."""
        near = self.graph.node("Gather", [x, table], name=f"{name}.gather", axis=0)[0]
        return self._reshaped(f"{name}.near", near, width)

    def _reshaped(self, name: str, x: str, width: int) -> str:
        shape = self.graph.weight(f"width.{width}", np.array([-1, width], np.int64))
        return self.graph.node("Reshape", [x, shape], name=name)[0]

    def _product(self, name: str, x: str, kernel: Floats, bias: Floats | None) -> str:
        return self._affine(name, x, _taps_below(kernel), _or_zeros(bias, len(kernel)))

    def _affine(self, name: str, x: str, matrix: Floats, bias: Floats) -> str:
        names = [
            self.graph.weight(f"{name}.{part}", array) for part, array in (("matrix", matrix), ("bias", bias))
        ]
        return self.graph.node("Gemm", [x, *names], name=f"{name}.product")[0]


def _taps_below(kernel: Floats) -> Floats:
    """[out, in, k] → [k · in, out]: the matrix for k rows laid side by side."""
    return np.ascontiguousarray(kernel.transpose(2, 1, 0).reshape(-1, len(kernel)))


def _or_zeros(bias: Floats | None, width: int) -> Floats:
    return np.zeros(width, np.float32) if bias is None else bias
