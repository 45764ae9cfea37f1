"""What a rule of the critic is, and a rule's verdict on one piece.

Knows nothing of any one rule.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from timbre.engines.composer.critic.piece import Piece


@dataclass(frozen=True)
class Rule:
    """One thing a listener minds: `judge` gives 1.0 (as it should be) … 0.0, or None where it does not apply."""

    name: str
    explanation: str
    weight: int
    judge: Callable[[Piece], float | None]


@dataclass(frozen=True)
class Row:
    """A rule's verdict: `points` 0..1, None where the rule does not apply to the piece."""

    name: str
    explanation: str
    weight: int
    points: float | None


def share(good: int, total: int) -> float | None:
    """`good` of `total`, None when there is nothing to count."""
    return good / total if total else None


def ramp(value: float | None, worst: float, best: float) -> float | None:
    """0 at `worst`, 1 at `best` (which may be the smaller one), linear between; None stays None."""
    if value is None:
        return None
    return min(1.0, max(0.0, (value - worst) / (best - worst)))
