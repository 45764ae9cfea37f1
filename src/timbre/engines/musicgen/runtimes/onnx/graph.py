"""A small builder of ONNX models whose weights lie in a file beside them.

Weights are written as they come, aligned for memory mapping, so that a model never exists twice in memory. Knows
no architecture.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper

CONTRIB = "com.microsoft"
OPSET = 20
CONTRIB_OPSET = 1
IR_VERSION = 9
ALIGNMENT_BYTES = 4096
"""Offsets of large tensors, so that ONNX Runtime can map them instead of copying."""
INLINE_BYTES = 1024
"""Tensors up to this size stay in the model file, where constant folding can see them."""

_ELEMENTS = {
    np.dtype(np.float32): TensorProto.FLOAT,
    np.dtype(np.float16): TensorProto.FLOAT16,
    np.dtype(np.uint8): TensorProto.UINT8,
    np.dtype(np.int8): TensorProto.INT8,
    np.dtype(np.int32): TensorProto.INT32,
    np.dtype(np.int64): TensorProto.INT64,
}


class Graph:
    """Collects nodes, inputs, outputs and weights of `NAME.onnx` and `NAME.data` in `folder`.

    Use as a context manager; `save()` writes the model. Names of values are made unique by the caller.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self._folder = folder
        self._data = (folder / f"{name}.data").open("wb")
        self._nodes: list[onnx.NodeProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []
        self._weights: dict[str, onnx.TensorProto] = {}
        self._count = 0

    def __enter__(self) -> Graph:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._data.close()

    def input(self, name: str, element: int, shape: Sequence[int | str]) -> str:
        """Declare a graph input; named dimensions are free. Returns `name`."""
        self._inputs.append(helper.make_tensor_value_info(name, element, list(shape)))
        return name

    def output(self, name: str, element: int, shape: Sequence[int | str]) -> None:
        """Declare that the value `name` leaves the graph."""
        self._outputs.append(helper.make_tensor_value_info(name, element, list(shape)))

    def weight(self, name: str, values: NDArray[Any]) -> str:
        """Write `values` and return the name to refer to them by; a name already written is only returned."""
        if name in self._weights:
            return name
        values = np.asarray(values, order="C")
        tensor = TensorProto(name=name, data_type=_ELEMENTS[values.dtype], dims=values.shape)
        if values.nbytes <= INLINE_BYTES:
            tensor.raw_data = values.tobytes()
        else:
            self._data.write(b"\0" * (-self._data.tell() % ALIGNMENT_BYTES))
            tensor.data_location = TensorProto.EXTERNAL
            place = {
                "location": f"{self.name}.data",
                "offset": str(self._data.tell()),
                "length": str(values.nbytes),
            }
            for key, value in place.items():
                tensor.external_data.add(key=key, value=value)
            self._data.write(values.data)
        self._weights[name] = tensor
        return name

    def node(
        self,
        kind: str,
        inputs: Sequence[str],
        *,
        name: str = "",
        outputs: Sequence[str] | int = 1,
        contrib: bool = False,
        **attributes: Any,
    ) -> list[str]:
        """Add one operator. `outputs` are names, or how many to make up ("" in names: not wanted)."""
        self._count += 1
        label = name or f"{kind.lower()}_{self._count}"
        if isinstance(outputs, int):
            outputs = [f"{label}.{i}" for i in range(outputs)] if outputs > 1 else [label]
        domain = CONTRIB if contrib else ""
        self._nodes.append(
            helper.make_node(kind, list(inputs), list(outputs), name=label, domain=domain, **attributes)
        )
        return list(outputs)

    def save(self) -> Path:
        """Write the model file beside its data. Returns its path."""
        graph = helper.make_graph(
            self._nodes, self.name, self._inputs, self._outputs, list(self._weights.values())
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(CONTRIB, CONTRIB_OPSET)],
            ir_version=IR_VERSION,
            producer_name="timbre",
        )
        path = self._folder / f"{self.name}.onnx"
        path.write_bytes(model.SerializeToString(deterministic=True))
        self._data.flush()
        os.fsync(self._data.fileno())
        return path
