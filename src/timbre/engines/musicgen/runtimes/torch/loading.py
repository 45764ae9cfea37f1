"""Tensors from the checkpoint to the device, one at a time, so that nothing is ever there twice.

Knows no layer.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from timbre.engines.musicgen.checkpoint.weights import Weights
from timbre.engines.musicgen.runtimes.torch.devices import Place
from timbre.engines.musicgen.runtimes.torch.linear import Linear, linear


def stacked(weights: Weights, names: Iterable[str]) -> Tensor:
    """The tensors `names` one above the other, [sum of rows, …] float32 in memory of our own. Raises MissingError."""
    wanted = list(names)
    shapes = [weights.shape(name) for name in wanted]
    whole = torch.empty((sum(shape[0] for shape in shapes), *shapes[0][1:]), dtype=torch.float32)
    view: NDArray[np.float32] = whole.numpy()
    row = 0
    for name, shape in zip(wanted, shapes, strict=True):
        view[row : row + shape[0]] = weights[name]
        row += shape[0]
    return whole


def plain(weights: Weights, name: str, place: Place) -> Tensor:
    """Tensor `name` as it is, in `place`. Raises MissingError."""
    return stacked(weights, [name]).to(place.device, place.dtype)


def matrix(weights: Weights, names: Iterable[str], place: Place) -> Linear:
    """The matrices `names` fused into one, in `place`, in 4 bits where it says so. Raises MissingError."""
    return linear(stacked(weights, names), place)


def own(array: NDArray[np.float32], device: torch.device) -> Tensor:
    """A copy of `array` on `device`; what NumPy holds may be read-only, which torch does not know."""
    kept = torch.empty(array.shape, dtype=torch.float32)
    kept.numpy()[...] = array
    return kept.to(device)
