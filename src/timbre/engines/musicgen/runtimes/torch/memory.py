"""How much memory a model and a piece take on the device, and errors that say so instead of a traceback.

Knows sizes only. Figures are bytes; messages give GB (10⁹ bytes).
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import torch

from timbre.engines.musicgen.checkpoint.config import MusicgenConfig
from timbre.engines.musicgen.checkpoint.layout import parameters
from timbre.engines.musicgen.runtimes.torch.cache import reach_for
from timbre.engines.musicgen.runtimes.torch.devices import Place
from timbre.errors import CapabilityError, EngineError

_WORKING = 400_000_000
"""CUDA's own context and libraries, graphs, and what a forward pass and the codec need for a moment."""
_INT4_BYTES = 0.54
"""A 4-bit weight with its share of a group's scale and zero (two bfloat16 for 128)."""
_TIGHT = "Close what else uses it, ask for a shorter piece, or choose a smaller model"


def needed(config: MusicgenConfig, place: Place, seconds: float) -> int:
    """Bytes on the device for the model and a guided piece of `seconds`, about a tenth too many rather than too few."""
    counts = parameters(config)
    size = place.dtype.itemsize
    decoder = counts["decoder"] * (_INT4_BYTES if place.bits == 4 else size)
    # With 4-bit weights the text encoder stays in the computer's memory.
    rest = counts["codec"] + (0 if place.bits else counts["text"])
    return int(1.1 * (decoder + 4 * rest + cache_bytes(config, place, seconds))) + _WORKING


def cache_bytes(config: MusicgenConfig, place: Place, seconds: float) -> int:
    """Bytes of the keys and values of a guided piece of `seconds`."""
    decoder = config.decoder
    positions = reach_for(round(seconds * config.codec.frame_rate) + decoder.delays[-1])
    return int(4 * decoder.num_hidden_layers * decoder.hidden_size * positions * place.dtype.itemsize)


def check_room(config: MusicgenConfig, place: Place, seconds: float) -> None:
    """See that a GPU has room before anything is loaded. Raises CapabilityError with both figures."""
    if place.device.type != "cuda":
        return
    free, total = torch.cuda.mem_get_info(place.device)
    need = needed(config, place, seconds)
    if need > free:
        raise CapabilityError(
            f"The model and {seconds:g} seconds of music need about {_gb(need)} on {place.device}; "
            f"{_gb(free)} of its {_gb(total)} are free.",
            f"{_TIGHT}{_or_bits(place)}.",
        )


@contextlib.contextmanager
def watched(place: Place, doing: str, need: int | None = None) -> Iterator[None]:
    """Turn the device's errors while `doing` something into CapabilityError (no memory) or EngineError."""
    try:
        yield
    except (torch.OutOfMemoryError, MemoryError) as error:
        raise _full(place, doing, need) from error
    except RuntimeError as error:
        said = str(error).strip().split("\n")[0][:200]
        if "out of memory" in said.lower() or "can't allocate memory" in said:
            raise _full(place, doing, need) from error
        raise EngineError(
            f"PyTorch failed on {place.device} while {doing}: {said}",
            "Try again; if it stays, choose the device cpu.",
        ) from error


def _full(place: Place, doing: str, need: int | None) -> CapabilityError:
    amount = f" About {_gb(need)} are needed." if need else ""
    return CapabilityError(
        f"The memory of {place.device} is full while {doing}.{amount}", f"{_TIGHT}{_or_bits(place)}."
    )


def _or_bits(place: Place) -> str:
    return "" if place.bits or place.device.type == "mps" else ", or 4-bit weights (bits=4)"


def _gb(size: float) -> str:
    return f"{size / 1e9:.1f} GB"
