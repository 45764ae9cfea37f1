"""How ONNX Runtime sessions are opened here: threads, logging, memory. Knows no model."""

from __future__ import annotations

import os
from pathlib import Path

import onnxruntime as ort

from timbre.errors import EngineError

PROVIDERS = ["CPUExecutionProvider"]
_ERRORS_ONLY = 3


def options(threads: int | None = None, *, steps: bool = False) -> ort.SessionOptions:
    """Session options for `threads` threads (None: `default_threads`).

    `steps`: for a model that is called for every step, where small costs count. Operators stay as the graph has them,
    since it is written fused where that pays, and work buffers are kept between calls instead of being planned anew.
    """
    chosen = ort.SessionOptions()
    chosen.intra_op_num_threads = threads or default_threads()
    chosen.inter_op_num_threads = 1
    chosen.log_severity_level = _ERRORS_ONLY
    # Each session has threads of its own, which wait for work by spinning: those of one that has finished would
    # take the processor from the next (10.9 ms a step instead of 17 with two cores).
    chosen.add_session_config_entry("session.force_spinning_stop", "1")
    chosen.enable_cpu_mem_arena = steps
    chosen.enable_mem_pattern = not steps
    if steps:
        chosen.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_BASIC
    return chosen


def open_session(path: Path, chosen: ort.SessionOptions) -> ort.InferenceSession:
    """Load `path`. Raises EngineError when the file is damaged or this ONNX Runtime cannot run it."""
    try:
        return ort.InferenceSession(str(path), chosen, providers=PROVIDERS)
    except Exception as error:  # onnxruntime's exceptions have no common base but Exception
        raise EngineError(
            f"ONNX Runtime {ort.__version__} could not load {path}: {str(error).splitlines()[0][:300]}",
            "Delete that folder (it is made again), or update: pip install -U 'timbre-cli[musicgen]'.",
        ) from error


def default_threads() -> int:
    """All of up to four cores; of more, half, as many are hyper-threads: four to eight fill the memory bus."""
    cores = usable_cores()
    return cores if cores <= 4 else min(8, max(4, cores // 2))


def usable_cores() -> int:
    """Cores this process may run on, hyper-threads included."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return os.cpu_count() or 1
