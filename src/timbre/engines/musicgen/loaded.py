"""The model this process has in memory, and how each runtime loads one."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from timbre.engines.musicgen.checkpoint.places import graph_cache_folder
from timbre.engines.musicgen.keeper import Keeper, Tell
from timbre.errors import CapabilityError, MissingError

if TYPE_CHECKING:
    from timbre.engines.musicgen.plan import Plan
    from timbre.engines.musicgen.runtimes.port import Runtime
    from timbre.engines.musicgen.text import Tokenizer

KEEPER = Keeper()
"""One a process: a worker serves one engine, and a second copy of a model would only cost memory."""


@lru_cache(maxsize=1)
def tokenizer(folder: Path, vocab_size: int) -> Tokenizer:
    """The tokenizer in `folder`, read once: a real one takes a third of a second. Raises as `text.Tokenizer` does."""
    from timbre.engines.musicgen.text import Tokenizer

    return Tokenizer(folder, vocab_size)


def load_model(plan: Plan, tell: Tell) -> Runtime:
    """Load the model of `plan`, telling what takes long. Raises TimbreError."""
    return _onnx(plan, tell) if plan.choice.runtime == "onnx" else _torch(plan)


def _onnx(plan: Plan, tell: Tell) -> Runtime:
    try:
        from timbre.engines.musicgen.runtimes import onnx
    except ImportError as error:
        raise MissingError(
            f"MusicGen needs {error.name or 'ONNX Runtime'}, which is not here.",
            "To get it: pip install 'timbre-cli[musicgen]'",
        ) from error
    precision = plan.choice.precision
    if precision == "bf16":
        raise CapabilityError("ONNX Runtime has no bf16 on a processor.", "Use --precision fp16.")
    runtime: Runtime = onnx.load(
        plan.folder,
        precision=precision,
        threads=plan.threads,
        cache=graph_cache_folder(),
        progress=tell,
    )
    return runtime


def _torch(plan: Plan) -> Runtime:
    try:
        from timbre.engines.musicgen.runtimes import torch
    except ImportError as error:
        raise MissingError(
            f"The device {plan.choice.device!r} needs {error.name or 'PyTorch'}, which is not here.",
            "pip install 'timbre-cli[torch]', or --device cpu.",
        ) from error
    precision = plan.choice.precision
    names = {"fp32": "float32", "fp16": "float16", "bf16": "bfloat16"}
    runtime: Runtime = torch.load(
        plan.folder,
        device=plan.choice.device.removeprefix("torch-"),
        dtype=names.get(precision, "auto"),
        bits=4 if precision == "int4" else None,
    )
    return runtime
