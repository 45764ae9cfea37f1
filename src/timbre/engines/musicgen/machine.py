"""The machine as MusicGen sees it: cores, memory, memory bandwidth, GPUs, PyTorch. Found without importing a runtime.

The bandwidth is measured once and written down, so that what is chosen from it does not change from run to run.
"""

from __future__ import annotations

import ctypes
import importlib.metadata
import importlib.util
import json
import os
import platform
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from timbre.audio.atomic import write_file
from timbre.engines.musicgen import memory
from timbre.errors import TimbreError
from timbre.session.paths import Paths, private_folder

PROBE_BYTES = 256 << 20
PROBE_ROUNDS = 4
PROBE_FILE = "machine.json"


@dataclass(frozen=True)
class Gpu:
    """An NVIDIA GPU, as its driver describes it."""

    name: str
    total: int
    """Bytes."""
    free: int
    bandwidth: float | None = None
    """Bytes a second; None where the driver does not say."""


@dataclass(frozen=True)
class Machine:
    """What there is to compute with."""

    cores: int
    bandwidth: float
    """Of the main memory, bytes a second."""
    total: int | None = None
    """Bytes of main memory; None where the system does not say."""
    gpus: tuple[Gpu, ...] = ()
    torch: str | None = None
    """Version of the PyTorch that is installed; None without."""
    apple: bool = False
    """Whether there is a GPU that PyTorch calls `mps`."""

    @property
    def torch_has_cuda(self) -> bool:
        """Whether the PyTorch that is installed was built for NVIDIA GPUs, as far as its version tells."""
        return self.torch is not None and "+cpu" not in self.torch


def look(paths: Paths | None = None) -> Machine:
    """The machine Timbre runs on; well under a second, and a few milliseconds once the bandwidth is known."""
    torch = _torch_version()
    return Machine(
        cores=usable_cores(),
        bandwidth=bandwidth(paths or Paths.from_environment()),
        total=memory.total_bytes(),
        gpus=tuple(_gpus()),
        torch=torch,
        apple=sys.platform == "darwin" and platform.machine() == "arm64",
    )


def usable_cores() -> int:
    """Cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1


def bandwidth(paths: Paths) -> float:
    """Bytes a second that the main memory gives to all cores together: as written down, else measured now."""
    file, name = paths.cache / PROBE_FILE, _name()
    known = _read(file).get(name)
    if isinstance(known, (int, float)) and not isinstance(known, bool) and 1e8 < known < 1e14:
        return float(known)
    found = measure_bandwidth()
    try:
        private_folder(file.parent)
        write_file(file, json.dumps({name: found}).encode(), force=True)
    except (TimbreError, OSError):
        pass  # it is measured again next time
    return found


def measure_bandwidth(size: int = PROBE_BYTES, rounds: int = PROBE_ROUNDS) -> float:
    """Bytes a second at which all cores (8 at most) together read `size` bytes, the best of `rounds`."""
    threads = min(8, usable_cores())
    parts = np.array_split(np.ones(size // 8, np.float64), threads)
    best = 0.0
    for _ in range(rounds):
        workers = [threading.Thread(target=part.max) for part in parts]
        begin = time.perf_counter()
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join()
        best = max(best, size / max(1e-6, time.perf_counter() - begin))
    return best


def _name() -> str:
    """What the measured figure belongs to: a home folder may be shared by machines."""
    return f"{platform.node()} {platform.machine()} {usable_cores()}"


def _read(file: Path) -> Mapping[str, object]:
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _torch_version() -> str | None:
    if importlib.util.find_spec("torch") is None:
        return None
    try:
        return importlib.metadata.version("torch")
    except importlib.metadata.PackageNotFoundError:
        return None


class _Memory(ctypes.Structure):
    _fields_ = (("total", ctypes.c_ulonglong), ("free", ctypes.c_ulonglong), ("used", ctypes.c_ulonglong))


_MEMORY_CLOCK = 2
_NAME_BYTES = 96


def _gpus() -> list[Gpu]:
    """Through NVML, the driver's own library (NVIDIA Management Library API reference); [] without a driver."""
    try:
        library = ctypes.CDLL("nvml.dll" if sys.platform == "win32" else "libnvidia-ml.so.1")
    except OSError:
        return []
    if library.nvmlInit_v2() != 0:
        return []
    found = []
    count = ctypes.c_uint(0)
    library.nvmlDeviceGetCount_v2(ctypes.byref(count))
    for index in range(count.value):
        device = ctypes.c_void_p()
        if library.nvmlDeviceGetHandleByIndex_v2(index, ctypes.byref(device)) != 0:
            continue
        room, name = _Memory(), ctypes.create_string_buffer(_NAME_BYTES)
        library.nvmlDeviceGetName(device, name, _NAME_BYTES)
        if library.nvmlDeviceGetMemoryInfo(device, ctypes.byref(room)) == 0:
            label = name.value.decode(errors="replace")
            found.append(Gpu(label, int(room.total), int(room.free), _gpu_bandwidth(library, device)))
    library.nvmlShutdown()
    return found


def _gpu_bandwidth(library: ctypes.CDLL, device: ctypes.c_void_p) -> float | None:
    """Memory clock × bus width, two transfers a clock."""
    clock, width = ctypes.c_uint(0), ctypes.c_uint(0)
    try:
        if library.nvmlDeviceGetMaxClockInfo(device, _MEMORY_CLOCK, ctypes.byref(clock)) != 0:
            return None
        if library.nvmlDeviceGetMemoryBusWidth(device, ctypes.byref(width)) != 0:
            return None
    except AttributeError:
        return None
    return clock.value * 1e6 * 2 * width.value / 8 or None
