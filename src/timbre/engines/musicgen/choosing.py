"""Which runtime, device and precision to use, why, and how long a piece will take there.

Pure: what is known of the machine comes in as data. Knows no library.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from timbre.engines.musicgen.checkpoint.config import MusicgenConfig
from timbre.engines.musicgen.checkpoint.layout import BYTES_PER_WEIGHT
from timbre.engines.musicgen.machine import Gpu, Machine
from timbre.engines.musicgen.memory import estimate, gb
from timbre.errors import CapabilityError, MissingError
from timbre.model.request import Device, Precision

RuntimeName = Literal["onnx", "torch"]
ABLE: dict[Device, tuple[Precision, ...]] = {
    "cpu": ("int8", "int4", "fp16", "fp32"),
    "cuda": ("fp16", "bf16", "fp32", "int4"),
    "mps": ("fp16", "fp32"),
    "torch-cpu": ("fp32", "bf16", "int4"),
}
"""Device → the precisions it has."""
USUAL_SECONDS = 30.0
"""The piece that has to fit when a precision is chosen."""
ROOM = 0.85
"""Share of all memory that one piece may take when a precision is chosen."""

OVERHEAD = 1.05
"""A step's matrix products over the time its bytes take to be read."""
GLUE_SECONDS = 0.0001
"""Attention, norms and sampling on a processor: seconds a layer and step."""
LAUNCH_SECONDS = 0.00007
"""On a GPU: seconds a layer and step, whatever its size."""
CODEC_SHARE = 0.04
"""Seconds a processor takes to decode a second of sound."""
GPU_BANDWIDTH = 300e9
"""Where the driver does not say (bytes a second)."""


@dataclass(frozen=True)
class Choice:
    """What will be used; `why` in words for people."""

    runtime: RuntimeName
    device: Device
    precision: Precision
    why: str = ""

    @property
    def label(self) -> str:
        """ "onnx int8", "torch fp16 cuda"."""
        where = "" if self.runtime == "onnx" else f" {self.device.removeprefix('torch-')}"
        return f"{self.runtime} {self.precision}{where}"


def choose(
    config: MusicgenConfig,
    machine: Machine,
    device: Device | None = None,
    precision: Precision | None = None,
) -> Choice:
    """The choice for this machine, where `device` and `precision` leave one.

    Raises MissingError (no such device, or its PyTorch) or CapabilityError (a precision the device does not have).
    """
    if device is None:
        device, why = _device(config, machine, precision)
    else:
        _check_device(device, machine)
        why = "asked for"
    if precision is None:
        precision, because = _precision(config, machine, device)
        why = f"{why}; {because}"
    elif precision not in ABLE[device]:
        raise CapabilityError(
            f"MusicGen has no {precision} on {device}.", f"There: {', '.join(ABLE[device])}."
        )
    return Choice("onnx" if device == "cpu" else "torch", device, precision, why)


def _device(config: MusicgenConfig, machine: Machine, precision: Precision | None) -> tuple[Device, str]:
    gpu = _best(machine)
    if gpu is not None:
        if not machine.torch_has_cuda:
            what = (
                "PyTorch is not installed"
                if machine.torch is None
                else f"PyTorch {machine.torch} has no CUDA"
            )
            return "cpu", f"{gpu.name} is here, but {what}"
        if precision is not None and precision not in ABLE["cuda"]:
            return "cpu", f"{gpu.name} has no {precision} here"
        tried: tuple[Precision, ...] = ("fp16", "int4") if precision is None else (precision,)
        if any(_fits_gpu(config, gpu, each) for each in tried):
            return "cuda", f"{gpu.name} with {gb(gpu.total)}"
        return "cpu", f"{gpu.name} has too little memory ({gb(gpu.total)})"
    if machine.apple and machine.torch is not None and precision in (None, *ABLE["mps"]):
        return "mps", "the Mac's GPU"
    return "cpu", "no GPU that PyTorch could use"


