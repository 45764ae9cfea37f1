"""EnCodec's decoder (Défossez et al. 2022) in the stages of `port.CodecStages`, in float32.

On CUDA it works on a stream of its own, beside the transformer's: called from another thread, it decodes sound while
the next codes are written. Knows nothing of streaming or of channels.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from timbre.engines.musicgen.checkpoint.config import CodecConfig
from timbre.engines.musicgen.checkpoint.weights import Weights
from timbre.engines.musicgen.runtimes.port import Codes, Floats
from timbre.engines.musicgen.runtimes.torch.devices import Place
from timbre.engines.musicgen.runtimes.torch.loading import own, plain, stacked
from timbre.engines.musicgen.runtimes.torch.memory import watched
from timbre.errors import EngineError

_ROOT = "audio_encoder.decoder.layers"
State = tuple[Tensor, Tensor]
"""The LSTM's hidden and cell states, each [layers, 1, C]."""


@dataclass(frozen=True)
class Conv:
    """One convolution, its weight norm folded in; the length stays (`plain`) or grows by `stride` (transposed)."""

    kernel: Tensor
    bias: Tensor | None
    dilation: int = 1

    def plain(self, x: Tensor) -> Tensor:
        """[1, in, T] → [1, out, T], padded by reflection; the odd place goes to the left."""
        total = (self.kernel.shape[-1] - 1) * self.dilation
        padded = reflected(x, total - total // 2, total // 2)
        return functional.conv1d(padded, self.kernel, self.bias, dilation=self.dilation)

    def transposed(self, x: Tensor, stride: int) -> Tensor:
        """[1, in, T] → [1, out, T · stride], what overlaps the ends cut off."""
        total = self.kernel.shape[-1] - stride
        longer = functional.conv_transpose1d(x, self.kernel, self.bias, stride=stride)
        return longer[..., total - total // 2 : longer.shape[-1] - total // 2]


class Codec:
    """`port.CodecStages`."""

    def __init__(
        self,
        config: CodecConfig,
        books: int,
        weights: Weights,
        device: torch.device,
        stream: torch.cuda.Stream | None,
    ) -> None:
        """Load the decoding half and `books` codebooks from `weights` to `device`. Raises MissingError."""
        self._place = Place(device, torch.float32)
        self._stream = stream
        names = [f"audio_encoder.quantizer.layers.{book}.codebook.embed" for book in range(books)]
        self._codebooks = stacked(weights, names).to(device)
        self._books = books
        self._codes = config.codebook_size
        self._first = torch.arange(books, device=device)[:, None] * config.codebook_size

        def conv(name: str, dilation: int = 1) -> Conv:
            kernel, bias = weights.conv(f"{_ROOT}.{name}.conv")
            return Conv(own(kernel, device), None if bias is None else own(bias, device), dilation)

        self._enter = conv("0")
        self._lstm = _lstm(config, weights, self._place)
        self._layers, last = _upsampling(config, conv)
        self._leave = conv(str(last))

    def latents(self, codes: Codes) -> Floats:
        """Quantiser look-up and first convolution: `codes` [K, F] → [1, C, F]. Raises EngineError on wrong codes."""
        if codes.shape[0] != self._books or codes.min() < 0 or codes.max() >= self._codes:
            raise EngineError(
                f"The codec was given codes of shape {codes.shape} from {codes.min()} to {codes.max()}; "
                f"valid: [{self._books}, frames], 0 to {self._codes - 1}."
            )
        with self._scope():
            rows = torch.from_numpy(np.array(codes, np.int64)).to(self._place.device) + self._first
            vectors = functional.embedding(rows, self._codebooks).sum(0)
            return _fetched(self._enter.plain(vectors.t()[None]))

    def recur(self, latents: Floats, state: object | None) -> tuple[Floats, object]:
        """The LSTM with its skip connection: [1, C, F] and the state before → [1, C, F], the state after."""
        before = state if isinstance(state, tuple) else None
        with self._scope():
            x = self._given(latents).permute(2, 0, 1)
            y, after = self._lstm(x, before)
            return _fetched((y + x).permute(1, 2, 0)), after

    def upsample(self, latents: Floats) -> Floats:
        """All later layers: [1, C, F] → samples [F · hop] in about −1..1."""
        with self._scope():
            x = self._given(latents)
            for layer in self._layers:
                x = layer(x)
            samples: Floats = _fetched(self._leave.plain(functional.elu(x)))[0, 0]
            return samples

    def _given(self, array: Floats) -> Tensor:
        return torch.from_numpy(np.array(array, np.float32)).to(self._place.device)

    @contextlib.contextmanager
    def _scope(self) -> Iterator[None]:
        with watched(self._place, "decoding sound"):
            if self._stream is None:
                yield
                return
            # TensorFloat-32, cuDNN's default, keeps 10 bits of each number: audible in a quiet tail.
            with torch.cuda.stream(self._stream), torch.backends.cudnn.flags(enabled=True, allow_tf32=False):
                yield


def reflected(x: Tensor, left: int, right: int) -> Tensor:
    """`x` [1, C, T] with its ends mirrored; where it is too short for that, as if zeros followed it (EnCodec's way)."""
    missing = max(left, right) + 1 - x.shape[-1]
    if missing > 0:
        whole = functional.pad(functional.pad(x, (0, missing)), (left, right), mode="reflect")
        return whole[..., : whole.shape[-1] - missing]
    return functional.pad(x, (left, right), mode="reflect") if left or right else x


def _upsampling(
    config: CodecConfig, conv: Callable[..., Conv]
) -> tuple[list[Callable[[Tensor], Tensor]], int]:
    """The layers after the LSTM but the last, and the number of the last. Layers without weights count in numbers."""
    layers: list[Callable[[Tensor], Tensor]] = []
    number = 3
    for ratio in config.upsampling_ratios:
        layers.append(_grow(conv(str(number)), ratio))
        for block in range(config.num_residual_layers):
            name = f"{number + 1 + block}.block"
            layers.append(_residual(conv(f"{name}.1", config.dilation_growth_rate**block), conv(f"{name}.3")))
        number += config.num_residual_layers + 2
    return layers, number


def _grow(conv: Conv, stride: int) -> Callable[[Tensor], Tensor]:
    return lambda x: conv.transposed(functional.elu(x), stride)


def _residual(wide: Conv, point: Conv) -> Callable[[Tensor], Tensor]:
    return lambda x: x + point.plain(functional.elu(wide.plain(functional.elu(x))))


def _lstm(config: CodecConfig, weights: Weights, place: Place) -> torch.nn.LSTM:
    width = config.num_filters * 2 ** len(config.upsampling_ratios)
    lstm = torch.nn.LSTM(width, width, config.num_lstm_layers, device="meta")
    lstm.to_empty(device=place.device)
    lstm.requires_grad_(False)
    for name, parameter in lstm.named_parameters():
        parameter.copy_(plain(weights, f"{_ROOT}.1.lstm.{name}", place))
    lstm.flatten_parameters()
    return lstm


def _fetched(x: Tensor) -> Floats:
    """To NumPy; waits for this stream alone."""
    result: Floats = x.contiguous().cpu().numpy()
    return result
