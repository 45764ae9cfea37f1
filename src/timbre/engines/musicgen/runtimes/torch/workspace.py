"""All that one piece needs on the device besides the weights: cache, step buffers, stream and captured graphs.

Kept from piece to piece on CUDA, because a graph is tied to the addresses it was captured with. Knows no NumPy.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import torch

from timbre.engines.musicgen.runtimes.torch.cache import Cache, reach_for
from timbre.engines.musicgen.runtimes.torch.decoder import Transformer, sinusoids
from timbre.engines.musicgen.runtimes.torch.graphs import StepGraphs
from timbre.engines.musicgen.runtimes.torch.step import Step


class Workspace:
    """Room for one piece of `rows` rows and at most `longest` positions and `words` words (0: no words)."""

    def __init__(
        self,
        transformer: Transformer,
        *,
        rows: int,
        longest: int,
        words: int,
        stream: torch.cuda.Stream | None,
        graphs: bool,
    ) -> None:
        """`stream` None is a device without streams; `graphs` asks for CUDA graphs. Allocates everything."""
        config, place = transformer.config, transformer.place
        capacity = reach_for(longest)
        self._stream = stream
        self._graphs: StepGraphs | None = None
        with self.scope():
            self.cache = Cache(
                config,
                place,
                sinusoids(capacity, config.hidden_size),
                rows=rows,
                capacity=capacity,
                words=words,
                fixed=stream is not None,
            )
            if place.draws:
                self.step = Step(transformer, self.cache)
        if stream is not None and graphs:
            self._graphs = StepGraphs(self.step, stream)

    def fits(self, *, rows: int, longest: int, words: int) -> bool:
        """Whether a piece of these sizes can be written here."""
        cache = self.cache
        same = cache.rows == rows and cache.has_words == (words > 0)
        return same and cache.capacity >= reach_for(longest) and cache.room >= words

    @contextlib.contextmanager
    def scope(self) -> Iterator[None]:
        """Everything done to the piece happens in here: on its stream, with attention that can be captured."""
        if self._stream is None:
            yield
            return
        from torch.nn.attention import SDPBackend, sdpa_kernel

        # Both take a mask; the memory-efficient kernel is the faster, plain products serve where it cannot.
        with torch.cuda.stream(self._stream), sdpa_kernel([SDPBackend.EFFICIENT_ATTENTION, SDPBackend.MATH]):
            yield

    def run(self, reach: int) -> None:
        """One step of `step`, from its graph where there are graphs."""
        if self._graphs is None:
            self.step.run(reach)
        else:
            self._graphs.run(reach)

    def close(self) -> None:
        """Give back the graphs; the tensors go with the last reference."""
        if self._graphs is not None:
            self._graphs.close()
            self._graphs = None
