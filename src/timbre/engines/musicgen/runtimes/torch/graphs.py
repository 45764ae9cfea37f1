"""CUDA graphs of a step, one for each length of attention, captured the first time the piece gets that far.

A step of the small model is some 350 kernels, each of a few microseconds: launched one by one from Python they cost
several times what they take; replayed as a graph, one launch. Knows nothing of what the step does.
"""

from __future__ import annotations

import logging

import torch

from timbre.engines.musicgen.runtimes.torch.step import Step

_LOG = logging.getLogger(__name__)
_WARM_UPS = 2


class StepGraphs:
    """Replays `step.run` on `stream`; the same buffers serve every piece, so the graphs outlive a piece."""

    def __init__(self, step: Step, stream: torch.cuda.Stream) -> None:
        """Nothing is captured yet."""
        self._step = step
        self._stream = stream
        self._graphs: dict[int, torch.cuda.CUDAGraph] = {}
        # One pool for all: what a graph allocates dies within its replay, and replays never overlap.
        self._pool = torch.cuda.graph_pool_handle()
        self._refused = False

    def run(self, reach: int) -> None:
        """One step. Captures first where this `reach` is new; launches kernel by kernel where capturing fails."""
        graph = self._graphs.get(reach)
        if graph is None and not self._refused:
            graph = self._capture(reach)
        if graph is None:
            self._step.run(reach)
        else:
            graph.replay()

    def close(self) -> None:
        """Give back the graphs and their memory."""
        self._stream.synchronize()
        for graph in self._graphs.values():
            graph.reset()
        self._graphs.clear()

    def _capture(self, reach: int) -> torch.cuda.CUDAGraph | None:
        before = self._step.here()
        # Kernels are loaded and library workspaces made at first use, which a capture cannot record.
        for _ in range(_WARM_UPS):
            self._step.run(reach)
            self._step.back(before)
        self._stream.synchronize()
        graph = torch.cuda.CUDAGraph()
        try:
            # "thread_local": the codec may allocate in a thread of its own meanwhile.
            with torch.cuda.graph(
                graph, pool=self._pool, stream=self._stream, capture_error_mode="thread_local"
            ):
                self._step.run(reach)
        except torch.OutOfMemoryError:
            raise
        except RuntimeError as error:
            _LOG.warning("no CUDA graph at length %d, going on without: %s", reach, str(error).split("\n")[0])
            self._refused = True
            return None
        self._graphs[reach] = graph
        return graph
