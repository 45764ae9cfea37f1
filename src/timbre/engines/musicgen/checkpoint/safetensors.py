"""One `.safetensors` file, mapped into memory: an 8-byte little-endian header length, JSON, then the numbers.

A reader of our own, for three reasons: bfloat16 becomes float32 without another library, a tensor is read only when
it is asked for, and a damaged file is refused with the tensor and the byte where it goes wrong before anything of
its claimed size is allocated. Knows nothing of models. Format: https://github.com/huggingface/safetensors
"""

from __future__ import annotations

import json
import math
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timbre.errors import EngineError, MissingError
from timbre.model.text import clean, shortened

MOST_HEADER_BYTES = 100_000_000
"""The format's own limit."""
_MOST_DIMENSIONS = 8
_SIZES = {"F32": 4, "F16": 2, "BF16": 2}
_OTHER_SIZES = {
    "F64": 8,
    "I64": 8,
    "U64": 8,
    "I32": 4,
    "U32": 4,
    "I16": 2,
    "U16": 2,
    "I8": 1,
    "U8": 1,
    "BOOL": 1,
}
_AGAIN = "Fetch the model again: timbre models pull NAME (what is complete is kept)."


@dataclass(frozen=True)
class Entry:
    """Where one tensor lies: bytes `begin`..`end` of the file."""

    dtype: str
    shape: tuple[int, ...]
    begin: int
    end: int


class TensorFile:
    """A mapped file and its table of tensors. Read-only."""

    def __init__(self, path: Path) -> None:
        """Map `path` and check its whole header.

        Raises MissingError when it is not there, EngineError when it is damaged or no safetensors file.
        """
        self.path = path
        try:
            with path.open("rb") as file:
                self.size = file.seek(0, 2)
                self.entries = _read_table(file, path, self.size)
            self._bytes: NDArray[np.uint8] | None = np.memmap(path, dtype=np.uint8, mode="r")
        except FileNotFoundError as error:
            raise MissingError(f"{path} is not there.", _AGAIN) from error
        except (OSError, MemoryError) as error:
            raise EngineError(
                f"{path} cannot be read: {getattr(error, 'strerror', None) or error}."
            ) from error

    def raw(self, name: str) -> NDArray[np.uint8]:
        """The bytes of tensor `name`, as they lie in the file."""
        entry = self.entries[name]
        if self._bytes is None:
            raise EngineError(f"{self.path} was closed.", "Open the checkpoint again.")
        return self._bytes[entry.begin : entry.end]

    def floats(self, name: str) -> NDArray[np.float32]:
        """Tensor `name` as float32: a view of the file where it holds float32, else a converted copy."""
        entry, raw = self.entries[name], self.raw(name)
        if entry.dtype == "F32":
            values = raw.view("<f4")
        elif entry.dtype == "F16":
            values = raw.view("<f2").astype(np.float32)
        elif entry.dtype == "BF16":  # the upper half of a float32
            values = (raw.view("<u2").astype(np.uint32) << 16).view(np.float32)
        else:
            raise EngineError(
                f"{self.path}: tensor {name!r} holds {entry.dtype} numbers; F32, F16 and BF16 can be read.",
                "Use the original checkpoint, not a quantised one: Timbre quantises for itself.",
            )
        return np.require(np.asarray(values).reshape(entry.shape), np.float32, ["C", "A"])

    def sample(self, name: str, blocks: int, size: int) -> bytes:
        """Some bytes of tensor `name`: all where it is small, else `blocks` of `size` bytes, the first and last among
        them. Read from the file, not the map: a few blocks of a map would stay in this process's memory.
        """
        entry = self.entries[name]
        length = entry.end - entry.begin
        with self.path.open("rb", buffering=0) as file:
            if length <= blocks * size:
                file.seek(entry.begin)
                return file.read(length)
            found = []
            for block in range(blocks):
                file.seek(entry.begin + (length - size) * block // (blocks - 1))
                found.append(file.read(size))
        return b"".join(found)

    def close(self) -> None:
        """Let go of the file; arrays already handed out stay valid."""
        self._bytes = None


def _read_table(file: Any, path: Path, size: int) -> dict[str, Entry]:
    if size < 8:
        raise EngineError(f"{path} is truncated: {size} bytes, not even a header.", _AGAIN)
    file.seek(0)
    (length,) = struct.unpack("<Q", file.read(8))
    if length > MOST_HEADER_BYTES or length < 2:
        raise EngineError(f"{path} is not a safetensors file (its header claims {length} bytes).", _AGAIN)
    if length > size - 8:
        raise EngineError(
            f"{path} is truncated: its header takes {length} bytes, {size - 8} are there.", _AGAIN
        )
    try:
        table = json.loads(file.read(length).decode("utf-8"), object_pairs_hook=_no_doubles)
    except (ValueError, RecursionError) as error:
        reason = shortened(clean(str(error)), 100)
        raise EngineError(f"{path} is damaged: its header is not valid ({reason}).", _AGAIN) from error
    if not isinstance(table, dict):
        raise EngineError(f"{path} is damaged: its header is no table of tensors.", _AGAIN)
    entries = {
        name: _entry(path, name, value, 8 + length) for name, value in table.items() if name != "__metadata__"
    }
    _check_places(path, entries, 8 + length, size)
    return entries


def _no_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name appears twice")
    return found


def _entry(path: Path, name: str, value: Any, start: int) -> Entry:
    try:
        dtype, shape, (begin, end) = value["dtype"], value["shape"], value["data_offsets"]
        numbers = [*shape, begin, end]
        width = (_SIZES | _OTHER_SIZES).get(dtype)
    except (TypeError, KeyError, ValueError):
        raise _damaged(path, name, "has no dtype, shape and data_offsets") from None
    if len(shape) > _MOST_DIMENSIONS or any(type(n) is not int or not 0 <= n < 2**56 for n in numbers):
        raise _damaged(path, name, "has an impossible shape or place")
    if width is not None and math.prod(shape) * width != end - begin:
        raise _damaged(
            path, name, f"of shape {tuple(shape)} and dtype {dtype} does not fill its {end - begin} bytes"
        )
    if end < begin:
        raise _damaged(path, name, "ends before it begins")
    return Entry(str(dtype), tuple(shape), start + begin, start + end)


def _check_places(path: Path, entries: dict[str, Entry], start: int, size: int) -> None:
    """The tensors lie one after the other, without overlap, within the file."""
    before, last = start, ""
    for name, entry in sorted(entries.items(), key=lambda pair: (pair[1].begin, pair[1].end)):
        if entry.begin < before:
            raise _damaged(path, name, f"overlaps {_quoted(last)}")
        before, last = entry.end, name
    if before > size:
        raise EngineError(f"{path} is truncated: {before} bytes are announced, {size} are there.", _AGAIN)


def _damaged(path: Path, name: str, what: str) -> EngineError:
    return EngineError(f"{path} is damaged: tensor {_quoted(name)} {what}.", _AGAIN)


def _quoted(name: str) -> str:
    return repr(shortened(clean(name), 120))
