"""Reads values out of payloads that may hold anything: the value if it is of the kind wanted, else nothing.

Knows nothing of what the values mean.
"""

from __future__ import annotations

import math
from typing import Any


def text(value: object) -> str | None:
    """`value` if it is text."""
    return value if isinstance(value, str) else None


def texts(value: object) -> tuple[str, ...]:
    """The texts in a list; () if `value` is no list."""
    return tuple(item for item in value if isinstance(item, str)) if isinstance(value, list) else ()


def mapping(value: object) -> dict[str, Any]:
    """`value` if it is an object, else {}."""
    return value if isinstance(value, dict) else {}


def number(value: object) -> float | None:
    """`value` if it is a finite number that a float can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        found = float(value)
    except OverflowError:
        return None
    return found if math.isfinite(found) else None


def whole(value: object) -> int | None:
    """`value` if it is a whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def finite(value: Any) -> Any:
    """`value` with null for infinities and NaN, which JSON has no word for (silence measures −inf LUFS)."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: finite(inner) for key, inner in value.items()}
    return [finite(inner) for inner in value] if isinstance(value, list | tuple) else value
