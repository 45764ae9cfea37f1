"""`port.Runtime` on PyTorch: a loaded checkpoint on one device.

Knows which part lives where; the parts know how they work.
"""

from __future__ import annotations

from typing import TypeVar

import torch

from timbre.engines.musicgen.checkpoint.config import MusicgenConfig
from timbre.engines.musicgen.checkpoint.weights import Weights
from timbre.engines.musicgen.runtimes.port import Codes, Floats
from timbre.engines.musicgen.runtimes.torch.codec import Codec
from timbre.engines.musicgen.runtimes.torch.decoder import Transformer
from timbre.engines.musicgen.runtimes.torch.devices import Place
from timbre.engines.musicgen.runtimes.torch.loading import own
from timbre.engines.musicgen.runtimes.torch.memory import needed, watched
from timbre.engines.musicgen.runtimes.torch.piece import Piece, SamplingPiece
from timbre.engines.musicgen.runtimes.torch.text_encoder import TextEncoder
from timbre.engines.musicgen.runtimes.torch.workspace import Workspace
from timbre.errors import EngineError

Part = TypeVar("Part")
_CODEC_PRIORITY, _STEPS_PRIORITY = 0, -1
"""Stream priorities: where both want the GPU, the steps go before the sound of steps long done."""


class TorchRuntime:
    """Text encoder and codec in float32, the transformer as `place` says."""

    cuda_graphs = True
    """On CUDA, replay captured steps; False launches kernel by kernel, for comparison."""

    def __init__(
        self, config: MusicgenConfig, weights: Weights, place: Place, *, longest_seconds: float
    ) -> None:
        """Load everything. Raises MissingError, CapabilityError (no memory) or EngineError."""
        self.label = place.label
        self.place = place
        self._kept: Workspace | None = None
        self._kept_is_free = False
        self._need = needed(config, place, longest_seconds)
        on_cuda = place.device.type == "cuda"
        self._stream = torch.cuda.Stream(place.device, priority=_STEPS_PRIORITY) if on_cuda else None
        codec_stream = torch.cuda.Stream(place.device, priority=_CODEC_PRIORITY) if on_cuda else None
        books = config.decoder.num_codebooks // config.decoder.audio_channels
        # Where 4 bits were asked for, GPU memory is short: the words take milliseconds on the CPU as well.
        text_device = torch.device("cpu") if place.bits else place.device
        with watched(place, "loading the model", self._need):
            self._text: TextEncoder | None = TextEncoder(config, weights, text_device)
            self._transformer: Transformer | None = Transformer(config.decoder, weights, place)
            self._codec: Codec | None = Codec(config.codec, books, weights, place.device, codec_stream)
            if on_cuda:
                torch.cuda.synchronize(place.device)

    @property
    def step_bytes(self) -> int:
        """Bytes of weights that one step of the transformer reads."""
        return self._open(self._transformer).step_bytes

    def encode_text(self, ids: Codes) -> Floats:
        """T5's last hidden states through the projection: `ids` [T] → [T, d]."""
        text = self._open(self._text)
        with watched(self.place, "reading the words"):
            result: Floats = text(torch.tensor(ids.tolist(), dtype=torch.int64)).cpu().numpy()
            return result

    def open_decoder(self, conditioning: Floats | None, *, guided: bool, longest: int) -> Piece:
        """A fresh cache for `longest` positions; `conditioning` [T, d], None for no words.

        On MPS the decoder draws no codes by itself. Raises CapabilityError (no memory) or EngineError.
        """
        transformer = self._open(self._transformer)
        if longest < 1:
            raise EngineError(f"A piece cannot have {longest} positions; valid: 1 or more.")
        rows, words = 1 + guided, 0 if conditioning is None else len(conditioning)
        with watched(self.place, "making room for the piece", self._need):
            space = self._workspace(transformer, rows, longest, words)
            with space.scope():
                if conditioning is not None and words:
                    transformer.listen(own(conditioning, self.place.device), space.cache)
        kind = SamplingPiece if self.place.draws else Piece
        return kind(transformer, space, longest=longest, done=self._done)

    def codec(self) -> Codec:
        """The codec's stages."""
        return self._open(self._codec)

    def close(self) -> None:
        """Free everything; twice is once. Pieces still open keep what they use until they are closed."""
        if self._kept is not None:
            self._kept.close()
        self._kept = self._text = self._transformer = self._codec = None
        if self.place.device.type == "cuda":
            torch.cuda.empty_cache()
        elif self.place.device.type == "mps":
            torch.mps.empty_cache()

    def _workspace(self, transformer: Transformer, rows: int, longest: int, words: int) -> Workspace:
        """The one kept from the piece before where it fits, else a new one. Only CUDA keeps one, for its graphs."""
        if self._kept is not None and self._kept_is_free:
            if self._kept.fits(rows=rows, longest=longest, words=words):
                self._kept_is_free = False
                with self._kept.scope():
                    self._kept.cache.clear()
                return self._kept
            self._kept.close()
            self._kept = None
        space = Workspace(
            transformer, rows=rows, longest=longest, words=words, stream=self._stream, graphs=self.cuda_graphs
        )
        if self._stream is not None and self._kept is None:
            self._kept, self._kept_is_free = space, False
        return space

    def _done(self, space: Workspace) -> None:
        if space is self._kept:
            self._kept_is_free = True
        else:
            space.close()

    @staticmethod
    def _open(part: Part | None) -> Part:
        if part is None:
            raise EngineError("This model is closed.", "Load it again.")
        return part
