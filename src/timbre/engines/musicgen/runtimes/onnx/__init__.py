"""MusicGen on ONNX Runtime: any processor, no PyTorch. `load` is all that anybody else needs.

Imports nothing heavy itself.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from timbre.engines.musicgen.runtimes.onnx.quantise import Precision
    from timbre.engines.musicgen.runtimes.onnx.runtime import OnnxRuntime

Progress = Callable[[str], None]


def load(
    folder: Path,
    *,
    precision: Precision = "int8",
    threads: int | None = None,
    cache: Path | None = None,
    progress: Progress | None = None,
) -> OnnxRuntime:
    """The checkpoint in `folder`, ready to write music; its models are built on first use and kept in `cache`.

    `threads` None: one for each core. `progress` is told what takes long ("prepare"). Raises MissingError without the
    extra `musicgen`, and what reading or building a checkpoint raises.
    """
    from timbre.errors import MissingError

    try:
        from timbre.engines.musicgen.runtimes.onnx.runtime import OnnxRuntime
    except ImportError as error:
        raise MissingError(
            f"MusicGen on this processor needs {error.name or 'onnxruntime'}, which is not here.",
            "To get it: pip install 'timbre-cli[musicgen]'",
        ) from error
    return OnnxRuntime.load(folder, precision, threads, cache, progress)
