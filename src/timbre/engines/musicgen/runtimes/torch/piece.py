"""One piece being written: the port's Decoder over a cache, and the one that draws its codes on the device as well.

Knows the border: NumPy outside, tensors inside.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray

from timbre.engines.musicgen.runtimes.port import Codes, Floats
from timbre.engines.musicgen.runtimes.torch.cache import reach_for
from timbre.engines.musicgen.runtimes.torch.decoder import Transformer
from timbre.engines.musicgen.runtimes.torch.memory import watched
from timbre.engines.musicgen.runtimes.torch.workspace import Workspace
from timbre.engines.musicgen.sampling import Rule
from timbre.errors import EngineError


class Piece:
    """`port.Decoder`."""

    def __init__(
        self, transformer: Transformer, space: Workspace, *, longest: int, done: Callable[[Workspace], None]
    ) -> None:
        """`space` holds the cache, its words already heard; `done` takes it back when the piece is closed."""
        self.position = 0
        self.longest = longest
        self._transformer = transformer
        self._space: Workspace | None = space
        self._done = done

    def extend(self, codes: Codes) -> Floats:
        """Feed `codes` [K, T]; the logits of the last position, [rows, K, V]. Raises EngineError past `longest`."""
        space = self._checked(codes, codes.shape[-1])
        place = self._transformer.place
        with watched(place, "writing"), space.scope():
            positions = torch.arange(self.position, self.position + codes.shape[1], device=place.device)
            fed = torch.from_numpy(np.array(codes, np.int64)).to(place.device)
            reach = reach_for(self.position + codes.shape[1])
            logits: Floats = self._transformer(fed, positions, space.cache, reach).cpu().numpy()
        self.position += codes.shape[1]
        return logits

    def close(self) -> None:
        """Give the cache back; twice is once."""
        space, self._space = self._space, None
        if space is not None:
            self._done(space)

    def _checked(self, codes: Codes, positions: int) -> Workspace:
        if self._space is None:
            raise EngineError("This piece is closed.", "Open a new decoder.")
        books = self._transformer.config.num_codebooks
        if codes.ndim != 2 or codes.shape[0] != books or codes.shape[1] < 1:
            raise EngineError(f"Codes of shape {codes.shape} were fed; valid: [{books}, 1 or more].")
        top = self._transformer.config.vocab_size
        if codes.min() < 0 or codes.max() > top:
            raise EngineError(
                f"Codes {codes.min()} to {codes.max()} were fed; valid: 0 to {top} (nothing yet)."
            )
        if self.position + positions > self.longest:
            raise EngineError(
                f"Position {self.position + positions} is past the end: this piece has {self.longest}.",
                "Open a decoder with more positions.",
            )
        return self._space


class SamplingPiece(Piece):
    """`port.SamplingDecoder`."""

    def sample(self, codes: Codes, uniforms: NDArray[np.float64], rule: object) -> Codes:
        """Feed `codes` [K, 1], then draw `len(uniforms)` steps; returns them, [K, steps].

        Raises EngineError past `longest`, and where a score is not a finite number, as `sampling.draw` does.
        """
        if not isinstance(rule, Rule):
            raise EngineError(f"Codes are drawn by a sampling.Rule, not by {rule!r}.")
        steps = len(uniforms)
        space = self._checked(codes, steps)
        if codes.shape[1] != 1 or uniforms.shape != (steps, codes.shape[0]):
            raise EngineError(
                f"Codes {codes.shape} and random numbers {uniforms.shape} do not fit; valid: [K, 1] and [steps, K]."
            )
        with watched(self._transformer.place, "writing"), space.scope():
            space.step.prepare(codes, self.position, uniforms, rule)
            for position in range(self.position, self.position + steps):
                space.run(reach_for(position + 1))
            drawn, spread = space.step.take(self.position, steps)
        if not np.isfinite(spread).all():
            raise EngineError(
                "The model gave scores that are not finite numbers.",
                "float32 or bfloat16 may help; if it does not, the weights are damaged: pull the model again.",
            )
        self.position += steps
        return drawn
