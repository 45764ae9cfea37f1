"""What a runtime must do for the generation loop, whichever library multiplies the matrices.

Arrays at this border are NumPy's, so that sampling is the same on every runtime. Knows no library.
"""

from __future__ import annotations

from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Codes = NDArray[np.int64]


@runtime_checkable
class Decoder(Protocol):
    """One piece being written: the transformer with its key/value cache.

    Rows: row 0 hears the words; row 1, only where guidance was asked for, does not (the null branch).
    """

    position: int
    """How many positions the cache holds."""

    def extend(self, codes: Codes) -> Floats:
        """Feed `codes` [K, T] (delayed, BOS = vocabulary size where nothing is yet) to every row.

        Returns the logits of the last position, [rows, K, V]. Raises EngineError past `longest`.
        """
        ...

    def close(self) -> None:
        """Give the cache back."""
        ...


@runtime_checkable
class SamplingDecoder(Decoder, Protocol):
    """A decoder that also draws the codes on its own device, by the same rule from the same random numbers."""

    def sample(self, codes: Codes, uniforms: NDArray[np.float64], rule: object) -> Codes:
        """Feed `codes` [K, 1], then draw `len(uniforms)` steps one after the other; `uniforms` [steps, K] in [0, 1).

        `rule` is a `sampling.Rule`. Returns the drawn codes, [K, steps]. None is forced: the loop asks only where every
        codebook is free.
        """
        ...


@runtime_checkable
class CodecStages(Protocol):
    """EnCodec's decoder in the two stages that streaming needs; channels are decoded one by one."""

    def latents(self, codes: Codes) -> Floats:
        """Quantiser look-up and first convolution: `codes` [K, F] → [1, C, F], padded by reflection at both ends."""
        ...

    def recur(self, latents: Floats, state: object | None) -> tuple[Floats, object]:
        """The LSTM (with its skip connection): [1, C, F] and the state after the previous call → [1, C, F], state."""
        ...

    def upsample(self, latents: Floats) -> Floats:
        """All later layers: [1, C, F] → samples [F * hop], padded by reflection at both ends."""
        ...


@runtime_checkable
class Runtime(Protocol):
    """A loaded checkpoint. Made by `runtimes.onnx.load` or `runtimes.torch.load`."""

    label: str
    """What `doctor` and the sidecar say: "onnx int4", "torch float16 cuda"."""

    def encode_text(self, ids: Codes) -> Floats:
        """T5's last hidden states through `enc_to_dec_proj`: `ids` [T] → [T, d]."""
        ...

    def open_decoder(self, conditioning: Floats | None, *, guided: bool, longest: int) -> Decoder:
        """A fresh cache for at most `longest` positions; `conditioning` [T, d], None for no words at all."""
        ...

    def codec(self) -> CodecStages:
        """The codec's stages; any number of pieces may use them in turn."""
        ...

    def close(self) -> None:
        """Free everything."""
        ...
