"""Density: a style whose patterns are weighed by how many strokes they have, as sparse or as busy as was asked.

Knows nothing of how a pattern is played.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from timbre.engines.composer.patterns import Choice, Groove, Pattern
from timbre.engines.composer.style import Style

C = TypeVar("C", bound=Choice)
_STEEPNESS = 4.0
"""How much likelier a pattern with twice the usual strokes becomes where everything is to be as dense as can be."""
_PATTERNS = (
    ("drums", "grooves"),
    ("percussion", "grooves"),
    ("bass", "patterns"),
    ("chords", "patterns"),
    ("arp", "patterns"),
    ("melody", "rhythms"),
    ("counter", "patterns"),
)
_WALKING, _LOCKED = 4.0, 3.0
"""Strokes a bar of a walking bass, and of one that follows the kick."""


def as_dense(style: Style, density: float | None) -> Style:
    """`style` with its busier (density up to 1) or sparser (down to -1) patterns the likelier ones."""
    if not density:
        return style
    changes: dict[str, Any] = {}
    for role, name in _PATTERNS:
        part = changes.get(role, getattr(style, role))
        choices: tuple[Choice, ...] = getattr(part, name)
        changes[role] = part.model_copy(update={name: _weighed(choices, density, _strokes)})
    melody, drums = changes["melody"], changes["drums"]
    changes["melody"] = melody.model_copy(update={"rest": _within(melody.rest * (1 - 0.8 * density))})
    changes["drums"] = drums.model_copy(update={"busy": _within(drums.busy + 0.4 * density)})
    return style.model_copy(update=changes)


def _weighed(choices: Sequence[C], density: float, strokes: Callable[[C], float]) -> tuple[C, ...]:
    if len(choices) < 2:
        return tuple(choices)
    counts = [strokes(choice) for choice in choices]
    mean = sum(counts) / len(counts) or 1.0
    weighed: list[C] = []
    for choice, count in zip(choices, counts):
        lean = _STEEPNESS * density * (count - mean) / mean
        factor = 1 + lean if lean >= 0 else 1 / (1 - lean)
        weighed.append(choice.model_copy(update={"weight": choice.weight * factor * factor}))
    return tuple(weighed)


def _strokes(choice: Choice) -> float:
    """Strokes in a bar."""
    if isinstance(choice, Groove):
        return sum(_sounding(text) / (text.count("|") + 1) for text in choice.lanes.values())
    if not isinstance(choice, Pattern):
        return 1.0
    if "w" in choice.bars or "k" in choice.bars:
        return _WALKING if "w" in choice.bars else _LOCKED
    return _sounding(choice.bars) / (choice.bars.count("|") + 1)


def _sounding(text: str) -> int:
    return sum(character not in ".-| \n" for character in text)


def _within(value: float) -> float:
    return min(1.0, max(0.0, value))
