"""Weights in four precisions: what ONNX Runtime computes with them, and how far it is from float32."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from onnx import TensorProto

from timbre.engines.musicgen.runtimes.onnx.graph import Graph
from timbre.engines.musicgen.runtimes.onnx.quantise import block_size, linear, quantised, to_half
from timbre.engines.musicgen.runtimes.onnx.session import open_session, options

OUTPUTS, INPUTS = 48, 256
WEIGHT = np.random.default_rng(5).standard_normal((OUTPUTS, INPUTS)).astype(np.float32)
X = np.random.default_rng(6).standard_normal((2, INPUTS)).astype(np.float32)


def product(folder: Path, precision: str, weight: np.ndarray = WEIGHT, x: np.ndarray = X) -> np.ndarray:
    with Graph(folder, "one") as graph:
        graph.input("x", TensorProto.FLOAT, ["rows", weight.shape[1]])
        linear(graph, "y", "x", weight, precision)
        graph.output("y", TensorProto.FLOAT, ["rows", weight.shape[0]])
        path = graph.save()
    return open_session(path, options(1)).run(None, {"x": x})[0]


def dequantised(codes: np.ndarray, scales: np.ndarray, bits: int) -> np.ndarray:
    if bits == 4:
        codes = np.stack([codes & 15, codes >> 4], axis=-1).reshape(*codes.shape[:2], -1)
    values = (codes.astype(np.float32) - (1 << (bits - 1))) * scales[:, :, None]
    return values.reshape(codes.shape[0], -1)


@pytest.mark.parametrize(
    ("precision", "most"), [("fp32", 1e-6), ("fp16", 5e-4), ("int8", 0.012), ("int4", 0.13)]
)
def test_the_error_of_each_precision_is_bounded_and_no_smaller_than_its_steps(
    tmp_path: Path, precision: str, most: float
) -> None:
    exact = X @ WEIGHT.T
    error = np.sqrt(np.mean((product(tmp_path, precision) - exact) ** 2)) / exact.std()
    assert error <= most
    if precision.startswith("int"):
        assert error > most / 8, "a layer asked for in few bits should not be computed in many"


@pytest.mark.parametrize("bits", [4, 8])
def test_a_graph_computes_what_the_codes_and_scales_say(tmp_path: Path, bits: int) -> None:
    codes, scales = quantised(WEIGHT, bits, 128)
    made = product(tmp_path, f"int{bits}")
    expected = X @ dequantised(codes, scales, bits).T
    assert np.abs(made - expected).max() < 0.02 * np.abs(expected).max()  # activations are int8 as well


@pytest.mark.parametrize("bits", [4, 8])
def test_quantising_keeps_every_weight_within_its_step(bits: int) -> None:
    codes, scales = quantised(WEIGHT, bits, 32)
    error = np.abs(dequantised(codes, scales, bits) - WEIGHT).reshape(OUTPUTS, -1, 32)
    steps = np.abs(scales)[:, :, None]
    inside = (
        np.abs(WEIGHT.reshape(OUTPUTS, -1, 32)) < steps * {4: 6.0, 8: 127.0}[bits]
    )  # the rest may be clipped
    assert inside.mean() > 0.8
    assert (error <= steps * 0.5001)[inside].all()


def test_clipping_is_chosen_only_where_it_lowers_the_squared_error() -> None:
    codes, scales = quantised(WEIGHT, 4, 128)
    blocks = WEIGHT.reshape(OUTPUTS, -1, 128)
    widest = np.abs(blocks).max(axis=2)
    best = ((dequantised(codes, scales, 4) - WEIGHT) ** 2).reshape(blocks.shape).sum(axis=2)
    plain = np.clip(np.rint(blocks / (widest / 8)[:, :, None]), -8, 7) * (widest / 8)[:, :, None]
    assert best.sum() < ((plain - blocks) ** 2).sum()
    assert (np.abs(scales) <= widest / 8 + 1e-7).all()


def test_a_row_of_zeros_stays_zero(tmp_path: Path) -> None:
    weight = WEIGHT.copy()
    weight[3] = 0
    weight[4, :128] = 0
    for precision in ("int4", "int8"):
        made = product(tmp_path, precision, weight)
        assert (made[:, 3] == 0).all()
        assert np.isfinite(made).all()


def test_an_input_of_zeros_gives_exactly_zero(tmp_path: Path) -> None:
    """The null branch's cross-attention is zero in the reference, and must be here in every precision."""
    for precision in ("int4", "int8", "fp16", "fp32"):
        assert (product(tmp_path, precision, x=np.zeros_like(X)) == 0).all()


def test_widths_that_no_block_divides_are_padded(tmp_path: Path) -> None:
    weight, x = WEIGHT[:, :72], X[:, :72]
    exact = x @ weight.T
    for precision, most in (("int4", 0.14), ("int8", 0.012)):
        made = product(tmp_path, precision, weight, x)
        assert np.sqrt(np.mean((made - exact) ** 2)) / exact.std() < most


@pytest.mark.parametrize(
    ("inputs", "size"), [(1024, 128), (128, 128), (100, 64), (72, 64), (16, 16), (5, 16)]
)
def test_blocks_are_no_wider_than_the_layer_needs(inputs: int, size: int) -> None:
    assert block_size(inputs, 128) == size


def test_half_precision_clips_instead_of_overflowing() -> None:
    assert to_half(np.array([1e6, -1e6, 1.5], np.float32)).tolist() == [65504.0, -65504.0, 1.5]
