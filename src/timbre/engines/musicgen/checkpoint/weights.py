"""The numbers of a checkpoint by name, whether they lie in one safetensors file or in shards.

Reads lazily and never runs anything it reads: pickled weights (`.bin`) are refused. Knows no layer's meaning except
weight norm, which comes in two spellings.
"""

from __future__ import annotations

import hashlib
import json
from functools import cached_property
from pathlib import Path
from types import TracebackType

import numpy as np
from numpy.typing import NDArray

from timbre.engines.musicgen.checkpoint.config import CONFIG_FILE, MusicgenConfig
from timbre.engines.musicgen.checkpoint.layout import EMBEDDINGS, Shape, convolutions, norm_names, tensors
from timbre.engines.musicgen.checkpoint.safetensors import TensorFile
from timbre.engines.musicgen.checkpoint.section import AGAIN, read_index
from timbre.errors import CapabilityError, EngineError, MissingError
from timbre.model.text import clean, shortened

SINGLE = "model.safetensors"
INDEX = "model.safetensors.index.json"
_PICKLED = ("*.bin", "*.bin.index.json", "*.pt", "*.pth", "*.ckpt", "*.th")
_BLOCK = 4096
_BLOCKS = 4

Floats = NDArray[np.float32]


class Weights:
    """Every tensor of a checkpoint, read when asked for. A context manager; threads may share it."""

    def __init__(self, folder: Path, files: dict[str, TensorFile]) -> None:
        """`files`: the file that holds each tensor."""
        self.folder = folder
        self.names = frozenset(files)
        self._files = files

    @classmethod
    def open(cls, folder: Path) -> Weights:
        """Map the weights in `folder`.

        Raises MissingError (no weights, or a shard is missing), CapabilityError (pickled weights only) or EngineError
        (truncated or damaged).
        """
        if (folder / SINGLE).exists():
            file = TensorFile(folder / SINGLE)
            return cls(folder, dict.fromkeys(file.entries, file))
        if (folder / INDEX).exists():
            return cls(folder, _open_shards(folder))
        raise _no_weights(folder)

    def __enter__(self) -> Weights:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the files; arrays already handed out stay valid."""
        for file in set(self._files.values()):
            file.close()

    def __contains__(self, name: object) -> bool:
        return name in self._files

    def shape(self, name: str) -> tuple[int, ...]:
        """The shape of tensor `name`. Raises MissingError."""
        return self._file(name).entries[name].shape

    def dtype(self, name: str) -> str:
        """How tensor `name` is stored: "F32", "F16", "BF16", … Raises MissingError."""
        return self._file(name).entries[name].dtype

    def __getitem__(self, name: str) -> Floats:
        """Tensor `name` as float32, read-only where it is a view. Raises MissingError or EngineError."""
        return self._file(name).floats(name)

    def conv(self, prefix: str) -> tuple[Floats, Floats | None]:
        """Kernel and bias of the convolution `prefix`, weight norm folded in: w = g · v / ‖v‖, a norm for each
        slice of the first axis (Salimans & Kingma 2016). Raises MissingError.
        """
        bias = self[name] if (name := f"{prefix}.bias") in self else None
        for magnitude, direction in norm_names(prefix):
            if direction in self:
                return _fold(self[magnitude], self[direction]), bias
        return self[f"{prefix}.weight"], bias

    @cached_property
    def fingerprint(self) -> str:
        """Identity of the content as hex SHA-256, however it is split into files or wherever it lies.

        Covers config.json and, for each tensor, name, dtype, shape and bytes: all of a small tensor, four spread blocks
        of 4 KiB of a large one, so that it costs milliseconds instead of reading gigabytes. Any training run, merge or
        conversion changes it; a single number edited by hand inside a large matrix may not.
        """
        digest = hashlib.sha256()
        config = self.folder / CONFIG_FILE
        if config.exists():
            digest.update(config.read_bytes())
        for name in sorted(self.names):
            file = self._files[name]
            entry = file.entries[name]
            digest.update(json.dumps([name, entry.dtype, entry.shape]).encode())
            digest.update(file.sample(name, _BLOCKS, _BLOCK))
        return digest.hexdigest()

    def _file(self, name: str) -> TensorFile:
        try:
            return self._files[name]
        except KeyError:
            files = sorted({file.path.name for file in self._files.values()})
            raise MissingError(
                f"The checkpoint {self.folder} has no tensor {name!r} (in {', '.join(files[:3])}"
                f"{', …' if len(files) > 3 else ''}).",
                AGAIN,
            ) from None


def check_weights(weights: Weights, config: MusicgenConfig) -> None:
    """See that every tensor the engine needs is there with the right shape.

    Raises MissingError or EngineError naming the first that is not.
    """
    for name, shape in tensors(config):
        _check(weights, name, shape)
    for prefix, shape, kind in convolutions(config.codec):
        _check(weights, f"{prefix}.bias", (shape[1 if kind == "transposed" else 0],))
        for magnitude, direction in norm_names(prefix):
            if direction in weights:
                _check(weights, magnitude, (shape[0], 1, 1))
                _check(weights, direction, shape)
                break
        else:
            _check(weights, f"{prefix}.weight", shape)


def _fold(magnitude: Floats, direction: Floats) -> Floats:
    axes = tuple(range(1, direction.ndim))
    norm = np.sqrt(np.sum(np.square(direction.astype(np.float64)), axis=axes, keepdims=True))
    kernel = direction * (magnitude.reshape(norm.shape) / np.maximum(norm, 1e-30))
    return np.asarray(kernel, np.float32)


def _open_shards(folder: Path) -> dict[str, TensorFile]:
    place = read_index(folder / INDEX)
    shards = {name: TensorFile(folder / name) for name in sorted(set(place.values()))}
    files = {}
    for tensor, shard in place.items():
        if tensor not in shards[shard].entries:
            raise EngineError(
                f"{folder / shard} does not hold tensor {shortened(clean(tensor), 120)!r}, as {INDEX} says.",
                AGAIN,
            )
        files[tensor] = shards[shard]
    return files


def _no_weights(folder: Path) -> MissingError | CapabilityError:
    if not folder.is_dir():
        return MissingError(f"There is no folder {folder}.", AGAIN)
    pickled = sorted(path.name for pattern in _PICKLED for path in folder.glob(pattern))
    if pickled:
        return CapabilityError(
            f"{folder} has its weights only as {pickled[0]}: a pickle can run any program when it is opened, so Timbre "
            "reads safetensors only.",
            f"Convert it where you trust it (transformers: save_pretrained), or take a copy that has {SINGLE}.",
        )
    return MissingError(f"{folder} holds no weights: neither {SINGLE} nor {INDEX}.", AGAIN)


def _check(weights: Weights, name: str, shape: Shape) -> None:
    if name in EMBEDDINGS:
        name = next((one for one in EMBEDDINGS if one in weights), name)
    if name not in weights:
        raise MissingError(f"The checkpoint {weights.folder} has no tensor {name!r}.", AGAIN)
    found = weights.shape(name)
    if found != shape:
        raise EngineError(
            f"{weights.folder}: tensor {name!r} has shape {found}; its config.json asks for {shape}.", AGAIN
        )
    if weights.dtype(name) not in ("F32", "F16", "BF16"):
        weights[name]  # raises, and says which kinds can be read
