"""Linear layers in four precisions, as ONNX nodes: fp32, fp16 storage, and blockwise int8 and int4 weights.

Quantisation is round-to-nearest with one scale a block of inputs. Knows no architecture.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from timbre.engines.musicgen.runtimes.onnx.graph import Graph

Precision = Literal["int4", "int8", "fp16", "fp32"]
PRECISIONS: tuple[Precision, ...] = ("int4", "int8", "fp16", "fp32")
BLOCK = {"int4": 128, "int8": 128}
"""Inputs that share a scale: larger blocks are fewer bytes, smaller ones finer steps."""
INT8_ACTIVATIONS = 4
"""MatMulNBits `accuracy_level`: 4 multiplies in int8, with one scale a row and block of the input."""
CLIPPING = (1.0, 0.93, 0.86, 0.79)
"""Shares of the widest int4 scale that are tried."""
_ROWS_AT_ONCE = 256

Floats = NDArray[np.float32]


def linear(graph: Graph, name: str, x: str, weight: Floats, precision: Precision) -> str:
    """Add `x · weightᵀ` for `weight` [N, K] (no bias) and return the output's name."""
    outputs, inputs = weight.shape
    if precision in ("int4", "int8"):
        bits = 4 if precision == "int4" else 8
        block = block_size(inputs, BLOCK[precision])
        packed, scales = quantised(weight, bits, block)
        return graph.node(
            "MatMulNBits",
            [x, graph.weight(f"{name}.q{bits}", packed), graph.weight(f"{name}.scales", scales)],
            name=name,
            contrib=True,
            K=inputs,
            N=outputs,
            bits=bits,
            block_size=block,
            accuracy_level=INT8_ACTIVATIONS,
        )[0]
    transposed = np.ascontiguousarray(weight.T)
    if precision == "fp16":
        half = graph.weight(f"{name}.weight", to_half(transposed))
        full = graph.node("Cast", [half], name=f"{name}.full", to=1)[0]
        return graph.node("MatMul", [x, full], name=name)[0]
    return graph.node("MatMul", [x, graph.weight(f"{name}.weight", transposed)], name=name)[0]


def block_size(inputs: int, most: int) -> int:
    """The largest power of two from 16 to `most` that is not wider than the layer needs."""
    size = most
    while size > 16 and size > inputs:
        size //= 2
    return size


def quantised(weight: Floats, bits: int, block: int) -> tuple[NDArray[np.uint8], Floats]:
    """MatMulNBits' packing of `weight` [N, K]: bytes [N, blocks, block·bits/8] and scales [N, blocks].

    Unsigned codes around the middle (8 or 128). The value furthest from zero maps to the code furthest from the
    middle, −8 or −128, so that all codes are used (the rule of ONNX Runtime's and llama.cpp's symmetric formats).
    """
    outputs, inputs = weight.shape
    blocks = -(-inputs // block)
    if blocks * block != inputs:
        weight = np.pad(weight, ((0, 0), (0, blocks * block - inputs)))
    codes = np.empty((outputs, blocks, block * bits // 8), np.uint8)
    scales = np.empty((outputs, blocks), np.float32)
    for begin in range(0, outputs, _ROWS_AT_ONCE):
        some = slice(begin, begin + _ROWS_AT_ONCE)
        codes[some], scales[some] = _quantised(weight[some].reshape(-1, blocks, block), bits)
    return codes, scales


def _quantised(grouped: Floats, bits: int) -> tuple[NDArray[np.uint8], Floats]:
    """Codes and scales of `grouped` [n, blocks, block]; for int4 the best of a few scales by squared error.

    A coarse grid is finer for the many small weights when the few largest are clipped a little.
    """
    middle = 1 << (bits - 1)
    high, low = grouped.max(axis=2), grouped.min(axis=2)
    widest = (np.where(high > -low, high, low) / -middle).astype(np.float32)
    chosen, least = widest, np.full(widest.shape, np.inf, np.float32)
    for share in CLIPPING if bits == 4 else ():
        scales = widest * np.float32(share)
        error = grouped - (_codes(grouped, scales, middle) - np.float32(middle)) * scales[:, :, None]
        squared = np.einsum("nbk,nbk->nb", error, error)
        better = squared < least
        chosen, least = np.where(better, scales, chosen), np.where(better, squared, least)
    codes = _codes(grouped, chosen, middle).astype(np.uint8)
    if bits == 8:
        return codes, chosen
    return codes[:, :, 0::2] | np.left_shift(codes[:, :, 1::2], np.uint8(4)), chosen


def _codes(grouped: Floats, scales: Floats, middle: int) -> Floats:
    steps = np.divide(1, scales, out=np.zeros_like(scales), where=scales != 0)
    codes: Floats = np.clip(np.rint(grouped * steps[:, :, None]) + middle, 0, 2 * middle - 1)
    return codes


def to_half(values: Floats) -> NDArray[np.float16]:
    """float16, clipped to its range instead of turning into infinity."""
    limit = float(np.finfo(np.float16).max)
    return np.clip(values, -limit, limit).astype(np.float16)
