"""Harmony: the chord of every moment, one room per technique (progressions, cadences, colouring, modulation)."""

from timbre.engines.composer.harmony.span import Span
from timbre.engines.composer.harmony.writing import choose_colour, plan_harmony

__all__ = ["Span", "choose_colour", "plan_harmony"]
