"""Where the torch runtime works and in which numbers: CUDA, MPS or CPU; float32, float16, bfloat16 or 4-bit weights.

Knows nothing of models.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch

from timbre.errors import CapabilityError, InvalidInputError, MissingError

DEVICES = ("auto", "cuda", "mps", "cpu")
DTYPES = {"float32": torch.float32, "float16": torch.float16, "bfloat16": torch.bfloat16}
_INT4_COMPUTE_CAPABILITY = (8, 0)


@dataclass(frozen=True)
class Place:
    """One device and the numbers to use on it."""

    device: torch.device
    dtype: torch.dtype
    """Of the decoder's weights, cache and activations. Text encoder and codec are always float32."""
    bits: int | None = None
    """4: the decoder's matrices have 4-bit weights; None: they are of `dtype`."""

    @property
    def label(self) -> str:
        """As `doctor` and the sidecar say it: "torch float16 cuda", "torch int4 cpu"."""
        number = f"int{self.bits}" if self.bits else str(self.dtype).removeprefix("torch.")
        return f"torch {number} {self.device.type}"

    @property
    def draws(self) -> bool:
        """Whether codes can be drawn on the device: that takes float64, which MPS does not have."""
        return bool(self.device.type != "mps")


def choose(device: str, dtype: str, bits: int | None) -> Place:
    """Settle what "auto" leaves open: CUDA before MPS before CPU; float16 on a GPU, float32 on a CPU.

    With 4-bit weights "auto" is bfloat16 everywhere.
    Raises InvalidInputError (a name nobody knows), MissingError (no such device) or CapabilityError (it cannot).
    """
    at = _device(device)
    if bits is not None:
        _check_bits(at, bits)
    return Place(at, _dtype(at, dtype, bits), bits)


def _device(name: str) -> torch.device:
    kind, _, index = name.partition(":")
    if kind not in DEVICES or (index and not (kind == "cuda" and index.isdecimal())):
        raise InvalidInputError(
            f"There is no device called {name[:40]!r}.", f"Known: {', '.join(DEVICES)} and cuda:0, cuda:1 …"
        )
    if kind == "auto":
        kind = "cuda" if torch.cuda.is_available() else "mps" if _has_mps() else "cpu"
    if kind == "cuda":
        _check_cuda(int(index or 0))
        return torch.device("cuda", int(index) if index else torch.cuda.current_device())
    if kind == "mps" and not _has_mps():
        raise MissingError(
            "The device 'mps' (a Mac's GPU) was asked for, but this PyTorch finds none.",
            "Leave the device on auto, or use cpu.",
        )
    return torch.device(kind)


def _check_cuda(index: int) -> None:
    if not torch.cuda.is_available():
        built = torch.version.cuda or getattr(torch.version, "hip", None)
        why = (
            "no NVIDIA GPU with a working driver is here" if built else "this PyTorch was built for CPUs only"
        )
        raise MissingError(
            f"The device 'cuda' was asked for, but {why}.",
            "Leave the device on auto, or install a PyTorch built for your GPU: https://pytorch.org/get-started",
        )
    count = torch.cuda.device_count()
    if index >= count:
        valid = "cuda:0" if count == 1 else f"cuda:0 to cuda:{count - 1}"
        raise MissingError(f"There is no GPU number {index}.", f"Here: {valid}.")


def _has_mps() -> bool:
    return bool(torch.backends.mps.is_available())


def _dtype(device: torch.device, name: str, bits: int | None) -> torch.dtype:
    if name != "auto" and name not in DTYPES:
        raise InvalidInputError(
            f"There is no number format called {name[:40]!r}.", f"Known: auto, {', '.join(DTYPES)}."
        )
    if bits is not None and device.type == "cuda" and name not in ("auto", "bfloat16"):
        raise CapabilityError(
            f"4-bit weights on CUDA work with bfloat16, not {name}.", "Leave the number format on auto."
        )
    if name != "auto":
        return DTYPES[name]
    if bits is not None:
        # The only format that PyTorch's 4-bit kernel for CUDA multiplies by, and its one fast format on CPUs.
        return torch.bfloat16
    return torch.float32 if device.type == "cpu" else torch.float16


def _check_bits(device: torch.device, bits: int) -> None:
    if bits != 4:
        raise CapabilityError(
            f"The torch runtime has no {bits}-bit weights.",
            "Use bits=4, or leave it out; int8 is offered by the ONNX runtime, on CPUs.",
        )
    if device.type == "mps" or not hasattr(torch.ops.aten, "_weight_int4pack_mm_for_cpu"):
        # The CPU's own 4-bit operations came with torch 2.6, together with the form of packing used here.
        raise CapabilityError(
            f"4-bit weights need CUDA or a CPU, and PyTorch 2.6; this is {device.type} and {torch.__version__}.",
            "Leave bits out, or choose a smaller model.",
        )
    if device.type == "cuda" and torch.cuda.get_device_capability(device) < _INT4_COMPUTE_CAPABILITY:
        raise CapabilityError(
            f"{torch.cuda.get_device_name(device)} is too old for 4-bit weights (compute capability 8.0 or later).",
            "Leave bits out: float16 works on it.",
        )
