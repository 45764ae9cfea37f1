"""The tables of a SoundFont (its `pdta` list) as numpy records, checked so that every index leads somewhere.

Source: SoundFont Technical Specification 2.04, section 7. Knows nothing of what generators mean.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from timbre.engines.composer.soundfont.riff import Chunk, DamagedError, chunks, named
from timbre.model.text import clean

Records = NDArray[np.void]

_BAG = np.dtype([("gen", "<u2"), ("mod", "<u2")])
_MOD = np.dtype(
    [("source", "<u2"), ("target", "<u2"), ("amount", "<i2"), ("by", "<u2"), ("transform", "<u2")]
)
_GEN = np.dtype([("oper", "<u2"), ("amount", "<i2")])
_LAYOUT: dict[bytes, np.dtype[Any]] = {
    b"phdr": np.dtype(
        [("name", "S20"), ("program", "<u2"), ("bank", "<u2"), ("bag", "<u2"), ("unused", "V12")]
    ),
    b"pbag": _BAG,
    b"pmod": _MOD,
    b"pgen": _GEN,
    b"inst": np.dtype([("name", "S20"), ("bag", "<u2")]),
    b"ibag": _BAG,
    b"imod": _MOD,
    b"igen": _GEN,
    b"shdr": np.dtype(
        [
            ("name", "S20"),
            ("start", "<u4"),
            ("end", "<u4"),
            ("loop_start", "<u4"),
            ("loop_end", "<u4"),
            ("rate", "<u4"),
            ("pitch", "u1"),
            ("correction", "i1"),
            ("link", "<u2"),
            ("kind", "<u2"),
        ]
    ),
}


@dataclass(frozen=True)
class Tables:
    """The nine tables, each with the closing record that the format wants at its end."""

    phdr: Records
    pbag: Records
    pmod: Records
    pgen: Records
    inst: Records
    ibag: Records
    imod: Records
    igen: Records
    shdr: Records


def read_tables(data: memoryview, pdta: Chunk) -> Tables:
    """The tables inside `pdta`. Raises DamagedError."""
    parts = chunks(data, pdta)
    tables = {name.decode(): _table(data, named(parts, name)) for name in _LAYOUT}
    found = Tables(**tables)
    _check_order(found.phdr["bag"], len(found.pbag), "phdr")
    _check_order(found.inst["bag"], len(found.ibag), "inst")
    for bags, gens, mods, name in (
        (found.pbag, found.pgen, found.pmod, "pbag"),
        (found.ibag, found.igen, found.imod, "ibag"),
    ):
        _check_order(bags["gen"], len(gens), name)
        _check_order(bags["mod"], len(mods), name)
    return found


def _table(data: memoryview, chunk: Chunk) -> Records:
    layout = _LAYOUT[chunk.name]
    count, rest = divmod(chunk.stop - chunk.start, layout.itemsize)
    if rest or not count:
        raise DamagedError(
            f"its table {chunk.name.decode()} has {chunk.stop - chunk.start} bytes, "
            f"not a multiple of {layout.itemsize}"
        )
    return np.frombuffer(data, layout, count, chunk.start)


def _check_order(indices: NDArray[Any], length: int, name: str) -> None:
    """Each index begins what the next one ends, so they never fall and the last lies inside."""
    if np.any(np.diff(indices.astype(np.int64)) < 0):
        raise DamagedError(f"the indices of its table {name} go backwards")
    if int(indices[-1]) > length:
        raise DamagedError(f"its table {name} points outside the file")


def readable(name: bytes) -> str:
    """A name as it may be shown: up to its first zero byte, nothing that fools a terminal."""
    return clean(name.split(b"\0")[0].decode("latin-1")).replace("\n", " ").replace("\t", " ").strip()
