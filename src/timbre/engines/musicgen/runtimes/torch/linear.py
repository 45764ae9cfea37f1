"""Matrices without bias, kept in full or in 4 bits, and the one way they are multiplied.

Knows nothing of layers. 4-bit weights are affine in groups along the input: w = (q − 8) · scale + zero, q in 0..15,
as PyTorch's packed int4 product defines it.
"""

from __future__ import annotations

from typing import Protocol

import torch
from torch import Tensor

from timbre.engines.musicgen.runtimes.torch.devices import Place

GROUPS = (128, 64, 32)
"""Sizes of a 4-bit group that the kernels know, preferred first."""


class Linear(Protocol):
    """y = x Wᵀ. `x` [N, in] → [N, out]."""

    nbytes: int
    """What the weights take on the device."""

    def __call__(self, x: Tensor) -> Tensor:
        """The product, [N, out]."""
        ...

    def add_to(self, total: Tensor, x: Tensor) -> None:
        """Add the product to `total` [N, out] in place."""
        ...


class Dense:
    """Weights [out, in] in the activations' own number format."""

    def __init__(self, weight: Tensor) -> None:
        self.weight = weight
        self.nbytes = weight.numel() * weight.element_size()

    def __call__(self, x: Tensor) -> Tensor:
        """The product, [N, out]."""
        return torch.nn.functional.linear(x, self.weight)

    def add_to(self, total: Tensor, x: Tensor) -> None:
        """Add the product to `total` in place; the sum rides along with the product, so it costs no kernel."""
        total.addmm_(x, self.weight.t())


class Packed4:
    """4-bit weights with a scale and a zero for each group, in the layout the device's kernel wants."""

    def __init__(self, weight: Tensor, group: int, place: Place) -> None:
        """Quantise `weight` [out, in] float32 to the nearest of 16 levels between each group's extremes."""
        codes, scales_and_zeros = _quantised(weight.to(place.device), group)
        self._group = group
        self._scales_and_zeros = scales_and_zeros.to(place.dtype)
        self._on_cpu = place.device.type == "cpu"
        inner = next(tiles for tiles in (8, 4, 2) if weight.shape[1] % (16 * tiles) == 0)
        aten = torch.ops.aten
        if self._on_cpu:
            self._packed = aten._convert_weight_to_int4pack_for_cpu(codes, inner)
        else:
            # Two codes a byte, the first in the high half.
            pairs = (codes[:, ::2] << 4 | codes[:, 1::2]).to(torch.uint8)
            self._packed = aten._convert_weight_to_int4pack(pairs, inner)
        kept = (self._packed, self._scales_and_zeros)
        self.nbytes = sum(tensor.numel() * tensor.element_size() for tensor in kept)

    def __call__(self, x: Tensor) -> Tensor:
        """The product, [N, out]."""
        aten = torch.ops.aten
        product = aten._weight_int4pack_mm_for_cpu if self._on_cpu else aten._weight_int4pack_mm
        result: Tensor = product(x, self._packed, self._group, self._scales_and_zeros)
        return result

    def add_to(self, total: Tensor, x: Tensor) -> None:
        """Add the product to `total` in place."""
        total.add_(self(x))


def group_size(rows: int, columns: int) -> int | None:
    """The 4-bit group for a matrix [rows, columns], or None where the kernels cannot take its sizes."""
    if rows % 16:
        return None
    return next((group for group in GROUPS if columns % group == 0), None)


def linear(weight: Tensor, place: Place) -> Linear:
    """The matrix as `place` asks for it; odd sizes stay in full."""
    group = group_size(*weight.shape) if place.bits == 4 else None
    if group is None:
        return Dense(weight.to(place.device, place.dtype))
    return Packed4(weight, group, place)


def _quantised(weight: Tensor, group: int) -> tuple[Tensor, Tensor]:
    """`weight` [out, in] → codes [out, in] int32 and scales with zeros [in / group, out, 2] float32."""
    rows, columns = weight.shape
    grouped = weight.float().reshape(rows, columns // group, group)
    low, high = grouped.amin(-1), grouped.amax(-1)
    scale = ((high - low) / 15).clamp_min(1e-9)
    codes = torch.round((grouped - low[..., None]) / scale[..., None]).clamp_(0, 15).to(torch.int32)
    zero = low + 8 * scale
    return codes.reshape(rows, columns), torch.stack([scale, zero], dim=-1).transpose(0, 1).contiguous()
