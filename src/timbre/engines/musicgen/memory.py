"""How much memory a model and a piece take, how much there is, and the refusal when that is not enough.

Sizes are bytes; messages give GB (10⁹ bytes). Knows nothing of devices but the main memory.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from timbre.engines.musicgen.checkpoint.config import MusicgenConfig
from timbre.engines.musicgen.checkpoint.layout import BYTES_PER_WEIGHT, parameters
from timbre.engines.musicgen.windows import window_sizes
from timbre.errors import CapabilityError
from timbre.model.request import Precision

PROGRAM = 170_000_000
"""Python, NumPy, the runtime's libraries and the working buffers of a step and of the codec."""
_PROC, _CGROUP = Path("/proc"), Path("/sys/fs/cgroup")
_UNLIMITED = 1 << 60


@dataclass(frozen=True)
class Estimate:
    """Bytes of everything that is in memory at once while a piece is made."""

    decoder: int
    text: int
    codec: int
    cache: int
    """Keys and values, of the piece so far and of the words."""

    @property
    def total(self) -> int:
        """All of it, the program too."""
        return self.decoder + self.text + self.codec + self.cache + PROGRAM


def estimate(
    config: MusicgenConfig, precision: Precision, seconds: float, *, guided: bool = True
) -> Estimate:
    """What a piece of `seconds` takes with the decoder's matrices in `precision`; `guided` pieces have two rows.

    Embeddings, norms and codec stay float32; with int8 and int4 the text encoder is int8, else float32 too. Pieces
    longer than one window take no more than a window.
    """
    counts, decoder = parameters(config), config.decoder
    each = BYTES_PER_WEIGHT[precision]
    table = decoder.num_codebooks * (decoder.vocab_size + 1) * decoder.hidden_size
    positions = min(round(seconds * config.codec.frame_rate), window_sizes(config)[0]) + decoder.delays[-1]
    rows = 2 if guided else 1
    kept = decoder.num_hidden_layers * 2 * decoder.hidden_size * 4
    return Estimate(
        decoder=round((counts["decoder"] - table) * each) + table * 4,
        text=round(counts["text"] * (BYTES_PER_WEIGHT["int8"] if precision in ("int8", "int4") else 4.0)),
        codec=counts["codec"] * 4,
        cache=kept * (rows * positions + 64),
    )


def check_room(
    config: MusicgenConfig,
    model: str,
    precision: Precision,
    seconds: float,
    *,
    guided: bool = True,
    loaded: bool = False,
    available: int | None = None,
) -> None:
    """Refuse before the machine would swap. `loaded`: the model is in memory already.

    Raises CapabilityError with the figures and what would fit. Where nobody can tell what is free, nothing is refused.
    """
    free = available_bytes() if available is None else available
    wanted = estimate(config, precision, seconds, guided=guided)
    needed = wanted.cache if loaded else wanted.total
    if free is None or needed <= free:
        return
    fits = [
        f"{step} (about {gb(size)})"
        for step, size in _smaller(config, precision, seconds, guided)
        if (size <= free and not loaded)
    ]
    shorter = "a shorter piece" if seconds > 10 else "closing other programs"
    advice = " or ".join(fits[:2]) if fits else f"a smaller model, {shorter}"
    raise CapabilityError(
        f"MusicGen {model} at {precision} needs about {gb(needed)} for {seconds:g} seconds; {gb(free)} are free.",
        f"Try {advice}.",
    )


def _smaller(
    config: MusicgenConfig, precision: Precision, seconds: float, guided: bool
) -> Iterator[tuple[str, int]]:
    """Ways to need less, and what each would need."""
    here = BYTES_PER_WEIGHT[precision]
    thriftier: tuple[Precision, ...] = ("int8", "int4")
    for name in thriftier:
        if BYTES_PER_WEIGHT[name] < here:
            yield f"--precision {name}", estimate(config, name, seconds, guided=guided).total
    if seconds > 10:
        yield "--seconds 10", estimate(config, precision, 10.0, guided=guided).total
    if guided:
        yield "--guidance 1", estimate(config, precision, seconds, guided=False).total


def available_bytes() -> int | None:
    """Memory that can be had without swapping: of the machine, or of the container where that is less.

    None where the system does not say.
    """
    found = [value for value in (_of_machine(), _of_container()) if value is not None]
    return min(found) if found else None


def total_bytes() -> int | None:
    """All memory of the machine, or of the container where that is less; None where the system does not say."""
    limit = _limit()
    whole: int | None
    try:
        whole = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        whole = _windows()[0] if sys.platform == "win32" else None
    found = [value for value in (whole, limit) if value]
    return min(found) if found else None


def gb(size: float) -> str:
    """`size` bytes for people: "1.2 GB", below a tenth of that "84 MB"."""
    return f"{size / 1e9:.1f} GB" if size >= 1e8 else f"{max(1, round(size / 1e6))} MB"


def _of_machine() -> int | None:
    if sys.platform == "win32":
        return _windows()[1]
    if sys.platform == "darwin":
        return _mac()
    for line in _text(_PROC / "meminfo").splitlines():
        name, _, value = line.partition(":")
        if name == "MemAvailable" and value.split()[:1]:
            return int(value.split()[0]) * 1024
    return None


def _of_container() -> int | None:
    """What a control group leaves, version 2 or 1. Cached file pages can be given back, so they count as free."""
    limit = _limit()
    if limit is None:
        return None
    for used, statistics, cached in (
        (_CGROUP / "memory.current", _CGROUP / "memory.stat", "inactive_file"),
        (
            _CGROUP / "memory" / "memory.usage_in_bytes",
            _CGROUP / "memory" / "memory.stat",
            "total_inactive_file",
        ),
    ):
        text = _text(used).strip()
        if text.isdecimal():
            lines = dict(line.split(" ", 1) for line in _text(statistics).splitlines() if " " in line)
            back = lines.get(cached, "0").strip()
            return max(0, limit - int(text) + (int(back) if back.isdecimal() else 0))
    return limit


def _limit() -> int | None:
    for path in (_CGROUP / "memory.max", _CGROUP / "memory" / "memory.limit_in_bytes"):
        text = _text(path).strip()
        if text.isdecimal() and int(text) < _UNLIMITED:
            return int(text)
    return None


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, ValueError):
        return ""


def _mac() -> int | None:
    """Free, inactive, speculative and purgeable pages, as `vm_stat` counts them."""
    try:
        said = subprocess.run(
            ["/usr/bin/vm_stat"], capture_output=True, text=True, timeout=2, check=True
        ).stdout
        page = int(said.split("page size of", 1)[1].split()[0])
    except (OSError, subprocess.SubprocessError, IndexError, ValueError):
        return None
    pages = 0
    for line in said.splitlines():
        name, _, value = line.partition(":")
        if name.strip() in ("Pages free", "Pages inactive", "Pages speculative", "Pages purgeable"):
            digits = value.strip().rstrip(".")
            pages += int(digits) if digits.isdecimal() else 0
    return pages * page


def _windows() -> tuple[int | None, int | None]:
    """All memory and what is free of it (GlobalMemoryStatusEx)."""

    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((f"field{n}", ctypes.c_ulonglong) for n in range(7)),
        )

    library = getattr(ctypes, "windll", None)
    status = Status()
    status.length = ctypes.sizeof(status)
    if library is None or not library.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None, None
    return int(status.field0), int(status.field1)