def _precision(config: MusicgenConfig, machine: Machine, device: Device) -> tuple[Precision, str]:
    if device == "cuda":
        gpu = _best(machine)
        fits = gpu is None or _fits_gpu(config, gpu, "fp16")
        return (
            ("fp16", "half precision, the usual on GPUs")
            if fits
            else ("int4", "fp16 does not fit its memory")
        )
    if device == "mps":
        return "fp16", "half precision, the usual on GPUs"
    if device == "torch-cpu":
        return "fp32", "full precision"
    size = estimate(config, "int8", USUAL_SECONDS).total
    if machine.total is not None and size > ROOM * machine.total:
        return "int4", f"int8 needs {gb(size)} of {gb(machine.total)} of memory"
    speed = 1 / (step_seconds(config, machine, "cpu", "int8") * config.codec.frame_rate)
    if speed >= 1:
        return "int8", "nearly exact, and faster than the music lasts"
    return "int4", f"int8 would make {speed:.1f} s of music a second here"


def _check_device(device: Device, machine: Machine) -> None:
    if device == "cpu":
        return
    if machine.torch is None:
        raise MissingError(
            f"The device {device!r} needs PyTorch, which is not installed.",
            "pip install 'timbre-cli[torch]', or --device cpu.",
        )
    if device == "cuda" and not (machine.gpus and machine.torch_has_cuda):
        why = (
            "no NVIDIA GPU was found"
            if not machine.gpus
            else f"PyTorch {machine.torch} is built without CUDA"
        )
        raise MissingError(f"The device 'cuda' cannot be used: {why}.", "Use --device cpu.")
    if device == "mps" and not machine.apple:
        raise MissingError("The device 'mps' is the GPU of a Mac with an Apple chip.", "Use --device cpu.")


def _best(machine: Machine) -> Gpu | None:
    """The GPU that PyTorch takes: the first."""
    return machine.gpus[0] if machine.gpus else None


def _fits_gpu(config: MusicgenConfig, gpu: Gpu, precision: Precision) -> bool:
    """By all of its memory, not by what is free now, so that the choice is the same tomorrow."""
    return 1.2 * estimate(config, precision, USUAL_SECONDS).total + 400e6 <= gpu.total


def step_bytes(config: MusicgenConfig, precision: Precision, seconds: float = 10.0) -> float:
    """Bytes that are read for one step: every matrix once, and the keys and values of half the piece (two rows)."""
    decoder = config.decoder
    layer = 6 * decoder.hidden_size**2 + 2 * decoder.hidden_size * decoder.ffn_dim
    heads = decoder.num_codebooks * decoder.vocab_size * decoder.hidden_size
    matrices = (decoder.num_hidden_layers * layer + heads) * BYTES_PER_WEIGHT[precision]
    positions = seconds * config.codec.frame_rate / 2
    return matrices + 2 * 2 * 4 * decoder.num_hidden_layers * decoder.hidden_size * positions


def step_seconds(config: MusicgenConfig, machine: Machine, device: Device, precision: Precision) -> float:
    """How long one step (a fiftieth of a second of music) takes: memory bandwidth decides, then overhead."""
    layers = config.decoder.num_hidden_layers
    size = step_bytes(config, precision)
    if device in ("cuda", "mps"):
        gpu = _best(machine)
        rate = (gpu.bandwidth if gpu else None) or (machine.bandwidth if device == "mps" else GPU_BANDWIDTH)
        return max(LAUNCH_SECONDS * layers, OVERHEAD * size / rate)
    return OVERHEAD * size / machine.bandwidth + GLUE_SECONDS * layers


def predicted_seconds(
    config: MusicgenConfig, machine: Machine, choice: Choice, seconds: float = 10.0
) -> float:
    """How long a piece of `seconds` takes with a model that is loaded."""
    steps = round(seconds * config.codec.frame_rate) + config.decoder.delays[-1]
    codec = (
        CODEC_SHARE * seconds * config.decoder.audio_channels
        if choice.device in ("cpu", "torch-cpu")
        else 0.2
    )
    return steps * step_seconds(config, machine, choice.device, choice.precision) + codec
