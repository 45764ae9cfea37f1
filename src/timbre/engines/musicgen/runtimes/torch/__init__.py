"""MusicGen on PyTorch: small model code of our own, static cache, CUDA graphs on NVIDIA GPUs; MPS and CPU as well.

`load` is the whole of it; PyTorch is imported there and not before. Knows nothing of prompts, delay or files.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from timbre.errors import MissingError

if TYPE_CHECKING:
    from timbre.engines.musicgen.runtimes.torch.runtime import TorchRuntime


def load(
    folder: Path,
    *,
    device: str = "auto",
    dtype: str = "auto",
    bits: int | None = None,
    longest_seconds: float = 30,
) -> TorchRuntime:
    """Load the checkpoint in `folder`.

    `device`: auto (CUDA, then MPS, then CPU), cuda, cuda:1 …, mps, cpu. `dtype` of the transformer: auto (float16 on a
    GPU, float32 on a CPU), float32, float16, bfloat16. `bits=4`: 4-bit weights for small GPUs. `longest_seconds` is
    the longest piece that room is checked for before anything is loaded.

    Raises MissingError (PyTorch, the device or a file is missing), InvalidInputError (an unknown name), CapabilityError
    (not enough memory, or the device cannot) or EngineError (a damaged checkpoint).
    """
    try:
        # A name inside the package: a bare folder called torch on the path would be importable too.
        from torch import Tensor  # noqa: F401
    except ImportError as error:
        raise MissingError(
            "The torch runtime needs PyTorch, which is not installed.",
            "pip install 'timbre-cli[torch]'; the ONNX runtime plays MusicGen without it.",
        ) from error
    from timbre.engines.musicgen.checkpoint.config import read_config
    from timbre.engines.musicgen.checkpoint.weights import Weights, check_weights
    from timbre.engines.musicgen.runtimes.torch.devices import choose
    from timbre.engines.musicgen.runtimes.torch.memory import check_room
    from timbre.engines.musicgen.runtimes.torch.runtime import TorchRuntime

    place = choose(device, dtype, bits)
    config = read_config(folder)
    with Weights.open(folder) as weights:
        check_weights(weights, config)
        check_room(config, place, longest_seconds)
        return TorchRuntime(config, weights, place, longest_seconds=longest_seconds)
