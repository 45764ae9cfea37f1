"""Validation errors in words a musician can act on: field, bad value, valid range.

Knows nothing of where the value came from (`language` and `cli` add that).
"""

from __future__ import annotations

import math
from typing import Any

from pydantic import ValidationError

from timbre.errors import InvalidInputError

_VALID = {
    "bpm": "30 to 300 beats per minute",
    "seconds": "1 to 900 seconds (15 minutes)",
    "seed": "a whole number from 0 to 4294967294",
    "lufs": "−40 to −5 LUFS",
    "sample_rate": "8000 to 192000 Hz",
    "temperature": "0 to 4",
    "top_k": "0 to 10000",
    "top_p": "0 to 1",
    "guidance": "0 to 30",
    "precision": "fp32, fp16, bf16, int8 or int4",
    "device": "cpu, cuda, mps or torch-cpu",
    "metre": "beats/unit such as 3/4, 4/4, 6/8, 7/8 (up to 19 beats; unit 2, 4, 8 or 16)",
    "bars": "1 to 512 bars",
    "swing": "0 to 1",
    "prompt": "up to 20000 characters",
}


def explain_validation(error: ValidationError) -> InvalidInputError:
    """The first problem of `error` as a message naming the field, the value and the valid range."""
    first = error.errors()[0]
    field = next((str(part) for part in reversed(first["loc"]) if isinstance(part, str)), "value")
    valid = _VALID.get(field)
    name = field.replace("_", " ")
    reason = f"valid: {valid}" if valid else str(first["msg"]).removeprefix("Value error, ")
    return InvalidInputError(
        f"{name} cannot be {_shown(first.get('input'))}; {reason}.", f"Change {name} and try again."
    )


def _shown(value: Any) -> str:
    if isinstance(value, float) and not math.isfinite(value):
        return "not a number" if math.isnan(value) else "infinite"
    text = repr(value) if isinstance(value, str) else str(value)
    return text if len(text) <= 60 else text[:57] + "…"
